package verification

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"chengxin/internal/period"
)

// Report is what one file of one source states about one household (核对结果).
type Report struct {
	ID        string
	File      string
	Source    Source
	Household string
	AsOf      period.Day
	Lines     []Line
	At        time.Time
}

// Result is what stands of one source, item and person today.
type Result struct {
	Source  Source
	Report  string
	Member  string
	Item    string
	State   State
	Value   int64
	AsOf    period.Day
	Since   period.Day
	Of      Span // of which time a sum is, where the source says it
	At      time.Time
	Stale   bool     // older than the edition lets a result be
	Hidden  bool     // another adult's own: nothing of it is shown
	Dispute *Dispute // the latest about this result
}

// Open says whether a dispute about the result waits for its answer: it is set aside meanwhile.
func (r Result) Open() bool { return r.Dispute != nil && r.Dispute.Answer == nil }

// Standing is what stands today of everything that sources have stated about a household: for each source, item and person
// the latest statement, corrected where a source has corrected it; by person, item and source. Rows of one file about one item
// of one person add up; one of them unavailable makes the whole unavailable.
func Standing(items []Item, reports []Report, disputes []Dispute, today period.Day) []Result {
	months := map[string]int{}
	for _, item := range items {
		months[item.Code] = item.Months
	}
	type key struct {
		source       Source
		member, item string
	}
	latest := map[key]Result{}
	for _, report := range reports {
		for of, stated := range gathered(report) {
			k := key{report.Source, of[0], of[1]}
			before, known := latest[k]
			if known && cmp.Or(before.AsOf.Compare(stated.AsOf), before.At.Compare(stated.At), cmp.Compare(before.Report, stated.Report)) > 0 {
				continue
			}
			latest[k] = stated
		}
	}
	var all []Result
	for _, r := range latest {
		for i := range disputes {
			d := disputes[i]
			if d.Report == r.Report && d.Member == r.Member && d.Item == r.Item && (r.Dispute == nil || d.At.After(r.Dispute.At)) {
				r.Dispute = &d
			}
		}
		if r.Dispute != nil && r.Dispute.Answer != nil && r.Dispute.Answer.Outcome == Corrected {
			r.State, r.Value, r.Since, r.Of = r.Dispute.Answer.State, r.Dispute.Answer.Value, period.Day{}, Span{}
			r.AsOf = period.DayOf(r.Dispute.Answer.At)
		}
		r.Stale = stale(r.AsOf, months[r.Item], today)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Result) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Member, b.Member), cmp.Compare(a.Source.rank(), b.Source.rank()))
	})
	return all
}

func stale(asOf period.Day, months int, today period.Day) bool {
	return months > 0 && asOf.AddMonths(months).Before(today)
}

// Stale says whether what a source states as of a day is older than the edition lets all of its items be.
func Stale(source Source, items []Item, asOf, today period.Day) bool {
	most := 0
	for _, item := range items {
		if slices.Contains(source.Items(), item.Code) {
			most = max(most, item.Months)
		}
	}
	return stale(asOf, most, today)
}

// worst orders what several rows of one file about one thing come to.
var worst = map[State]int{Unavailable: 5, NotAsked: 4, Over: 3, Found: 2, Within: 1, None: 0}

func gathered(report Report) map[[2]string]Result {
	all := map[[2]string]Result{}
	spans := map[[2]string][]Span{}
	for _, line := range report.Lines {
		k := [2]string{line.Member, line.Item}
		r, known := all[k]
		if !known {
			r = Result{Source: report.Source, Report: report.ID, Member: line.Member, Item: line.Item, State: line.State, AsOf: line.AsOf, At: report.At}
		}
		if worst[line.State] > worst[r.State] {
			r.State = line.State
		}
		if line.AsOf.After(r.AsOf) {
			r.AsOf = line.AsOf
		}
		if line.Since.After(r.Since) {
			r.Since = line.Since
		}
		r.Value += line.Value
		if r.State != Found {
			r.Value = 0
		}
		all[k] = r
		if !line.Of.IsZero() {
			spans[k] = append(spans[k], line.Of)
		}
	}
	for k, some := range spans {
		r := all[k]
		r.Of = joined(some)
		all[k] = r
	}
	return all
}

