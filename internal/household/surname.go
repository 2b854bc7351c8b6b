package household

// surnames gives the readings of characters that are read otherwise when they are a surname. They come before the usual
// readings, which stay: a person may be looked for by either.
var surnames = map[rune]string{
	'单': "shan", '仇': "qiu", '解': "xie", '曾': "zeng", '乐': "yue", '查': "zha", '区': "ou", '盖': "ge", '朴': "piao",
	'任': "ren", '华': "hua", '员': "yun", '翟': "zhai", '尉': "wei", '瞿': "qu", '覃': "qin", '缪': "miao", '冼': "xian",
	'秘': "bi", '折': "she", '那': "na", '种': "chong", '洗': "xian", '繁': "po", '黑': "he",
	'逄': "pang", '召': "shao", '过': "guo", '纪': "ji", '宓': "mi", '幺': "yao", '宁': "ning", '燕': "yan",
	'隗': "wei", '郇': "xun", '祭': "zhai", '相': "xiang",
	'车': "che", '曲': "qu",
}

// compoundSurnames gives the readings of surnames of two characters that are not read character by character.
var compoundSurnames = map[string][2]string{
	"尉迟": {"yu", "chi"}, "万俟": {"mo", "qi"}, "单于": {"chan", "yu"}, "长孙": {"zhang", "sun"}, "澹台": {"tan", "tai"},
	"令狐": {"ling", "hu"}, "皇甫": {"huang", "fu"}, "鲜于": {"xian", "yu"}, "呼延": {"hu", "yan"},
}
