package verification

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// At says for which household an act is done, and through which form.
type At struct {
	County    region.Code
	Household string
	Key       string // the form's idempotency key
}

// View is what sources have stated about a household, as pages show it.
type View struct {
	Household casework.HouseholdRow
	Persons   []pledge.Person // the head first
	Terms     Terms
	Results   []verification.Result
	Disputes  []verification.Dispute
	NotAsked  []verification.Source // sources that have stated nothing about this household
	Today     period.Day
	Elsewhere []Elsewhere // for officers: whose county of 户籍 is to be asked
}

// Elsewhere is somebody who lives here and is registered in another county, which has not been asked about that person.
type Elsewhere struct {
	Member string
	Hukou  region.Code
}

// Person finds somebody of the household.
func (v View) Person(member string) (pledge.Person, bool) {
	for _, one := range v.Persons {
		if one.Member == member {
			return one, true
		}
	}
	return pledge.Person{}, false
}

// Find finds a result that stands.
func (v View) Find(report, member, item string) (verification.Result, bool) {
	for _, r := range v.Results {
		if r.Report == report && r.Member == member && r.Item == item && !r.Hidden {
			return r, true
		}
	}
	return verification.Result{}, false
}

// Open opens what sources have stated about a household for an officer; the opening is logged, or covered by one that stands.
func (a Acts) Open(ctx context.Context, actor access.Actor, at At) (View, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "VerificationOpened", Permission: access.VerificationView, County: at.County, Household: at.Household, Purpose: "verification",
	})
	if err != nil {
		return View{}, err
	}
	view, err := a.view(ctx, a.Reads, at.County, row)
	if err != nil {
		return view, err
	}
	view.Elsewhere, err = a.elsewhere(ctx, at.County, view)
	return view, err
}

func (a Acts) elsewhere(ctx context.Context, county region.Code, view View) ([]Elsewhere, error) {
	store := casework.As[Store](a.Reads)
	versions, err := store.MemberVersions(ctx, county, view.Household.ID)
	if err != nil {
		return nil, err
	}
	var sent []verification.Enquiry
	var all []Elsewhere
	for _, m := range household.Members(versions, view.Today) {
		if _, here := view.Person(m.ID); !here || !verification.EnquiryDue(m.ID, m.Hukou, view.Household.Region, nil, view.Today) {
			continue
		}
		if sent == nil {
			if sent, err = store.EnquiriesOf(ctx, county, view.Household.ID); err != nil {
				return nil, err
			}
		}
		if verification.EnquiryDue(m.ID, m.Hukou, view.Household.Region, sent, view.Today) {
			all = append(all, Elsewhere{Member: m.ID, Hukou: m.Hukou.County()})
		}
	}
	return all, nil
}

// Mine is what a resident sees: what was found about the own household, by which source, as of when, without what concerns
// another adult alone (safeguards, rule 4).
func (a Acts) Mine(ctx context.Context, actor access.Actor) (View, error) {
	if actor.Kind != access.Resident || !actor.MayAnywhere(access.SelfView) {
		return View{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	row, err := a.Reads.Household(ctx, actor.County, actor.Household)
	if err != nil {
		return View{}, err
	}
	view, err := a.view(ctx, a.Reads, actor.County, row)
	if err != nil {
		return view, err
	}
	for i, r := range view.Results {
		if view.hidden(actor.ID, r.Member, r.Item) {
			view.Results[i] = verification.Result{Source: r.Source, Member: r.Member, Item: r.Item, Hidden: true}
		}
	}
	view.Disputes = slices.DeleteFunc(view.Disputes, func(d verification.Dispute) bool { return view.hidden(actor.ID, d.Member, d.Item) })
	return view, nil
}

// hidden says whether something concerns another adult alone. Who is not in the household any more is somebody else, too.
func (v View) hidden(viewer, member, item string) bool {
	if member == viewer {
		return false
	}
	if known, found := v.Terms.Item(item); found && known.Class == "MEMB" {
		return false
	}
	person, found := v.Person(member)
	return !found || person.Adult(v.Today) && !person.Ward(v.Today)
}

func (a Acts) view(ctx context.Context, tx casework.Tx, county region.Code, row casework.HouseholdRow) (View, error) {
	view := View{Household: row, Today: period.DayOf(a.Runner.Now())}
	store := casework.As[Store](tx)
	var err error
	if view.Terms, err = a.Scheme.VerificationTerms(ctx, county, view.Today); err != nil {
		return view, err
	}
	if view.Persons, err = store.PledgePersons(ctx, county, row.ID, view.Today); err != nil {
		return view, err
	}
	if view.Disputes, err = store.VerificationDisputes(ctx, county, row.ID); err != nil {
		return view, err
	}
	reports, err := store.VerificationReports(ctx, county, row.ID)
	if err != nil {
		return view, err
	}
	view.Results = verification.Standing(view.Terms.Items, reports, view.Disputes, view.Today)
	for _, source := range verification.Sources() {
		if !slices.ContainsFunc(view.Results, func(r verification.Result) bool { return r.Source == source }) {
			view.NotAsked = append(view.NotAsked, source)
		}
	}
	return view, nil
}
