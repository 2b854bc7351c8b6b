package homevisit

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var (
	wages     = Item{Code: "I101", Unit: Fen, ByMember: true, Periodic: true, Tolerance: Tolerance{60000, 1, 10}}
	houses    = Item{Code: "P101", Unit: Count}
	members   = Item{Code: "MEMB", Unit: Count, ByMember: true, Membership: true}
	catalogue = []Item{members, wages, houses}
	family    = []Person{{Member: "head", Adult: true}, {Member: "child"}}
	noon      = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	today     = period.DayOf(noon)
	first     = Assignment{ID: "a", Household: "h", On: today, Officers: [2]string{"one", "two"}, Method: FirstVisit}
)

func filled() Form {
	form := Form{AsOf: today, Signatures: []Signature{{By: "head", Way: Drawn, Ink: []byte("ink")}, {By: "one", Officer: true, Way: Typed}}}
	for _, asked := range Path(catalogue, family) {
		form.Put(Line{Item: asked.Item.Code, Member: asked.Member, Seen: Seen{State: None}})
	}
	return form
}

func refuses(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		err = list[0]
	}
	var one *fault.Error
	if !errors.As(err, &one) || one.Kind != kind || one.Key != key {
		t.Errorf("got %v, want %s", err, key)
	}
}

func TestTwoDifferentUnrelatedOfficersGoOneOfThemFromOutsideTheVillage(t *testing.T) {
	able := func(id string) Officer { return Officer{ID: id, MayVisit: true, Outside: true} }
	if err := Assign(first, [2]Officer{able("one"), able("two")}, false, today); err != nil {
		t.Fatal(err)
	}
	same := first
	same.Officers[1] = "one"
	refuses(t, Assign(same, [2]Officer{able("one"), able("one")}, false, today), fault.Invalid, "visit.assign.two")
	kin := able("two")
	kin.Kin = true
	refuses(t, Assign(first, [2]Officer{able("one"), kin}, false, today), fault.Invalid, "visit.assign.kin")
	refuses(t, Assign(first, [2]Officer{able("one"), {ID: "two"}}, false, today), fault.Invalid, "visit.assign.may_not")
	cadres := [2]Officer{{ID: "one", MayVisit: true}, {ID: "two", MayVisit: true}}
	refuses(t, Assign(first, cadres, false, today), fault.Invalid, "visit.assign.outside")
	again := first
	again.Method = Revisit
	refuses(t, Assign(again, [2]Officer{able("one"), able("two")}, false, today), fault.Invalid, "visit.assign.nothing_before")
	late := first
	late.On = today.AddDays(-1)
	refuses(t, Assign(late, [2]Officer{able("one"), able("two")}, false, today), fault.Invalid, "visit.assign.past")
}

func TestAnAmountIsKeptAsSaidAndShownByYear(t *testing.T) {
	seen, err := Read(wages, " 1,200.50 ", period.Month)
	if err != nil || seen.Amount != 120050 || seen.Said != "1,200.50" || seen.Yearly() != 12*120050 {
		t.Errorf("%+v %v", seen, err)
	}
	if seen, err := Read(houses, "0", period.Unsaid); err != nil || seen.State != None {
		t.Errorf("%+v %v", seen, err)
	}
	_, err = Read(wages, "12", period.Unsaid)
	refuses(t, err, fault.Invalid, "visit.amount.length")
	_, err = Read(wages, "-12", period.Year)
	if err == nil {
		t.Error("a negative amount passed")
	}
}

func TestAFigureChangedAfterTheDeclaredOneWasShownKeepsTheFirst(t *testing.T) {
	var form Form
	form.Put(Line{Item: "I101", Member: "head", Seen: Seen{State: None}})
	form.Put(Line{Item: "I101", Member: "head", Seen: Seen{State: Found, Amount: 7, Length: period.Year}})
	line, _ := form.Get("I101", "head")
	if line.Before == nil || line.Before.State != None {
		t.Fatalf("%+v", line)
	}
	refuses(t, line.Check(wages, family, today), fault.Invalid, "visit.line.why")
	line.Why = "the wage slip was found"
	form.Put(line)
	if kept, _ := form.Get("I101", "head"); kept.Before == nil || kept.Check(wages, family, today) != nil {
		t.Errorf("%+v", kept)
	}
	form.Put(Line{Item: "I101", Member: "head", Seen: Seen{State: None}})
	if kept, _ := form.Get("I101", "head"); kept.Before != nil || kept.Why != "" {
		t.Errorf("going back leaves a mark: %+v", kept)
	}
}

