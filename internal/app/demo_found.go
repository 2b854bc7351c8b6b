package app

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"chengxin/internal/determination"
	"chengxin/internal/objection"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// demoFound sets what the system found beside what was planted, line by line and household by household.
type demoFound struct {
	lines  []demoLine
	misses []demoMiss
}

// demoLine is one number: what the system's own tables give, and what the generator planted.
type demoLine struct {
	key            string // of the catalogue: app.demo.found.<key>
	place          region.Code
	found, planted int
	of             int // how many households the system has there
}

// demoMiss is a household of which something else was found than was planted.
type demoMiss struct {
	number         string
	planted, found []string
}

// found counts. The system's numbers are read from its lists and stored runs; the planted ones come from the generator, which
// compares nothing.
func (p *demoPlay) found(ctx context.Context) (demoFound, error) {
	var all demoFound
	stale, err := p.staleHouseholds(ctx)
	if err != nil {
		return all, err
	}
	places := []region.Code{demoTownship, demoVillage}
	if p.wanted <= demoVillageHouseholds {
		places = places[1:]
	}
	for _, place := range places {
		lines, err := p.foundAt(ctx, place, stale)
		if err != nil {
			return all, err
		}
		judged, err := p.judged(ctx, place)
		if err != nil {
			return all, err
		}
		all.lines = append(append(all.lines, lines...), judged...)
	}
	all.misses, err = p.misses(ctx)
	return all, err
}

func (p *demoPlay) foundAt(ctx context.Context, place region.Code, stale map[*demoHousehold]bool) ([]demoLine, error) {
	steps, err := p.app.DB.Read().StepCounts(ctx, demoCounty, place)
	if err != nil {
		return nil, err
	}
	totals, err := p.app.DB.Read().ComparisonTotals(ctx, demoCounty, place)
	if err != nil {
		return nil, err
	}
	old := 0
	for h := range stale {
		if place.Contains(h.family.place) {
			old++
		}
	}
	planted := p.plantedAt(place)
	line := func(key string, found, planted int) demoLine {
		return demoLine{key: key, place: place, found: found, planted: planted, of: int(steps.Households)}
	}
	return []demoLine{
		line("households", int(steps.Households), planted.households),
		line("online", int(steps.Online), planted.online),
		line("paper", int(steps.Paper), planted.paper),
		line("visited", totals.Households-totals.Unvisited, planted.households),
		line("verified", totals.Households-totals.Unverified, planted.verified),
		line("compared", totals.Compared, planted.online+planted.paper),
		line("inaccurate", totals.Differing, planted.inaccurate),
		line("changed", totals.Changed, planted.changed),
		line("late", totals.Late, planted.late),
		line("stale", old, planted.stale),
		line("incomparable", totals.Incomparable, planted.incomparable),
	}, nil
}

// judged sets what became of the clues beside what the play let the officers find.
func (p *demoPlay) judged(ctx context.Context, place region.Code) ([]demoLine, error) {
	reads := p.app.DB.Read()
	counts, err := reads.ClueCounts(ctx, demoCounty, place)
	if err != nil {
		return nil, err
	}
	clues, open := 0, counts[determination.ClueOpen]
	for _, n := range counts {
		clues += n
	}
	rows, err := reads.MatterRows(ctx, demoCounty, place, "", clues+1)
	if err != nil {
		return nil, err
	}
	var decided, contested, revoked, eased int
	for _, row := range rows {
		if determination.StageAfter(row.Kinds) == determination.Decided {
			decided++
		}
		if !row.Contested {
			continue
		}
		contested++
		objections, err := reads.Objections(ctx, demoCounty, row.Household)
		if err != nil {
			return nil, err
		}
		for _, one := range objections {
			switch answer, _, _ := one.LatestAnswer(); answer.Outcome {
			case objection.Undone:
				revoked++
			case objection.Changed:
				eased++
			case objection.Upheld:
			}
		}
	}
	planted, village := p.plantedAt(place), p.plantedAt(demoVillage)
	line := func(key string, found, planted int) demoLine {
		return demoLine{key: key, place: place, found: found, planted: planted, of: p.plantedAt(place).households}
	}
	all := planted.inaccurate + planted.late + planted.incomparable
	return []demoLine{
		line("clues", clues, all), line("triaged", clues-open, all), line("decided", decided, village.inaccurate),
		line("contested", contested, min(demoObjects, village.inaccurate)), line("revoked", revoked, 1), line("eased", eased, 1),
	}, nil
}

// demoTruth counts households by what was planted in them.
type demoTruth struct{ households, online, paper, verified, inaccurate, changed, late, stale, incomparable int }

func (p *demoPlay) plantedAt(place region.Code) demoTruth {
	var truth demoTruth
	for _, h := range p.households {
		if place.Contains(h.family.place) {
			truth.add(h.family)
		}
	}
	return truth
}

