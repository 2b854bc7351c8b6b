package recovery

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/recovery"
)

// Done is what an act gives.
type Done struct {
	ID       string `json:"id"`
	Document string `json:"document,omitempty"`
	Number   string `json:"number,omitempty"`
}

// Order orders what a refund measure asks to be given back (责令退回), with a numbered letter. It refuses (Conflict) a measure that does not
// run today, saying why, one that has its order, and a day on which no law allows it; and (Invalid) one without a proven overpayment.
func (a Acts) Order(ctx context.Context, actor access.Actor, at At, id string) (Done, error) {
	act := casework.Act{Kind: "RecoveryOrdered", Permission: access.RecoveryHandle, County: at.County, Household: at.Household, Key: at.Key, Content: id, StepUp: true}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		store := casework.As[Store](work.Tx)
		docket, err := steps.ReadDocket(ctx, store, a.Cases, work.County, work.Household.ID, work.Today)
		if err != nil {
			return Done{}, err
		}
		m, one, err := docket.OfMeasure(id)
		if err != nil {
			return Done{}, err
		}
		orders, err := store.Recoveries(ctx, work.County, work.Household.ID)
		if err != nil {
			return Done{}, err
		}
		if slices.ContainsFunc(orders, func(o recovery.Order) bool { return o.Measure == id }) {
			return Done{}, fault.New(fault.Conflict, "recovery.order.twice")
		}
		if state := one.Standing(m.Effect, work.Today).State; state != measure.Active {
			return Done{}, fault.New(fault.Conflict, "recovery.order."+string(state))
		}
		rules, err := a.Scheme.RecoveryRules(ctx, work.County, work.Today)
		if err != nil {
			return Done{}, err
		}
		if len(rules.Basis) == 0 {
			return Done{}, fault.New(fault.Conflict, "recovery.order.no_law")
		}
		o := recovery.Order{
			ID: a.NewID(), Household: work.Household.ID, Member: m.Member, Origin: recovery.OfDecision, Measure: id, Months: Months(m, one),
			Basis: strings.Join(rules.Basis, "\uff1b"), On: work.Today, At: work.Now, By: actor.ID,
		}
		if err := o.Check(work.Today); err != nil {
			return Done{}, err
		}
		issued, err := casework.Issue(ctx, work, casework.SeriesRecovery, "recovery_order", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Order(ctx, work.Tx, paper, o, m, rules)
		})
		if err != nil {
			return Done{}, err
		}
		o.Document, o.Number = issued.ID, issued.Number
		work.Note("case", m.ID)
		work.Note("measure", id)
		work.Note("recovery", o.ID)
		work.Note("months", strconv.Itoa(len(o.Months)))
		work.Send(casework.Message{Household: at.Household, Topic: "outbox.recovery_ordered", Detail: map[string]string{"number": o.Number, "day": work.Today.Chinese()}})
		return Done{ID: o.ID, Document: o.Document, Number: o.Number}, store.AddRecovery(ctx, work.County, work.Region, o)
	})
}

// Months are what a refund measure asks for, month by month, as its decision stands: what was proven, less what was paid back before it and what
// an answer took away. Empty for any other measure.
func Months(m steps.Matter, one measure.Measure) []recovery.Month {
	decision, decided := m.Decision()
	if !decided || one.Drawn.Kind != policy.RefundOrder {
		return nil
	}
	months := make([]recovery.Month, 0, len(decision.Finding.Overpaid))
	for _, month := range decision.Finding.Overpaid {
		months = append(months, recovery.Month{Month: month.Month, Fen: money.Fen(month.Fen), Words: month.Words})
	}
	return recovery.Owed(months, claim(m, one))
}

// claim is what a refund measure asks for in all, as its decision stands: nothing when it was revoked or the measure fell away.
func claim(m steps.Matter, one measure.Measure) money.Fen {
	if !m.Effect.Undone.IsZero() {
		return 0
	}
	for _, drawn := range m.Effect.Derived.Measures {
		if drawn.Code == one.Drawn.Code {
			return money.Fen(drawn.Fen)
		}
	}
	return 0
}

// holdOf is what the decision behind an order does to it.
func holdOf(docket steps.Docket, o recovery.Order) recovery.Hold {
	m, one, err := docket.OfMeasure(o.Measure)
	if o.Measure == "" || err != nil {
		return recovery.Hold{}
	}
	state := one.Standing(m.Effect, m.Ground.Today).State
	hold := recovery.Hold{Stayed: m.Effect.Stayed, Ended: state == measure.LiftedNow || state == measure.Undone, Pauses: slices.Clone(m.Ground.Pauses)}
	decision, _ := m.Decision()
	for _, objection := range m.Objections {
		pause := deadline.Pause{From: period.DayOf(objection.At).AddDays(1), Of: deadline.OfHousehold, Reason: "objection"}
		pause.Until = objection.EndedOn(decision.Derived.Grade, m.Ground)
		hold.Pauses = append(hold.Pauses, pause)
	}
	return hold
}

