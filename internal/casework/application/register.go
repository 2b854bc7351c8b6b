package application

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
)

// Registered is what a registration gives.
type Registered struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

// Register registers a request and gives the applicant a numbered receipt (申请登记回执). Whatever stands against the household, it is
// registered. Kin of an official that is disclosed with it, or was before, has it filed apart, and recuses the official at once. It refuses an
// applicant or a beneficiary who is no member today.
func (a Acts) Register(ctx context.Context, actor access.Actor, at At, r application.Request, kin household.Kinship) (Registered, error) {
	r.Deputy.Name, r.Deputy.Relation = strings.TrimSpace(r.Deputy.Name), strings.TrimSpace(r.Deputy.Relation)
	r.Changed, r.Words = strings.TrimSpace(r.Changed), strings.TrimSpace(r.Words)
	act := casework.Act{Kind: "ApplicationRegistered", Permission: access.ApplicationRegister, County: at.County, Household: at.Household, Key: at.Key, Content: []any{r, kin}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Registered, error) {
		store := casework.As[Store](work.Tx)
		versions, err := store.MemberVersions(ctx, at.County, at.Household)
		if err != nil {
			return Registered{}, err
		}
		var wrong fault.List
		wrong = add(wrong, application.Register(r, work.Today))
		wrong = add(wrong, belong(household.Members(versions, work.Today), r, kin))
		if r.Kin == application.HasKin {
			var refused error
			kin, refused = kin.Checked()
			wrong = add(wrong, refused)
		}
		if err := wrong.OrNil(); err != nil {
			return Registered{}, err
		}
		known, err := store.Kinships(ctx, at.County, at.Household)
		if err != nil {
			return Registered{}, err
		}
		r.ID, r.Household, r.At, r.By = a.NewID(), at.Household, work.Now, actor.ID
		issued, err := casework.Issue(ctx, work, casework.SeriesReceipt, "application_receipt", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Receipt(ctx, work.Tx, paper, work.Household, r)
		})
		if err != nil {
			return Registered{}, err
		}
		r.Document, r.Number = issued.ID, issued.Number
		if err := store.AddApplication(ctx, at.County, work.Region, r); err != nil {
			return Registered{}, err
		}
		if r.Kin == application.HasKin {
			if err := a.addKin(ctx, work, kin); err != nil {
				return Registered{}, err
			}
		} else if standing := slices.IndexFunc(known, func(k household.Kinship) bool { return k.Stands(work.Today) }); standing >= 0 {
			record := application.Record{ID: a.NewID(), At: work.Now, By: actor.ID, What: application.Disclosed{Kinship: known[standing].ID}}
			if err := store.AddApplicationRecord(ctx, at.County, at.Household, r.ID, record); err != nil {
				return Registered{}, err
			}
		}
		work.Note("application", r.ID)
		work.Note("asked", string(r.Asked))
		work.Note("members", strconv.Itoa(len(r.For)))
		work.Note("kin", string(r.Kin))
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.application_registered", Detail: map[string]string{"number": r.Number, "day": work.Today.Chinese()}})
		return Registered{ID: r.ID, Number: r.Number}, nil
	})
}

// add puts what a check refuses into a list of refusals.
func add(wrong fault.List, err error) fault.List {
	switch refused := err.(type) { //nolint:errorlint // checks give their refusals bare
	case nil:
	case fault.List:
		return append(wrong, refused...)
	case *fault.Error:
		return append(wrong, refused)
	}
	return wrong
}

// belong refuses an applicant, a beneficiary and a relative who is no member today.
func belong(members []household.Member, r application.Request, kin household.Kinship) error {
	in := func(id string) bool {
		return slices.ContainsFunc(members, func(m household.Member) bool { return m.ID == id })
	}
	var wrong fault.List
	if r.Applicant != "" && !in(r.Applicant) {
		wrong = append(wrong, fault.Field("applicant", "application.applicant"))
	}
	if slices.ContainsFunc(r.For, func(id string) bool { return !in(id) }) {
		wrong = append(wrong, fault.Field("for", "application.for"))
	}
	if r.Kin == application.HasKin && kin.MemberID != "" && !in(kin.MemberID) {
		wrong = append(wrong, fault.Field("kin_member", "application.for"))
	}
	return wrong.OrNil()
}

// addKin keeps a checked relation of a household to an official.
func (a Acts) addKin(ctx context.Context, work *casework.Work, k household.Kinship) error {
	k.ID, k.HouseholdID, k.RecordedAt, k.RecordedBy = a.NewID(), work.Household.ID, work.Now, work.Actor.ID
	if k.FromOn.IsZero() {
		k.FromOn = work.Today
	}
	work.Note("kinship", k.ID)
	work.Note("officer", k.OfficerID)
	return casework.As[Store](work.Tx).AddKinship(ctx, work.County, k)
}

// Asking is what the empty form of a registration needs: whom a request can be for. It is the same opening of the household as its
// file's.
type Asking struct {
	Household casework.HouseholdRow
	Members   []household.Member // with names and nothing else
	Officers  []Officer
	Kin       bool // kin of an official is on file already
}

// MayRegister says whether an officer may register a request of a household, and gives its members; the opening is logged.
func (a Acts) MayRegister(ctx context.Context, actor access.Actor, at At) (Asking, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "ApplicationsOpened", Permission: access.ApplicationRegister, County: at.County, Household: at.Household, Purpose: "application",
	})
	if err != nil {
		return Asking{}, err
	}
	asking, reads, today := Asking{Household: row}, casework.As[Store](a.Reads), a.today()
	if asking.Members, err = a.members(ctx, at.County, at.Household); err != nil {
		return asking, err
	}
	if asking.Officers, err = reads.ApplicationOfficers(ctx, at.County); err != nil {
		return asking, err
	}
	known, err := reads.Kinships(ctx, at.County, at.Household)
	asking.Kin = slices.ContainsFunc(known, func(k household.Kinship) bool { return k.Stands(today) })
	return asking, err
}

// members reads today's members with what the intake shows of them: the name, masked, the relation, and the birthday for who is a minor.
func (a Acts) members(ctx context.Context, county region.Code, id string) ([]household.Member, error) {
	versions, err := casework.As[Store](a.Reads).MemberVersions(ctx, county, id)
	members := household.Members(versions, a.today())
	for i, m := range members {
		members[i] = household.Member{ID: m.ID, Name: household.MaskName(m.Name), Relation: m.Relation, BornOn: m.Birthday()}
	}
	return members, err
}
