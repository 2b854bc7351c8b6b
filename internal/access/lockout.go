package access

import "time"

// Limit says how many wrong tries are free and how the waiting grows after them. Waiting doubles with every further try
// up to Most; a pause of Forget without a wrong try begins anew.
type Limit struct {
	Free   int           // this try is the last that needs no waiting
	First  time.Duration // the first waiting
	Most   time.Duration // the longest waiting
	Forget time.Duration // after so long without a wrong try the count starts again
}

// The limits of signing in (docs/decisions/0033-nobody-locks-an-officer-out.md). AccountLimit counts the tries at one account from one
// browser or address; ElsewhereLimit those at one account from all browsers that never signed in to it, together. An address is
// allowed far more than an account, because a village office shares one; a household more than a code, because it may hold the codes
// of several people.
var (
	AccountLimit   = Limit{Free: 5, First: time.Minute, Most: time.Hour, Forget: 24 * time.Hour}
	ElsewhereLimit = Limit{Free: 30, First: time.Minute, Most: 15 * time.Minute, Forget: 24 * time.Hour}
	AddressLimit   = Limit{Free: 40, First: 5 * time.Minute, Most: 2 * time.Hour, Forget: time.Hour}
	CodeLimit      = Limit{Free: 5, First: 5 * time.Minute, Most: 24 * time.Hour, Forget: 24 * time.Hour}
	HouseholdLimit = Limit{Free: 10, First: 10 * time.Minute, Most: 24 * time.Hour, Forget: 24 * time.Hour}
)

// Tries counts the wrong tries on one account, code, household or address. The zero Tries has none.
type Tries struct {
	Count        int
	LastAt       time.Time
	BlockedUntil time.Time
}

// Blocked says until when no try is taken; ok is false when one may be made now.
func (t Tries) Blocked(now time.Time) (until time.Time, ok bool) {
	return t.BlockedUntil, now.Before(t.BlockedUntil)
}

// Take counts a try before it is known to be right, so that many tries at once cannot all slip through before the first
// is counted. A right try is taken back with Undo, or the whole count is cleared.
func (l Limit) Take(t Tries, now time.Time) Tries {
	if now.Sub(t.LastAt) > l.Forget {
		t = Tries{}
	}
	t.Count++
	t.LastAt = now
	if over := t.Count - l.Free; over >= 0 {
		wait := l.First
		for range over {
			if wait *= 2; wait >= l.Most {
				wait = l.Most
				break
			}
		}
		t.BlockedUntil = now.Add(wait)
	}
	return t
}

// Undo takes a right try back, and the waiting that it began: it was let in, so no earlier waiting was left. What was wrong
// before it stays counted: nobody clears an address by an account of one's own.
func (l Limit) Undo(t Tries) Tries {
	if t.Count > 0 {
		t.Count--
	}
	t.BlockedUntil = time.Time{}
	return t
}