func TestEveryItemNeedsAnAnswerAndTheHouseholdSigns(t *testing.T) {
	form := filled()
	form.Lines = form.Lines[1:]
	_, err := Record(catalogue, family, first, nil, Recording{ID: "o", Form: form, By: "one", At: noon})
	refuses(t, err, fault.Invalid, "visit.line.open")
	form = filled()
	form.Signatures = form.Signatures[1:]
	_, err = Record(catalogue, family, first, nil, Recording{ID: "o", Form: form, By: "one", At: noon})
	refuses(t, err, fault.Invalid, "visit.sign.household")
	form = filled()
	form.Signatures[0] = Signature{Way: Declined}
	_, err = Record(catalogue, family, first, nil, Recording{ID: "o", Form: form, By: "one", At: noon})
	refuses(t, err, fault.Invalid, "visit.sign.reason")
	form.Signatures[0].Reason = "does not sign anything"
	if _, err = Record(catalogue, family, first, nil, Recording{ID: "o", Form: form, By: "one", At: noon}); err != nil {
		t.Errorf("a household that does not sign: %v", err)
	}
	_, err = Record(catalogue, family, first, nil, Recording{ID: "o", Form: filled(), By: "three", At: noon})
	refuses(t, err, fault.Forbidden, "visit.not_yours")
}

func TestANeighbourIsNotNamedWithoutConsent(t *testing.T) {
	refuses(t, CheckNeighbours([]Neighbour{{House: "12", Name: "x", Said: "quiet people"}}), fault.Invalid, "visit.neighbour.no_name")
	if err := CheckNeighbours([]Neighbour{{House: "12", Said: "quiet people"}, {House: "13", Agrees: true, Name: "x", Said: "likewise"}}); err != nil {
		t.Error(err)
	}
}

