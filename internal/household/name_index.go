package household

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An index of names holds little more than one key a person: how the first character sounds, and with which letter the second
// begins. Whoever stands under a key is then compared with what was typed (NameFits). Keys for every beginning of every spelling
// would be twenty rows a person, and take longer to write than the register itself.

// IndexKey is how a name begins.
type IndexKey struct {
	First  string // how its first character sounds
	Second string // the first letter of how its second one sounds; empty in a name of one character, and where any will do
}

// syllables are all of Mandarin's, without tones, ü written v: what somebody may be typing the beginning of.
var syllables = strings.Fields("a ai an ang ao ba bai ban bang bao bei ben beng bi bian biang biao bie bin bing bo bong bu ca cai can cang cao ce cei " +
	"cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou " +
	"cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die din ding diu dong dou du duan dui dun duo e " +
	"ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang " +
	"gui gun guo ha hai han hang hao he hei hen heng hm hng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang " +
	"jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang kui kun " +
	"kuo la lai lan lang lao le lei len leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lv lve m ma " +
	"mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu n na nai nan nang nao ne nei nen neng ng ni nia " +
	"nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen peng pi pian piao pie " +
	"pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru " +
	"rua ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua " +
	"shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao tie ting " +
	"tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wong wu xi xia xian xiang xiao xie xin xing xiong xiu xu " +
	"xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai " +
	"zhan zhang zhao zhe zhei zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui " +
	"zun zuo")

// IndexKeys lists what a name stands under in an index, in order.
func IndexKeys(name string) []IndexKey {
	runes := []rune(NormaliseQuery(ReadName(name)))
	var all, read [][]string // the sounds of every character; of those that have a reading: pinyin leaves the others out
	for i, r := range runes {
		sounds := slices.Clone(soundsOf(r, i == 0))
		if i < 2 && len(runes) > 2 {
			if compound, found := compoundSurnames[string(runes[:2])]; found {
				sounds = append(sounds, compound[i])
			}
		}
		if len(sounds) > 0 {
			read = append(read, sounds)
		} else {
			sounds = []string{string(r)}
		}
		if all = append(all, sounds); len(read) == 2 {
			break
		}
	}
	keys := append(headKeys(all), headKeys(read)...)
	slices.SortFunc(keys, orderOfKeys)
	return slices.Compact(keys)
}

func orderOfKeys(a, b IndexKey) int {
	return cmp.Or(strings.Compare(a.First, b.First), strings.Compare(a.Second, b.Second))
}

// headKeys are the keys of the first two characters, in every combination of their sounds.
func headKeys(sounds [][]string) []IndexKey {
	var keys []IndexKey
	switch len(sounds) {
	case 0:
	case 1:
		for _, first := range sounds[0] {
			keys = append(keys, IndexKey{First: first})
		}
	default:
		for _, first := range sounds[0] {
			for _, second := range sounds[1] {
				keys = append(keys, IndexKey{first, initial(second)})
			}
		}
	}
	return keys
}

func initial(sound string) string {
	_, size := utf8.DecodeRuneInString(sound)
	return sound[:size]
}

// LookupKeys lists the keys under which everybody stands whom a query may mean; others stand there too. A key without a second
// letter means all that have the first. None for a query that is too short to look for: a single Latin letter.
func LookupKeys(query string) []IndexKey {
	typed := []rune(NormaliseQuery(query))
	if !longEnough(typed) {
		return nil
	}
	if len(typed) == 1 {
		return []IndexKey{{First: soundOf(typed[0], true)}}
	}
	if typed[0] > unicode.MaxASCII || typed[1] > unicode.MaxASCII {
		return []IndexKey{{soundOf(typed[0], true), initial(soundOf(typed[1], false))}}
	}
	text := string(typed)
	keys := []IndexKey{{text[:1], text[1:2]}} // a name in Latin letters
	for _, syllable := range syllables {
		rest, whole := strings.CutPrefix(text, syllable)
		switch {
		case strings.HasPrefix(syllable, text): // still typing the first, or just done
			keys = append(keys, IndexKey{First: syllable})
			continue
		case whole:
			keys = append(keys, IndexKey{syllable, rest[:1]})
		}
		if syllable[:1] == text[:1] { // initials
			keys = append(keys, IndexKey{syllable, text[1:2]})
		}
	}
	slices.SortFunc(keys, orderOfKeys)
	return slices.Compact(keys)
}

// soundOf is one of the sounds under which a character is indexed.
func soundOf(r rune, first bool) string {
	if sounds := soundsOf(r, first); len(sounds) > 0 {
		return sounds[0]
	}
	return string(r)
}

// longEnough says whether a query can be looked for: Chinese characters from the first, Latin letters from the second.
func longEnough(typed []rune) bool {
	return len(typed) > 1 || len(typed) == 1 && typed[0] > unicode.MaxASCII
}

// NameFits says whether a name begins, as it is written or in any of its readings and their initials, with what was typed.
func NameFits(name, query string) bool {
	typed := NormaliseQuery(query)
	if !longEnough([]rune(typed)) {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(typed); r > unicode.MaxASCII {
		return strings.HasPrefix(NormaliseQuery(ReadName(name)), typed) // no reading begins with a character
	}
	return slices.ContainsFunc(SearchKeys(name), func(key string) bool { return strings.HasPrefix(key, typed) })
}
