package tipoff

import (
	"context"
	"errors"
	"slices"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/tipoff"
)

// Acts are the acts of this step.
type Acts struct {
	Runner  *casework.Runner
	Reads   casework.Tx
	NewID   func() string
	NewCode func() string
}

// At says which tip-off an act is about.
type At struct {
	County region.Code
	TipOff string
	Key    string // idempotency key
}

// Received is what somebody told: the tip-off, and apart from it who told.
type Received struct {
	TipOff   tipoff.TipOff
	Number   string // the reported household's file number, where it is known
	Reporter *tipoff.Reporter
}

func (in *Received) check() error {
	in.TipOff.About, in.TipOff.Words = strings.TrimSpace(in.TipOff.About), strings.TrimSpace(in.TipOff.Words)
	var wrong fault.List
	take := func(err error) {
		var list fault.List
		if errors.As(err, &list) {
			wrong = append(wrong, list...)
		}
	}
	take(in.TipOff.Check())
	if in.TipOff.Named = in.Reporter != nil; in.TipOff.Named {
		take(in.Reporter.Check())
	}
	return wrong.OrNil()
}

// Report keeps what somebody tells over the public form, and gives the code by which the reporter asks what came of it; an empty code
// for the same form sent twice, whose code was shown already. Nobody is signed in, and nothing of the sender is kept.
func (a Acts) Report(ctx context.Context, county region.Code, key string, in Received) (code string, err error) {
	in.TipOff.Way, in.TipOff.By, in.TipOff.Apart, in.TipOff.Subject = tipoff.Online, "", false, tipoff.Subject{}
	if err := in.check(); err != nil {
		return "", err
	}
	if !county.Contains(in.TipOff.Region) {
		return "", fault.Field("place", "tipoff.place.missing")
	}
	act := casework.Act{Kind: "TipOffReceived", Permission: access.Public, County: county, Region: in.TipOff.Region, Key: key, Content: in.TipOff.Target}
	return a.receive(ctx, access.Actor{County: county}, act, in)
}

// Register keeps what an officer is told by telephone, on paper or at the desk. The officer has it from then on, unless it is about
// somebody who works in assistance, or about the officer's own kin: then it waits with the custodian, unseen by the officer.
func (a Acts) Register(ctx context.Context, actor access.Actor, at At, in Received) (code string, err error) {
	in.TipOff.By, in.TipOff.Apart, in.TipOff.Household = actor.ID, false, ""
	err = in.check()
	if err == nil && in.TipOff.Way == tipoff.Online {
		err = fault.Field("way", "tipoff.way.missing")
	}
	if err != nil {
		return "", err
	}
	act := casework.Act{Kind: "TipOffRegistered", Permission: access.TipOffHandle, County: at.County, Region: in.TipOff.Region, Key: at.Key, Content: in.TipOff.Target}
	return a.receive(ctx, actor, act, in)
}

func (a Acts) receive(ctx context.Context, actor access.Actor, act casework.Act, in Received) (string, error) {
	id, code := a.NewID(), a.NewCode()
	kept, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		store := casework.As[Store](work.Tx)
		if in.Number = strings.TrimSpace(in.Number); in.Number != "" && actor.Kind == access.Officer {
			row, err := reported(ctx, store, actor, act.County, in.Number)
			if err != nil {
				return "", err
			}
			in.TipOff.Household = row.ID
			if in.TipOff.Apart, err = store.Recused(ctx, act.County, row.ID, actor.ID, work.Today); err != nil {
				return "", err
			}
		}
		in.TipOff.ID, in.TipOff.At = id, work.Now
		work.Note("tipoff", id)
		work.Note("way", string(in.TipOff.Way))
		if err := store.AddTipOff(ctx, act.County, in.TipOff, code); err != nil {
			return "", err
		}
		if in.Reporter != nil {
			if err := store.AddReporter(ctx, act.County, id, *in.Reporter); err != nil {
				return "", err
			}
		}
		return id, tell(ctx, work, in.TipOff)
	})
	if err != nil || kept != id {
		return "", err
	}
	return code, nil
}

// reported finds a reported household by its number, inside the officer's places only.
func reported(ctx context.Context, store Store, actor access.Actor, county region.Code, number string) (casework.HouseholdRow, error) {
	row, err := store.HouseholdNumbered(ctx, county, number)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return row, err
	}
	if err != nil || !actor.May(access.TipOffHandle, row.Region) {
		return row, fault.Field("number", "tipoff.number.unknown")
	}
	return row, nil
}

