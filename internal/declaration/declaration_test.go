package declaration

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

var (
	catalogue = []Question{
		{Code: "I101", Unit: Fen, ByMember: true, Periodic: true},
		{Code: "P101", Unit: Count},
		{Code: "P102", Unit: Area},
		{Code: "K101", Unit: YesNo, ByMember: true},
	}
	adults = []Person{{Member: "m1", Adult: true}, {Member: "m2", Adult: true}}
	signed = Standing{Valid: true, Texts: []string{"a", "b"}}
	noon   = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
)

func full() Draft {
	draft := Draft{Household: "h", Edition: "e"}
	for _, asked := range Path(catalogue, adults) {
		draft.Put(Line{Item: asked.Question.Code, Member: asked.Member, State: None})
	}
	return draft
}

func TestAnAmountIsKeptAsSaidAndShownByYear(t *testing.T) {
	line, err := Read(catalogue[0], "m1", " 1,200.50 ", period.Month)
	if err != nil {
		t.Fatal(err)
	}
	if line.Amount != 120050 || line.Length != period.Month || line.Said != "1,200.50" || line.Yearly() != 12*120050 {
		t.Errorf("got %+v, yearly %d", line, line.Yearly())
	}
}

func TestWhatPeopleTypeIsReadOrRefusedWithTheField(t *testing.T) {
	for _, c := range []struct {
		name     string
		question Question
		said     string
		length   period.Length
		amount   int64
		field    string
	}{
		{"no period", catalogue[0], "12", period.Unsaid, 0, "length"},
		{"not money", catalogue[0], "about 12", period.Year, 0, "amount"},
		{"nothing", catalogue[0], "", period.Year, 0, "amount"},
		{"too large", catalogue[0], "999999999999", period.Year, 0, "amount"},
		{"area", catalogue[2], "86.5", period.Unsaid, 8650, ""},
		{"count", catalogue[1], "2", period.Unsaid, 2, ""},
		{"negative count", catalogue[1], "-1", period.Unsaid, 0, "amount"},
		{"yes", catalogue[3], "1", period.Unsaid, 1, ""},
		{"neither yes nor no", catalogue[3], "2", period.Unsaid, 0, "amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line, err := Read(c.question, "m1", c.said, c.length)
			var refused *fault.Error
			switch {
			case c.field == "" && (err != nil || line.Amount != c.amount):
				t.Errorf("got %d, %v", line.Amount, err)
			case c.field != "" && (!errors.As(err, &refused) || refused.Field != c.field):
				t.Errorf("got %v, want a refusal of %s", err, c.field)
			}
		})
	}
}

