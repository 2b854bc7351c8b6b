package declaration

import (
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// ChangeKind says what has changed in a household.
type ChangeKind string

// The kinds of change that a household reports (649\u53f7 Art. 13; \u793e\u4f1a\u6551\u52a9\u6cd5 Art. 46).
const (
	MemberJoined  ChangeKind = "member_joined"
	MemberLeft    ChangeKind = "member_left"
	IncomeUp      ChangeKind = "income_up"
	IncomeDown    ChangeKind = "income_down"
	PropertyNew   ChangeKind = "property_new"
	PropertyGone  ChangeKind = "property_gone"
	ExpenseChange ChangeKind = "expense_change"
	AddressChange ChangeKind = "address_change"
	OtherChange   ChangeKind = "other"
)

// ChangeKinds lists the kinds in the order in which pages offer them.
func ChangeKinds() []ChangeKind {
	return []ChangeKind{MemberJoined, MemberLeft, IncomeUp, IncomeDown, PropertyNew, PropertyGone, ExpenseChange, AddressChange, OtherChange}
}

// Change is a change of circumstances (\u60c5\u51b5\u53d8\u5316\u7533\u62a5) that a household reports between declarations.
type Change struct {
	ID         string
	Household  string
	Kind       ChangeKind
	HappenedOn period.Day
	ReportedAt time.Time
	ReportedBy string
	Declarant  string
	Proxy      string
	Channel    Channel
	Words      string // what happened, in the household's own words: 1\u20131000 runes
	Edition    string
}

// MaxWords is how long a description may be, in runes.
const MaxWords = 1000

// Report checks a change. It refuses an unknown kind, a day in the future and an empty or overlong description.
func Report(change Change) (Change, error) {
	var refused fault.List
	known := false
	for _, kind := range ChangeKinds() {
		known = known || kind == change.Kind
	}
	if !known {
		refused = append(refused, fault.Field("kind", "declaration.change.kind_missing"))
	}
	if change.HappenedOn.IsZero() {
		refused = append(refused, fault.Field("happened", "declaration.change.day_missing"))
	} else if change.HappenedOn.After(period.DayOf(change.ReportedAt)) {
		refused = append(refused, fault.Field("happened", "declaration.change.day_future"))
	}
	change.Words = strings.TrimSpace(change.Words)
	if n := len([]rune(change.Words)); n == 0 || n > MaxWords {
		refused = append(refused, fault.Field("words", "declaration.change.words", "max", MaxWords))
	}
	return change, refused.OrNil()
}

// InTime says whether a change was reported within the edition's reporting period, counted in months from the day it
// happened with the month's end clamped. In time is normal dynamic management; later is a late report; neither is an inaccuracy.
func (c Change) InTime(months int) bool {
	return !period.DayOf(c.ReportedAt).After(c.HappenedOn.AddMonths(months))
}

// LastDay is the last day on which the change is reported in time.
func (c Change) LastDay(months int) period.Day { return c.HappenedOn.AddMonths(months) }
