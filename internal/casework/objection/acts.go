package objection

import (
	"context"
	"slices"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/objection"
	"chengxin/internal/policy"
	"chengxin/internal/region"
)

// Store is what these acts keep and read.
type Store interface {
	steps.Docketed
	AddObjection(ctx context.Context, county, place region.Code, o objection.Objection) error
	AddObjectionRecord(ctx context.Context, county region.Code, household, id string, r objection.Record) error
}

// Letters composes the answer to an objection.
type Letters interface {
	Answer(ctx context.Context, tx casework.Tx, paper casework.Paper, m steps.Matter, o objection.Objection, answer objection.Answer) ([]byte, error)
}

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	Scheme  steps.Scheme
	Letters Letters
	// ActingAs gives another officer with the roles held today: whom an objection is given to.
	ActingAs func(ctx context.Context, county region.Code, officer string) (access.Actor, error)
	NewID    func() string
	// After lets what hangs on a decision follow an answer, in the answer's own transaction: money that was asked back is asked back no more.
	After func(ctx context.Context, work *casework.Work) error
}

// File keeps an objection to the decision of a case: the person's own online, or as an officer writes it down.
func (a Acts) File(ctx context.Context, actor access.Actor, at steps.At, matter string, filing objection.Filing) (string, error) {
	permission := access.CaseServe
	filing.Own = false
	if actor.Kind == access.Resident {
		permission, filing.Way, filing.Member = access.SelfCase, determination.Online, actor.ID
		if actor.Proxy != nil {
			filing.Proxy = actor.Proxy.Name
		}
	}
	act := casework.Act{Kind: "ObjectionFiled", Permission: permission, County: at.County, Household: at.Household, Key: at.Key, Content: []any{matter, filing}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		m, err := a.matter(ctx, work, matter)
		if err != nil {
			return "", err
		}
		if filing.Member != m.Member {
			return "", fault.Field("member", "objection.other_member")
		}
		kept, err := objection.File(filing, m.Case, m.Objections, m.Ground)
		if err != nil {
			return "", err
		}
		if kept.Late != "" {
			work.Note("late", "true")
		}
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.objection_filed", Detail: map[string]string{"day": work.Today.Chinese()}})
		return a.begin(ctx, work, matter, kept)
	})
}

// TakeUp lets a named officer take a decision up again, because something that it rests on was wrong (依职权复查): every measure stands
// still at once, somebody of the reviewing office answers as to an objection, and the answer takes no more than the decision did.
func (a Acts) TakeUp(ctx context.Context, actor access.Actor, at steps.At, matter, reason string) (string, error) {
	act := casework.Act{Kind: "DecisionTakenUp", Permission: access.ObjectionAssign, County: at.County, Household: at.Household, Key: at.Key, Content: []any{matter, reason}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		m, err := a.matter(ctx, work, matter)
		if err != nil {
			return "", err
		}
		kept, err := objection.File(objection.Filing{Member: m.Member, Words: reason, Own: true}, m.Case, m.Objections, m.Ground)
		if err != nil {
			return "", err
		}
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.decision_taken_up", Detail: map[string]string{"day": work.Today.Chinese()}})
		return a.begin(ctx, work, matter, kept)
	})
}

// begin keeps what stays a decision, and marks it in one: every list shows from now on that the decision is contested.
func (a Acts) begin(ctx context.Context, work *casework.Work, matter string, filing objection.Filing) (string, error) {
	o := objection.Objection{ID: a.NewID(), Household: work.Household.ID, Case: matter, Filing: filing, At: work.Now, By: work.Actor.ID}
	work.Note("case", matter)
	work.Note("objection", o.ID)
	store := casework.As[Store](work.Tx)
	if err := store.AddObjection(ctx, work.County, work.Region, o); err != nil {
		return "", err
	}
	marked := objection.Record{ID: a.NewID(), At: work.Now, By: work.Actor.ID, What: objection.Marked{}}
	if err := store.AddObjectionRecord(ctx, work.County, work.Household.ID, o.ID, marked); err != nil {
		return "", err
	}
	return o.ID, steps.KeepWork(ctx, work, a.Scheme)
}

