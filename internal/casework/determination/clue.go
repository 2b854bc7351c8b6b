package determination

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	Scheme  Scheme
	Letters Letters
	NewID   func() string
}

// At says which household an act is about.
type At struct {
	County    region.Code
	Household string
	Key       string // idempotency key
}

// atATime is how many households the rule goes through before others get their turn.
const atATime = 200

// OpenDue opens clues, as the rule's act, for households whose latest comparison found what no clue is about yet. It says how many
// households it went through.
func (a Acts) OpenDue(ctx context.Context, county region.Code) (int, error) {
	due, err := casework.As[Store](a.Reads).CluesDue(ctx, county, atATime)
	if err != nil {
		return 0, err
	}
	for _, household := range due {
		if err := a.openDue(ctx, county, household); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

func (a Acts) openDue(ctx context.Context, county region.Code, household string) error {
	rule := access.Actor{Kind: access.Rule, ID: "sources-differ", County: county}
	act := casework.Act{Kind: "ClueOpened", Permission: access.ComparisonRun, County: county, Household: household}
	_, err := casework.Do(ctx, a.Runner, rule, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		runs, err := store.Runs(ctx, county, household, 1)
		if err != nil || len(runs) == 0 {
			return "", err
		}
		run := runs[0]
		if err := store.KeepClueTurn(ctx, county, household, run.ID); err != nil {
			return "", err
		}
		known, err := store.Clues(ctx, county, household)
		if err != nil {
			return "", err
		}
		work.Note("run", run.ID)
		points := unknown(pointsOf(run.Found), known)
		if len(points) == 0 {
			work.Note("points", "0")
			return "", nil
		}
		clue := determination.Clue{ID: a.NewID(), Household: household, Origin: determination.FromComparison, Source: run.ID, Points: points, At: work.Now, By: rule.ID}
		work.Note("clue", clue.ID)
		work.Note("points", strconv.Itoa(len(points)))
		return clue.ID, store.AddClue(ctx, county, work.Region, clue)
	})
	return err
}

// pointsOf are the things that a comparison found which somebody has to look at. What changed after the declaration and was
// reported in time is normal.
func pointsOf(found comparisonsteps.Found) []determination.Point {
	var points []determination.Point
	for _, line := range found.Lines {
		if line.Kind != "" && line.Kind != comparison.ChangedSince {
			points = append(points, determination.Point{Item: line.Item, Member: line.Member, Kind: line.Kind})
		}
	}
	return points
}

// unknown leaves out what a clue of the household is about already: somebody looks at it, or has looked and closed it with
// reasons.
func unknown(points []determination.Point, known []determination.Clue) []determination.Point {
	return slices.DeleteFunc(points, func(point determination.Point) bool {
		return slices.ContainsFunc(known, func(clue determination.Clue) bool { return slices.Contains(clue.Points, point) })
	})
}

// ReportClue keeps what an officer has seen.
func (a Acts) ReportClue(ctx context.Context, actor access.Actor, at At, words string) (string, error) {
	words = strings.TrimSpace(words)
	if err := determination.Typed("words", words).OrNil(); err != nil {
		return "", err
	}
	act := casework.Act{Kind: "ClueReported", Permission: access.ClueReport, County: at.County, Household: at.Household, Key: at.Key, Content: words}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		clue := determination.Clue{ID: a.NewID(), Household: at.Household, Origin: determination.FromOfficer, Words: words, At: work.Now, By: actor.ID}
		work.Note("clue", clue.ID)
		return clue.ID, casework.As[Store](work.Tx).AddClue(ctx, at.County, work.Region, clue)
	})
}

// MayReport says whether an officer may report about a household; it opens nothing.
func (a Acts) MayReport(ctx context.Context, actor access.Actor, at At) (casework.HouseholdRow, error) {
	return casework.Allow(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{Permission: access.ClueReport, County: at.County, Household: at.Household})
}

// actOf names the act of an event.
var actOf = map[determination.ClueDone]string{
	determination.ClueTriaged: "ClueAssessed", determination.ClueClosed: "ClueClosed", determination.ClueReopened: "ClueReopened",
}

// topics are what a household is told when a clue is closed by asking something of it.
var topics = map[determination.FollowUp]string{
	determination.AskedCorrect: "outbox.clue_correct", determination.Reminded: "outbox.clue_reminded", determination.TalkedTo: "outbox.clue_talked",
}

