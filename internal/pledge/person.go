package pledge

import (
	"slices"

	"chengxin/internal/period"
)

// AdultFrom is the age in years at which a person signs alone (民法典 17).
const AdultFrom = 18

// Person is a member of the household as this step sees one.
type Person struct {
	Member    string
	Name      string
	BornOn    period.Day // zero: unknown, and then an adult unless said otherwise
	Incapable bool       // without, or with limited, capacity for civil acts: a guardian signs
}

// Adult says whether the person has come of age on a day. A person born on 29 February comes of age on 28 February.
func (p Person) Adult(on period.Day) bool {
	return p.BornOn.IsZero() || !on.Before(p.BornOn.AddMonths(12*AdultFrom))
}

// Ward says whether a guardian must sign for the person on a day.
func (p Person) Ward(on period.Day) bool { return p.Incapable || !p.Adult(on) }

// Owes says whether the household's standing needs a signature for this person on a text. Everybody's data are looked up,
// so everybody's authorisation is needed; minors promise nothing, so a pledge is needed for adults only.
func (p Person) Owes(kind Kind, on period.Day) bool {
	return kind == AuthorisationText || kind == PledgeText && p.Adult(on)
}

// Find gives the person with a member's id.
func Find(persons []Person, member string) (Person, bool) {
	at := slices.IndexFunc(persons, func(p Person) bool { return p.Member == member })
	if at < 0 {
		return Person{}, false
	}
	return persons[at], true
}