func TestAnObservationIsReplacedNeverChanged(t *testing.T) {
	seen, err := Record(catalogue, family, first, nil, Recording{ID: "o1", Form: filled(), By: "one", At: noon})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Record(catalogue, family, first, []Observation{seen}, Recording{ID: "o2", Form: filled(), By: "one", At: noon})
	refuses(t, err, fault.Conflict, "visit.recorded_already")
	_, err = Record(catalogue, family, first, []Observation{seen}, Recording{ID: "o2", Form: filled(), By: "one", At: noon, Replaces: "o1"})
	refuses(t, err, fault.Invalid, "visit.correct.reason")
	corrected, err := Record(catalogue, family, first, []Observation{seen}, Recording{ID: "o2", Form: filled(), By: "one", At: noon.Add(1), Replaces: "o1", Reason: "a digit"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Record(catalogue, family, first, []Observation{seen, corrected}, Recording{ID: "o3", Form: filled(), By: "one", At: noon, Replaces: "o1", Reason: "again"})
	refuses(t, err, fault.Conflict, "visit.correct.stale")

	agreed := []Confirmation{{Observation: "o1", Agrees: true, By: "two"}}
	if got := Counting([]Observation{seen, corrected}, agreed); len(got) != 1 || got[0].ID != "o1" {
		t.Errorf("an unconfirmed correction counts: %+v", got)
	}
	agreed = append(agreed, Confirmation{Observation: "o2", Agrees: true, By: "two"})
	if got := Counting([]Observation{seen, corrected}, agreed); len(got) != 1 || got[0].ID != "o2" {
		t.Errorf("a confirmed correction does not count: %+v", got)
	}
}

func TestOnlyTheOtherOfficerConfirms(t *testing.T) {
	seen, err := Record(catalogue, family, first, nil, Recording{ID: "o1", Form: filled(), By: "one", At: noon})
	if err != nil {
		t.Fatal(err)
	}
	given := Confirmation{Observation: "o1", Agrees: true, By: "two", Signature: Signature{Way: Typed}}
	if err := Confirm(seen, nil, given, false); err != nil {
		t.Fatal(err)
	}
	own := given
	own.By = "one"
	refuses(t, Confirm(seen, nil, own, false), fault.Forbidden, "visit.confirm.own")
	stranger := given
	stranger.By = "three"
	refuses(t, Confirm(seen, nil, stranger, false), fault.Forbidden, "visit.not_yours")
	refuses(t, Confirm(seen, []Confirmation{given}, given, false), fault.Conflict, "visit.confirm.already")
	differs := given
	differs.Agrees = false
	refuses(t, Confirm(seen, nil, differs, false), fault.Invalid, "visit.confirm.reason")
}

func TestAnAbsenceAsksForAnotherAppointmentAndNeverBecomesAnything(t *testing.T) {
	absent := Attempt{Outcome: Absent, On: today, Reason: "door locked", By: "one"}
	refuses(t, CheckAttempt(first, absent, today), fault.Invalid, "visit.attempt.next")
	absent.NextOn, absent.Left = today.AddDays(2), "note under the door"
	if err := CheckAttempt(first, absent, today); err != nil {
		t.Fatal(err)
	}
	progress := Progress{Assignment: first}
	for i := range 12 {
		absent.On = today.AddDays(i / 4) // four times a day
		progress.Attempts = append(progress.Attempts, absent)
		if stage := progress.Stage(); stage != Unmet {
			t.Fatalf("after %d absences the stage is %s", i+1, stage)
		}
	}
	if days, enough := Documented(progress.Attempts[:8], 0); days != 2 || enough {
		t.Errorf("%d days are enough: %t", days, enough)
	}
	if days, enough := Documented(progress.Attempts, 2); days != 3 || !enough {
		t.Errorf("%d %t", days, enough)
	}
	if _, enough := Documented(progress.Attempts, 5); enough {
		t.Error("the edition's higher number does not count")
	}
}

func TestAgreementOfARevisitIsCountedByItem(t *testing.T) {
	was, is := Observation{Form: filled()}, Observation{Form: filled()}
	set := func(o *Observation, amount int64, since period.Day) {
		o.Lines = slices.DeleteFunc(slices.Clone(o.Lines), func(l Line) bool { return l.Item == "I101" })
		o.Lines = append(o.Lines, Line{Item: "I101", Member: "head", Seen: Seen{State: Found, Amount: amount, Length: period.Year}, Since: since})
	}
	for _, c := range []struct {
		first, again int64
		since        period.Day
		want         Verdict
	}{
		{1000000, 1000000, period.Day{}, Exact},
		{1000000, 1060000, period.Day{}, Within},
		{1000000, 1111111, period.Day{}, Within},
		{1000000, 1111112, period.Day{}, Different},
		{1000000, 2000000, today.AddDays(1), ChangedIn},
	} {
		set(&was, c.first, period.Day{})
		set(&is, c.again, c.since)
		all := Agree(catalogue, was, is)
		if got := all[len(all)-1].Verdict; got != c.want {
			t.Errorf("%d and %d: %s, want %s", c.first, c.again, got, c.want)
		}
	}
	missing := filled()
	missing.Lines[len(missing.Lines)-1].State = Unavailable
	all := Agree(catalogue, Observation{Form: filled()}, Observation{Form: missing})
	tally := TallyByItem([][]Compared{all})
	if n, of := tally["P101"].Agreed(); n != 0 || of != 0 || tally["P101"].NotCompared != 1 {
		t.Errorf("what was not seen is compared: %+v", tally["P101"])
	}
}

func TestTheSizeOfASampleFollowsTheFormula(t *testing.T) {
	for _, c := range []struct{ population, confidence, margin, want int }{
		{5188, 95, 50, 358}, {148, 95, 50, 108}, {1_000_000, 95, 50, 385}, {1, 95, 50, 1}, {0, 95, 50, 0}, {148, 90, 100, 47}, {5188, 99, 20, 2306},
	} {
		if got := (Plan{Visited, Simple, c.confidence, c.margin}).Size(c.population); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func frame(villages ...int) []Drawable {
	var all []Drawable
	for v, n := range villages {
		for i := range n {
			all = append(all, Drawable{Number: string(rune('a'+v)) + time.Duration(i).String(), Region: region.Code("64042210020" + string(rune('0'+v)))})
		}
	}
	return all
}

func TestASampleIsDrawnAgainEqualWhateverTheOrderOfItsFrame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := frame(rapid.IntRange(1, 60).Draw(t, "a"), rapid.IntRange(0, 60).Draw(t, "b"), rapid.IntRange(0, 9).Draw(t, "c"))
		plan := Plan{Visited, rapid.SampledFrom(Designs()).Draw(t, "design"), rapid.SampledFrom(Confidences()).Draw(t, "confidence"), rapid.IntRange(10, 200).Draw(t, "margin")}
		seed := rapid.String().Draw(t, "seed")
		once, err := plan.Draw(seed, all)
		if err != nil {
			t.Fatal(err)
		}
		again, err := plan.Draw(seed, rapid.Permutation(all).Draw(t, "order"))
		if err != nil || !slices.Equal(once, again) {
			t.Fatal("the draw is not repeatable", err)
		}
		if len(once) < plan.Size(len(all)) || plan.Design == Simple && len(once) != plan.Size(len(all)) {
			t.Fatalf("%d drawn of %d, wanted %d", len(once), len(all), plan.Size(len(all)))
		}
		villages := map[region.Code]bool{}
		for i, one := range once {
			if slices.Index(once, one) != i {
				t.Fatal("drawn twice")
			}
			villages[one.Region] = true
		}
		if plan.Design == Stratified {
			for _, one := range all {
				if !villages[one.Region] {
					t.Fatal("a village has nobody in the sample")
				}
			}
		}
	})
}

func TestTheLongFormKeepsWhatIsMissingApart(t *testing.T) {
	form := filled()
	form.Put(Line{Item: "I101", Member: "head", Seen: Seen{State: Found, Amount: 100, Length: period.Month}})
	form.Put(Line{Item: "P101", Seen: Seen{State: Unavailable}})
	form.Put(Line{Item: "MEMB", Seen: Seen{State: Found, Amount: 2}})
	rows := Observation{Form: form}.Rows("h-1", catalogue, func(member string) string { return "id-" + member })
	got := map[string]Row{}
	for _, row := range rows {
		got[row.Item+row.MemberIDNo] = row
	}
	if row := got["I101id-head"]; row.Value != 1200 || row.Status != Found {
		t.Errorf("%+v", row)
	}
	if row := got["P101"]; row.Fields()[3] != "" || row.Status != Unavailable {
		t.Errorf("%+v", row)
	}
	if row := got["MEMBunregistered-2"]; row.Value != 1 || len(rows) != 6 {
		t.Errorf("%+v of %d", row, len(rows))
	}
}

func TestWhatWasSeenOfAnotherAdultIsWithheld(t *testing.T) {
	persons := append([]Person{{Member: "wife", Adult: true}}, family...)
	line := func(item, member string) Line {
		return Line{Item: item, Member: member, Seen: Seen{State: Found, Amount: 7}, Note: "x"}
	}
	lines := []Line{line("I101", "head"), line("I101", "wife"), line("I101", "child"), line("P101", ""), line("MEMB", "head")}
	shown := Shown(lines, "wife", catalogue, persons)
	if shown[0].State != Withheld || shown[0].Amount != 0 || shown[0].Note != "" {
		t.Errorf("%+v", shown[0])
	}
	for i := 1; i < len(lines); i++ {
		if shown[i].State == Withheld {
			t.Errorf("%+v is withheld", lines[i])
		}
	}
}