// Stated is what the platform states of one key, for the comparison.
type Stated struct {
	Item, Member string // the member is empty for a household's item
	Value        int64
	AsOf, Since  period.Day
	Of           Span
	SetAside     bool // missing, never zero
}

// Rows are a household's results as the comparison reads them, for every item of the catalogue and every member; nil when no
// source was ever asked about the household. What no source was asked about, what could not be had, a flag, and what is
// disputed is set aside. An item of the household counts where something was found, or where every member was asked; a
// household's expenditure counts only where every member was asked, because half of it would look like an overstatement.
func Rows(items []Item, members []string, results []Result) []Stated {
	if len(results) == 0 {
		return nil
	}
	of := map[[2]string][]Result{}
	for _, r := range onceOwned(members, results) {
		of[[2]string{r.Item, r.Member}] = append(of[[2]string{r.Item, r.Member}], r)
	}
	var rows []Stated
	for _, item := range items {
		if item.ByMember {
			for _, member := range members {
				row := settled(item, of[[2]string{item.Code, member}])
				row.Member = member
				rows = append(rows, row)
			}
			continue
		}
		rows = append(rows, together(item, members, of))
	}
	return rows
}

// onceOwned turns what the register of real estate states of a second owner into none where it states exactly the same of another
// member: a house of both spouses is registered with each of them and is one. Both how many and how large must agree; two houses of
// different size stay two.
func onceOwned(members []string, results []Result) []Result {
	type owned struct {
		state State
		value int64
	}
	all := map[string]map[string]owned{}
	for _, r := range results {
		if r.Source == RealEstate {
			if all[r.Member] == nil {
				all[r.Member] = map[string]owned{}
			}
			all[r.Member][r.Item] = owned{r.State, r.Value}
		}
	}
	results = slices.Clone(results)
	for i, r := range results {
		if r.Source != RealEstate || r.State != Found {
			continue
		}
		for _, before := range members[:max(0, slices.Index(members, r.Member))] {
			if maps.Equal(all[before], all[r.Member]) {
				results[i].State, results[i].Value = None, 0
				break
			}
		}
	}
	return results
}

func together(item Item, members []string, of map[[2]string][]Result) Stated {
	sum := Stated{Item: item.Code}
	var spans []Span
	asked, all := 0, true
	for _, member := range members {
		found := of[[2]string{item.Code, member}]
		if len(found) == 0 {
			all = false
			continue
		}
		row := settled(item, found)
		if row.SetAside {
			return Stated{Item: item.Code, AsOf: row.AsOf, SetAside: true}
		}
		asked++
		sum.Value += row.Value
		spans = append(spans, row.Of)
		if row.AsOf.After(sum.AsOf) {
			sum.AsOf = row.AsOf
		}
		if row.Since.After(sum.Since) {
			sum.Since = row.Since
		}
	}
	sum.Of = joined(spans)
	sum.SetAside = asked == 0 || !all && (sum.Value == 0 || item.Class == "E")
	if sum.SetAside {
		sum.Value, sum.Since, sum.Of = 0, period.Day{}, Span{}
	}
	return sum
}

// settled is what the sources of one key come to.
func settled(item Item, found []Result) Stated {
	row := Stated{Item: item.Code, SetAside: true}
	if len(found) == 0 {
		return row
	}
	counting := found
	if !addedUp[item.Code] {
		best := found[0]
		for _, r := range found[1:] {
			if r.AsOf.After(best.AsOf) { // they come in the order of the sources' rank
				best = r
			}
		}
		counting = []Result{best}
	}
	row.SetAside = false
	var spans []Span
	for _, r := range counting {
		if r.AsOf.After(row.AsOf) {
			row.AsOf = r.AsOf
		}
		if !r.State.Counts() || r.Open() {
			row.SetAside = true
			continue
		}
		row.Value += r.Value
		spans = append(spans, r.Of)
		if r.Since.After(row.Since) {
			row.Since = r.Since
		}
	}
	row.Of = joined(spans)
	if row.SetAside {
		row.Value, row.Since, row.Of = 0, period.Day{}, Span{}
	}
	return row
}
