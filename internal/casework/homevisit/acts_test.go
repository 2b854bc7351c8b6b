package homevisit_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	steps "chengxin/internal/casework/homevisit"
	"chengxin/internal/fault"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
)

func TestAVisitCountsWhenTheSecondOfficerHasConfirmedItAndTheHouseholdSeesIt(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	sent := w.filled(t, at, 150000)
	recorded := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, sent))
	if recorded.Confirm != "helper" {
		t.Errorf("%+v", recorded)
	}
	if mine := must[steps.Mine](t)(w.Mine(t.Context(), head)); len(mine.Visits) != 0 {
		t.Error("an unconfirmed visit is shown as seen")
	}
	given := homevisit.Confirmation{Agrees: true, Signature: homevisit.Signature{Way: homevisit.Typed}}
	refused(t, w.ConfirmVisit(t.Context(), clerk, at, recorded.Visit, given), fault.Forbidden, "visit.confirm.own")
	refused(t, w.ConfirmVisit(t.Context(), desk, at, recorded.Visit, given), fault.Forbidden, "visit.not_yours")
	if err := w.ConfirmVisit(t.Context(), helper, at, recorded.Visit, given); err != nil {
		t.Fatal(err)
	}
	refused(t, w.ConfirmVisit(t.Context(), helper, at, recorded.Visit, given), fault.Conflict, "visit.confirm.already")

	mine := must[steps.Mine](t)(w.Mine(t.Context(), wife))
	if len(mine.Visits) != 1 || mine.Visits[0].Officers != [2]string{"clerk", "helper"} {
		t.Fatalf("%+v", mine.Visits)
	}
	line, _ := mine.Visits[0].Get("I101", "h0-head")
	if line.State != homevisit.Withheld || line.Amount != 0 {
		t.Errorf("the wife reads what was seen of her husband: %+v", line)
	}
	line, _ = must[steps.Mine](t)(w.Mine(t.Context(), head)).Visits[0].Get("I101", "h0-head")
	if line.Amount != 150000 {
		t.Errorf("%+v", line)
	}
	told, err := w.db.Read().HouseholdMessages(t.Context(), county, "h0", 9)
	if err != nil || len(told) != 2 || told[0].Topic != "outbox.visit_seen" || told[1].Topic != "outbox.visit_appointment" || told[1].Detail["names"] != "clerk、helper" {
		t.Errorf("%+v %v", told, err)
	}
}

func TestNobodyGoesAloneNorToRelativesNorToAnotherPlace(t *testing.T) {
	w := newWorld(t)
	try := func(household string, officers [2]string) error {
		_, err := w.AssignVisit(t.Context(), clerk, steps.At{County: county, Household: household}, steps.Wanted{On: period.DayOf(w.now), Officers: officers, Method: homevisit.FirstVisit})
		return err
	}
	refused(t, try("h0", [2]string{"clerk", "clerk"}), fault.Invalid, "visit.assign.two")
	refused(t, try("h1", [2]string{"clerk", "cadre"}), fault.Invalid, "visit.assign.kin")
	refused(t, try("h0", [2]string{"clerk", "abroad"}), fault.Invalid, "visit.assign.may_not")
	refused(t, try("h0", [2]string{"clerk", "nobody"}), fault.Invalid, "visit.assign.may_not")
	refused(t, try("h0", [2]string{"cadre", "second"}), fault.Invalid, "visit.assign.outside")
	_, err := w.AssignVisit(t.Context(), abroad, steps.At{County: county, Household: "h0"}, steps.Wanted{On: period.DayOf(w.now), Officers: [2]string{"clerk", "helper"}, Method: homevisit.FirstVisit})
	refused(t, err, fault.Forbidden, "fault.out_of_region")
	_, err = w.AssignVisit(t.Context(), second, steps.At{County: county, Household: "h0"}, steps.Wanted{On: period.DayOf(w.now), Officers: [2]string{"clerk", "helper"}, Method: homevisit.FirstVisit})
	refused(t, err, fault.Forbidden, "fault.forbidden")

	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	refused(t, try("h0", [2]string{"clerk", "cadre"}), fault.Conflict, "visit.assign.open")
	_, err = w.BeginVisit(t.Context(), desk, at)
	refused(t, err, fault.Forbidden, "visit.not_yours")
	_, err = w.Open(t.Context(), abroad, at)
	refused(t, err, fault.Forbidden, "fault.out_of_region")
	_, err = w.Open(t.Context(), cadre, steps.At{County: county, Household: "h1", Assignment: "x"})
	refused(t, err, fault.Forbidden, "fault.recused")

	another := must[homevisit.Assignment](t)(w.AssignVisit(t.Context(), clerk, steps.At{County: county, Household: "h0"}, steps.Wanted{
		On: period.DayOf(w.now).AddDays(3), Officers: [2]string{"clerk", "cadre"}, Method: homevisit.FirstVisit, Replaces: at.Assignment,
	}))
	_, err = w.BeginVisit(t.Context(), clerk, at)
	refused(t, err, fault.Conflict, "visit.assign.replaced")
	rows := must[[]steps.Row](t)(w.Assignments(t.Context(), clerk, village, period.Day{}, period.Day{}))
	if len(rows) != 2 || rows[0].Stage() != homevisit.Replaced || rows[1].Assignment.ID != another.ID || rows[1].Head != "马*强" {
		t.Errorf("%+v", rows)
	}
}

