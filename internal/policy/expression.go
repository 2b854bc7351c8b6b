package policy

import (
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"chengxin/internal/period"
)

// condition is a compiled condition of the edition.
type condition struct{ program *vm.Program }

// vocabulary is everything that a condition may speak of. Days become plain statements, so that a condition needs no dates.
func vocabulary(f Facts, on period.Day) map[string]any {
	corrected := !f.CorrectedOn.IsZero()
	due := f.CorrectionDue
	return map[string]any{
		"对象": string(f.Subject), "身份": string(f.Standing), "行为": string(f.Act), "原因": string(f.Cause), "手段": string(f.Means),
		"故意已证明": f.IntentProven, "已听取申辩": f.Heard, "书面承认": f.WrittenAdmission, "情节较轻": f.Slight, "主动承认": f.Admitted,
		"已批评教育": !f.EducatedOn.IsZero() && !f.EducatedOn.After(on), "定有改正期限": !due.IsZero(),
		"改正期限已过": !due.IsZero() && due.Before(on) && !f.CorrectionPaused, "改正期中止": f.CorrectionPaused,
		"拒不改正": !f.EducatedOn.IsZero() && !f.EducatedOn.After(on) && !due.IsZero() && due.Before(on) && !corrected && !f.CorrectionPaused,
		"已改正":  corrected, "及时改正": corrected && (due.IsZero() || !f.CorrectedOn.After(due)),
		"多领金额": int(f.OverpaidFen), "已退金额": int(f.RepaidFen), "未退金额": int(f.OverpaidFen - min(f.RepaidFen, f.OverpaidFen)),
		"有退款计划": f.RepaymentPlan, "目的已证明": f.PurposeProven, "仍符合条件": f.StillEligible, "法制同意": f.LegalSignOff,
		"已查困难": f.HardshipChecked, "确有困难": f.HardshipFound,
		"已认定故意捏造": f.FabricationFound, "证据充分有力": f.StrongEvidence, "县级确认": f.CountyApproved, "已查利益冲突": f.ConflictChecked,
		"由其他人员办理": f.OtherOfficers, "是争议当事人": f.RespondentOfDispute,
		"当场有记录": f.Recorded, "有报警文号": f.PoliceReference, "有佐证": f.Corroborated,
		"内容准确": f.Accurate, "已核实": f.Verified, "重大变化": f.Major,
		"逾期月数": monthsLate(f), "知道变化日期": !f.ChangedOn.IsZero() && !f.ReportedOn.IsZero(),
	}
}

// monthsLate counts the months begun between a change and its report, month-end clamped: 0 on the day itself, 1 up to one
// month later, 4 when more than three months went by.
func monthsLate(f Facts) int {
	if f.ChangedOn.IsZero() || f.ReportedOn.IsZero() {
		return 0
	}
	months := 0
	for months < 1200 && f.ChangedOn.AddMonths(months).Before(f.ReportedOn) {
		months++
	}
	return months
}

// widths lets a condition be typed on a Chinese keyboard: full-width punctuation outside quotes means the same.
var widths = map[rune]rune{
	'\uff08': '(', '\uff09': ')', '\uff0c': ',', '\uff1a': ':', '\uff1b': ';', '\uff1f': '?', '\uff01': '!',
	'\u201c': '"', '\u201d': '"',
}

func plainWidth(text string) string {
	quoted := false
	return strings.Map(func(r rune) rune {
		if narrow, wide := widths[r]; wide && (!quoted || narrow == '"') {
			r = narrow
		}
		if r == '"' {
			quoted = !quoted
		}
		return r
	}, text)
}

// noFacts is the vocabulary's shape: the names that a condition may use, with their types.
var noFacts = vocabulary(Facts{}, period.Day{})

// compile checks a condition against the vocabulary; its error names the column.
func compile(text string) (condition, error) {
	program, err := expr.Compile(plainWidth(text), expr.Env(noFacts), expr.AsBool(), expr.MaxNodes(200))
	if err != nil {
		return condition{}, err
	}
	return condition{program}, nil
}

// holds evaluates a condition. A condition that fails at run time does not hold: what is not shown is not there.
func (c condition) holds(words map[string]any) bool {
	if c.program == nil {
		return false
	}
	result, err := expr.Run(c.program, words)
	held, _ := result.(bool)
	return err == nil && held
}