// HouseholdOf gives the id of a household by its file number, where the officer has to do with tip-offs.
func (a Acts) HouseholdOf(ctx context.Context, actor access.Actor, county region.Code, number string) (string, error) {
	row, err := reported(ctx, casework.As[Store](a.Reads), actor, county, strings.TrimSpace(number))
	return row.ID, err
}

// tell lets every custodian whom it is not about know that a tip-off waits.
func tell(ctx context.Context, work *casework.Work, t tipoff.TipOff) error {
	if t.Holder() != "" {
		return nil
	}
	officers, err := casework.As[Store](work.Tx).TipOffOfficers(ctx, work.County)
	for _, one := range officers {
		if one.may(access.ReporterOpen, t.Region) && t.MayHandle(one.ID, true) {
			work.Send(casework.Message{Officer: one.ID, Topic: "outbox.tipoff_waits", Once: true})
		}
	}
	return err
}

// custodian says whether an officer keeps the tip-offs of a place.
func custodian(actor access.Actor, where region.Code) bool {
	return actor.May(access.ReporterOpen, where)
}

// lets says whether an officer may see a tip-off: one whom it is about, and kin of the reported household, learn nothing of it.
func lets(ctx context.Context, store Store, actor access.Actor, county region.Code, t tipoff.TipOff, today period.Day) (bool, error) {
	if !actor.May(access.TipOffHandle, t.Region) || !t.MayHandle(actor.ID, custodian(actor, t.Region)) {
		return false, nil
	}
	household := t.Reported().Household
	if household == "" {
		return true, nil
	}
	recused, err := store.Recused(ctx, county, household, actor.ID, today)
	return !recused, err
}

// Find reads a tip-off for an officer. NotFound for whoever may not see it, as for one that is not there.
func Find(ctx context.Context, store Store, actor access.Actor, county region.Code, id string, today period.Day) (tipoff.TipOff, error) {
	t, err := store.TipOff(ctx, county, id)
	if err != nil {
		return t, err
	}
	may, err := lets(ctx, store, actor, county, t, today)
	if err == nil && !may {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	if err != nil {
		return tipoff.TipOff{}, err
	}
	return t, nil
}

// actOf names the act of an event. A clue is made by the act of its own (internal/casework/determination).
var actOf = map[tipoff.Done]casework.Act{
	tipoff.Handed:    {Kind: "TipOffHandedOver", Permission: access.TipOffHandle},
	tipoff.GivenBack: {Kind: "TipOffGivenBack", Permission: access.TipOffHandle},
	tipoff.Ended:     {Kind: "TipOffClosed", Permission: access.TipOffHandle},
	tipoff.Reopened:  {Kind: "TipOffReopened", Permission: access.TipOffHandle},
	tipoff.FedBack:   {Kind: "TipOffFedBack", Permission: access.TipOffHandle},
	tipoff.Told:      {Kind: "TipOffReporterTold", Permission: access.ReporterOpen},
}

// Handle hands over, gives back, ends, opens again, feeds back, or writes down that the reporter was told. Number is the reported
// household's, of a handing over, where it is known by then. It refuses an officer to whom a tip-off must not be handed.
func (a Acts) Handle(ctx context.Context, actor access.Actor, at At, event tipoff.Event, number string) error {
	act, known := actOf[event.Done]
	if !known {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	event.Household = ""
	act.Content = []any{at.TipOff, event, number}
	return a.do(ctx, actor, at, act, func(ctx context.Context, work *casework.Work, t tipoff.TipOff) error {
		store := casework.As[Store](work.Tx)
		if number = strings.TrimSpace(number); number != "" && event.Done == tipoff.Handed {
			row, err := reported(ctx, store, actor, at.County, number)
			if err != nil {
				return err
			}
			event.Household = row.ID
		}
		done, err := t.Do(event)
		if err != nil {
			return err
		}
		after := t
		after.Events = append(slices.Clone(t.Events), done)
		if done.Done == tipoff.Handed {
			able, err := able(ctx, store, at.County, after, work.Today)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(able, func(o Officer) bool { return o.ID == done.To }) {
				return fault.Field("to", "tipoff.to.unable")
			}
			work.Note("officer", done.To)
			work.Send(casework.Message{Officer: done.To, Topic: "outbox.tipoff_for_you", Once: true})
		}
		if done.Done == tipoff.Ended {
			work.Note("outcome", string(done.Outcome))
		}
		if err := a.keep(ctx, work, at, done); err != nil {
			return err
		}
		if done.Done == tipoff.GivenBack || done.Done == tipoff.Reopened {
			return tell(ctx, work, after)
		}
		return nil
	})
}

// do runs an act on a tip-off that the actor may see.
func (a Acts) do(ctx context.Context, actor access.Actor, at At, act casework.Act, do func(context.Context, *casework.Work, tipoff.TipOff) error) error {
	t, err := Find(ctx, casework.As[Store](a.Reads), actor, at.County, at.TipOff, period.DayOf(a.Runner.Now()))
	if err != nil {
		return err
	}
	act.County, act.Region, act.Key = at.County, t.Region, at.Key
	_, err = casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		t, err := Find(ctx, casework.As[Store](work.Tx), actor, at.County, at.TipOff, work.Today)
		if err != nil {
			return "", err
		}
		work.Note("tipoff", t.ID)
		return t.ID, do(ctx, work, t)
	})
	return err
}