func TestTheSameVisitSentTwiceIsOneAndAnotherContentIsRefused(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	sent := w.filled(t, at, 150000)
	first := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, sent))
	sent.Form.Signatures = signatures(t, "h0", "clerk") // as the device would send it again
	again := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, sent))
	if first != again {
		t.Errorf("%+v %+v", first, again)
	}
	other := sent
	other.Form.Lines = lines("h0", 100)
	_, err := w.RecordVisit(t.Context(), clerk, at, other)
	refused(t, err, fault.Conflict, "fault.repeated")
	other.ID = "another-id"
	_, err = w.RecordVisit(t.Context(), clerk, at, other)
	refused(t, err, fault.Conflict, "visit.recorded_already")
	all := must[[]homevisit.Progress](t)(w.db.Read().HouseholdVisits(t.Context(), county, "h0"))
	if len(all[0].Observations) != 1 || all[0].Drafted {
		t.Errorf("%+v", all)
	}
}

func TestADisagreementIsCorrectedByANewObservation(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	recorded := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, w.filled(t, at, 150000)))
	if err := w.ConfirmVisit(t.Context(), helper, at, recorded.Visit, homevisit.Confirmation{Reason: "the wage was 1,600"}); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	draft := must[homevisit.Draft](t)(w.StartCorrection(t.Context(), clerk, at, recorded.Visit))
	if draft.ID == recorded.Visit || draft.Replaces != recorded.Visit || len(draft.Lines) != 6 {
		t.Fatalf("%+v", draft)
	}
	_, err := w.KeepVisit(t.Context(), clerk, at, steps.Part{Lines: lines("h0", 160000)[3:4]})
	refused(t, err, fault.Invalid, "visit.line.why")
	line := lines("h0", 160000)[3]
	line.Why = "misheard"
	draft = must[homevisit.Draft](t)(w.KeepVisit(t.Context(), clerk, at, steps.Part{Lines: []homevisit.Line{line}}))
	draft.Signatures = signatures(t, "h0", "clerk")
	corrected := must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, steps.Sent{ID: draft.ID, Form: draft.Form, Replaces: draft.Replaces, Reason: "misheard"}))
	if err := w.ConfirmVisit(t.Context(), helper, at, corrected.Visit, homevisit.Confirmation{Agrees: true, Signature: homevisit.Signature{Way: homevisit.Typed}}); err != nil {
		t.Fatal(err)
	}
	all := must[[]homevisit.Progress](t)(w.db.Read().HouseholdVisits(t.Context(), county, "h0"))
	first, _ := all[0].Observations[0].Get("I101", "h0-head")
	if len(all[0].Observations) != 2 || first.Amount != 150000 {
		t.Errorf("the first observation was changed: %+v", first)
	}
	latest, counts := homevisit.LatestCounting(all)
	if line, _ := latest.Get("I101", "h0-head"); !counts || line.Amount != 160000 || line.Before == nil || line.Before.Amount != 150000 {
		t.Errorf("%+v", line)
	}
}

func TestTheDeclaredFigureIsShownOnlyAfterTheSeenOneIsKept(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	must[homevisit.Draft](t)(w.BeginVisit(t.Context(), clerk, at))
	view := must[steps.View](t)(w.Open(t.Context(), clerk, at))
	if _, shown := view.Declared("I101", "h0-head"); shown {
		t.Error("shown before anything was seen")
	}
}

