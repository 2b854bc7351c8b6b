package page

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// parts puts components one after another: templ files cannot be tests.
func parts(components ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, component := range components {
			if err := component.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// around puts components inside a layout or container.
func around(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, parts(inner...)), w)
	})
}

func text(tag, class, words string) templ.Component {
	return templ.Raw("<" + tag + ` class="` + class + `">` + templ.EscapeString(words) + "</" + tag + ">")
}

func galleryStart(r *Request, _ *Form) templ.Component {
	return around(Public(r, Head{Title: "社会救助诚信申报"}),
		text("h1", "govuk-heading-xl", "社会救助诚信申报"),
		around(Aloud(r), text("p", "govuk-body-l", "在这里您可以查看告知书\u3001签署承诺书\uff0c并如实申报家庭情况\u3002")),
		ButtonLink("开始办理", "/question"),
		around(Details("需要准备什么\uff1f"), text("p", "govuk-body", "身份证和告知书上的确认码\u3002")),
		around(Inset(), text("p", "govuk-body", "填得不对可以改\uff0c主动更正不算失信\u3002")),
		Warning(r, "故意隐瞒会影响您的救助\u3002"),
		NotificationBanner(r, Neutral, "本周六系统维护\u3002"), PrintButton(r))
}

func galleryQuestion(r *Request, f *Form) templ.Component {
	return around(Resident(r, Head{Title: "务工收入", Back: "/", Form: f}),
		around(FormOf(f, "/question"),
			AmountInput(f, Field{
				Name: "wage", Title: true, ReadAloud: true, Label: "您家的务工收入是多少\uff1f",
				Hint: "包括工资\u3001奖金和零工\u3002记不清可以估一个数\uff0c工作人员会和您核对\u3002",
			}, true),
			around(ButtonGroup(), Button(r.T("page.save_and_continue")), ButtonNamed("我不知道", "answer", "unknown")),
		))
}

func galleryFields(r *Request, f *Form) templ.Component {
	f.Set("note", "两行\n<b>文字</b>")
	return around(Resident(r, Head{Title: "表单", Back: "/", Form: f}),
		text("h1", "govuk-heading-l", "表单"),
		around(UploadFormOf(f, "/fields"),
			Hidden("step", "1"),
			Input(f, Field{Name: "name", Label: "姓名", Autocomplete: "name", Width: 20}),
			Input(f, Field{Name: "id-number", Label: "身份证号码", Hint: "末位是 X 的请输入 X", Width: 20}),
			Input(f, Field{Name: "area", Label: "住房面积", Suffix: "平方米", Width: 5, InputMode: "decimal", Optional: true}),
			AmountInput(f, Field{Name: "wage", Label: "务工收入"}, true),
			DayInput(f, Field{Name: "since", Label: "从哪一天开始\uff1f", Hint: "例如 2026年11月22日"}),
			Radios(f, Field{Name: "kind", Label: "主要收入来源"}, []Choice{
				{Value: "farm", Label: "种植养殖", Hint: "种地\u3001养牛羊等"},
				{Value: "wage", Label: "务工", Within: Input(f, Field{Name: "where", Label: "在哪里务工\uff1f"})},
				{Value: "none", Label: "没有收入", Apart: true},
			}),
			Checkboxes(f, Field{Name: "has", Label: "您家有下列哪些\uff1f"}, []Choice{
				{Value: "car", Label: "汽车"}, {Value: "tractor", Label: "大型农机"}, {Value: "none", Label: "都没有", Apart: true},
			}),
			Select(f, Field{Name: "village", Label: "所在村"}, []Choice{{}, {Value: "1", Label: "大滩村"}, {Value: "2", Label: "关桥村"}}),
			Textarea(f, Field{Name: "note", Label: "其他要说明的", Optional: true}),
			FileUpload(f, Field{Name: "paper", Label: "照片或扫描件", Accept: "image/*", Capture: true}),
			around(Fieldset(f, Field{Label: "其他"}), WarningButton("撤回申报")),
			Button(r.T("page.save_and_continue")),
		))
}

func gallerySign(r *Request, f *Form) templ.Component {
	return around(Resident(r, Head{Title: "签署承诺书", Form: f}),
		text("h1", "govuk-heading-l", "签署承诺书"),
		around(FormOf(f, "/sign"),
			around(Signature(f, Field{Name: "signature", Label: "请在框内手写签名", Hint: "用手指或鼠标写"}),
				Input(f, Field{Name: "name", Label: "姓名", Width: 10}),
				Input(f, Field{Name: "code", Label: "确认码", Width: 10, InputMode: "numeric", Autocomplete: "one-time-code"})),
			Button("同意并签署")))
}

