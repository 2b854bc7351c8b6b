package policy

import (
	"chengxin/internal/deadline"
	"chengxin/internal/period"
)

// The names of deadlines that other packages ask for. An edition must give each of them.
const (
	CorrectionPeriod  = "correction"          // 改正期限
	Defence           = "defence"             // 陈述申辩
	FileObjection     = "objection.file"      // 提出异议
	MarkObjection     = "objection.mark"      // 异议标注
	AnswerObjection   = "objection.answer"    // 异议答复
	FileReview        = "review.file"         // 申请内部复核
	DecideReview      = "review.decide"       // 内部复核决定
	DataDispute       = "data_dispute.pause"  // 数据异议中止
	Reconsideration   = "reconsideration"     // 行政复议
	Litigation        = "litigation"          // 行政诉讼
	Refund            = "refund"              // 限期退回
	AcceptRepair      = "repair.accept"       // 信用修复受理
	DecideRepair      = "repair.decide"       // 信用修复决定
	RevokeExit        = "exit.revoke"         // 主动退出反悔
	CallBackExit      = "exit.call_back"      // 主动退出回访
	StartVisit        = "visit.start"         // 开始调查
	StartVerification = "verification.start"  // 启动核对
	Publicity         = "publicity"           // 公示
	Confirmation      = "confirmation"        // 县级确认
	RefusalNotice     = "refusal.notice"      // 不予确认告知
	WholeProcedure    = "procedure"           // 全程办理
	ReportChange      = "change.report"       // 变化申报
	CorrectData       = "data_dispute.source" // 来源部门更正
)

// DeadlineNames lists the deadlines that every edition must give.
func DeadlineNames() []string {
	return []string{
		CorrectionPeriod, Defence, FileObjection, MarkObjection, AnswerObjection, FileReview, DecideReview, DataDispute,
		Reconsideration, Litigation, Refund, AcceptRepair, DecideRepair, RevokeExit, CallBackExit, StartVisit,
		StartVerification, Publicity, Confirmation, RefusalNotice, WholeProcedure, ReportChange, CorrectData,
	}
}

// Party is whose time runs.
type Party string

// The parties of a deadline. When a deadline of the agency passes, nothing ever works against the household.
const (
	OfHousehold Party = "household"
	OfAgency    Party = "agency"
)

// Deadline is a length of time and what starts it. Exactly one of Days and Months is given.
type Deadline struct {
	Name    string `yaml:"name"`
	Label   string `yaml:"label"`
	Days    int    `yaml:"days"`
	Months  int    `yaml:"months"`  // month-end clamped
	Working bool   `yaml:"working"` // Days are working days; otherwise calendar days
	Max     int    `yaml:"max"`     // with extensions at most so many, in the same unit; 0: not extendable
	Starts  string `yaml:"starts"`  // what starts the clock, in words
	Of      Party  `yaml:"of"`
	Rule    `yaml:",inline"`
}

// Span is the length of time to count.
func (d Deadline) Span() deadline.Span { return d.span(d.Days) }

// Longest is the length of time with every extension; the same as Span where nothing can be extended.
func (d Deadline) Longest() deadline.Span { return d.span(max(d.Days, d.Max)) }

func (d Deadline) span(days int) deadline.Span {
	switch {
	case d.Months > 0:
		return deadline.Span{Count: d.Months, Unit: deadline.Months}
	case d.Working:
		return deadline.Span{Count: days, Unit: deadline.Working}
	}
	return deadline.Span{Count: days, Unit: deadline.Calendar}
}

// Deadline gives a deadline by name; the zero Deadline for a name that the edition does not know, which the check excludes
// for every name of DeadlineNames.
func (e *Edition) Deadline(name string) Deadline {
	for _, deadline := range e.content.Deadlines {
		if deadline.Name == name {
			return deadline
		}
	}
	return Deadline{}
}

// Deadlines lists all of them in the edition's order.
func (e *Edition) Deadlines() []Deadline { return e.content.Deadlines }

// ReportingMonths is the time for reporting a change, in months from the change (month-end clamped).
func (e *Edition) ReportingMonths() int { return e.Deadline(ReportChange).Months }

// InTime says whether a change of a day, reported or found on another, is within the reporting period: then it is a normal
// dynamic change.
func (e *Edition) InTime(changed, reported period.Day) bool {
	return !reported.After(changed.AddMonths(e.ReportingMonths()))
}