func TestAFigureChangedWhileRecordingKeepsTheFirstOneWhateverIsSent(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	sent := w.filled(t, at, 150000)
	sent.Form.Lines = lines("h0", 90000) // as if the kept form had never been there
	_, err := w.RecordVisit(t.Context(), clerk, at, sent)
	refused(t, err, fault.Invalid, "visit.line.why")
	for i := range sent.Form.Lines {
		if sent.Form.Lines[i].Item == "I101" && sent.Form.Lines[i].Member == "h0-head" {
			sent.Form.Lines[i].Why = "he counted again"
		}
	}
	sent.Form.Signatures = signatures(t, "h0", "clerk")
	must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, at, sent))
	all := must[[]homevisit.Progress](t)(w.db.Read().HouseholdVisits(t.Context(), county, "h0"))
	line, _ := all[0].Observations[0].Get("I101", "h0-head")
	if line.Amount != 90000 || line.Before == nil || line.Before.Amount != 150000 || line.Why != "he counted again" {
		t.Errorf("%+v", line)
	}
	if view := must[steps.View](t)(w.Open(t.Context(), clerk, at)); len(view.Progress.Observations) != 1 {
		t.Error("not recorded once")
	}
}

func TestAbsencesLeaveAppointmentsAndNothingElse(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	before := must[[]homevisit.Progress](t)(w.db.Read().HouseholdVisits(t.Context(), county, "h0"))
	for i := range 4 {
		today := period.DayOf(w.now)
		err := w.RecordAttempt(t.Context(), clerk, at, homevisit.Attempt{Outcome: homevisit.Absent, On: today, Reason: "锁门", Left: "留了条子", NextOn: today.AddDays(2)})
		if err != nil {
			t.Fatal(i, err)
		}
		w.now = w.now.AddDate(0, 0, 2)
	}
	all := must[[]homevisit.Progress](t)(w.db.Read().HouseholdVisits(t.Context(), county, "h0"))
	if all[0].Stage() != homevisit.Unmet || len(all[0].Attempts) != 4 || all[0].Attempts[0].Reason != "锁门" || all[0].Assignment != before[0].Assignment {
		t.Errorf("%+v", all[0])
	}
	told := must[[]string](t)(w.topics(t, "h0"))
	if len(told) != 5 || told[4] != "outbox.visit_appointment" || slices.ContainsFunc(told[:4], func(topic string) bool { return topic != "outbox.visit_absent" }) {
		t.Errorf("absences left more than messages: %v", told)
	}
	if rows := must[[]homevisit.Row](t)(w.exported(t)); len(rows) != 0 {
		t.Errorf("an absence is exported: %+v", rows)
	}
	w.seen(t, at, 1) // and the visit takes place all the same
}

func (w *world) topics(t *testing.T, id string) ([]string, error) {
	told, err := w.db.Read().HouseholdMessages(t.Context(), county, id, 50)
	var topics []string
	for _, one := range told {
		topics = append(topics, one.Topic)
	}
	return topics, err
}

func (w *world) exported(t *testing.T) ([]homevisit.Row, error) {
	terms, _ := w.VisitTerms(t.Context(), county, period.Day{})
	var rows []homevisit.Row
	err := w.db.Read().VisitRows(t.Context(), county, village, terms.Seen(), func(row homevisit.Row) error {
		rows = append(rows, row)
		return nil
	})
	return rows, err
}

func TestWhatWasSeenIsExportedInTheLongForm(t *testing.T) {
	w := newWorld(t)
	w.seen(t, w.assigned(t, "h0", homevisit.FirstVisit, ""), 150000)
	unconfirmed := w.assigned(t, "h2", homevisit.FirstVisit, "")
	must[steps.Recorded](t)(w.RecordVisit(t.Context(), clerk, unconfirmed, w.filled(t, unconfirmed, 1)))
	rows := must[[]homevisit.Row](t)(w.exported(t))
	var got []string
	for _, row := range rows {
		got = append(got, fmt.Sprint(row.Fields()))
	}
	want := "[n-00 h0head I101 1800000 2026-11-23   found]"
	if len(rows) != 5 || !slices.Contains(got, want) || !slices.Contains(got, "[n-00 h0wife I101  2026-11-23   unavailable]") {
		t.Errorf("%v", got)
	}
}