func galleryAnswers(r *Request, _ *Form) templ.Component {
	return around(Resident(r, Head{Title: "核对您的回答", Back: "/question"}),
		text("h1", "govuk-heading-l", "核对您的回答"),
		SummaryList(r, []Row{
			{Key: "务工收入", Value: "每月 \u00a51,200.00\uff08折合每年 \u00a514,400.00\uff09", Change: "/question"},
			{Key: "贫困原因", Body: Tag("待核对", Waiting)},
		}),
		TaskList([]Task{
			{Title: "阅读告知书", Path: "/", Tag: "已完成", Colour: Success},
			{Title: "签署承诺书", Hint: "每位成年家庭成员都要签", Path: "/sign", Tag: "进行中", Colour: Running},
			{Title: "如实申报", Tag: "还不能开始", Colour: Neutral},
		}),
		Button("提交申报"))
}

func galleryDone(r *Request, _ *Form) templ.Component {
	return around(Resident(r, Head{Title: "申报已提交"}),
		around(Panel("申报已提交"), templ.Raw("编号 \u30142026\u301512号")), PrintButton(r))
}

func galleryList(r *Request, f *Form) templ.Component {
	row := func(name, village, due string, tag templ.Component) []Cell {
		return []Cell{{Text: name, Path: "/console/file", Header: true}, {Text: village}, {Text: "1,200.00", Numeric: true}, {Body: tag}, {Text: due}}
	}
	return around(Console(r, Head{Title: "待办", Wide: true, Crumbs: []Link{{Text: "首页", Path: "/console"}, {Text: "待办"}}}),
		text("h1", "govuk-heading-l", "待办"),
		Tabs(r, []Link{{Text: "待我办理", Path: "/console/list", Current: true, Count: "12"}, {Text: "已办结", Path: "/console/done"}}),
		SearchBox(r, "/console/list", "查找家庭", "姓名\u3001拼音或身份证号码"),
		around(Filter(r, "/console/list"), Select(f, Field{Name: "village", Label: "村"}, []Choice{{Label: "全部"}, {Value: "1", Label: "大滩村"}}),
			Radios(f, Field{Name: "state", Label: "状态", Inline: true, Small: true}, []Choice{{Value: "open", Label: "未办"}, {Value: "late", Label: "逾期"}})),
		Table(r, Grid{
			Caption: "待办家庭", Hidden: true, Sticky: true,
			Columns: []Column{{Text: "户主", Sort: "name"}, {Text: "村"}, {Text: "月收入\uff08元\uff09", Numeric: true}, {Text: "状态"}, {Text: "截止", Sort: "due"}},
			Rows: [][]Cell{
				row("马*强", "大滩村", "2026年11月25日", Tag("逾期", Danger)),
				row("田*", "关桥村", "2026年11月30日", Tag("待签署", Waiting)),
				row("杜*云", "大滩村", "2026年12月1日", Tag("已申报", Success)),
			},
		}),
		Pagination(r, Pages{Earlier: r.With("before", "a"), Later: r.With("after", "z"), Shown: 50, Total: 148}),
		Table(r, Grid{Caption: "空", Empty: "没有需要您办理的事项\u3002"}))
}

func galleryFile(r *Request) templ.Component {
	return around(Console(r, Head{
		Title: "马*强", Back: "/console/list",
		Identity: &Identity{Title: "马*强", Detail: "9901**********123X 大滩村", Links: []Link{{Text: "查看完整信息", Path: "/reveal"}}},
		Sub:      []Link{{Text: "概况", Path: "/console/file", Current: true}, {Text: "文书", Path: "/papers", Count: "3"}},
		Side:     []Link{{Text: "成员", Path: "/members", Current: true}, {Text: "亲属回避", Path: "/kin"}},
	}),
		text("h1", "govuk-heading-l", "一户一档"),
		SummaryList(r, []Row{{Key: "户主", Value: "马*强", Change: "/x", Verb: "更正"}, {Key: "地址", Value: "大滩村"}}),
		Timeline([]Event{
			{Title: "承诺书已签署", By: "马*强", At: "2026年11月22日 09:30", Moment: "2026-11-22T09:30:00+08:00"},
			{Title: "告知书已送达", By: "田经办", At: "2026年11月20日", Moment: "2026-11-20", Body: text("p", "govuk-body", "当面送达\u3002")},
		}))
}
