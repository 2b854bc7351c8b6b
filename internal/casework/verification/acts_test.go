package verification_test

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/verification"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/storage"
	"chengxin/internal/verification"
)

// reasons are why rows of a file were not taken, by line.
func (w *world) reasons(t *testing.T, id string) map[int]string {
	t.Helper()
	found := map[int]string{}
	if err := w.Refusals(t.Context(), clerk, id, func(issue verification.Issue) { found[issue.Line] = issue.Key }); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestAFileIsRecordedOnlyOfWhoHasAuthorisedIt(t *testing.T) {
	w := newWorld(t)
	f := w.imported(t, w.pensions("one",
		string(idOf(0, false)), "120.50", string(idOf(0, true)), "0", string(idOf(2, false)), "90", string(idOf(2, true)), "80", // the last has not authorised
		string(idOf(9, false)), "70", string(idOf(3, false)), "60", string(idOf(4, false)), "50", string(idOf(1, false)), "viel"))
	if f.State() != steps.Recorded || f.Good != 3 || f.Households != 2 || f.Unknown != 2 || f.Unauthorised != 1 || f.Wrong != 2 || f.Tally.Recorded != 2 {
		t.Errorf("%+v", f)
	}
	want := map[int]string{5: verification.ReasonUnauthorised, 6: verification.ReasonUnknown, 7: verification.ReasonUnknown, 8: verification.ReasonRecused, 9: "value"}
	for line, reason := range want {
		if got := w.reasons(t, f.ID)[line]; got != reason {
			t.Errorf("line %d: %q, want %q", line, got, reason)
		}
	}
	view, err := w.Open(t.Context(), desk, steps.At{County: county, Household: "h0"})
	if err != nil || len(view.Results) != 2 {
		t.Fatalf("%+v %v", view.Results, err)
	}
	for _, r := range view.Results {
		state, value := verification.Found, int64(12050*12)
		if r.Member == "h0-wife" {
			state, value = verification.None, 0
		}
		if r.State != state || r.Value != value || r.AsOf != period.MustDay("2026-11-21") {
			t.Errorf("%+v", r)
		}
	}
	if due, err := w.db.Read().Due(t.Context(), county, w.now, 9); err != nil || len(due) != 2 {
		t.Errorf("compared anew: %+v %v", due, err)
	}
}

func TestWhoWithdrawsBeforeTheRecordingIsNotRecorded(t *testing.T) {
	w := newWorld(t)
	id, err := w.StageFile(t.Context(), clerk, w.pensions("one", string(idOf(0, false)), "120", string(idOf(1, false)), "90"))
	if err != nil {
		t.Fatal(err)
	}
	if view, err := w.Open(t.Context(), desk, steps.At{County: county, Household: "h1"}); err != nil || len(view.Results) != 0 {
		t.Fatalf("a file that is only staged is recorded: %+v %v", view.Results, err)
	}
	if err := w.OrderFile(t.Context(), clerk, county, id, "order"); err != nil {
		t.Fatal(err)
	}
	w.withdraws(t, "h0", "h0-head")
	for more := true; more; {
		if more, err = w.StepFile(t.Context(), clerk, county, id); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.Look(t.Context(), clerk, id)
	if err != nil || f.Tally.Recorded != 1 || f.Tally.Failed != 1 || w.reasons(t, id)[2] != verification.ReasonUnauthorised {
		t.Errorf("%+v %v %v", f, w.reasons(t, id), err)
	}
}

func TestTheSameFileTwiceAndAFileOfTomorrowAreRefused(t *testing.T) {
	w := newWorld(t)
	up := w.pensions("one", string(idOf(0, false)), "120")
	w.imported(t, up)
	up.Key = "another form"
	_, err := w.StageFile(t.Context(), helper, up)
	refused(t, err, fault.Conflict, "verification.file.twice")
	late := w.pensions("two", string(idOf(0, false)), "120")
	late.AsOf = period.DayOf(w.now).AddDays(1)
	_, err = w.StageFile(t.Context(), clerk, late)
	refused(t, err, fault.Invalid, "verification.file.as_of")
	_, err = w.StageFile(t.Context(), abroad, w.pensions("three", string(idOf(0, false)), "120"))
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("from another township: %v", err)
	}
}

func TestAFileIsTakenBackWhileNothingDependsOnIt(t *testing.T) {
	w := newWorld(t)
	first := w.imported(t, w.pensions("one", string(idOf(0, false)), "120"))
	second := w.imported(t, w.pensions("two", string(idOf(0, false)), "999"))
	at := steps.At{County: county, Household: "h0"}
	value := func() int64 {
		view, err := w.Open(t.Context(), desk, at)
		if err != nil || len(view.Results) != 1 {
			t.Fatalf("%+v %v", view.Results, err)
		}
		return view.Results[0].Value
	}
	if got := value(); got != 99900*12 {
		t.Errorf("the later file counts: %d", got)
	}
	refused(t, w.UndoFile(t.Context(), clerk, county, second.ID, "u", " "), fault.Invalid, "verification.file.undo_reason")
	if err := w.UndoFile(t.Context(), clerk, county, second.ID, "u", "弄错了月份"); err != nil {
		t.Fatal(err)
	}
	if got := value(); got != 12000*12 {
		t.Errorf("the file before counts again: %d", got)
	}
	if _, err := w.DisputeResult(t.Context(), head, "d", w.resultOf(t, at, "h0-head"), "停发了"); err != nil {
		t.Fatal(err)
	}
	refused(t, w.UndoFile(t.Context(), clerk, county, first.ID, "v", "弄错了"), fault.Conflict, "verification.file.disputed")
}

func (w *world) resultOf(t *testing.T, at steps.At, member string) steps.Result {
	t.Helper()
	view, err := w.Open(t.Context(), desk, at)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range view.Results {
		if r.Member == member {
			return steps.Result{Report: r.Report, Member: r.Member, Item: r.Item}
		}
	}
	t.Fatalf("%s has no result", member)
	return steps.Result{}
}

func TestAResidentSeesTheOwnAndNotAnotherAdults(t *testing.T) {
	w := newWorld(t)
	w.imported(t, w.pensions("one", string(idOf(0, false)), "120", string(idOf(0, true)), "77"))
	mine, err := w.Mine(t.Context(), head)
	if err != nil || len(mine.Results) != 2 {
		t.Fatalf("%+v %v", mine.Results, err)
	}
	for _, r := range mine.Results {
		own := r.Member == "h0-head"
		if own != (r.Value == 12000*12) || own == r.Hidden || !own && (r.State != "" || r.Value != 0 || r.Report != "") {
			t.Errorf("%+v", r)
		}
	}
	hers := w.resultOf(t, steps.At{County: county, Household: "h0"}, "h0-wife")
	_, err = w.DisputeResult(t.Context(), head, "d", hers, "不对")
	refused(t, err, fault.NotFound, "fault.not_found")
	if _, err := w.DisputeResult(t.Context(), wife, "d", hers, "不对"); err != nil {
		t.Errorf("the own: %v", err)
	}
	if mine, err := w.Mine(t.Context(), head); err != nil || len(mine.Disputes) != 0 {
		t.Errorf("another's dispute is shown: %+v %v", mine.Disputes, err)
	}
}

func TestADisputeIsAnsweredBySomebodyElse(t *testing.T) {
	w := newWorld(t)
	w.imported(t, w.pensions("one", string(idOf(0, false)), "120"))
	at := steps.At{County: county, Household: "h0", Key: "enter"}
	of := w.resultOf(t, at, "h0-head")
	_, err := w.EnterDispute(t.Context(), helper, at, of, verification.Online, "停发了")
	refused(t, err, fault.Invalid, "verification.dispute.channel")
	made, err := w.EnterDispute(t.Context(), helper, at, of, verification.Oral, "停发了")
	if err != nil {
		t.Fatal(err)
	}
	again := at
	again.Key = "again"
	_, err = w.DisputeResult(t.Context(), head, "again", of, "停发了")
	refused(t, err, fault.Conflict, "verification.dispute.open")

	given := verification.Answer{Outcome: verification.Corrected, State: verification.None, Asked: "社保中心王某，今天", Words: "已于9月停发"}
	again.Key = "own"
	refused(t, w.AnswerDispute(t.Context(), helper, again, made.ID, given), fault.Forbidden, "verification.dispute.own")
	again.Key = "abroad"
	if err := w.AnswerDispute(t.Context(), abroad, again, made.ID, given); err == nil {
		t.Error("another township answers")
	}
	again.Key = "desk"
	if err := w.AnswerDispute(t.Context(), desk, again, made.ID, given); err != nil {
		t.Fatal(err)
	}
	again.Key = "twice"
	refused(t, w.AnswerDispute(t.Context(), desk, again, made.ID, given), fault.Conflict, "verification.dispute.answered")
	view, err := w.Open(t.Context(), desk, at)
	if err != nil || len(view.Results) != 1 || view.Results[0].State != verification.None || view.Results[0].Value != 0 {
		t.Errorf("%+v %v", view.Results, err)
	}
	if listed, err := w.Disputes(t.Context(), helper); err != nil || len(listed) != 1 || listed[0].Answer == nil {
		t.Errorf("%+v %v", listed, err)
	}
	if listed, err := w.Disputes(t.Context(), abroad); err != nil || len(listed) != 0 {
		t.Errorf("another township's worklist: %+v %v", listed, err)
	}
}

// Whoever brought a file in does not judge what is said against it.
func TestWhoBroughtTheFileInDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	w.imported(t, w.pensions("one", string(idOf(0, false)), "120")) // by the clerk
	at := steps.At{County: county, Household: "h0"}
	made, err := w.DisputeResult(t.Context(), head, "d", w.resultOf(t, at, "h0-head"), "停发了")
	if err != nil {
		t.Fatal(err)
	}
	given := verification.Answer{Outcome: verification.Stands, Asked: "社保中心", Words: "仍在发放"}
	if err := w.AnswerDispute(t.Context(), clerk, at, made.ID, given); fault.KindOf(err) != fault.Forbidden || err == nil {
		t.Errorf("the importer answers: %v", err)
	}
	if err := w.AnswerDispute(t.Context(), helper, at, made.ID, given); err != nil {
		t.Error(err)
	}
}

