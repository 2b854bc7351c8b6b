package determination

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"chengxin/internal/comparison"
	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// Origin is where a clue comes from.
type Origin string

// The origins.
const (
	FromComparison Origin = "comparison"
	FromTipOff     Origin = "tip_off"
	FromOfficer    Origin = "officer" // an officer's own observation
	FromFindings   Origin = "findings"
)

// Clue is something that may be looked into (线索). It says nothing about anybody: nothing follows from it by itself.
type Clue struct {
	ID        string
	Household string
	Origin    Origin
	Source    string   // the comparison's run, the tip-off; empty for an officer's observation
	Points    []Point  // of a comparison: what the sources state differently
	Words     string   // of an observation: what was seen, by whom, when
	Counted   []string // of successive findings: the decisions that the edition counts together
	At        time.Time
	By        string // empty for the rule that opens clues when sources differ
	Events    []ClueEvent
}

// Point is one thing that the sources state differently.
type Point struct {
	Item   string          `json:"item"`
	Member string          `json:"member,omitempty"`
	Kind   comparison.Kind `json:"kind"`
}

// Cause is what triage finds to be the likeliest cause. Only the last two are looked into as a possible breach.
type Cause string

// The causes (triage).
const (
	DataError            Cause = "data_error"            // 数据有误: same name, closed account, somebody else's row
	StaleSource          Cause = "stale_source"          // 来源过期
	PeriodMismatch       Cause = "period_mismatch"       // 时间口径不同
	ClericalError        Cause = "clerical_error"        // 笔误或者代填有误
	Misunderstanding     Cause = "misunderstanding"      // 没有看懂问题
	NormalChange         Cause = "normal_change"         // 正常变化
	LateReport           Cause = "late_report"           // 变化没有按时申报
	SuspectedConcealment Cause = "suspected_concealment" // 疑似隐瞒
	SuspectedForgery     Cause = "suspected_forgery"     // 疑似造假

	// SuccessiveFindings is no cause that somebody finds: decisions that stand already are counted together.
	SuccessiveFindings Cause = "successive_findings" // 连续认定
)

// Causes lists them in the order in which forms show them: the harmless ones first.
func Causes() []Cause {
	return []Cause{DataError, StaleSource, PeriodMismatch, ClericalError, Misunderstanding, NormalChange, LateReport, SuspectedConcealment, SuspectedForgery}
}

// Causes are the causes that an assessment of the clue may find.
func (c Clue) Causes() []Cause {
	if c.Origin == FromFindings {
		return []Cause{SuccessiveFindings}
	}
	return Causes()
}

// ForCase says whether the clue may be taken into a case.
func (c Clue) ForCase() bool {
	assessed, found := c.Assessment()
	return found && c.State() == ClueAssessed && (assessed.Cause.Suspected() || c.Origin == FromFindings)
}

// Suspected says whether a cause is looked into as a possible breach.
func (c Cause) Suspected() bool { return c == SuspectedConcealment || c == SuspectedForgery }

// Alternative is an innocent explanation that must be ruled out before anything is suspected (safeguards H2).
type Alternative string

// The alternatives.
const (
	SeasonalWork   Alternative = "seasonal_work"    // 季节性务工
	Remittance     Alternative = "remittance"       // 亲友汇款
	OneOff         Alternative = "one_off"          // 一次性补偿
	ClosedAccount  Alternative = "closed_account"   // 已注销的账户
	SameName       Alternative = "same_name"        // 同名同姓
	OldSource      Alternative = "old_source"       // 来源过期
	EntryByAnother Alternative = "entry_by_another" // 代填有误
)

// Alternatives lists them all.
func Alternatives() []Alternative {
	return []Alternative{SeasonalWork, Remittance, OneOff, ClosedAccount, SameName, OldSource, EntryByAnother}
}

// ClueDone is a kind of event of a clue.
type ClueDone string

// The events.
const (
	ClueTriaged  ClueDone = "triaged"  // a cause is recorded
	ClueClosed   ClueDone = "closed"   // with a reason, and what was done
	ClueReopened ClueDone = "reopened" // something new has come to light
	ClueTaken    ClueDone = "taken"    // into a case
)

// FollowUp is what a closed clue led to. None of it is a finding.
type FollowUp string

// The follow-ups.
const (
	Nothing       FollowUp = "nothing"
	RecordMended  FollowUp = "record_mended"  // our own record or a source's was wrong
	AskedCorrect  FollowUp = "asked_correct"  // the household corrects its declaration
	Reminded      FollowUp = "reminded"       // 提醒
	TalkedTo      FollowUp = "talked_to"      // 批评教育, without a grade
	VisitOrdered  FollowUp = "visit_ordered"  // looked at again
	SourceRefresh FollowUp = "source_refresh" // the source is asked again
)