// Handle assesses, closes or reopens a clue. A household is told where it is asked for something, or reminded.
func (a Acts) Handle(ctx context.Context, actor access.Actor, at At, clue string, event determination.ClueEvent) error {
	kind, known := actOf[event.Done]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	act := casework.Act{Kind: kind, Permission: access.ClueHandle, County: at.County, Household: at.Household, Key: at.Key, Content: []any{clue, event}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		all, err := store.Clues(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		found := slices.IndexFunc(all, func(c determination.Clue) bool { return c.ID == clue })
		if found < 0 {
			return "", fault.New(fault.NotFound, "fault.not_found")
		}
		done, err := all[found].Do(event)
		if err != nil {
			return "", err
		}
		done.ID, done.At, done.By = a.NewID(), work.Now, actor.ID
		work.Note("clue", clue)
		if done.Done == determination.ClueTriaged {
			work.Note("cause", string(done.Cause))
		}
		if done.Done == determination.ClueClosed {
			work.Note("follow_up", string(done.FollowUp))
			if topic, told := topics[done.FollowUp]; told {
				work.Send(casework.Message{Household: at.Household, Topic: topic, Detail: map[string]string{"day": work.Today.Chinese()}})
			}
		}
		return done.ID, store.AddClueEvent(ctx, at.County, at.Household, done)
	})
	return err
}

// RecordInterference keeps somebody's word for or against a household outside the procedure.
func (a Acts) RecordInterference(ctx context.Context, actor access.Actor, at At, heard determination.Interference) error {
	act := casework.Act{Kind: "InterferenceRecorded", Permission: access.ClueReport, County: at.County, Household: at.Household, Key: at.Key, Content: heard}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		heard.ID, heard.Household, heard.At, heard.By = a.NewID(), at.Household, work.Now, actor.ID
		if err := heard.Check(); err != nil {
			return "", err
		}
		work.Note("interference", heard.ID)
		return heard.ID, casework.As[Store](work.Tx).AddInterference(ctx, at.County, heard)
	})
	return err
}

// List is one page of a place's clues.
type List struct {
	Place  region.Code
	Filter Filter
	Rows   []Row
	Counts map[determination.ClueState]int
	More   string // where the next page begins; empty on the last
}

// aPage is how many clues a page lists.
const aPage = 50

// List lists clues of a place, the longest waiting first.
func (a Acts) List(ctx context.Context, actor access.Actor, county, place region.Code, filter Filter, after string) (List, error) {
	list := List{Place: place, Filter: filter}
	if !actor.May(access.ClueView, place) {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	reads := casework.As[Store](a.Reads)
	var err error
	if list.Counts, err = reads.ClueCounts(ctx, county, place); err != nil {
		return list, err
	}
	list.Rows, err = reads.ClueRows(ctx, county, place, filter, after, aPage+1)
	if len(list.Rows) > aPage {
		list.Rows = list.Rows[:aPage]
		list.More = list.Rows[aPage-1].Clue
	}
	if err != nil {
		return list, err
	}
	list.Rows, err = casework.WithoutKin(ctx, a.Reads, actor, period.DayOf(a.Runner.Now()), list.Rows, func(row Row) string { return row.Household })
	return list, err
}

// View is a household's clues as its page shows them.
type View struct {
	Household     casework.HouseholdRow
	Clues         []determination.Clue // the newest first
	Interferences []determination.Interference
	Members       map[string]string // names by id, masked
}

// Open opens a household's clues; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "CluesOpened", Permission: access.ClueView, County: at.County, Household: at.Household, Purpose: "clue",
	})
	if err != nil {
		return View{}, err
	}
	view := View{Household: row, Members: map[string]string{}}
	reads := casework.As[Store](a.Reads)
	if view.Clues, err = reads.Clues(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	slices.Reverse(view.Clues)
	if view.Interferences, err = reads.Interferences(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	persons, err := reads.PledgePersons(ctx, at.County, at.Household, period.DayOf(a.Runner.Now()))
	for _, one := range persons {
		view.Members[one.Member] = household.MaskName(one.Name)
	}
	return view, err
}

// Find gives one of the clues shown.
func (v View) Find(id string) (determination.Clue, error) {
	at := slices.IndexFunc(v.Clues, func(c determination.Clue) bool { return c.ID == id })
	if at < 0 {
		return determination.Clue{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return v.Clues[at], nil
}