func TestTheScanOfAReplyIsOpenedInItsPlaceAndTheLookIsLogged(t *testing.T) {
	w := newWorld(t)
	asked := verification.Enquiry{Member: "h0-head", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I401"}}
	sent, err := w.SendEnquiry(t.Context(), clerk, steps.At{County: county, Household: "h0", Key: "e"}, asked)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.OpenReplyScan(t.Context(), clerk, sent.ID); fault.KindOf(err) != fault.NotFound || err == nil {
		t.Errorf("no reply has come: %v", err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
		t.Fatal(err)
	}
	if err := w.RecordReply(t.Context(), clerk, "r", sent.ID, verification.EnquiryEvent{Words: "未领取", On: period.DayOf(w.now)}, picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	raw, scan, err := w.OpenReplyScan(t.Context(), helper, sent.ID)
	if _, undecoded := png.Decode(bytes.NewReader(raw)); err != nil || undecoded != nil || scan.Type != "image/png" {
		t.Errorf("%+v %v %v", scan, err, undecoded)
	}
	if _, _, err := w.OpenReplyScan(t.Context(), abroad, sent.ID); err == nil {
		t.Error("another township reads it")
	}
	if kinds, err := w.db.Read().LogKinds(t.Context(), county); err != nil || !slices.Contains(kinds, "EnquiryScanOpened") {
		t.Errorf("looks in the log: %v %v", kinds, err)
	}
}

func TestWhoIsRegisteredElsewhereIsToBeAskedThere(t *testing.T) {
	w := newWorld(t)
	at := steps.At{County: county, Household: "h1", Key: "e"}
	due := func(want ...string) {
		t.Helper()
		view, err := w.Open(t.Context(), desk, at)
		var got []string
		for _, one := range view.Elsewhere {
			got = append(got, one.Member+" "+string(one.Hukou))
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, want %v: %v", got, want, err)
		}
	}
	due("h1-wife 640121")
	asked := verification.Enquiry{Member: "h1-head", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I401"}}
	if _, err := w.SendEnquiry(t.Context(), clerk, at, asked); err != nil {
		t.Fatal(err)
	}
	due("h1-wife 640121")
	asked.Member, at.Key = "h1-wife", "wife"
	if _, err := w.SendEnquiry(t.Context(), clerk, at, asked); err != nil {
		t.Fatal(err)
	}
	due()
	w.now = w.now.AddDate(1, 0, 1)
	due("h1-wife 640121")
}

func TestAnEnquiryIsNumberedAndAnsweredOnce(t *testing.T) {
	w := newWorld(t)
	at := steps.At{County: county, Household: "h2", Key: "e"}
	asked := verification.Enquiry{Member: "h2-head", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I401"}}
	unauthorised := asked
	unauthorised.Member = "h2-wife"
	_, err := w.SendEnquiry(t.Context(), clerk, at, unauthorised)
	refused(t, err, fault.Invalid, "verification.enquiry.unauthorised")
	sent, err := w.SendEnquiry(t.Context(), clerk, at, asked)
	if err != nil || sent.Number == "" || !sent.DueOn.After(period.DayOf(w.now)) {
		t.Fatalf("%+v %v", sent, err)
	}
	reply := verification.EnquiryEvent{Words: "未领取", On: period.DayOf(w.now)}
	if err := w.RemindEnquiry(t.Context(), clerk, "m", sent.ID, verification.EnquiryEvent{Words: "电话", On: period.DayOf(w.now)}); err != nil {
		t.Fatal(err)
	}
	if err := w.RecordReply(t.Context(), clerk, "r", sent.ID, reply, nil); err != nil {
		t.Fatal(err)
	}
	refused(t, w.RecordReply(t.Context(), clerk, "r2", sent.ID, reply, nil), fault.Conflict, "verification.enquiry.replied")
	for _, c := range []struct {
		who  access.Actor
		want int
	}{{helper, 1}, {abroad, 0}} {
		if listed, err := w.Enquiries(t.Context(), c.who); err != nil || len(listed) != c.want {
			t.Errorf("%s: %+v %v", c.who.ID, listed, err)
		}
	}
	if _, _, err := w.Acts.Enquiry(t.Context(), abroad, sent.ID); fault.KindOf(err) != fault.NotFound || err == nil {
		t.Errorf("another township opens it: %v", err)
	}
}

// withdraws takes somebody's authorisation back.
func (w *world) withdraws(t *testing.T, home, member string) {
	t.Helper()
	err := w.db.Write(t.Context(), func(tx *storage.Tx) error {
		return tx.AddPledgeWithdrawal(t.Context(), county, pledge.Withdrawal{ID: "w", Household: home, Member: member, Text: pledge.AuthorisationText, At: w.now, By: member})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
}

func TestAFileIsHeldForItsTimeAndNoLonger(t *testing.T) {
	w := newWorld(t)
	left, err := w.StageFile(t.Context(), clerk, w.pensions("left", string(idOf(0, false)), "120"))
	if err != nil {
		t.Fatal(err)
	}
	underway, err := w.StageFile(t.Context(), clerk, w.pensions("underway", string(idOf(1, false)), "90"))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.OrderFile(t.Context(), clerk, county, underway, "order"); err != nil {
		t.Fatal(err)
	}
	recorded := w.imported(t, w.pensions("recorded", string(idOf(0, true)), "70", string(idOf(9, false)), "60"))
	erased := func(want int) {
		t.Helper()
		if n, err := w.EraseStale(t.Context(), county); err != nil || n != want {
			t.Errorf("erased %d, want %d: %v", n, want, err)
		}
	}
	w.now = w.now.Add(steps.KeptFor - time.Hour)
	erased(0)
	w.now = w.now.Add(2 * time.Hour)
	erased(2)
	erased(0)
	for id, want := range map[string]steps.FileState{left: steps.Lapsed, underway: steps.Recording, recorded.ID: steps.Recorded} {
		f, err := w.Look(t.Context(), clerk, id)
		if err != nil || f.State() != want || (f.Tally.Kept == 0) != (id != underway) {
			t.Errorf("%s: %s %+v %v", id, f.State(), f.Tally, err)
		}
	}
	if view, err := w.Open(t.Context(), desk, steps.At{County: county, Household: "h0"}); err != nil || len(view.Results) != 1 {
		t.Errorf("what was recorded stays: %+v %v", view.Results, err)
	}
	if more, err := w.StepFile(t.Context(), clerk, county, underway); err != nil || !more {
		t.Errorf("the rows that wait are still there: %t %v", more, err)
	}
}
