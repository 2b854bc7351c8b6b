package determination

import (
	"context"
	"slices"
	"strconv"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	comparisonsteps "chengxin/internal/casework/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// OfficeOf is the office for which an officer acts at a place under a permission: the role that gives the permission there decides
// (decision 0034). Empty for residents and rules.
func OfficeOf(actor access.Actor, permission access.Permission, where region.Code) policy.Office {
	for _, grant := range actor.Grants {
		if !grant.Role.Gives(permission) || !grant.Region.Contains(where) {
			continue
		}
		switch grant.Role {
		case access.VillageOfficer, access.CaseOfficer, access.TownshipReviewer:
			return policy.TownshipOffice
		case access.CountyOfficer, access.CountyApprover:
			return policy.CountySection
		case access.LegalReviewer, access.ObjectionReviewer:
			return policy.CountyPanel
		case access.CountyReviewer:
			return policy.CountyOffice
		case access.TipOffCustodian, access.Auditor, access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin:
		}
	}
	return ""
}

// Opening is what a case is opened from.
type Opening struct {
	Clues     []string   // suspected ones of the household
	Member    string     // whose conduct it is about: a responsible adult
	ConductOn period.Day // the day of the conduct; of successive findings the system says it
}

// OpenCase takes clues that an officer suspects something in into a case about one adult's conduct.
func (a Acts) OpenCase(ctx context.Context, actor access.Actor, at At, o Opening) (string, error) {
	act := casework.Act{Kind: "CaseOpened", Permission: access.CaseHandle, County: at.County, Household: at.Household, Key: at.Key, Content: o}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		c := determination.Case{
			ID: a.NewID(), Household: at.Household, Member: o.Member, Clues: o.Clues, Township: work.Region.Township(), ConductOn: o.ConductOn, At: work.Now, By: actor.ID,
		}
		known, err := store.Clues(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		if c.Counted, c.ConductOn, err = a.succession(ctx, work, known, o); err != nil {
			return "", err
		}
		o.ConductOn = c.ConductOn
		if err := a.checkOpening(ctx, store, work, o); err != nil {
			return "", err
		}
		for _, id := range o.Clues {
			i := slices.IndexFunc(known, func(clue determination.Clue) bool { return clue.ID == id })
			if i < 0 {
				return "", fault.Field("clues", "determination.open.clue")
			}
			taken, err := known[i].Do(determination.ClueEvent{Done: determination.ClueTaken, Case: c.ID})
			if err != nil {
				return "", err
			}
			taken.ID, taken.At, taken.By = a.NewID(), work.Now, actor.ID
			if err := store.AddClueEvent(ctx, at.County, at.Household, taken); err != nil {
				return "", err
			}
		}
		work.Note("case", c.ID)
		work.Note("clues", strconv.Itoa(len(o.Clues)))
		if len(c.Counted) > 0 {
			work.Note("counted", strconv.Itoa(len(c.Counted)))
		}
		if err := store.AddMatter(ctx, at.County, work.Region, c); err != nil {
			return "", err
		}
		return c.ID, KeepWork(ctx, work, a.Scheme)
	})
}

func (a Acts) checkOpening(ctx context.Context, store Store, work *casework.Work, o Opening) error {
	var wrong fault.List
	if len(o.Clues) == 0 {
		wrong = append(wrong, fault.Field("clues", "determination.open.clues"))
	}
	persons, err := store.PledgePersons(ctx, work.County, work.Household.ID, work.Today)
	if err != nil {
		return err
	}
	person, found := pledge.Find(persons, o.Member)
	switch {
	case !found:
		wrong = append(wrong, fault.Field("member", "determination.open.member"))
	case person.Ward(work.Today):
		wrong = append(wrong, fault.Field("member", "determination.open.ward"))
	}
	if o.ConductOn.IsZero() || o.ConductOn.After(work.Today) {
		wrong = append(wrong, fault.Field("conduct_on", "determination.open.conduct_on"))
	} else if _, err := a.Scheme.CaseTerms(ctx, work.County, o.ConductOn); err != nil {
		if fault.KindOf(err) != fault.NotFound {
			return err
		}
		wrong = append(wrong, fault.Field("conduct_on", "determination.open.no_edition"))
	}
	return wrong.OrNil()
}

// step says how a kind of record is done: the entry's name, who may, and what the household is told.
type step struct {
	kind       string
	permission access.Permission
	topic      string // what the household is told; empty where a letter's own service tells it
	stepUp     bool
}

