package document

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"chengxin/internal/period"
)

// The samples are one paper of each kind, with invented people of 大滩村.

func sampleIssue(number string) Issue {
	return Issue{
		Number: number, Agency: "西吉县吉强镇人民政府", IssuedOn: period.MustDay("2026-11-22"),
		CheckURL:   "https://chengxin.example/d/7KQ2-M9XD-4TRA",
		Checkpoint: Checkpoint{Origin: "chengxin/640422", Size: 12840, Root: "uO3N8mTfVw0yJ5a6k2b1c9d7e4f3g8h0i1j2k3l4m5n="},
		Demo:       true,
	}
}

var sampleHousehold = Household{
	Head: "马有福", Number: "640422100202-0014", Place: "宁夏回族自治区固原市西吉县吉强镇大滩村", IDNumber: "9904**********123X", Phone: "138****1234",
}

var samplePeople = []Person{
	{Name: "马有福", IDNumber: "9904**********123X", Relation: "户主"},
	{Name: "阿依古丽·买买提", IDNumber: "9904**********0021", Relation: "妻"},
	{Name: "马𠮷㐂", IDNumber: "9904**********0335", Relation: "子", Minor: true, Guardian: "马有福"},
}

var sampleRemedies = []Remedy{
	{Text: "对本告知书有异议的，可以向西吉县民政局书面或口头提出", LastOn: period.MustDay("2026-12-11")},
	{Text: "可以依法申请行政复议", LastOn: period.MustDay("2027-01-21")},
}

func sampleText(title string) Text {
	return Text{
		Title:   title,
		Opening: []string{"为维护社会救助的公平公正，按照《社会救助法》第四十条和本县实施方案，现将您家在申请和领取最低生活保障期间的权利、义务告知如下。"},
		Parts: []Part{
			{Heading: "一、您的义务", Clauses: []Clause{
				{"（一）", "如实、准确填写共同生活家庭成员构成、家庭收入、家庭财产、刚性支出等家庭经济状况；"},
				{"（二）", "家庭情况发生变化时及时申报，例如务工收入由每月1,200.00元变为每月2,350.50元，应在3个月内申报；"},
				{"（三）", "配合入户核查和数据核对，具体见文件西民发〔2026〕12号及网址https://chengxin.example/help/2026。"},
			}},
			{Heading: "二、您的权利", Clauses: []Clause{
				{"（一）", "陈述、申辩和提出异议。提出异议期间，不执行惩戒措施；"},
				{"（二）", "查看谁打开过您家的档案。"},
			}},
		},
		Closing: []string{"不识字或者不方便阅读的，工作人员会为您朗读讲解。"},
	}
}

