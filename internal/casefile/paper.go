package casefile

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/region"
)

// OpenPaper opens an issued document for an officer; the opening is logged. A document that is not what was issued is never
// given: the log says so, and it is refused (Conflict) with its number.
func (r *Reader) OpenPaper(ctx context.Context, actor access.Actor, county region.Code, id string) (numbering.Issued, error) {
	if actor.Kind != access.Officer || actor.County != county {
		return numbering.Issued{}, fault.New(fault.NotFound, "fault.not_found")
	}
	paper, err := r.Store.Document(ctx, county, id)
	if err != nil && paper.Number == "" {
		return paper, err
	}
	intact := err == nil && paper.Intact()
	standing, err := casework.StandingOpenings(ctx, r.Runner, r.Store, actor, county, paper.Household)
	if err != nil {
		return numbering.Issued{}, err
	}
	purpose := "paper" // opened by itself, from a list of papers or by its number
	if len(standing) > 0 {
		purpose = standing[0].Purpose // what the file was opened for is why its paper is
	}
	act := casework.Act{Kind: "DocumentOpened", Permission: access.DocumentOpen, County: county, Household: paper.Household, Looks: true, Purpose: purpose}
	_, err = casework.Do(ctx, r.Runner, actor, act, func(_ context.Context, work *casework.Work) (string, error) {
		work.Note("document", id)
		work.Note("number", paper.Number)
		if !intact {
			work.Note("intact", "no")
		}
		return "", nil
	})
	switch {
	case err != nil:
		return numbering.Issued{}, err
	case !intact:
		return numbering.Issued{}, fault.New(fault.Conflict, "casefile.paper.touched", "number", paper.Number)
	}
	return paper, nil
}

// MayOpenPaper says whether OpenPaper would let an actor open a household's papers: for a page that offers a link to them.
// It decides nothing.
func (r *Reader) MayOpenPaper(ctx context.Context, actor access.Actor, county region.Code, household string) (bool, error) {
	if actor.Kind != access.Officer || actor.County != county {
		return false, nil
	}
	row, err := r.Store.Household(ctx, county, household)
	if err != nil || !actor.May(access.DocumentOpen, row.Region) {
		return false, err
	}
	recused, err := r.Store.Recused(ctx, county, household, actor.ID, r.today())
	return !recused, err
}