func TestASampleIsKeptWithItsFrameAndDrawnAgainEqual(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"h0", "h2", "h3", "h4"} {
		w.seen(t, w.assigned(t, id, homevisit.FirstVisit, ""), 150000)
	}
	plan := homevisit.Plan{Population: homevisit.Visited, Design: homevisit.Simple, Confidence: 90, Margin: 200}
	_, err := w.DrawSample(t.Context(), clerk, county, village, plan, "k")
	refused(t, err, fault.Forbidden, "fault.forbidden")
	drawn := must[homevisit.Sample](t)(w.DrawSample(t.Context(), desk, county, village, plan, "k"))
	kept := must[homevisit.Sample](t)(w.Sample(t.Context(), clerk, drawn.ID))
	again := must[[]homevisit.Drawable](t)(kept.Plan.Draw(kept.Seed, kept.Frame))
	if len(kept.Frame) != 4 || !slices.Equal(again, kept.Chosen) || !slices.Equal(kept.Chosen, drawn.Chosen) {
		t.Errorf("%+v is drawn again as %+v", kept.Chosen, again)
	}
	if same := must[homevisit.Sample](t)(w.DrawSample(t.Context(), desk, county, village, plan, "k")); same.ID != drawn.ID {
		t.Error("the same form sent again drew again")
	}
	if another := must[homevisit.Sample](t)(w.DrawSample(t.Context(), desk, county, village, plan, "l")); another.Seed == drawn.Seed {
		t.Error("two draws have one seed")
	}
	_, err = w.AssignVisit(t.Context(), clerk, steps.At{County: county, Household: "h5"}, steps.Wanted{On: period.DayOf(w.now), Officers: [2]string{"clerk", "helper"}, Method: homevisit.Sampled, Sample: drawn.ID})
	refused(t, err, fault.Invalid, "visit.assign.not_drawn")

	for i, one := range kept.Chosen {
		w.now = w.now.Add(24 * time.Hour)
		w.seen(t, w.assigned(t, one.Household, homevisit.Sampled, drawn.ID), []int64{150000, 180000, 150000, 150000}[i])
	}
	agreement := must[steps.Agreement](t)(w.AgreementIn(t.Context(), desk, village, drawn.ID))
	n, of := agreement.ByItem["I101"].Agreed()
	if agreement.Drawn != len(kept.Chosen) || agreement.Visited != agreement.Drawn || agreement.Same != agreement.Drawn-1 || n != of-1 || agreement.ByItem["I101"].NotCompared != of {
		t.Errorf("%+v %+v", agreement, agreement.ByItem["I101"])
	}
}

func TestAPhotoNeedsConsentLosesWhereItWasTakenAndHostileFilesAreRefused(t *testing.T) {
	w := newWorld(t)
	at := w.assigned(t, "h0", homevisit.FirstVisit, "")
	home := homevisit.Photo{Kind: homevisit.OfHome, Caption: "堂屋"}
	refused(t, w.AddPhoto(t.Context(), clerk, at, photo(t), home, false), fault.Invalid, "visit.photo.consent")
	plain := photo(t)
	exif := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 34}, []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00")...)
	if err := w.AddPhoto(t.Context(), clerk, at, append(exif, plain[2:]...), home, true); err != nil {
		t.Fatal(err)
	}
	kept := must[steps.View](t)(w.Open(t.Context(), helper, at)).Photos
	if len(kept) != 1 || kept[0].Caption != "堂屋" {
		t.Fatalf("%+v", kept)
	}
	raw, _, err := w.OpenPhoto(t.Context(), helper, at, kept[0].ID)
	if err != nil || bytes.Contains(raw, []byte("Exif")) {
		t.Error("EXIF is kept", err)
	}
	for _, hostile := range [][]byte{nil, []byte("GIF89a"), []byte("\xff\xd8\xff garbage"), []byte("<svg onload=alert(1)>"), []byte("%PDF-1.4\n/JavaScript\n%%EOF")} {
		if err := w.AddPhoto(t.Context(), clerk, at, hostile, home, true); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q passed: %v", hostile, err)
		}
	}
	refused(t, w.AddPhoto(t.Context(), desk, at, plain, home, true), fault.Forbidden, "visit.not_yours")
	_, _, err = w.OpenPhoto(t.Context(), abroad, at, kept[0].ID)
	refused(t, err, fault.Forbidden, "fault.out_of_region")
}