// FollowUps lists them in the order in which forms show them.
func FollowUps() []FollowUp {
	return []FollowUp{Nothing, RecordMended, AskedCorrect, Reminded, TalkedTo, VisitOrdered, SourceRefresh}
}

// ClueEvent is what somebody did with a clue.
type ClueEvent struct {
	ID       string
	Clue     string
	Done     ClueDone
	Cause    Cause                  // of a triage
	Ruled    map[Alternative]string // of a triage that suspects: why each innocent explanation does not hold
	FollowUp FollowUp               // of a closing
	Reason   string
	Case     string // of a clue that is taken into a case
	At       time.Time
	By       string
}

// ClueState is how far a clue is.
type ClueState string

// The states of a clue.
const (
	ClueOpen     ClueState = "open"
	ClueAssessed ClueState = "assessed"
	ClueEnded    ClueState = "ended"
	ClueInCase   ClueState = "in_case"
)

// ClueSteps are the ways from state to state: what is not here is refused.
func ClueSteps() []Step[ClueState, ClueDone] {
	return []Step[ClueState, ClueDone]{
		{ClueOpen, ClueTriaged, ClueAssessed},
		{ClueAssessed, ClueTriaged, ClueAssessed},
		{ClueAssessed, ClueClosed, ClueEnded},
		{ClueAssessed, ClueTaken, ClueInCase},
		{ClueEnded, ClueReopened, ClueOpen},
	}
}

// State is derived from the events.
func (c Clue) State() ClueState {
	state := ClueOpen
	for _, event := range c.Events {
		state, _ = next(ClueSteps(), state, event.Done)
	}
	return state
}

// Assessment is the latest triage; false while there is none.
func (c Clue) Assessment() (ClueEvent, bool) {
	for _, event := range slices.Backward(c.Events) {
		if event.Done == ClueTriaged {
			return event, true
		}
	}
	return ClueEvent{}, false
}

// Words that a person types are not shorter than a sentence and not longer than a page, in runes.
const (
	leastReason = 5
	MostWords   = 2000
)

// Do checks an event before it is kept. It refuses (Conflict) what the clue's state does not allow, and (Invalid, naming the
// field) a triage without cause or reasons, a suspicion that does not say why each innocent explanation fails, a suspicion
// closed without saying that it was not borne out, and a case opened from a clue that nobody suspects.
func (c Clue) Do(event ClueEvent) (ClueEvent, error) {
	if _, may := next(ClueSteps(), c.State(), event.Done); !may {
		return event, fault.New(fault.Conflict, "clue.step", "state", wording.T(wording.Chinese, "clue.state."+string(c.State())))
	}
	event.Clue, event.Reason = c.ID, strings.TrimSpace(event.Reason)
	var wrong fault.List
	if event.Done != ClueTaken {
		wrong = append(wrong, Typed("reason", event.Reason)...)
	}
	switch event.Done {
	case ClueTriaged:
		if !slices.Contains(c.Causes(), event.Cause) {
			wrong = append(wrong, fault.Field("cause", "clue.cause.missing"))
		}
		if event.Cause.Suspected() {
			for _, one := range Alternatives() {
				wrong = append(wrong, Typed("ruled-"+string(one), event.Ruled[one])...)
			}
		} else {
			event.Ruled = nil
		}
	case ClueClosed:
		if !slices.Contains(FollowUps(), event.FollowUp) {
			wrong = append(wrong, fault.Field("follow_up", "clue.follow_up.missing"))
		}
	case ClueTaken:
		if !c.ForCase() {
			return event, fault.New(fault.Conflict, "clue.not_suspected")
		}
	case ClueReopened:
	}
	return event, wrong.OrNil()
}

// Typed refuses a reason that is missing or too short to be one, and one that is too long.
func Typed(field, words string) fault.List {
	switch n := utf8.RuneCountInString(strings.TrimSpace(words)); {
	case n < leastReason:
		return fault.List{fault.Field(field, "determination.reason.short", "least", leastReason)}
	case n > MostWords:
		return fault.List{fault.Field(field, "determination.reason.long", "most", MostWords)}
	}
	return nil
}

// Interference is somebody's word in favour of or against a household, outside the procedure (打招呼、说情). Whoever hears it
// records it; it changes nothing.
type Interference struct {
	ID        string
	Household string
	Who       string // name
	Post      string // as far as known
	How       string // by telephone, at the desk, in writing
	Said      string
	On        time.Time
	At        time.Time
	By        string
}

// Check refuses (Invalid) an interference without a name or without what was said, and one that is still to happen.
func (i Interference) Check() error {
	var wrong fault.List
	if strings.TrimSpace(i.Who) == "" {
		wrong = append(wrong, fault.Field("who", "clue.interference.who"))
	}
	wrong = append(wrong, Typed("said", i.Said)...)
	if i.On.IsZero() || i.On.After(i.At) {
		wrong = append(wrong, fault.Field("on", "clue.interference.on"))
	}
	return wrong.OrNil()
}