func (t *demoTruth) add(f demoFamily) {
	one := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	has := func(which func(comparison.Kind) bool) int {
		return one(slices.ContainsFunc(f.planted.finds, func(found demoFinding) bool { return which(found.kind) }))
	}
	t.households++
	t.online += one(f.way.declares)
	t.paper += one(f.way.onPaper)
	t.verified += one(f.way.authorises())
	t.stale += one(f.planted.stale)
	t.incomparable += has(func(k comparison.Kind) bool { return k == comparison.NotComparable })
	t.inaccurate += has(comparison.Kind.Counted)
	t.changed += has(func(k comparison.Kind) bool { return k == comparison.ChangedSince })
	t.late += has(func(k comparison.Kind) bool { return k == comparison.ReportedLate })
}

// misses reads every household's latest run and sets each thing that it found beside what was planted.
func (p *demoPlay) misses(ctx context.Context) (misses []demoMiss, err error) {
	reads := casework.As[comparisonsteps.Store](p.app.DB.Read())
	var mutex sync.Mutex
	err = p.side(ctx, func(ctx context.Context, h *demoHousehold) error {
		runs, err := reads.Runs(ctx, demoCounty, h.id, 1)
		if err != nil {
			return err
		}
		planted, found := h.family.plantedList(), []string{}
		if len(runs) > 0 {
			found = h.foundList(runs[0].Found)
		}
		if !slices.Equal(planted, found) {
			mutex.Lock()
			defer mutex.Unlock()
			misses = append(misses, demoMiss{h.number, planted, found})
		}
		return nil
	})
	slices.SortFunc(misses, func(a, b demoMiss) int { return strings.Compare(a.number, b.number) })
	return misses, err
}

// side reads the households side by side.
func (p *demoPlay) side(ctx context.Context, read func(context.Context, *demoHousehold) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, h := range p.households {
		group.Go(func() error { return read(ctx, h) })
	}
	return group.Wait()
}

// plantedList lists what was planted: item, person and kind, in order.
func (f demoFamily) plantedList() []string {
	list := []string{}
	for _, one := range f.planted.finds {
		list = append(list, findingName(one.key, one.kind))
	}
	slices.Sort(list)
	return list
}

func (h *demoHousehold) foundList(run comparisonsteps.Found) []string {
	list := []string{}
	for _, line := range run.Lines {
		if line.Kind == "" {
			continue
		}
		key := demoKey{line.Item, ofHousehold}
		if line.Member != "" {
			key.person = slices.IndexFunc(h.family.people, func(one demoPerson) bool { return one.member.ID == line.Member })
			if key.person < 0 {
				key.person = aStranger
			}
		}
		list = append(list, findingName(key, line.Kind))
	}
	slices.Sort(list)
	return list
}

func findingName(key demoKey, kind comparison.Kind) string {
	who := "household"
	switch {
	case key.person >= 0:
		who = fmt.Sprint("person ", key.person)
	case key.person == aStranger:
		who = "stranger"
	}
	return strings.Join([]string{key.item, who, string(kind)}, " ")
}

// missesShown is how many households that differ are named.
const missesShown = 10

// print prints the table: what was found, of how many, and what was planted.
func (f demoFound) print(out io.Writer) error {
	say := func(key string, pairs ...any) string {
		return wording.T(wording.Chinese, "app.demo.found."+key, pairs...)
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, strings.Join([]string{say("place"), say("what"), say("system"), say("planted"), ""}, "\t"))
	for _, line := range f.lines {
		name, _ := region.Name(line.place)
		agrees := say("agrees")
		if line.found != line.planted {
			agrees = say("differs")
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", name, say(line.key), line.share(), line.planted, agrees)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, miss := range f.misses[:min(len(f.misses), missesShown)] {
		_, _ = fmt.Fprintln(out, say("miss", "number", miss.number, "planted", strings.Join(miss.planted, "; "), "found", strings.Join(miss.found, "; ")))
	}
	_, err := fmt.Fprintln(out, say("each", "households", f.households(), "misses", len(f.misses)))
	return err
}

// share is n/N with its percentage.
func (l demoLine) share() string {
	if l.of == 0 || l.key == "households" {
		return fmt.Sprint(l.found)
	}
	permille := (2000*l.found + l.of) / (2 * l.of)
	return fmt.Sprintf("%d/%d\uff08%d.%d%%\uff09", l.found, l.of, permille/10, permille%10)
}

func (f demoFound) households() int {
	if len(f.lines) == 0 {
		return 0
	}
	return f.lines[0].found
}

// mustAgree fails unless everything that was planted was found and nothing else.
func (f demoFound) mustAgree() error {
	if len(f.misses) > 0 || slices.ContainsFunc(f.lines, func(line demoLine) bool { return line.found != line.planted }) {
		return fault.New(fault.Internal, "app.demo.found.not_planted", "misses", len(f.misses))
	}
	return nil
}
