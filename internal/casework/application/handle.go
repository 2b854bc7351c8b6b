package application

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/numbering"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// deed is the act by which a record is made, and what the household is told.
type deed struct {
	casework.Act
	topic string
}

// deeds are the acts of each kind of record. What another officer proposed, the household is not told: it decides nothing.
var deeds = map[application.Kind]deed{
	application.KindReferred:   {casework.Act{Kind: "ApplicationReferred", Permission: access.ApplicationHandle}, "outbox.application_referred"},
	application.KindExempted:   {casework.Act{Kind: "ApplicationExempted", Permission: access.ApplicationHandle}, "outbox.application_goes_on"},
	application.KindOverridden: {casework.Act{Kind: "ApplicationBarOverridden", Permission: access.ApplicationDecide}, "outbox.application_goes_on"},
	application.KindAccepted:   {casework.Act{Kind: "ApplicationAccepted", Permission: access.ApplicationHandle}, "outbox.application_accepted"},
	application.KindHandedOver: {casework.Act{Kind: "ApplicationHandedOver", Permission: access.ApplicationHandle}, "outbox.application_handed_over"},
	application.KindProposed:   {casework.Act{Kind: "ApplicationRefusalProposed", Permission: access.ApplicationHandle}, ""},
	application.KindReturned:   {casework.Act{Kind: "ApplicationRefusalReturned", Permission: access.ApplicationDecide}, ""},
	application.KindServed:     {casework.Act{Kind: "ApplicationRefusalServed", Permission: access.ApplicationHandle}, ""},
	application.KindWithdrawn:  {casework.Act{Kind: "ApplicationWithdrawn", Permission: access.ApplicationHandle}, "outbox.application_withdrawn"},
}

// Handle refers, exempts, overrides, accepts, hands over, proposes to refuse, sends back, serves or withdraws a request. It refuses a
// referral to somebody who may not answer it or is kin of the household.
func (a Acts) Handle(ctx context.Context, actor access.Actor, at At, id string, what application.What) error {
	done, known := deeds[what.Kind()]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	act := done.Act
	act.County, act.Household, act.Key, act.Content = at.County, at.Household, at.Key, []any{id, what.Kind(), what}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		request, holding, err := a.standing(ctx, work, id)
		if err != nil {
			return "", err
		}
		if referred, is := what.(application.Referred); is {
			referred.Bars = nil
			for _, bar := range holding {
				referred.Bars = append(referred.Bars, bar.ID)
			}
			what = referred
		}
		if err := request.Do(what, handOf(work), work.Now, holding); err != nil {
			return "", err
		}
		if referred, is := what.(application.Referred); is {
			if err := a.refer(ctx, work, request, referred.Officer); err != nil {
				return "", err
			}
		}
		if err := a.alert(ctx, work, request, what.Kind()); err != nil {
			return "", err
		}
		a.tell(work, done.topic, request)
		return a.keep(ctx, work, request, what)
	})
	return err
}

// refer checks who is named, and tells that officer.
func (a Acts) refer(ctx context.Context, work *casework.Work, request application.Request, officer string) error {
	able, err := a.named(ctx, casework.As[Store](work.Tx), work.Tx, work.Household, work.Today)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(able, func(o Officer) bool { return o.ID == officer }) {
		return fault.Field("officer", "application.officer")
	}
	work.Note("officer", officer)
	work.Send(casework.Message{Officer: officer, Topic: "outbox.application_for_you", Detail: map[string]string{"number": request.Number}})
	return nil
}

// alert tells the officers for whom something waits now: a proposal for those who may sign it, a returned one for who made it, and an accepted
// request that is filed apart for the county, which visits it.
func (a Acts) alert(ctx context.Context, work *casework.Work, request application.Request, done application.Kind) error {
	var topic string
	var whom func(Officer) bool
	switch {
	case done == application.KindReturned:
		topic, whom = "outbox.application_returned", func(o Officer) bool { return o.ID == request.Proposer() }
	case done == application.KindProposed:
		topic, whom = "outbox.application_to_sign", func(o Officer) bool {
			return o.ID != work.Actor.ID && o.ID != request.By && o.may(access.ApplicationDecide, work.Region)
		}
	case done == application.KindAccepted && request.Apart():
		topic, whom = "outbox.application_county_visit", func(o Officer) bool { return o.may(access.VisitAssign, work.County) }
	default:
		return nil
	}
	officers, err := casework.As[Store](work.Tx).ApplicationOfficers(ctx, work.County)
	if err != nil {
		return err
	}
	for _, one := range officers {
		recused, err := work.Tx.Recused(ctx, work.County, work.Household.ID, one.ID, work.Today)
		if err != nil {
			return err
		}
		if whom(one) && !recused {
			work.Send(casework.Message{Officer: one.ID, Topic: topic, Detail: map[string]string{"number": request.Number}})
		}
	}
	return nil
}

// kin says who is disclosed as kin of whom.
type kin interface {
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
}