// Record does one thing to an order, as internal/recovery allows it. The person whom it is addressed to may ask for relief; everything else is an
// officer's.
func (a Acts) Record(ctx context.Context, actor access.Actor, at At, id string, what recovery.What) (Done, error) {
	how, known := kinds[what.Kind()]
	if !known {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	self := actor.Kind == access.Resident
	if self && what.Kind() != recovery.KindAsked {
		return Done{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	act := casework.Act{
		Kind: how.kind, Permission: casework.PermissionFor(actor, access.SelfCase, how.permission), County: at.County, Household: at.Household, Key: at.Key,
		Content: []any{id, what.Kind(), what}, StepUp: how.stepUp,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Done, error) {
		return a.record(ctx, work, id, what, how.topic)
	})
}

func (a Acts) record(ctx context.Context, work *casework.Work, id string, what recovery.What, topic string) (Done, error) {
	store, actor := casework.As[Store](work.Tx), work.Actor
	o, hold, rules, err := a.standing(ctx, work, id)
	if err != nil {
		return Done{}, err
	}
	self := actor.Kind == access.Resident
	if self && actor.ID != o.Member {
		return Done{}, fault.New(fault.NotFound, "fault.not_found")
	}
	if asked, is := what.(recovery.Asked); is {
		asked.Member = o.Member
		if self {
			asked.Way = determination.Online
		}
		what = asked
	}
	booked, err := o.Do(what, a.NewID(), recovery.Hand{By: actor.ID, Resident: self}, work.Now, rules.Terms, hold)
	if err != nil {
		return Done{}, err
	}
	record := booked.Last()
	done := Done{ID: record.ID}
	switch w := record.What.(type) {
	case recovery.Received:
		issued, err := casework.Issue(ctx, work, casework.SeriesPayment, "recovery_receipt", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Receipt(ctx, work.Tx, paper, booked, w)
		})
		if err != nil {
			return Done{}, err
		}
		w.Document, w.Number = issued.ID, issued.Number
		done.Document, done.Number, record.What = issued.ID, issued.Number, w
	case recovery.Sheet:
		issued, err := casework.Issue(ctx, work, casework.SeriesRecovery, "recovery_sheet", func(paper casework.Paper) ([]byte, error) {
			return a.Letters.Sheet(ctx, work.Tx, paper, o, o.Standing(rules.Terms, hold, work.Today))
		})
		if err != nil {
			return Done{}, err
		}
		w.Document, w.Number = issued.ID, issued.Number
		done.Document, done.Number, record.What = issued.ID, issued.Number, w
	}
	work.Note("recovery", o.ID)
	work.Note("record", record.ID)
	if topic != "" {
		work.Send(casework.Message{Household: o.Household, Topic: topic, Detail: map[string]string{"number": o.Title(), "day": work.Today.Chinese()}})
	}
	return done, store.AddRecoveryRecord(ctx, work.County, o.Household, o.ID, record)
}

// standing reads an order with what its decision does to it and the rules of today. NotFound.
func (a Acts) standing(ctx context.Context, work *casework.Work, id string) (recovery.Order, recovery.Hold, Rules, error) {
	store := casework.As[Store](work.Tx)
	orders, err := store.Recoveries(ctx, work.County, work.Household.ID)
	if err != nil {
		return recovery.Order{}, recovery.Hold{}, Rules{}, err
	}
	at := slices.IndexFunc(orders, func(o recovery.Order) bool { return o.ID == id })
	if at < 0 {
		return recovery.Order{}, recovery.Hold{}, Rules{}, fault.New(fault.NotFound, "fault.not_found")
	}
	docket, err := steps.ReadDocket(ctx, store, a.Cases, work.County, work.Household.ID, work.Today)
	if err != nil {
		return recovery.Order{}, recovery.Hold{}, Rules{}, err
	}
	rules, err := a.Scheme.RecoveryRules(ctx, work.County, work.Today)
	return orders[at], holdOf(docket, orders[at]), rules, err
}

// Follow lowers a household's orders to what their decisions still ask, in the transaction of the act that changed or revoked a decision: an
// entry of its own, which everybody sees. What was paid beyond it is owed back to the person.
func (a Acts) Follow(ctx context.Context, work *casework.Work) error {
	store := casework.As[Store](work.Tx)
	orders, err := store.Recoveries(ctx, work.County, work.Household.ID)
	if err != nil || len(orders) == 0 {
		return err
	}
	docket, err := steps.ReadDocket(ctx, store, a.Cases, work.County, work.Household.ID, work.Today)
	if err != nil {
		return err
	}
	for _, o := range orders {
		m, one, err := docket.OfMeasure(o.Measure)
		if o.Measure == "" || err != nil {
			continue
		}
		to := claim(m, one)
		if to >= o.Sums().Charged {
			continue
		}
		lowered := recovery.Lowered{To: to, Revoked: to == 0, Case: m.ID}
		booked, err := o.Do(lowered, a.NewID(), recovery.Hand{By: work.Actor.ID}, work.Now, recovery.Terms{}, recovery.Hold{})
		if err != nil {
			return err
		}
		work.Note("recovery", o.ID)
		topic := "outbox.recovery_lowered"
		if lowered.Revoked {
			topic = "outbox.recovery_cancelled"
		}
		work.Send(casework.Message{Household: o.Household, Topic: topic, Detail: map[string]string{"number": o.Title(), "day": work.Today.Chinese()}})
		if err := store.AddRecoveryRecord(ctx, work.County, o.Household, o.ID, booked.Last()); err != nil {
			return err
		}
	}
	return nil
}
