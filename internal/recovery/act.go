package recovery

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// longestDeferral is for how many months money can be deferred at once; whoever still cannot pay asks again.
const longestDeferral = 12

// Hand is who does something.
type Hand struct {
	By       string
	Resident bool // the person whom the order is addressed to
}

// May says whether an act makes sense now: what would only be refused is not offered.
func (o Order) May(kind Kind, s Standing) bool {
	_, _, asked := o.Open()
	_, _, proposed := o.OpenWriteOff()
	owes := s.Owed > 0 && s.State != Halted
	switch kind {
	case KindServed:
		return s.State != Cancelled && s.State != Settled
	case KindReceived:
		return s.State != Cancelled
	case KindReversed:
		return len(o.Reversible()) > 0
	case KindPaidBack:
		return s.Credit > 0
	case KindAsked:
		return owes && !asked
	case KindDecided:
		return asked
	case KindReminded:
		return owes && (s.State == Running || s.State == Planned || s.State == Deferred || s.State == Overdue)
	case KindProposed:
		return owes && s.State != Stayed && !proposed
	case KindWritten:
		return proposed
	case KindSheet:
		return true
	case KindLowered:
	}
	return false
}

// Reversible are the payments, and those given back, that were not taken back yet.
func (o Order) Reversible() []Record {
	var all []Record
	for _, record := range o.Records {
		switch record.What.(type) {
		case Received, PaidBack:
			if !o.reversed(record.ID) {
				all = append(all, record)
			}
		}
	}
	return all
}

func (o Order) reversed(id string) bool {
	return slices.ContainsFunc(o.Records, func(r Record) bool {
		reversed, is := r.What.(Reversed)
		return is && reversed.Record == id
	})
}

// Do checks something before it becomes a record, and gives the order with it, booked. It refuses (Conflict) what the state does not allow,
// (Forbidden) whoever asked for relief or proposed a write-off to be the one who decides it, and (Invalid) what is incomplete or would ask
// or give more than there is.
func (o Order) Do(what What, id string, hand Hand, now time.Time, terms Terms, hold Hold) (Order, error) {
	today := period.DayOf(now)
	s := o.Standing(terms, hold, today)
	if what.Kind() != KindLowered && !o.May(what.Kind(), s) {
		return o, fault.New(fault.Conflict, "recovery.not_now."+string(what.Kind()))
	}
	var err error
	switch w := what.(type) {
	case Served:
		err = w.Proof.Check(o.On.Start(), now)
	case Received:
		w.Voucher, w.Payer = strings.TrimSpace(w.Voucher), strings.TrimSpace(w.Payer)
		what, err = w, o.checkReceived(w, today)
	case Reversed:
		err = o.checkReversed(w)
	case PaidBack:
		err = checkPaidBack(w, s, o.On, today)
	case Asked:
		err = checkAsked(w, terms, today)
	case Decided:
		what, err = o.decide(w, hand, s)
	case Reminded:
		wrong := determination.Typed("words", w.Words)
		if !slices.Contains(determination.Ways(), w.Way) {
			wrong = append(wrong, fault.Field("way", "determination.service.way"))
		}
		if w.On.IsZero() || w.On.After(today) || w.On.Before(o.On) {
			wrong = append(wrong, fault.Field("on", "recovery.on.past"))
		}
		err = wrong.OrNil()
	case Proposed:
		wrong := determination.Typed("reason", w.Reason)
		if !terms.Relief || !slices.Contains(terms.Grounds, w.Ground) {
			wrong = append(wrong, fault.Field("ground", "recovery.ground"))
		}
		if w.Fen <= 0 || w.Fen > s.Owed {
			wrong = append(wrong, fault.Field("amount", "recovery.write_off_amount", "most", s.Owed.Yuan()))
		}
		err = wrong.OrNil()
	case Written:
		what, err = o.writeOff(w, hand, s)
	case Lowered:
		if w.To < 0 || w.To >= s.Sum.Charged {
			err = fault.New(fault.Conflict, "recovery.not_now.lowered")
		}
	}
	if err != nil {
		return o, err
	}
	return o.With(Record{ID: id, At: now, By: hand.By, What: what}), nil
}

func (o Order) checkReceived(w Received, today period.Day) error {
	var wrong fault.List
	if w.Fen <= 0 {
		wrong = append(wrong, fault.Field("amount", "recovery.amount"))
	}
	if w.On.IsZero() || w.On.After(today) {
		wrong = append(wrong, fault.Field("on", "recovery.on_received"))
	}
	if !slices.Contains(Ways(), w.Way) {
		wrong = append(wrong, fault.Field("way", "recovery.way"))
	}
	if w.Voucher == "" {
		wrong = append(wrong, fault.Field("voucher", "recovery.voucher"))
	}
	if w.Voucher != "" && o.Holds(w) {
		wrong = append(wrong, fault.Field("voucher", "recovery.voucher_twice", "day", w.On.Chinese()))
	}
	return wrong.OrNil()
}