// named lists who may answer the requests of a household: officers of its place who are not its kin.
func (a Acts) named(ctx context.Context, store Store, known kin, row casework.HouseholdRow, today period.Day) ([]Officer, error) {
	all, err := store.ApplicationOfficers(ctx, row.Region.County())
	if err != nil {
		return nil, err
	}
	var able []Officer
	for _, one := range all {
		if !one.may(access.ApplicationHandle, row.Region) {
			continue
		}
		recused, err := known.Recused(ctx, row.Region.County(), row.ID, one.ID, today)
		if err != nil {
			return nil, err
		}
		if !recused {
			able = append(able, one)
		}
	}
	return able, nil
}

// Disclose records, with a request that is not answered yet, that somebody in the household is kin of an official: the official is recused at
// once, the request is filed apart and visited by the county. It is nobody's fault.
func (a Acts) Disclose(ctx context.Context, actor access.Actor, at At, id string, k household.Kinship) error {
	act := casework.Act{Kind: "ApplicationKinDisclosed", Permission: access.ApplicationHandle, County: at.County, Household: at.Household, Key: at.Key, Content: []any{id, k}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		request, holding, err := a.standing(ctx, work, id)
		if err != nil {
			return "", err
		}
		k, err := k.Checked()
		if err != nil {
			return "", err
		}
		if err := request.Do(application.Disclosed{}, handOf(work), work.Now, holding); err != nil {
			return "", err
		}
		store := casework.As[Store](work.Tx)
		versions, err := store.MemberVersions(ctx, at.County, at.Household)
		if err != nil {
			return "", err
		}
		asked := application.Request{Kin: application.HasKin}
		if err := belong(household.Members(versions, work.Today), asked, k); err != nil {
			return "", err
		}
		if err := a.addKin(ctx, work, k); err != nil {
			return "", err
		}
		return a.keep(ctx, work, request, application.Disclosed{Kinship: work.Noted("kinship")})
	})
	return err
}

// Refuse signs a refusal that another officer proposed, and writes the numbered letter with reasons and remedies (不予受理通知书). It takes the
// second factor anew.
func (a Acts) Refuse(ctx context.Context, actor access.Actor, at At, id, reason string) (numbering.Issued, error) {
	act := casework.Act{Kind: "ApplicationRefused", Permission: access.ApplicationDecide, County: at.County, Household: at.Household, Key: at.Key, StepUp: true, Content: []any{id, reason}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (numbering.Issued, error) {
		request, holding, err := a.standing(ctx, work, id)
		if err != nil {
			return numbering.Issued{}, err
		}
		what := application.Refused{Reason: reason}
		if err := request.Do(what, handOf(work), work.Now, holding); err != nil {
			return numbering.Issued{}, err
		}
		remedies, err := a.Scheme.Remedies(ctx, at.County, work.Today)
		if err != nil {
			return numbering.Issued{}, err
		}
		issued, err := casework.Issue(ctx, work, casework.SeriesRefusal, "application_refusal", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Refusal(ctx, work.Tx, paper, work.Household, request, remedies, actor.ID)
		})
		if err != nil {
			return issued, err
		}
		what.Document, what.Number = issued.ID, issued.Number
		a.tell(work, "outbox.application_refused", request)
		_, err = a.keep(ctx, work, request, what)
		return issued, err
	})
}

func handOf(work *casework.Work) application.Hand {
	return application.Hand{Officer: work.Actor.ID, County: work.Actor.May(access.ApplicationDecide, work.Region)}
}

// standing reads a request with the bars that hold it today. NotFound.
func (a Acts) standing(ctx context.Context, work *casework.Work, id string) (application.Request, []application.Bar, error) {
	store := casework.As[Store](work.Tx)
	all, err := store.Applications(ctx, work.County, work.Household.ID)
	if err != nil {
		return application.Request{}, nil, err
	}
	found := slices.IndexFunc(all, func(r application.Request) bool { return r.ID == id })
	if found < 0 {
		return application.Request{}, nil, fault.New(fault.NotFound, "fault.not_found")
	}
	bars, err := a.Bars(ctx, work.Tx, work.County, work.Household.ID, work.Today)
	if err != nil {
		return application.Request{}, nil, err
	}
	versions, err := store.MemberVersions(ctx, work.County, work.Household.ID)
	holding, _ := application.Check(all[found], bars, minors(household.Members(versions, work.Today), work.Today), work.Today)
	return all[found], holding, err
}

// minors says who is a minor on a day. Whose age is unknown is none.
func minors(members []household.Member, today period.Day) func(string) bool {
	return func(id string) bool {
		return slices.ContainsFunc(members, func(m household.Member) bool {
			age, known := m.Age(today)
			return m.ID == id && known && age < household.AdultFrom
		})
	}
}

func (a Acts) keep(ctx context.Context, work *casework.Work, request application.Request, what application.What) (string, error) {
	record := application.Record{ID: a.NewID(), At: work.Now, By: work.Actor.ID, What: what}
	work.Note("application", request.ID)
	return record.ID, casework.As[Store](work.Tx).AddApplicationRecord(ctx, work.County, work.Household.ID, request.ID, record)
}

func (a Acts) tell(work *casework.Work, topic string, request application.Request) {
	if topic != "" {
		work.Send(casework.Message{Household: work.Household.ID, Topic: topic, Detail: map[string]string{"number": request.Number, "day": work.Today.Chinese()}})
	}
}

func (a Acts) today() period.Day { return period.DayOf(a.Runner.Now()) }
