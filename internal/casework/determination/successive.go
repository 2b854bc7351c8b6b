package determination

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// Succession is what an edition makes of one person's findings together on a day: a clause that they would fill. It is worked out of
// the final decisions alone, anew each time, and decides nothing: people open a case of its own, with its own notice and hearing.
type Succession struct {
	Member   string
	Counted  []string // the cases whose decisions are counted, oldest first
	Numbers  []string // of their decisions
	On       period.Day
	Edition  *policy.Edition
	Proposal policy.EscalationProposal
}

// Successions works out what a household's decisions make together by the edition in force on a day.
func (d Docket) Successions(edition *policy.Edition, today period.Day) []Succession {
	var found []Succession
	var seen []string
	for _, m := range d.Matters {
		if _, decided := m.Decision(); !decided || slices.Contains(seen, m.Member) {
			continue
		}
		seen = append(seen, m.Member)
		history := d.history(Matter{Case: determination.Case{Member: m.Member}})
		proposal := edition.Successive(history, today)
		if proposal == nil {
			continue
		}
		one := Succession{Member: m.Member, Counted: proposal.From, Edition: edition, Proposal: *proposal}
		for _, id := range proposal.From {
			counted, err := d.Find(id)
			if err != nil {
				continue // a history is made of this docket's own cases
			}
			decision, _ := counted.Decision()
			one.Numbers = append(one.Numbers, decision.Number)
			if counted.Effect.On.After(one.On) {
				one.On = counted.Effect.On
			}
		}
		found = append(found, one)
	}
	return found
}

// Words tell in plain Chinese which decisions are counted, by which article, and what may follow.
func (s Succession) Words() string {
	clause, _ := s.Edition.Clause(s.Proposal.Clause)
	return wording.T(wording.Chinese, "determination.successive", "numbers", strings.Join(s.Numbers, wording.T(wording.Chinese, "page.list.separator")),
		"count", len(s.Numbers), "clause", clause.Words, "edition", s.Edition.Title(), "grade", s.Edition.GradeLabel(s.Proposal.Grade))
}

// known says whether a clue is about these decisions already: somebody looks at it, or has looked.
func (s Succession) known(clues []determination.Clue) bool {
	return slices.ContainsFunc(clues, func(clue determination.Clue) bool {
		return clue.Origin == determination.FromFindings && sameIDs(clue.Counted, s.Counted)
	})
}

func sameIDs(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// OpenSuccessive opens clues, as the rule's act, where several decisions about one person are in effect and together fill a clause of
// the edition in force. It says how many it opened.
func (a Acts) OpenSuccessive(ctx context.Context, county region.Code) (int, error) {
	reads, today, opened := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now()), 0
	terms, err := a.Scheme.CaseTerms(ctx, county, today)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return 0, nil // no edition is in force yet
	}
	if err != nil {
		return 0, err
	}
	households, err := reads.Repeated(ctx, county)
	if err != nil {
		return 0, err
	}
	for _, household := range households {
		docket, err := ReadDocket(ctx, reads, a.Scheme, county, household, today)
		if err != nil {
			return opened, err
		}
		clues, err := reads.Clues(ctx, county, household)
		if err != nil {
			return opened, err
		}
		for _, one := range docket.Successions(terms.Edition, today) {
			if one.known(clues) {
				continue
			}
			if err := a.openSuccessive(ctx, county, household, terms.Edition, one.Member); err != nil {
				return opened, err
			}
			opened++
		}
	}
	return opened, nil
}

// openSuccessive works out again, in the act, what was found before it.
func (a Acts) openSuccessive(ctx context.Context, county region.Code, household string, edition *policy.Edition, member string) error {
	rule := access.Actor{Kind: access.Rule, ID: "findings-follow", County: county}
	act := casework.Act{Kind: "ClueOpened", Permission: access.ComparisonRun, County: county, Household: household}
	_, err := casework.Do(ctx, a.Runner, rule, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		docket, err := a.Docket(ctx, work)
		if err != nil {
			return "", err
		}
		known, err := store.Clues(ctx, county, household)
		if err != nil {
			return "", err
		}
		for _, one := range docket.Successions(edition, work.Today) {
			if one.Member != member || one.known(known) {
				continue
			}
			clue := determination.Clue{
				ID: a.NewID(), Household: household, Origin: determination.FromFindings, Words: one.Words(), Counted: one.Counted, At: work.Now, By: rule.ID,
			}
			assessed := determination.ClueEvent{ID: a.NewID(), Clue: clue.ID, Done: determination.ClueTriaged, Cause: determination.SuccessiveFindings, Reason: one.Words(), At: work.Now, By: rule.ID}
			work.Note("clue", clue.ID)
			work.Note("counted", strconv.Itoa(len(one.Counted)))
			if err := store.AddClue(ctx, county, work.Region, clue); err != nil {
				return "", err
			}
			return clue.ID, store.AddClueEvent(ctx, county, household, assessed)
		}
		return "", nil
	})
	return err
}

// succession is what a case opened from clues counts: nothing, or what a clue of successive findings is about. Such a clue makes a case
// alone, about the person of those decisions, from the day on which the last of them took effect.
func (a Acts) succession(ctx context.Context, work *casework.Work, clues []determination.Clue, o Opening) (counted []string, on period.Day, err error) {
	at := slices.IndexFunc(clues, func(clue determination.Clue) bool {
		return slices.Contains(o.Clues, clue.ID) && clue.Origin == determination.FromFindings
	})
	if at < 0 {
		return nil, o.ConductOn, nil
	}
	if len(o.Clues) > 1 {
		return nil, period.Day{}, fault.Field("clues", "determination.open.successive_alone")
	}
	docket, err := a.Docket(ctx, work)
	if err != nil {
		return nil, period.Day{}, err
	}
	terms, err := a.Scheme.CaseTerms(ctx, work.County, work.Today)
	if err != nil {
		return nil, period.Day{}, err
	}
	for _, one := range docket.Successions(terms.Edition, work.Today) {
		if sameIDs(one.Counted, clues[at].Counted) {
			if one.Member != o.Member {
				return nil, period.Day{}, fault.Field("member", "determination.open.successive_member")
			}
			return one.Counted, one.On, nil
		}
	}
	return nil, period.Day{}, fault.New(fault.Conflict, "determination.open.successive_gone")
}