var steps = map[determination.Kind]step{
	determination.KindEducated:       {kind: "CaseEducated", permission: access.CaseServe},
	determination.KindCorrected:      {kind: "CaseCorrected", permission: access.CaseServe},
	determination.KindNoticeIssued:   {kind: "IntendedFindingIssued", permission: access.CaseHandle, topic: "outbox.case_notice"},
	determination.KindNoticeServed:   {kind: "IntendedFindingServed", permission: access.CaseServe},
	determination.KindStated:         {kind: "DefenceStated", permission: access.CaseServe},
	determination.KindExtended:       {kind: "DefenceExtended", permission: access.CaseHandle, topic: "outbox.case_extended"},
	determination.KindProposed:       {kind: "FindingProposed", permission: access.CaseHandle},
	determination.KindReviewed:       {kind: "FindingReviewed", permission: access.LegalReview},
	determination.KindConfirmed:      {kind: "FindingConfirmed", permission: access.CaseDecide, topic: "outbox.case_decided", stepUp: true},
	determination.KindReturned:       {kind: "FindingReturned", permission: access.CaseDecide},
	determination.KindRejected:       {kind: "FindingRejected", permission: access.CaseDecide, topic: "outbox.case_ended"},
	determination.KindDropped:        {kind: "CaseDropped", permission: access.CaseHandle, topic: "outbox.case_ended"},
	determination.KindDecisionServed: {kind: "DecisionServed", permission: access.CaseServe},
}

// CasePermission says which permission a kind of record needs of an officer.
func CasePermission(kind determination.Kind) access.Permission { return steps[kind].permission }

// Done is what an act on a case gives: the record, and the letter where one was issued.
type Done struct {
	Record   string `json:"record"`
	Document string `json:"document,omitempty"`
	Number   string `json:"number,omitempty"`
}

// Record does one thing in a case, as internal/determination allows it. A notice and a decision are issued as numbered letters in
// the same transaction; a decision brings its measures, none of which runs yet.
func (a Acts) Record(ctx context.Context, actor access.Actor, at At, id string, what determination.What) (Done, error) {
	how, known := steps[what.Kind()]
	if !known {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	permission := how.permission
	if actor.Kind == access.Resident {
		if what.Kind() != determination.KindStated {
			return Done{}, fault.New(fault.Forbidden, "fault.forbidden")
		}
		permission = access.SelfCase
	}
	act := casework.Act{
		Kind: how.kind, Permission: permission, County: at.County, Household: at.Household, Key: at.Key, Content: []any{id, what.Kind(), what}, StepUp: how.stepUp,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		docket, err := a.Docket(ctx, work)
		if err != nil {
			return Done{}, err
		}
		m, err := docket.Find(id)
		if err != nil {
			return Done{}, err
		}
		if actor.Kind == access.Resident && actor.ID != m.Member {
			return Done{}, fault.New(fault.NotFound, "fault.not_found") // another adult's conduct is not told
		}
		by := determination.Person{ID: actor.ID, Office: OfficeOf(actor, permission, work.Region)}
		record, err := m.Do(what, by, work.Now, m.Ground)
		if err != nil {
			return Done{}, err
		}
		work.Note("case", id)
		done, err := a.keep(ctx, work, m, record, how)
		if err != nil {
			return done, err
		}
		return done, KeepWork(ctx, work, a.Scheme)
	})
}

// keep issues the letter that a record needs, and keeps it.
func (a Acts) keep(ctx context.Context, work *casework.Work, m Matter, record determination.Record, how step) (Done, error) {
	store := casework.As[Store](work.Tx)
	done := Done{}
	switch what := record.What.(type) {
	case determination.NoticeIssued:
		issued, err := casework.Issue(ctx, work, casework.SeriesHearing, "intended_finding", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.IntendedFinding(ctx, work.Tx, paper, m, what)
		})
		if err != nil {
			return done, err
		}
		what.Document, what.Number = issued.ID, issued.Number
		done.Document, done.Number, record.What = issued.ID, issued.Number, what
	case determination.Confirmed:
		proposal, _, _ := m.Proposal()
		issued, err := casework.Issue(ctx, work, casework.SeriesDecision, "decision", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Decision(ctx, work.Tx, paper, m, proposal, what)
		})
		if err != nil {
			return done, err
		}
		what.Document, what.Number = issued.ID, issued.Number
		done.Document, done.Number, record.What = issued.ID, issued.Number, what
		work.Note("clause", proposal.Derived.Clause)
		work.Note("grade", string(proposal.Derived.Grade))
		for _, drawn := range proposal.Derived.Measures {
			one := measure.Measure{ID: a.NewID(), Household: m.Household, Case: m.ID, Member: m.Member, Drawn: drawn, At: work.Now, By: work.Actor.ID}
			if err := store.AddMeasure(ctx, work.County, one); err != nil {
				return done, err
			}
		}
	}
	record.ID = a.NewID()
	done.Record = record.ID
	if how.topic != "" {
		work.Send(casework.Message{Household: m.Household, Topic: how.topic, Detail: map[string]string{"number": done.Number, "day": work.Today.Chinese()}})
	}
	return done, store.AddMatterRecord(ctx, work.County, m.Household, m.ID, record)
}