func sampleInk() []byte {
	drawn := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for x := range 300 {
		y := 50 + (x%60-30)*(x%60-30)/30
		for dy := range 5 {
			drawn.Set(x, min(99, y+dy), color.NRGBA{A: 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, drawn); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func samples() map[string]Content {
	on := period.MustDay("2026-11-22")
	items := make([]DeclaredItem, 0, 30)
	for i := range 30 {
		items = append(items, DeclaredItem{Label: fmt.Sprintf("第%d项 外出务工收入", i+1), Who: "马有福", Said: "每月1,200元", Means: "14,400.00元/年", Note: strings.Repeat("有活才干，冬天停工。", i%4)})
	}
	form := []FormSection{
		{"一、收入", []FormItem{
			{Label: "务工收入", Help: "在外打工、本地打工的工资，扣除路费等必要开支", Unit: "元", OverTime: true, ByMember: true},
			{Label: "种植收入", Help: "粮食、马铃薯、蔬菜等，全家合计", Unit: "元", OverTime: true},
		}},
		{"二、财产", []FormItem{{Label: "住房套数", Unit: "套"}, {Label: "车辆", Help: "不含电动自行车", Unit: "辆"}}},
		{"三、关系", []FormItem{{Label: "家里有人是村（居）委成员", ByMember: true, YesNo: true}}},
	}
	pledge := PledgeArguments{
		Issue: sampleIssue("吉政承〔2026〕14号"), Text: sampleText("最低生活保障对象诚信承诺书"), TextHash: strings.Repeat("0f1e2d3c", 8), Household: sampleHousehold,
		Signers: []Signer{
			{Role: RolePledger, Name: "马有福", Given: true, How: "网上签署，签名确认码已核对", On: on, Ink: sampleInk()},
			{Role: RoleAdult, Name: "阿依古丽·买买提", Thumbprint: true},
			{Role: RoleWitness, Thumbprint: true},
			{Role: RoleProxy, For: "阿依古丽·买买提", Thumbprint: true},
		},
	}
	return map[string]Content{
		"notice": Notice(NoticeArguments{
			Issue: sampleIssue("吉政告〔2026〕12号"), Text: sampleText("最低生活保障诚信事项告知书"), To: "马有福", Household: sampleHousehold,
			Contact: []string{"咨询：吉强镇便民服务中心，电话0954-1234567；也可以到村委会请工作人员协助申报。"}, Remedies: sampleRemedies,
		}),
		"pledge":       Pledge(pledge),
		"staff_pledge": StaffPledge(StaffPledgeArguments{Issue: sampleIssue("吉政承〔2026〕3号"), Text: sampleText("社会救助经办人员承诺书"), Office: "吉强镇民政办", Duty: "经办人", Signers: []Signer{{Role: RoleOfficer, Name: "苏晓梅"}}}),
		"authorisation": Authorisation(AuthorisationArguments{
			Issue: sampleIssue("吉政授〔2026〕14号"), Text: sampleText("家庭经济状况授权核对书"), TextHash: strings.Repeat("0f1e2d3c", 8), Household: sampleHousehold, People: samplePeople,
			Sources: []string{"户籍", "税务", "社会保险", "不动产", "市场监管", "住房公积金", "车船", "银行、保险、证券"}, Items: []string{"收入", "财产", "刚性支出"},
			Purpose: "仅用于最低生活保障的审核确认和动态管理", From: on, Until: on.AddMonths(12), Revocation: []string{"您可以随时书面撤回授权；撤回不影响此前已经完成的核对。"},
			Signers: []Signer{
				{Role: RoleAuthoriser, Name: "马有福", Thumbprint: true},
				{Role: RoleGuardian, For: "马𠮷㐂", Name: "马有福", Thumbprint: true},
				{Role: RoleWitness, Thumbprint: true},
			},
		}),
		"declaration": Declaration(DeclarationArguments{
			Issue: sampleIssue("吉政申〔2026〕31号"), Title: "家庭经济状况自主申报表", Household: sampleHousehold, Applicant: "马有福", Channel: "手机网上申报", SubmittedAt: "2026年11月22日10时05分", AsOf: "2026年11月22日", Version: 1,
			Members: samplePeople, Sections: []DeclaredSection{{"一、收入", items}, {"二、财产", nil}}, Kinships: []Kinship{{"马有福", "马有才", "大滩村村民委员会 委员", "兄弟"}},
			Statement: []string{"以上内容由本人填写，真实完整。"}, Signers: []Signer{{Role: RoleDeclarant, Name: "马有福", Given: true, On: on, How: "网上签署"}},
		}),
		"declaration_form": DeclarationForm(FormArguments{
			Issue: Issue{Agency: "西吉县吉强镇人民政府", Demo: true}, Title: "家庭经济状况自主申报表", Household: sampleHousehold, Members: samplePeople[:1], Sections: form,
			SignInURL: "https://chengxin.example/r/640422100202-0014", How: []string{"用黑色笔填写。不清楚的请勾“不清楚”，工作人员会协助您。不需要另外提交证明材料。"},
			Statement: []string{"以上内容由本人填写，真实完整。"}, Signers: []Signer{{Role: RoleDeclarant, Thumbprint: true}, {Role: RoleProxy, Thumbprint: true}},
		}),
		"visit_sheet":       VisitSheet(sampleVisit(false)),
		"visit_sheet_blank": VisitSheet(sampleVisit(true)),
		"declaration_receipt": DeclarationReceipt(ReceiptArguments{
			Issue: sampleIssue("吉政回〔2026〕31号"), Household: sampleHousehold, Declaration: "吉政申〔2026〕31号", SubmittedAt: "2026年11月22日10时05分", Channel: "手机网上申报", Version: 1,
			Digest: strings.Repeat("89abcdef", 8), Next: []string{"接下来工作人员会入户核查，并与综合管理平台核对。发现不一致时会先听您说明。"},
		}),
		"change_receipt": ChangeReceipt(ChangeArguments{
			Issue: sampleIssue("吉政回〔2026〕32号"), Household: sampleHousehold, ReportedOn: on,
			Changes: []Changed{{"务工收入（马有福）", "每月1,200.00元", "每月2,350.50元", period.MustDay("2026-10-01")}}, Next: []string{"您在3个月内申报，属于正常的动态管理。"},
		}),
		"exit_acknowledgement": ExitAcknowledgement(ExitArguments{
			Issue: sampleIssue("吉政退〔2026〕2号"), Household: sampleHousehold, RequestedOn: on, Channel: "手机网上", CallBack: "西吉县民政局社会救助股",
			CallBackBy: period.MustDay("2026-11-27"), RevokeUntil: period.MustDay("2026-12-04"), How: []string{"撤回可以打电话、到村委会或者在网上办理。"}, Remedies: sampleRemedies[:1],
		}),
		"service": ServiceProof(ServiceArguments{
			Issue: sampleIssue("吉政送〔2026〕12号"), Receiver: "马有福", Household: sampleHousehold, Papers: []Served{{"最低生活保障诚信事项告知书", "吉政告〔2026〕12号", 1}},
			Place: "大滩村二组", Ways: []Tick{{"直接送达", true}, {"留置送达", false}, {"邮寄送达", false}, {"电子送达（本人同意）", false}, {"委托送达", false}},
			Signers: []Signer{{Role: RoleReceiver, Thumbprint: true}, {Role: RoleServer}, {Role: RoleServer}, {Role: RoleWitness}},
		}),
		"access_slip": AccessSlip(SlipArguments{
			Issue: sampleIssue(""), Household: sampleHousehold, Name: "马有福", Code: "7KQ2-M9XD", SignInURL: "https://chengxin.example/r", ValidUntil: period.MustDay("2026-12-22"),
			Steps: []string{"用手机扫上面的二维码，或者打开网址；", "输入登录码和身份证号码的最后四位；", "按提示一步一步填写，中途可以保存。"}, Warnings: []string{"登录码等于您家的钥匙，不要告诉别人，包括工作人员。"},
		}),
		"letter": Letter(LetterArguments{
			Issue: sampleIssue("西民函〔2026〕7号"), Title: "关于协助核查家庭经济状况的函", To: "固原市原州区民政局", Text: sampleText(""), Remedies: nil, Attachments: []string{"协查对象名单", "授权核对书复印件"},
		}),
	}
}
