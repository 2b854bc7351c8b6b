package household

import "chengxin/internal/wording"

// Capacity is a person's capacity for civil acts (民法典 18-24). The empty Capacity counts as full: incapacity must be
// known, never guessed.
type Capacity string

// The capacities. With limited or no capacity a guardian acts, whatever the age.
const (
	FullCapacity    Capacity = "full"
	LimitedCapacity Capacity = "limited"
	NoCapacity      Capacity = "none"
)

// Capacities lists the capacities that a form offers.
func Capacities() []Capacity { return []Capacity{FullCapacity, LimitedCapacity, NoCapacity} }

// NeedsGuardian says whether the capacity alone calls for a guardian.
func (c Capacity) NeedsGuardian() bool { return c == LimitedCapacity || c == NoCapacity }

// Label is the capacity in a person's language.
func (c Capacity) Label(language wording.Language) string {
	if c == "" {
		c = FullCapacity
	}
	return wording.T(language, "household.capacity."+string(c))
}
