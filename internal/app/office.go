package app

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// defaultEdition is the edition of a first start that names none.
const defaultEdition = "jiqiang-2022"

// ensureOffice sets up the county of a first start: from the configuration, and from the edition where that says nothing.
// A database that has a county is left as it is.
func (a *App) ensureOffice(ctx context.Context) error {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil || len(offices) > 0 {
		return err
	}
	set := a.Config.Office
	if set.Edition == "" {
		set.Edition = defaultEdition
	}
	edition, err := policy.Load(set.Edition)
	if err != nil {
		return err
	}
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&set.County, edition.County())
	name := region.Label(region.Code(set.County))
	fill(&set.Agency, wording.T(wording.Chinese, "app.office.agency", "county", name))
	fill(&set.CodeWord, wording.T(wording.Chinese, "app.office.code_word", "first", string([]rune(name)[:1])))
	fill(&set.Reconsider, wording.T(wording.Chinese, "app.office.reconsider", "county", name))
	return a.KeepOffice(ctx, casework.Office{
		County: region.Code(set.County), Agency: set.Agency, CodeWord: set.CodeWord, Phone: set.Phone, Address: set.Address,
		Reconsider: set.Reconsider, Edition: set.Edition,
	})
}

// KeepOffice sets a county up as an act of the machine's own command line.
func (a *App) KeepOffice(ctx context.Context, office casework.Office) error {
	actor := access.Actor{Kind: access.Setup, ID: "setup", County: office.County}
	act := casework.Act{Kind: "OfficeKept", Permission: access.OfficerCreate, County: office.County}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (struct{}, error) {
		work.Note("edition", office.Edition)
		return struct{}{}, casework.As[officeStore](work.Tx).KeepOffice(ctx, office)
	})
	return err
}

type officeStore interface {
	KeepOffice(ctx context.Context, office casework.Office) error
}
