package casefile

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/determination"
	"chengxin/internal/objection"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// told are the records of a case that the person whom it is about is told of: what officers propose to one another before a
// decision is not among them.
var told = []determination.Kind{
	determination.KindEducated, determination.KindCorrected, determination.KindNoticeIssued, determination.KindNoticeServed, determination.KindStated,
	determination.KindExtended, determination.KindConfirmed, determination.KindRejected, determination.KindDropped, determination.KindDecisionServed,
}

// who says what kind of person did something: one of the county's officers, one of the household, or the rule.
func (f *File) who(id string) access.Kind {
	if id == "" {
		return access.Rule
	}
	if _, officer := f.Desks[id]; officer {
		return access.Officer
	}
	if f.Names[id] != "" {
		return access.Resident
	}
	return access.Officer // by the command line, or one who was removed
}

func (f *File) tell(e Event) {
	e.ByKind = f.who(e.By)
	f.add(e)
}

// verificationEvents are what the sources answered, what the household disputed, and what was asked of other counties.
func (r *Reader) verificationEvents(ctx context.Context, county region.Code, id string, f *File) error {
	add := func(e Event) {
		e.Group, e.Needs = OfVerifying, access.VerificationView
		f.tell(e)
	}
	reports, err := r.Store.VerificationReports(ctx, county, id)
	if err != nil {
		return err
	}
	source := func(s verification.Source) string { return "@verification.source." + string(s) }
	for _, report := range reports {
		add(Event{At: report.At, Kind: "verified", Ref: report.ID, Pairs: []string{"source", source(report.Source), "day", report.AsOf.Chinese()}})
	}
	disputes, err := r.Store.VerificationDisputes(ctx, county, id)
	if err != nil {
		return err
	}
	for _, d := range disputes {
		add(Event{At: d.At, Kind: "disputed", By: d.By, Member: d.Member, Pairs: []string{"source", source(d.Source)}})
		if a := d.Answer; a != nil {
			add(Event{At: a.At, Kind: "dispute_" + string(a.Outcome), By: a.By, Member: d.Member, Document: a.Document, Pairs: []string{"source", source(d.Source)}})
		}
	}
	enquiries, err := r.Store.EnquiriesOf(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range enquiries {
		add(Event{At: one.At, Kind: "enquiry_sent", By: one.By, Member: one.Member, Pairs: []string{"county", region.FullName(one.Other), "number", one.Number}})
		for _, event := range one.Events {
			add(Event{At: event.At, Kind: "enquiry_" + event.Kind, By: event.By, Member: one.Member, Pairs: []string{"county", region.FullName(one.Other)}})
		}
	}
	return nil
}

// judgementEvents are the clues, cases, objections and measures. Where a clue came from is not told: a tip-off is nobody's business.
func (r *Reader) judgementEvents(ctx context.Context, county region.Code, id string, f *File) error {
	clues, err := r.Store.Clues(ctx, county, id)
	if err != nil {
		return err
	}
	for _, clue := range clues {
		add := func(e Event) {
			e.Group, e.Needs, e.Ref = OfJudging, access.ClueView, clue.ID
			f.tell(e)
		}
		by := func(id string) string {
			if id == clue.By && clue.Origin != determination.FromOfficer {
				return "" // the rule's name is nobody's; who wrote a tip-off down would tell that there was one
			}
			return id
		}
		add(Event{At: clue.At, Kind: "clue_opened", By: by(clue.By)})
		for _, event := range clue.Events {
			add(Event{At: event.At, Kind: "clue_" + string(event.Done), By: by(event.By)})
		}
	}
	cases, err := r.Store.Matters(ctx, county, id)
	if err != nil {
		return err
	}
	about := map[string]string{} // whom each case is about
	judged := func(e Event, matter string) {
		e.Group, e.Needs, e.Ref, e.Member = OfJudging, access.CaseView, matter, about[matter]
		f.tell(e)
	}
	for _, one := range cases {
		about[one.ID] = one.Member
		judged(Event{At: one.At, Kind: "case", Step: "opened", By: one.By, Pairs: []string{"what", "@case.event.opened"}}, one.ID)
		for _, record := range one.Records {
			kind := string(record.What.Kind())
			judged(Event{At: record.At, Kind: "case", Step: kind, By: record.By, Document: letterOf(record.What), Pairs: []string{"what", "@case.event." + kind}}, one.ID)
		}
	}
	objections, err := r.Store.Objections(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range objections {
		judged(Event{At: one.At, Kind: "objected", By: one.By}, one.Case)
		for _, record := range one.Records {
			kind := string(record.What.Kind())
			document := ""
			if answer, is := record.What.(objection.Answer); is {
				document = answer.Document
			}
			judged(Event{At: record.At, Kind: "objection", Step: kind, By: record.By, Document: document, Pairs: []string{"what", "@case.event.objection." + kind}}, one.Case)
		}
	}
	measures, err := r.Store.Measures(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range measures {
		for _, record := range one.Records {
			kind := string(record.What.Kind())
			judged(Event{At: record.At, Kind: "measure", Step: kind, By: record.By, Pairs: []string{
				"measure", "@casefile.measure." + string(one.Drawn.Kind), "what", "@case.event.measure." + kind,
			}}, one.Case)
		}
	}
	return nil
}

// letterOf is the paper that a record of a case has issued.
func letterOf(what determination.What) string {
	switch one := what.(type) {
	case determination.NoticeIssued:
		return one.Document
	case determination.Confirmed:
		return one.Document
	}
	return ""
}

// applicationEvents are the household's requests for assistance, each registered.
func (r *Reader) applicationEvents(ctx context.Context, county region.Code, id string, f *File) error {
	requests, err := r.Store.Applications(ctx, county, id)
	if err != nil {
		return err
	}
	for _, one := range requests {
		add := func(e Event) {
			e.Group, e.Needs, e.Ref, e.Member = OfApplying, access.ApplicationView, one.ID, one.Applicant
			f.tell(e)
		}
		add(Event{At: one.At, Kind: "applied", By: one.By, Document: one.Document, Pairs: []string{"what", "@application.kind." + string(one.Asked), "number", one.Number}})
		for _, record := range one.Records {
			add(Event{At: record.At, Kind: "application_" + string(record.What.Kind()), By: record.By})
		}
	}
	return nil
}

// closedTo says whether an event is not shown to a resident: what officers look into before the person is told, and what is about
// another adult's conduct or request.
func (e Event) closedTo(reader string) bool {
	switch e.Group {
	case OfJudging:
		return e.Needs == access.ClueView || e.Member != reader || e.Kind == "case" && !slices.Contains(told, determination.Kind(e.Step))
	case OfApplying:
		return e.Member != reader || e.Kind == "application_"+string(application.KindProposed) || e.Kind == "application_"+string(application.KindReturned)
	case OfVerifying:
		return e.Member != "" && e.Member != reader
	case Everything, OfRegister, OfPledge, OfDeclaring, OfVisits, OfComparing, OfPapers, OfLooks:
	}
	return false
}