// Derive says what the edition would make of a finding today, for whoever may propose it: the form shows it before anything is
// done. With notice, as the notice would say it.
func (a Acts) Derive(m Matter, finding determination.Finding, notice bool) determination.Derived {
	return m.Case.Derive(finding, m.Ground, notice)
}

// CaseView is a household's cases as their pages show them.
type CaseView struct {
	Household casework.HouseholdRow
	Docket
	Clues   []determination.Clue // the newest first
	Persons []pledge.Person      // of the household today
	Members map[string]string    // names by id, masked
	Latest  *comparisonsteps.Run // the latest comparison; nil when there was none
}

// OpenCases opens a household's cases; the opening is logged, or covered by one that stands.
func (a Acts) OpenCases(ctx context.Context, actor access.Actor, at At) (CaseView, error) {
	row, err := casework.Look(ctx, a.Runner, casework.As[casework.Openings](a.Reads), actor, casework.Act{
		Kind: "CasesOpened", Permission: access.CaseView, County: at.County, Household: at.Household, Purpose: "case",
	})
	if err != nil {
		return CaseView{}, err
	}
	return a.caseView(ctx, at, row)
}

func (a Acts) caseView(ctx context.Context, at At, row casework.HouseholdRow) (CaseView, error) {
	view := CaseView{Household: row, Members: map[string]string{}}
	reads, today := casework.As[Store](a.Reads), period.DayOf(a.Runner.Now())
	var err error
	if view.Docket, err = ReadDocket(ctx, reads, a.Scheme, at.County, at.Household, today); err != nil {
		return view, err
	}
	if view.Clues, err = reads.Clues(ctx, at.County, at.Household); err != nil {
		return view, err
	}
	slices.Reverse(view.Clues)
	runs, err := reads.Runs(ctx, at.County, at.Household, 1)
	if err != nil {
		return view, err
	}
	if len(runs) > 0 {
		view.Latest = &runs[0]
	}
	view.Persons, err = reads.PledgePersons(ctx, at.County, at.Household, today)
	for _, one := range view.Persons {
		view.Members[one.Member] = household.MaskName(one.Name)
	}
	return view, err
}

// OwnCases reads a person's own cases: nobody else of the household sees them.
func (a Acts) OwnCases(ctx context.Context, actor access.Actor) ([]Matter, error) {
	if actor.Kind != access.Resident || !actor.May(access.SelfCase, "") {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	docket, err := ReadDocket(ctx, casework.As[Docketed](a.Reads), a.Scheme, actor.County, actor.Household, period.DayOf(a.Runner.Now()))
	// What is only gathered is no matter of the household yet: nothing is said against anybody.
	return slices.DeleteFunc(docket.Matters, func(m Matter) bool {
		_, _, told := m.Notice()
		return m.Member != actor.ID || !told
	}), err
}

// CaseList is one page of a place's cases.
type CaseList struct {
	Place region.Code
	Rows  []CaseRow
	More  string
}

// ListCases lists a place's cases, the newest first. It opens none.
func (a Acts) ListCases(ctx context.Context, actor access.Actor, county, place region.Code, before string) (CaseList, error) {
	list := CaseList{Place: place}
	if place.County() != county || !actor.May(access.CaseView, place) {
		return list, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	var err error
	list.Rows, err = casework.As[Store](a.Reads).MatterRows(ctx, county, place, before, aPage+1)
	if len(list.Rows) > aPage {
		list.Rows = list.Rows[:aPage]
		list.More = list.Rows[aPage-1].Case
	}
	if err != nil {
		return list, err
	}
	list.Rows, err = casework.WithoutKin(ctx, a.Reads, actor, period.DayOf(a.Runner.Now()), list.Rows, func(row CaseRow) string { return row.Household })
	return list, err
}