func TestWithoutAValidPledgeNothingIsSubmitted(t *testing.T) {
	if _, err := Submit(catalogue, adults, Standing{}, nil, Submission{Draft: full(), At: noon}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestEveryUnansweredQuestionIsNamed(t *testing.T) {
	draft := full()
	draft.Lines = draft.Lines[1:]
	_, err := Submit(catalogue, adults, signed, nil, Submission{Draft: draft, At: noon})
	var refused fault.List
	if !errors.As(err, &refused) || len(refused) != 1 || refused[0].Field != "I101" {
		t.Errorf("got %v", err)
	}
}

func TestWhoLivesTogetherIsAskedOfEverybodyAndOfTheHousehold(t *testing.T) {
	question := Question{Code: "MEMB", Unit: Count, ByMember: true, Membership: true}
	persons := append([]Person{{Member: "child"}}, adults...)
	if got := len(Path([]Question{question}, persons)); got != 4 {
		t.Errorf("asked %d times", got)
	}
	if got := len(Path(catalogue[:1], persons)); got != 2 {
		t.Errorf("a child is asked for wages: %d", got)
	}
}

func TestWhatAnAdultSaysOfHimselfIsHisOwn(t *testing.T) {
	persons := []Person{{Member: "m1", Adult: true}, {Member: "m2", Adult: true}, {Member: "m3", Adult: true}, {Member: "ward", Adult: true, Ward: true}, {Member: "child"}}
	for _, c := range []struct {
		name   string
		line   Line
		viewer string
		hidden bool
	}{
		{"the own answer", Line{Item: "I101", Member: "m1", By: "m1"}, "m1", false},
		{"another adult's own answer", Line{Item: "I101", Member: "m1", By: "m1"}, "m2", true},
		{"what I answered for another", Line{Item: "I101", Member: "m1", By: "m2"}, "m2", false},
		{"what one answered for another, seen by a third", Line{Item: "I101", Member: "m1", By: "m2"}, "m3", true},
		{"what an officer took down", Line{Item: "I101", Member: "m1", By: "officer"}, "m2", true},
		{"the household's", Line{Item: "P101", By: "m1"}, "m2", false},
		{"a ward's", Line{Item: "I101", Member: "ward", By: "m1"}, "m2", false},
		{"a child's", Line{Item: "I101", Member: "child", By: "m1"}, "m2", false},
		{"somebody who has left", Line{Item: "I101", Member: "gone", By: "gone"}, "m2", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.line.State, c.line.Amount, c.line.Said = Given, 7, "7"
			shown := Shown([]Line{c.line}, c.viewer, catalogue, persons)[0]
			if c.hidden && shown != (Line{Item: c.line.Item, Member: c.line.Member, State: Withheld}) || !c.hidden && shown != c.line {
				t.Errorf("got %+v", shown)
			}
		})
	}
}

func TestAWithheldAnswerIsNeverKept(t *testing.T) {
	draft := full()
	draft.Put(Line{Item: "P101", State: Withheld})
	if _, err := Submit(catalogue, adults, signed, nil, Submission{Draft: draft, At: noon}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestCorrectionAndSuccessionAreToldApart(t *testing.T) {
	first, err := Submit(catalogue, adults, signed, nil, Submission{ID: "1", Draft: full(), At: noon})
	if err != nil || first.Kind != First || first.EffectiveOn != period.MustDay("2026-11-23") {
		t.Fatalf("%+v %v", first, err)
	}
	corrected := full()
	corrected.Corrects = "1"
	second, err := Submit(catalogue, adults, signed, []Declaration{first}, Submission{ID: "2", Draft: corrected, At: noon.AddDate(0, 0, 9)})
	if err != nil || second.Kind != Correction || second.EffectiveOn != first.EffectiveOn || second.Follows != "1" {
		t.Fatalf("%+v %v", second, err)
	}
	if _, err := Submit(catalogue, adults, signed, []Declaration{first, second}, Submission{ID: "3", Draft: corrected, At: noon}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a correction of an old declaration passed: %v", err)
	}
	if _, err := Submit(catalogue, adults, signed, []Declaration{first, second}, Submission{ID: "3", Draft: full(), At: noon}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a succession of the same day passed: %v", err)
	}
	third, err := Submit(catalogue, adults, signed, []Declaration{first, second}, Submission{ID: "3", Draft: full(), At: noon.AddDate(0, 1, 0), Effective: period.MustDay("2026-12-01")})
	if err != nil || third.Kind != Succession || third.Follows != "2" || third.Number != 3 {
		t.Fatalf("%+v %v", third, err)
	}
}

func TestSubmittedIsWhatWasAnsweredWhateverTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draft := Draft{Household: "h"}
		path := Path(catalogue, adults)
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "order") {
			asked := path[i]
			line := Line{Item: asked.Question.Code, Member: asked.Member, State: rapid.SampledFrom([]State{None, DontKnow, NeedsHelp, Given}).Draw(t, "state")}
			if line.State == Given {
				line.Amount = 1
				if asked.Question.Periodic {
					line.Length = period.Year
				}
			}
			draft.Put(Line{Item: line.Item, Member: line.Member, State: None}) // an earlier answer is replaced
			draft.Put(line)
		}
		made, err := Submit(catalogue, adults, signed, nil, Submission{Draft: draft, At: noon})
		if err != nil || len(made.Lines) != len(path) {
			t.Fatalf("%v %v", made.Lines, err)
		}
		for _, line := range made.Lines {
			if kept, _ := draft.Get(line.Item, line.Member); kept != line {
				t.Fatalf("%+v became %+v", kept, line)
			}
		}
		if len(Compare(made, made)) != 0 {
			t.Fatal("a declaration differs from itself")
		}
	})
}

func TestAChangeIsInTimeUntilTheMonthsEnd(t *testing.T) {
	change := Change{HappenedOn: period.MustDay("2026-08-31"), ReportedAt: period.MustDay("2026-11-30").Start()}
	if !change.InTime(3) || change.LastDay(3) != period.MustDay("2026-11-30") {
		t.Error("the last day must be in time")
	}
	change.ReportedAt = period.MustDay("2026-12-01").Start()
	if change.InTime(3) {
		t.Error("the day after must be late")
	}
}

func TestAnExitNeedsACallByAnotherOfficeAndCanBeRevoked(t *testing.T) {
	asked, err := AskExit(nil, ExitFact{ID: "e", Exit: "e", At: noon, By: "officer-1", Unit: "township", Words: "now earning", RevokeBy: period.MustDay("2026-12-07")})
	if err != nil {
		t.Fatal(err)
	}
	exit := Exit{ID: "e", Facts: []ExitFact{asked}}
	if exit.State(period.MustDay("2030-01-01")) != ExitWaitsForCall {
		t.Error("an exit took effect without a call")
	}
	for _, caller := range []ExitFact{{By: "officer-1", Unit: "county"}, {By: "officer-2", Unit: "township"}} {
		caller.At, caller.Words = noon, "called"
		if _, err := CallBack(exit, ExitConfirmed, caller); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s of %s called back: %v", caller.By, caller.Unit, err)
		}
	}
	confirmed, err := CallBack(exit, ExitConfirmed, ExitFact{By: "officer-3", Unit: "county", At: noon, Words: "stands by it", RevokeBy: period.MustDay("2026-12-07")})
	if err != nil {
		t.Fatal(err)
	}
	exit.Facts = append(exit.Facts, confirmed)
	if exit.State(period.MustDay("2026-12-07")) != ExitMayBeRevoked || exit.State(period.MustDay("2026-12-08")) != ExitRipe {
		t.Error("the days to revoke are not kept")
	}
	revoked, err := Revoke(exit, ExitFact{By: "m1", At: noon})
	if err != nil {
		t.Fatal(err)
	}
	exit.Facts = append(exit.Facts, revoked)
	if exit.State(period.MustDay("2026-12-08")) != ExitDropped {
		t.Error("a revoked exit goes on")
	}
}
