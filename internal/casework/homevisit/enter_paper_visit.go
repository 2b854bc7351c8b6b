package homevisit

import (
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
)

// PaperVisit is a visit that two officers made and wrote down elsewhere: on a form of the years before, or in the county's own table.
type PaperVisit struct {
	On     period.Day
	Second string // the other officer; the first is whoever brings it in
	Sheet  string // the number of the signed paper, or the file and line from which it comes; never empty
	Lines  []homevisit.Line
}

// EnterPaperVisit brings a visit in that was made on paper elsewhere: the assignment, as of the day of the visit, and what was
// seen, in one act. Whoever brings it in must be one of the two officers; it counts only after the other has confirmed it in a
// session of his own, like any visit. Items that the paper does not answer are "not asked". The same paper brought in again for
// the same day is the same visit. It refuses what AssignVisit and RecordVisit refuse, a paper without its number, and one
// without any answer.
func (a Acts) EnterPaperVisit(ctx context.Context, actor access.Actor, at At, made PaperVisit) (Recorded, error) {
	made.Sheet = strings.TrimSpace(made.Sheet)
	act := casework.Act{
		Kind: "PaperVisitEntered", Permission: access.VisitAssign, County: at.County, Household: at.Household,
		Key: "paper visit " + at.Household + " " + made.On.String() + " " + made.Sheet, Content: made,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Recorded, error) {
		store := casework.As[Store](work.Tx)
		switch {
		case made.Sheet == "" || len([]rune(made.Sheet)) > 120:
			return Recorded{}, fault.Field("sheet", "visit.paper.sheet")
		case len(made.Lines) == 0:
			return Recorded{}, fault.New(fault.Invalid, "visit.paper.nothing")
		}
		assigned := homevisit.Assignment{
			ID: a.NewID(), Household: at.Household, Region: work.Region, On: made.On, Officers: [2]string{actor.ID, made.Second}, Method: homevisit.FirstVisit,
			AssignedAt: work.Now, AssignedBy: actor.ID,
		}
		officers, _, err := a.officers(ctx, store, work, assigned.Officers)
		if err != nil {
			return Recorded{}, err
		}
		earlier, err := store.HouseholdVisits(ctx, at.County, at.Household)
		if err != nil {
			return Recorded{}, err
		}
		if err := free(earlier, ""); err != nil {
			return Recorded{}, err
		}
		// The day is over: that it is, is no reason to refuse a paper.
		if err := homevisit.Assign(assigned, officers, false, made.On); err != nil {
			return Recorded{}, err
		}
		terms, err := a.Scheme.VisitTerms(ctx, at.County, work.Today)
		if err != nil {
			return Recorded{}, err
		}
		known, err := store.PledgePersons(ctx, at.County, at.Household, made.On)
		if err != nil {
			return Recorded{}, err
		}
		persons := PersonsOf(known, made.On)
		observation, err := homevisit.Record(terms.Seen(), persons, assigned, nil, homevisit.Recording{
			ID: a.NewID(), By: actor.ID, At: work.Now, Edition: terms.Edition, Form: onPaper(terms.Seen(), persons, actor.ID, made),
		})
		if err != nil {
			return Recorded{}, err
		}
		if err := store.AddVisitAssignment(ctx, at.County, assigned); err != nil {
			return Recorded{}, err
		}
		if err := store.AddVisit(ctx, at.County, observation); err != nil {
			return Recorded{}, err
		}
		work.Note("visit", observation.ID)
		work.Note("assignment", assigned.ID)
		work.Note("first", actor.ID)
		work.Note("second", made.Second)
		work.Send(casework.Message{Officer: made.Second, Topic: "outbox.visit_to_confirm", Detail: map[string]string{"day": made.On.Chinese()}, Once: true})
		return Recorded{Visit: observation.ID, Confirm: made.Second}, nil
	})
}

// onPaper is a paper as a form: what it does not answer was not asked.
func onPaper(items []homevisit.Item, persons []homevisit.Person, by string, made PaperVisit) homevisit.Form {
	form := homevisit.Form{AsOf: made.On, Lines: made.Lines, Sheet: made.Sheet, Signatures: []homevisit.Signature{
		{Way: homevisit.Kept}, {By: by, Officer: true, Way: homevisit.Typed},
	}}
	for _, asked := range homevisit.Path(items, persons) {
		if _, answered := form.Get(asked.Item.Code, asked.Member); !answered {
			form.Lines = append(form.Lines, homevisit.Line{Item: asked.Item.Code, Member: asked.Member, Seen: homevisit.Seen{State: homevisit.NotAsked}})
		}
	}
	return form
}