// Holds says whether a payment of the same voucher, day and amount is booked already and was not taken back.
func (o Order) Holds(w Received) bool {
	return slices.ContainsFunc(o.Records, func(r Record) bool {
		other, is := r.What.(Received)
		return is && other.Voucher == w.Voucher && other.On == w.On && other.Fen == w.Fen && !o.reversed(r.ID)
	})
}

// checkReversed refuses to take back what is not there, and a payment of which some was given back already.
func (o Order) checkReversed(w Reversed) error {
	wrong := determination.Typed("reason", w.Reason)
	at := slices.IndexFunc(o.Reversible(), func(r Record) bool { return r.ID == w.Record })
	if at < 0 {
		return append(wrong, fault.Field("record", "recovery.reverse_which")).OrNil()
	}
	if received, is := o.Reversible()[at].What.(Received); is && o.Sums().Kept() < received.Fen {
		wrong = append(wrong, fault.Field("record", "recovery.reverse_returned"))
	}
	return wrong.OrNil()
}

func checkPaidBack(w PaidBack, s Standing, from, today period.Day) error {
	wrong := determination.Typed("words", w.Words)
	if w.Fen <= 0 || w.Fen > s.Credit {
		wrong = append(wrong, fault.Field("amount", "recovery.paid_back_amount", "most", s.Credit.Yuan()))
	}
	if w.On.IsZero() || w.On.After(today) || w.On.Before(from) {
		wrong = append(wrong, fault.Field("on", "recovery.on.past"))
	}
	if strings.TrimSpace(w.Voucher) == "" {
		wrong = append(wrong, fault.Field("voucher", "recovery.voucher"))
	}
	return wrong.OrNil()
}

func checkAsked(w Asked, terms Terms, today period.Day) error {
	wrong := determination.Typed("words", w.Words)
	if !slices.Contains(determination.Ways(), w.Way) {
		wrong = append(wrong, fault.Field("way", "determination.service.way"))
	}
	switch w.For {
	case Deferral:
		if !terms.Relief {
			wrong = append(wrong, fault.Field("for", "recovery.no_relief"))
		}
		if !w.Until.After(today) || w.Until.After(today.AddMonths(longestDeferral)) {
			wrong = append(wrong, fault.Field("until", "recovery.until", "months", longestDeferral))
		}
	case Instalments:
		if w.Months < 2 || w.Months > terms.MostMonths {
			wrong = append(wrong, fault.Field("count", "recovery.count", "most", terms.MostMonths))
		}
		if !w.First.After(today) || w.First.After(today.AddMonths(longestDeferral)) {
			wrong = append(wrong, fault.Field("first", "recovery.first", "months", longestDeferral))
		}
	default:
		wrong = append(wrong, fault.Field("for", "recovery.for"))
	}
	return wrong.OrNil()
}

// decide answers the request that waits: by somebody else than whoever wrote it down.
func (o Order) decide(w Decided, hand Hand, s Standing) (Decided, error) {
	record, asked, _ := o.Open()
	if hand.Resident || record.By == hand.By {
		return w, fault.New(fault.Forbidden, "recovery.own_request")
	}
	if err := determination.Typed("reason", w.Reason).OrNil(); err != nil {
		return w, err
	}
	w.Of, w.For, w.Until, w.Parts, w.Paid = record.ID, asked.For, period.Day{}, nil, 0
	if w.Granted && asked.For == Deferral {
		w.Until = asked.Until
	}
	if w.Granted && asked.For == Instalments {
		w.Parts, w.Paid = Parts(s.Owed, asked.First, asked.Months), s.Sum.Kept()
	}
	return w, nil
}

// writeOff answers the proposal that waits: by somebody else than whoever proposed it. It never writes off more than is still owed.
func (o Order) writeOff(w Written, hand Hand, s Standing) (Written, error) {
	record, proposed, _ := o.OpenWriteOff()
	if hand.Resident || record.By == hand.By {
		return w, fault.New(fault.Forbidden, "recovery.own_proposal")
	}
	if err := determination.Typed("reason", w.Reason).OrNil(); err != nil {
		return w, err
	}
	w.Of, w.Fen = record.ID, proposed.Fen
	if w.Approved && proposed.Fen > s.Owed {
		return w, fault.New(fault.Conflict, "recovery.write_off_paid", "owed", s.Owed.Yuan())
	}
	return w, nil
}
