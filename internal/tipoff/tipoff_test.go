package tipoff_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/tipoff"
)

func heard() tipoff.TipOff {
	return tipoff.TipOff{ID: "t", Region: "640422100202", Way: tipoff.ByPhone, Target: tipoff.AHousehold, Named: true, Words: "家里有一辆新车没有报", By: "taker"}
}

func (s story) then(t *testing.T, events ...tipoff.Event) story {
	t.Helper()
	for _, event := range events {
		if event.Words == "" {
			event.Words = "理由写在这里"
		}
		done, err := s.Do(event)
		if err != nil {
			t.Fatalf("%s: %v", event.Done, err)
		}
		s.Events = append(slices.Clone(s.Events), done)
	}
	return s
}

type story struct{ tipoff.TipOff }

func TestWhoeverIsReportedNeverHandlesIt(t *testing.T) {
	plain := story{heard()}
	if plain.State() != tipoff.Held || !plain.MayHandle("taker", false) || plain.MayHandle("another", false) || !plain.MayHandle("custodian", true) {
		t.Error("whoever took it down has it, and the custodian sees it")
	}
	about := heard()
	about.Target = tipoff.AnOfficer
	if about.State() != tipoff.Waiting || about.MayHandle("taker", false) || !about.MayHandle("custodian", true) {
		t.Error("one about an officer waits with the custodian, and not even its taker sees it")
	}
	about.Officers = []string{"custodian"}
	if about.MayHandle("custodian", true) || !about.MayHandle("second", true) {
		t.Error("the reported custodian never sees it")
	}
	handed := plain.then(t, tipoff.Event{Done: tipoff.Handed, To: "another", Subject: tipoff.Subject{Household: "h", Officers: []string{"taker"}}})
	if handed.MayHandle("taker", false) || handed.MayHandle("taker", true) || !handed.MayHandle("another", false) || handed.Reported().Household != "h" {
		t.Error("what is written down later counts at once")
	}
	for _, to := range []string{"taker", "fresh"} {
		_, err := handed.Do(tipoff.Event{Done: tipoff.Handed, To: to, Words: "理由写在这里", Subject: tipoff.Subject{Officers: []string{"fresh"}}})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("handed to %s who is reported: %v", to, err)
		}
	}
	if back := handed.then(t, tipoff.Event{Done: tipoff.GivenBack}); back.Holder() != "" || back.MayHandle("another", false) {
		t.Error("given back, it is the custodian's alone")
	}
}

func TestOnlyWhatAStateAllowsIsDone(t *testing.T) {
	refuses := func(s story, event tipoff.Event, kind fault.Kind) {
		t.Helper()
		if event.Words == "" {
			event.Words = "理由写在这里"
		}
		if _, err := s.Do(event); fault.KindOf(err) != kind || err == nil {
			t.Errorf("%s in %s: %v", event.Done, s.State(), err)
		}
	}
	held := story{heard()}
	ended := held.then(t, tipoff.Event{Done: tipoff.Ended, Outcome: tipoff.NotBorneOut})
	refuses(ended, tipoff.Event{Done: tipoff.BecameOne, Clue: "c"}, fault.Conflict)
	refuses(ended, tipoff.Event{Done: tipoff.Handed, To: "x"}, fault.Conflict)
	refuses(held, tipoff.Event{Done: tipoff.Ended}, fault.Invalid)
	refuses(held, tipoff.Event{Done: tipoff.Ended, Outcome: tipoff.Confirmed, Words: "短"}, fault.Invalid)
	refuses(held, tipoff.Event{Done: tipoff.Unmasked}, fault.Invalid)
	refuses(held, tipoff.Event{Done: tipoff.Told}, fault.Conflict)
	refuses(held, tipoff.Event{Done: tipoff.FedBack, Words: "户主电话 139 0000 0000 已核实"}, fault.Invalid)
	refuses(held, tipoff.Event{Done: tipoff.Handed}, fault.Invalid)
	nameless := held
	nameless.Named = false
	refuses(nameless, tipoff.Event{Done: tipoff.Unmasked, Purpose: tipoff.ToAsk}, fault.Conflict)
	if again := ended.then(t, tipoff.Event{Done: tipoff.Added}, tipoff.Event{Done: tipoff.Reopened}); again.State() != tipoff.Waiting || again.Holder() != "" {
		t.Error("opened again it waits with the custodian")
	}
	if inClue := held.then(t, tipoff.Event{Done: tipoff.BecameOne, Clue: "c"}); inClue.State() != tipoff.InClue {
		t.Error(inClue.State())
	}
}

func TestANamedReporterIsOwedAnAnswerUntilTold(t *testing.T) {
	one := story{heard()}
	if !one.OwesFeedback() {
		t.Error("owed from the start")
	}
	told := one.then(t, tipoff.Event{Done: tipoff.FedBack}, tipoff.Event{Done: tipoff.Told})
	if told.OwesFeedback() || len(told.Feedback()) != 1 {
		t.Error("told")
	}
	if ended := told.then(t, tipoff.Event{Done: tipoff.Ended, Outcome: tipoff.PassedOn}); !ended.OwesFeedback() || len(ended.Feedback()) != 2 {
		t.Error("the outcome has to be told too")
	}
	one.Named = false
	if one.OwesFeedback() {
		t.Error("nobody can be told who gave no name: the code shows it")
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	for field, spoil := range map[string]func(*tipoff.TipOff){
		"place":  func(o *tipoff.TipOff) { o.Region = "640422" },
		"target": func(o *tipoff.TipOff) { o.Target = "" },
		"way":    func(o *tipoff.TipOff) { o.Way = "" },
		"words":  func(o *tipoff.TipOff) { o.Words = "短" },
		"about":  func(o *tipoff.TipOff) { o.About = strings.Repeat("长", 201) },
	} {
		one := heard()
		if err := one.Check(); err != nil {
			t.Fatal(err)
		}
		spoil(&one)
		var wrong fault.List
		if err := one.Check(); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Field != field {
			t.Errorf("%s: %v", field, wrong)
		}
	}
	if err := (tipoff.Reporter{Name: "某人", Phone: "13900000000"}).Check(); err != nil {
		t.Error(err)
	}
	for _, bad := range []tipoff.Reporter{{Phone: "13900000000"}, {Name: "某人"}, {Name: "某人", Phone: "12"}, {Name: "某人", Phone: "13900000000", Reach: strings.Repeat("长", 201)}} {
		if err := bad.Check(); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}
