package household

import (
	"strings"
	"time"
	"unicode"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Capacity is a person's civil capacity: who lacks it is signed for by a guardian and never judged.
type Capacity string

// The capacities.
const (
	FullCapacity    Capacity = "full"
	LimitedCapacity Capacity = "limited"
	NoCapacity      Capacity = "none"
)

// Member is one version of what is known of one person of a household: it holds from FromOn, until a later version or
// until UntilOn, the first day on which the person is no longer a member (the zero Day: still one).
type Member struct {
	ID          string // the person's id; it stays when the facts are corrected or continued
	HouseholdID string
	Seq         int64 // orders the person's versions
	Name        string
	IDNumber    IDNumber
	Relation    Relation
	Sex         Sex
	BornOn      period.Day
	Capacity    Capacity
	Phone       string
	Account     string
	Health      string
	Hukou       region.Code // 户籍地
	FromOn      period.Day
	UntilOn     period.Day
	Reason      string // why the version was recorded: registered, corrected, joined, left
	RecordedAt  time.Time
	RecordedBy  string
}

// present says whether this version has the person in the household on a day.
func (m Member) present(on period.Day) bool { return m.UntilOn.IsZero() || m.UntilOn.After(on) }

// Age is in whole years on a day; -1 without a birthday.
func (m Member) Age(on period.Day) int {
	if m.BornOn.IsZero() {
		return -1
	}
	age := on.Year() - m.BornOn.Year()
	if m.BornOn.AddMonths(12 * age).After(on) {
		age--
	}
	return age
}

// Adult says whether the person is 18 or older. A person without a birthday on file counts as an adult, so that nobody's
// signature is left out by a gap in the register.
func (m Member) Adult(on period.Day) bool {
	age := m.Age(on)
	return age < 0 || age >= 18
}

// SignsAlone says whether the person signs for itself: of age and with full capacity. For others a guardian signs.
func (m Member) SignsAlone(on period.Day) bool {
	return m.Adult(on) && (m.Capacity == FullCapacity || m.Capacity == "")
}

// maxName is a name's length in runes: names of minorities are long, sentences are no names.
const maxName = 50

// CheckName refuses a name that is empty, longer than 50 runes or with control characters. Any script, rare characters and
// · pass.
func CheckName(name string) error {
	runes := []rune(strings.TrimSpace(name))
	if len(runes) == 0 || len(runes) > maxName {
		return fault.Field("name", "household.name.length", "max", maxName)
	}
	for _, r := range runes {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return fault.Field("name", "household.name.character")
		}
	}
	return nil
}

// CheckPhone refuses what cannot be a telephone number; none is fine.
func CheckPhone(phone string) error {
	if phone == "" {
		return nil
	}
	digits := 0
	for _, r := range phone {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+- ", r):
		default:
			return fault.Field("phone", "household.phone")
		}
	}
	if digits < 7 || digits > 15 {
		return fault.Field("phone", "household.phone")
	}
	return nil
}
