package document

// sampleVisit is a home visit as it was recorded, or a blank form for the same household.
func sampleVisit(blank bool) VisitArguments {
	a := VisitArguments{
		Issue: Issue{Agency: "西吉县民政局", Demo: true}, Title: "家庭经济状况入户调查表", Blank: blank, Household: sampleHousehold,
		VisitedOn: "2026年11月23日", Method: "入户核查", Officers: "李经办、马村安", EntryURL: "https://chengxin.example/console/visits/h/a",
		How: []string{"先看、先问、先记，不对照申报表。没看没问的勾“没有问”，不写零。", "联系电话：西吉县民政局，0954-0000000"},
		Sections: []VisitSection{
			{"谁住在这里", []VisitItem{{Label: "家庭成员", Who: "马有福", Presence: true, Seen: "有", Declared: "有"}, {Label: "家庭成员", Who: "没有登记、但一起生活的人", Unit: "个", Seen: "看了问了，没有", Declared: "没有"}}},
			{"收入", []VisitItem{
				{Label: "务工收入", Who: "马有福", Unit: "元", OverTime: true, Seen: "每月 3,000.00 元（合每年 36,000.00 元）", Declared: "没有", Note: "从2026年10月15日起。原记：没有；改因：后来说起"},
				{Label: "种植收入", Unit: "元", OverTime: true, Seen: "看了问了，说不清", Declared: "每年 5,000.00 元"},
			}},
			{"财产", []VisitItem{{Label: "车辆", Presence: true, Seen: "没有问", Declared: "没有申报这一项"}, {Label: "住房面积", Unit: "平方米", Seen: "80.50 平方米", Declared: "93.70 平方米"}}},
		},
		Causes:   []Tick{{"因病", !blank}, {"因残", false}, {"缺劳力", false}, {"收入低、不稳定", false}},
		Fittings: []Tick{{"没有装修", false}, {"简单装修", !blank}, {"装修较好", false}},
		Home:     []Field{{"牲畜、家禽", ""}, {"水、电、电话费，每月大约", ""}, {"其他看到的", ""}},
		Signers:  []Signer{{Role: RoleOfHome, Thumbprint: true}, {Role: RoleVisitor, Name: "李经办"}, {Role: RoleVisitor, Name: "马村安"}},
	}
	if blank {
		a.Statement = []string{"以上内容已读给在场的家庭成员听，本人核对无误。"}
		return a
	}
	a.Present, a.State = "马有福", "记录状态：李经办于2026-11-23 15:32提交，马村安于2026-11-23 16:01在本人账号中确认。"
	a.Said = []Field{{"7组3号", "男的在外面打工，过年才回来"}}
	a.Home = []Field{{"牲畜、家禽", "羊 3 只"}}
	a.Signers = []Signer{
		{Role: RoleOfHome, Name: "马有福", Given: true, Ink: sampleInk(), How: "在屏幕上写"},
		{Role: RoleVisitor, Name: "李经办", Given: true, How: "用本人账号确认"},
		{Role: RoleVisitor, Name: "马村安", Given: true, How: "用本人账号确认"},
	}
	return a
}