func (a Acts) keep(ctx context.Context, work *casework.Work, at At, event tipoff.Event) error {
	event.ID, event.At, event.By = a.NewID(), work.Now, work.Actor.ID
	return casework.As[Store](work.Tx).AddTipOffEvent(ctx, at.County, event)
}

// able are the officers to whom a tip-off may be handed: neither reported nor kin of whoever is.
func able(ctx context.Context, store Store, county region.Code, t tipoff.TipOff, today period.Day) ([]Officer, error) {
	officers, err := store.TipOffOfficers(ctx, county)
	if err != nil {
		return nil, err
	}
	reported := t.Reported()
	var fit []Officer
	for _, one := range officers {
		if slices.Contains(reported.Officers, one.ID) || !one.may(access.TipOffHandle, t.Region) || one.may(access.ReporterOpen, t.Region) {
			continue
		}
		recused := false
		if reported.Household != "" {
			if recused, err = store.Recused(ctx, county, reported.Household, one.ID, today); err != nil {
				return nil, err
			}
		}
		if !recused {
			fit = append(fit, one)
		}
	}
	return fit, nil
}

// OpenReporter shows the custodian who the reporter is, for a purpose and a reason. It is in the log, and among the tip-off's events,
// before anything is shown.
func (a Acts) OpenReporter(ctx context.Context, actor access.Actor, at At, purpose tipoff.Purpose, reason string) (tipoff.Reporter, error) {
	var who tipoff.Reporter
	act := casework.Act{Kind: "ReporterOpened", Permission: access.ReporterOpen, Purpose: "reporter_" + string(purpose), StepUp: true}
	err := a.do(ctx, actor, at, act, func(ctx context.Context, work *casework.Work, t tipoff.TipOff) error {
		done, err := t.Do(tipoff.Event{Done: tipoff.Unmasked, Purpose: purpose, Words: reason})
		if err != nil {
			return err
		}
		if who, err = casework.As[Store](work.Tx).Reporter(ctx, at.County, t.ID); err != nil {
			return err
		}
		return a.keep(ctx, work, at, done)
	})
	if err != nil {
		return tipoff.Reporter{}, err
	}
	return who, nil
}

// Ask gives a reporter, by the code, what may be told: nothing of a household, nor who handles it.
func (a Acts) Ask(ctx context.Context, county region.Code, code string) (tipoff.TipOff, error) {
	if len(tipoff.PlainCode(code)) != len(tipoff.PlainCode(a.NewCode())) {
		return tipoff.TipOff{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return casework.As[Store](a.Reads).TipOffByCode(ctx, county, code)
}

// Add keeps further words of the reporter, and tells whoever has the tip-off.
func (a Acts) Add(ctx context.Context, county region.Code, key, code, words string) error {
	t, err := a.Ask(ctx, county, code)
	if err != nil {
		return err
	}
	event, err := t.Do(tipoff.Event{Done: tipoff.Added, Words: words})
	if err != nil {
		return err
	}
	act := casework.Act{Kind: "TipOffWordsAdded", Permission: access.Public, County: county, Region: t.Region, Key: key, Content: []any{t.ID, words}}
	_, err = casework.Do(ctx, a.Runner, access.Actor{County: county}, act, func(ctx context.Context, work *casework.Work) (string, error) {
		work.Note("tipoff", t.ID)
		if holder := t.Holder(); holder != "" {
			work.Send(casework.Message{Officer: holder, Topic: "outbox.tipoff_words", Once: true})
		} else if err := tell(ctx, work, t); err != nil {
			return "", err
		}
		return t.ID, a.keep(ctx, work, At{County: county}, event)
	})
	return err
}
