package homevisit

import (
	"math"
	"strings"
)

// Verdict is how one item of a re-visit relates to the first visit.
type Verdict string

// The verdicts. What began or changed between the two visits is no disagreement of the visitors; what one of them did not see
// is not compared.
const (
	Exact       Verdict = "exact"
	Within      Verdict = "within"
	Different   Verdict = "different"
	ChangedIn   Verdict = "changed" // it holds since a day after the first visit
	NotCompared Verdict = "not_compared"
)

// Compared is one item of two visits to one household.
type Compared struct {
	Item, Member string
	First, Again Line
	Verdict      Verdict
}

// Agree compares a re-visit with the first visit, item by item in the order of the first one's lines.
func Agree(items []Item, first, again Observation) []Compared {
	tolerance := map[string]Tolerance{}
	for _, item := range items {
		tolerance[item.Code] = item.Tolerance
	}
	var all []Compared
	for _, line := range first.Lines {
		other, found := again.Get(line.Item, line.Member)
		one := Compared{Item: line.Item, Member: line.Member, First: line, Again: other, Verdict: NotCompared}
		before, now := line.Yearly(), other.Yearly()
		switch {
		case !found || !line.Known() || !other.Known():
		case before == now:
			one.Verdict = Exact
		case other.Since.After(first.AsOf):
			one.Verdict = ChangedIn
		case tolerance[line.Item].Within(before, now):
			one.Verdict = Within
		default:
			one.Verdict = Different
		}
		all = append(all, one)
	}
	return all
}

// Tally counts verdicts. Agreement is (Exact + Within) of N.
type Tally struct{ Exact, Within, Different, Changed, NotCompared int }

// Add counts one more.
func (t *Tally) Add(v Verdict) {
	switch v {
	case Exact:
		t.Exact++
	case Within:
		t.Within++
	case Different:
		t.Different++
	case ChangedIn:
		t.Changed++
	case NotCompared:
		t.NotCompared++
	}
}

// Agreed is how many of the items compared agree, and how many were compared.
func (t Tally) Agreed() (n, of int) { return t.Exact + t.Within, t.Exact + t.Within + t.Different }

// Interval is the 95 % confidence interval of a share n of N by Wilson's formula, in per mille, rounded outwards; 0 and 1000
// where nothing was counted.
func Interval(n, of int) (low, high int) {
	if of == 0 {
		return 0, 1000
	}
	const z = 1.959964
	share, all := float64(n)/float64(of), float64(of)
	middle := share + z*z/(2*all)
	spread := z * math.Sqrt(share*(1-share)/all+z*z/(4*all*all))
	low = int(math.Floor(1000 * (middle - spread) / (1 + z*z/all)))
	high = int(math.Ceil(1000 * (middle + spread) / (1 + z*z/all)))
	return max(0, low), min(1000, high)
}

// TallyByItem counts the verdicts of many re-visits for each item.
func TallyByItem(all [][]Compared) map[string]*Tally {
	tallies := map[string]*Tally{}
	for _, visit := range all {
		for _, one := range visit {
			if tallies[one.Item] == nil {
				tallies[one.Item] = &Tally{}
			}
			tallies[one.Item].Add(one.Verdict)
		}
	}
	return tallies
}

// less orders text by its bytes.
func less(a, b string) int { return strings.Compare(a, b) }