func (a Acts) matter(ctx context.Context, work *casework.Work, id string) (steps.Matter, error) {
	docket, err := steps.ReadDocket(ctx, casework.As[Store](work.Tx), a.Scheme, work.County, work.Household.ID, work.Today)
	if err != nil {
		return steps.Matter{}, err
	}
	m, err := docket.Find(id)
	if err == nil && work.Actor.Kind == access.Resident && work.Actor.ID != m.Member {
		return m, fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}

// step says how a kind of record is done.
type step struct {
	kind       string
	permission access.Permission
	resident   bool   // the person may do it
	topic      string // what the household is told
}

var kinds = map[objection.Kind]step{
	objection.KindAssigned:   {kind: "ObjectionAssigned", permission: access.ObjectionAssign},
	objection.KindOrdered:    {kind: "ObjectionInquiryOrdered", permission: access.ObjectionReview, topic: "outbox.objection_ordered"},
	objection.KindExtended:   {kind: "ObjectionExtended", permission: access.ObjectionReview, topic: "outbox.objection_extended"},
	objection.KindAnswered:   {kind: "ObjectionAnswered", permission: access.ObjectionReview, topic: "outbox.objection_answered"},
	objection.KindServed:     {kind: "ObjectionAnswerServed", permission: access.CaseServe},
	objection.KindReviewed:   {kind: "ObjectionTakenFurther", permission: access.CaseServe, resident: true, topic: "outbox.objection_filed"},
	objection.KindWithdrawn:  {kind: "ObjectionWithdrawalAsked", permission: access.CaseServe, resident: true, topic: "outbox.objection_withdrawal"},
	objection.KindCalledBack: {kind: "ObjectionCalledBack", permission: access.ObjectionCallBack, topic: "outbox.objection_called_back"},
	objection.KindTakenBack:  {kind: "ObjectionWithdrawalTakenBack", permission: access.CaseServe, resident: true},
}

// Permission says which permission a kind of record needs of an officer.
func Permission(kind objection.Kind) access.Permission { return kinds[kind].permission }

// Done is what an act gives.
type Done struct {
	Record   string `json:"record"`
	Document string `json:"document,omitempty"`
	Number   string `json:"number,omitempty"`
}

// Record does one thing to an objection, as internal/objection allows it. Answers have an act of their own.
func (a Acts) Record(ctx context.Context, actor access.Actor, at steps.At, id string, what objection.What) (Done, error) {
	if what.Kind() == objection.KindAnswered {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return a.do(ctx, actor, at, id, what.Kind(), what, func(ctx context.Context, work *casework.Work, _ steps.Matter, _ objection.Objection, office policy.Office) (objection.What, error) {
		switch asked := what.(type) {
		case objection.Assigned:
			reviewer, err := a.ActingAs(ctx, at.County, asked.Reviewer)
			if err != nil {
				return nil, err
			}
			asked.Office = steps.OfficeOf(reviewer, access.ObjectionReview, work.Region)
			work.Send(casework.Message{Officer: asked.Reviewer, Topic: "outbox.objection_assigned", Detail: map[string]string{"number": work.Household.Number}})
			return asked, nil
		case objection.CalledBack:
			asked.Office = office
			return asked, nil
		case objection.Review:
			if actor.Kind == access.Resident {
				asked.Filing.Way, asked.Filing.Member = determination.Online, actor.ID
			}
			return asked, nil
		case objection.Withdrawal:
			if actor.Kind == access.Resident {
				asked.Way, asked.Member = determination.Online, actor.ID
			}
			return asked, nil
		}
		return what, nil
	})
}

// Response is what a reviewer answers. With Changed the decision is eased; it can never take more.
type Response struct {
	Outcome objection.Outcome `json:"outcome"`
	Reason  string            `json:"reason"`
	Slight  bool              `json:"slight,omitempty"` // the circumstances are slight (情节较轻): the edition derives anew
	Drop    []string          `json:"drop,omitempty"`   // codes of measures that fall away
	Refund  int64             `json:"refund,omitempty"` // fen: the lower amount of a refund order; 0 leaves it
}

// Answer answers an objection at its station with a numbered letter.
func (a Acts) Answer(ctx context.Context, actor access.Actor, at steps.At, id string, response Response) (Done, error) {
	return a.do(ctx, actor, at, id, objection.KindAnswered, response, func(_ context.Context, _ *casework.Work, m steps.Matter, o objection.Objection, _ policy.Office) (objection.What, error) {
		answer := objection.Answer{Outcome: response.Outcome, Reason: response.Reason}
		if response.Outcome == objection.Changed {
			eased := Ease(m, response)
			answer.Derived = &eased
		}
		return answer, nil
	})
}

// Ease is what would hold of a decision after a change: it is shown before the answer is given.
func Ease(m steps.Matter, response Response) determination.Derived {
	eased := m.Effect.Derived
	if decision, decided := m.Decision(); decided && response.Slight {
		finding := decision.Finding
		finding.Facts.Slight = true
		eased = m.Derive(finding, m.Ground, false)
	}
	measures := make([]determination.MeasureDrawn, 0, len(eased.Measures))
	for _, one := range eased.Measures {
		if slices.Contains(response.Drop, one.Code) {
			continue
		}
		if one.Kind == policy.RefundOrder && response.Refund > 0 {
			one.Fen = min(one.Fen, response.Refund)
		}
		measures = append(measures, one)
	}
	eased.Measures = measures
	return eased
}

// takesAway says whether an answer leaves nothing of a decision that could be counted with others.
func takesAway(m steps.Matter, answer objection.Answer) bool {
	decision, _ := m.Decision()
	return answer.Outcome == objection.Undone || answer.Outcome == objection.Changed && answer.Derived.Grade != decision.Derived.Grade
}

// do runs one act on an objection: build makes the record's content from what stands.
func (a Acts) do(ctx context.Context, actor access.Actor, at steps.At, id string, kind objection.Kind, content any,
	build func(context.Context, *casework.Work, steps.Matter, objection.Objection, policy.Office) (objection.What, error),
) (Done, error) {
	how, known := kinds[kind]
	if !known {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	permission := how.permission
	if actor.Kind == access.Resident {
		if !how.resident {
			return Done{}, fault.New(fault.Forbidden, "fault.forbidden")
		}
		permission = access.SelfCase
	}
	act := casework.Act{Kind: how.kind, Permission: permission, County: at.County, Household: at.Household, Key: at.Key, Content: []any{id, kind, content}}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		docket, err := steps.ReadDocket(ctx, casework.As[Store](work.Tx), a.Scheme, work.County, work.Household.ID, work.Today)
		if err != nil {
			return Done{}, err
		}
		m, o, err := docket.OfObjection(id)
		if err != nil {
			return Done{}, err
		}
		if actor.Kind == access.Resident && actor.ID != m.Member {
			return Done{}, fault.New(fault.NotFound, "fault.not_found")
		}
		by := determination.Person{ID: actor.ID, Office: steps.OfficeOf(actor, permission, work.Region)}
		what, err := build(ctx, work, m, o, by.Office)
		if err != nil {
			return Done{}, err
		}
		record, err := o.Do(what, by, work.Now, m.Case, m.Ground)
		if err != nil {
			return Done{}, err
		}
		work.Note("case", m.ID)
		work.Note("objection", id)
		if answer, is := record.What.(objection.Answer); is && takesAway(m, answer) {
			for _, resting := range docket.Resting(m.ID) {
				decision, _ := resting.Decision()
				because, _ := m.Decision()
				work.Note("undoes", resting.ID)
				work.Send(casework.Message{Household: m.Household, Topic: "outbox.case_undone_with", Detail: map[string]string{"number": decision.Number, "because": because.Number}})
			}
		}
		done, err := a.keep(ctx, work, m, o, record, how.topic)
		if err != nil {
			return done, err
		}
		return done, steps.KeepWork(ctx, work, a.Scheme)
	})
}

// keep issues the letter of an answer, and keeps the record.
func (a Acts) keep(ctx context.Context, work *casework.Work, m steps.Matter, o objection.Objection, record objection.Record, topic string) (Done, error) {
	done := Done{}
	if answer, is := record.What.(objection.Answer); is {
		issued, err := casework.Issue(ctx, work, casework.SeriesObjection, "objection_answer", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Answer(ctx, work.Tx, paper, m, o, answer)
		})
		if err != nil {
			return done, err
		}
		answer.Document, answer.Number = issued.ID, issued.Number
		done.Document, done.Number, record.What = issued.ID, issued.Number, answer
		work.Note("outcome", string(answer.Outcome))
	}
	record.ID = a.NewID()
	done.Record = record.ID
	if topic != "" {
		work.Send(casework.Message{Household: m.Household, Topic: topic, Detail: map[string]string{"number": done.Number, "day": work.Today.Chinese()}})
	}
	if err := casework.As[Store](work.Tx).AddObjectionRecord(ctx, work.County, m.Household, o.ID, record); err != nil {
		return done, err
	}
	if record.What.Kind() != objection.KindAnswered || a.After == nil {
		return done, nil
	}
	return done, a.After(ctx, work)
}
