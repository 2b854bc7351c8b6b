package household

import (
	"time"

	"chengxin/internal/period"
	"chengxin/internal/region"
)

// AdultFrom is the age in years at which a person comes of age (民法典 17).
const AdultFrom = 18

// Member is one version of what is known of a person in a household. A person keeps ID through all versions.
//
// Versions with the same FromOn correct one another: the one with the highest Seq counts. A version with a later FromOn
// succeeds: circumstances changed on that day. A version with UntilOn = FromOn takes its own span back.
type Member struct {
	ID          string // the person
	HouseholdID string
	Name        string
	IDNumber    IDNumber
	Relation    Relation
	Sex         Sex
	BornOn      period.Day // zero: not known apart from the identity number
	Phone       string
	Account     string // bank account (一卡通)
	Health      string
	Hukou       region.Code // where the person's 户籍 is; nowhere: not known
	Capacity    Capacity
	FromOn      period.Day // the first day on which this version holds; zero: from the beginning
	UntilOn     period.Day // the first day on which the person is no member any more; zero: still one
	Reason      string     // why the version was made
	RowID       string     // the version's own id
	Seq         int64      // the person's versions in order of recording, from 1
	RecordedAt  time.Time
	RecordedBy  string
}

// Birthday is the day of birth as recorded, else as the identity number says it; zero when neither tells.
func (m Member) Birthday() period.Day {
	if !m.BornOn.IsZero() {
		return m.BornOn
	}
	return m.IDNumber.Birthday()
}

// Age is the age in full years on a day; false when no birthday is known or the day comes before it.
func (m Member) Age(on period.Day) (years int, known bool) { return AgeOn(m.Birthday(), on) }

// AgeOn is the age in full years on a day of somebody born on a day. Somebody born on 29 February has the birthday on
// 28 February in common years. False when either day is missing or the day comes before birth.
func AgeOn(born, on period.Day) (years int, known bool) {
	if born.IsZero() || on.IsZero() || on.Before(born) {
		return 0, false
	}
	years = on.Year() - born.Year()
	if born.AddMonths(12 * years).After(on) {
		years--
	}
	return years, true
}

// Adult says whether the person has come of age on a day. Somebody without a known birthday counts as adult: a missing
// fact is never held against a person.
func (m Member) Adult(on period.Day) bool {
	born := m.Birthday()
	return born.IsZero() || !born.AddMonths(12*AdultFrom).After(on)
}

// NeedsGuardian says whether a guardian must act for the person on a day: a minor, or limited or no capacity.
func (m Member) NeedsGuardian(on period.Day) bool {
	return m.Capacity.NeedsGuardian() || !m.Adult(on)
}

// present says whether the version has the person in the household on a day.
func (m Member) present(on period.Day) bool {
	return m.UntilOn.IsZero() || on.Before(m.UntilOn)
}
