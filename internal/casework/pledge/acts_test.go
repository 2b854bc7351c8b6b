package pledge_test

import (
	"bytes"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/pledge"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

func TestANoticeIsIssuedWithASlipForEachAdultAndServed(t *testing.T) {
	w := newWorld(t)
	key := home
	key.Key = "k1"
	issued := must[steps.NoticeIssued](t)(w.IssueNotice(t.Context(), one, key, steps.Wanted{Channel: pledge.OnPaper}))
	if len(issued.Slips) != 2 || issued.Number == "" {
		t.Fatalf("%+v", issued)
	}
	again := must[steps.NoticeIssued](t)(w.IssueNotice(t.Context(), one, key, steps.Wanted{Channel: pledge.OnPaper}))
	if again.Number != issued.Number || len(again.Slips) != 0 {
		t.Error("the repeated submission gives the same notice and no codes", again)
	}
	if n := w.rows(t, `SELECT count(*) FROM used_key WHERE CAST(answer AS TEXT) LIKE '%000001%' OR CAST(answer AS TEXT) LIKE '%ABCD%'`); n != 0 {
		t.Error("a code was kept with the answer")
	}
	slips := must[[]steps.Slip](t)(w.PrintSlips(t.Context(), one, county, village, ""))
	if len(slips) != 2 || slips[0].SigningCode != issued.Slips[0].SigningCode {
		t.Error(slips)
	}
	if _, err := w.PrintSlips(t.Context(), one, county, village, ""); fault.KindOf(err) != fault.Conflict {
		t.Error("slips are printed once", err)
	}
	late := w.service()
	late.ServedAt = w.now.Add(time.Hour)
	if _, err := w.RecordNoticeService(t.Context(), one, home, late); fault.KindOf(err) != fault.Invalid {
		t.Error("served in the future", err)
	}
	must[steps.Done](t)(w.RecordNoticeService(t.Context(), one, home, w.service()))
	view := must[steps.View](t)(w.Open(t.Context(), one, home))
	if view.Notice.State != pledge.ToldNow || view.Told.Services[0].Receiver != "马国强" || view.Told.Services[0].Document == "" {
		t.Errorf("%+v", view.Notice)
	}
	if n := w.rows(t, `SELECT count(*) FROM log_entry WHERE kind IN ('NoticeIssued', 'NoticeServed', 'AccessSlipsPrinted', 'NoticeAndPledgeOpened')`); n != 4 {
		t.Errorf("%d entries", n)
	}
	if n := w.rows(t, `SELECT count(*) FROM log_entry WHERE CAST(payload AS TEXT) LIKE '%马国强%'`); n != 0 {
		t.Error("a name stands in the log")
	}
}

func TestAVillageIsToldOneActAHousehold(t *testing.T) {
	w := newWorld(t)
	w.family(t, "i", village)
	w.family(t, "j", "990001100203")
	must[steps.NoticeIssued](t)(w.IssueNotice(t.Context(), one, home, steps.Wanted{Channel: pledge.OnPaper}))
	reports := 0
	progress := must[steps.Progress](t)(w.IssueNotices(t.Context(), one, county, village, steps.Wanted{Channel: pledge.OnPaper}, func(steps.Progress) { reports++ }))
	if progress != (steps.Progress{Done: 2, Issued: 1, Kept: 1, Total: 2}) || reports != 2 {
		t.Error(progress, reports)
	}
	if _, err := w.IssueNotices(t.Context(), one, county, "990001101200", steps.Wanted{}, nil); fault.KindOf(err) != fault.Forbidden {
		t.Error("another township", err)
	}
	rows, counts, err := w.List(t.Context(), one, county, village, steps.OnlyNotTold)
	if err != nil || len(rows) != 2 || counts.All != 2 || counts.Slips != 4 || len(rows[0].Persons) != 4 || rows[0].Persons[0].Name != "马国强" {
		t.Error(rows, counts, err)
	}
	must[steps.Done](t)(w.RecordNoticeService(t.Context(), one, home, w.service()))
	if rows, _, err = w.List(t.Context(), one, county, village, steps.OnlyTold); err != nil || len(rows) != 1 {
		t.Error(rows, err)
	}
}

func TestAResidentReadsAndAnswersAndANewTextIsToldAgain(t *testing.T) {
	w := newWorld(t)
	head := resident("head")
	must[pledge.Terms](t)(w.OpenNotice(t.Context(), head))
	must[pledge.Terms](t)(w.OpenNotice(t.Context(), head))
	if n := w.rows(t, `SELECT count(*) FROM notice_reading`); n != 1 {
		t.Errorf("opened once, kept %d times", n)
	}
	if err := w.ReadNotice(t.Context(), head, "", "another"); fault.KindOf(err) != fault.Conflict {
		t.Error("another text than shown", err)
	}
	if err := w.ReadNotice(t.Context(), head, "r", w.terms.Notice.Hash); err != nil {
		t.Fatal(err)
	}
	if got := must[steps.Answered](t)(w.AnswerUnderstanding(t.Context(), head, "a", "q1", "2")); got.Right || got.Progress.Next != "q1" {
		t.Error(got)
	}
	must[steps.Answered](t)(w.AnswerUnderstanding(t.Context(), head, "b", "q1", "1"))
	if got := must[steps.Answered](t)(w.AnswerUnderstanding(t.Context(), head, "c", "q2", "2")); !got.Right || !got.Progress.Done || got.Progress.FirstRight != 1 {
		t.Error(got)
	}
	if n := w.rows(t, `SELECT count(*) FROM understanding_done WHERE first_right = 1 AND total = 2`); n != 1 {
		t.Error("the completion is recorded")
	}
	asked := steps.Asked{Member: "h-wife", ReadAloudBy: "王干事", Language: pledge.Dialect, Answers: []steps.Said{{Question: "q1", Choice: "1"}, {Question: "q2", Choice: "1"}, {Question: "q2", Choice: "2"}}}
	if got := must[steps.Answered](t)(w.RecordOralAnswers(t.Context(), one, home, asked)); got.Right || !got.Progress.Done || got.Progress.FirstRight != 1 {
		t.Error("asked in person, explained and asked again", got)
	}
	asked.ReadAloudBy = ""
	if _, err := w.RecordOralAnswers(t.Context(), one, home, asked); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	w.terms.Notice.Version, w.terms.Notice.Hash = "2", "notice-2"
	view := must[steps.View](t)(w.Mine(t.Context(), head))
	if view.Notice.State != pledge.ToldBefore || view.Notice.Version != "1" || view.Progress("h-head").Right != 0 {
		t.Errorf("%+v", view.Notice)
	}
}

func TestSigningTakesACodeAndEveryAdult(t *testing.T) {
	w := newWorld(t)
	head, wife := resident("head"), resident("wife")
	if _, err := w.SignPledge(t.Context(), head, "s", w.signing("马国强"), "000001"); err == nil {
		t.Error("nothing is signed before the notice")
	}
	slips := w.told(t)
	headCode, wifeCode := slips[0].SigningCode, slips[1].SigningCode
	if _, err := w.SignPledge(t.Context(), head, "s", w.signing("马国强"), wifeCode); fault.KindOf(err) != fault.Invalid {
		t.Error("another's code", err)
	}
	if n := w.rows(t, `SELECT tries FROM signing_code WHERE member = 'h-head'`); n != 1 {
		t.Errorf("%d tries counted", n)
	}
	changed := w.signing("马国强")
	changed.Hashes[pledge.PledgeText] = "pledge-0"
	if _, err := w.SignPledge(t.Context(), head, "s", changed, headCode); fault.KindOf(err) != fault.Conflict {
		t.Error("a changed text", err)
	}
	signed := must[steps.SignedOnline](t)(w.SignPledge(t.Context(), head, "s", w.signing("马国强", "h-child", "h-ward"), headCode))
	again := must[steps.SignedOnline](t)(w.SignPledge(t.Context(), head, "s", w.signing("马国强", "h-child", "h-ward"), headCode))
	if again.Documents[pledge.PledgeText] != signed.Documents[pledge.PledgeText] || w.rows(t, `SELECT count(*) FROM pledge_signature`) != 5 {
		t.Error("the same submission again signs nothing twice", again)
	}
	if _, err := w.SignPledge(t.Context(), head, "s2", w.signing("马国强"), headCode); fault.KindOf(err) != fault.Invalid {
		t.Error("a code is used once", err)
	}
	if w.valid(t) {
		t.Error("the wife has not signed")
	}
	must[steps.SignedOnline](t)(w.SignPledge(t.Context(), wife, "t", w.signing("李秀英"), wifeCode))
	if !w.valid(t) {
		t.Error("everybody signed")
	}
	if _, err := w.SignPledge(t.Context(), resident("child"), "u", w.signing("马小明"), "000001"); err == nil {
		t.Error("a child signs nothing")
	}
	if n := w.rows(t, `SELECT count(*) FROM log_entry WHERE kind = 'PledgeSigned' AND CAST(payload AS TEXT) LIKE '%text_hash_pledge%'`); n != 2 {
		t.Errorf("%d entries with their evidence", n)
	}
	w.terms.Pledge.Hash = "pledge-2"
	if w.valid(t) {
		t.Error("a changed text wants new signatures")
	}
}

func TestFiveWrongCodesLockTheCodeUntilANewOne(t *testing.T) {
	w := newWorld(t)
	slips := w.told(t)
	for range pledge.CodeTries {
		if _, err := w.SignPledge(t.Context(), resident("head"), "s", w.signing("马国强"), "999999"); fault.KindOf(err) != fault.Invalid {
			t.Fatal(err)
		}
	}
	if _, err := w.SignPledge(t.Context(), resident("head"), "s", w.signing("马国强"), slips[0].SigningCode); fault.KindOf(err) != fault.Invalid {
		t.Error("locked", err)
	}
	digits := must[string](t)(w.IssueSigningCode(t.Context(), one, home, "h-head"))
	w.now = w.now.Add(pledge.SpokenCodeLasts)
	if _, err := w.SignPledge(t.Context(), resident("head"), "s", w.signing("马国强"), digits); fault.KindOf(err) != fault.Invalid {
		t.Error("over", err)
	}
	digits = must[string](t)(w.IssueSigningCode(t.Context(), one, home, "h-head"))
	must[steps.SignedOnline](t)(w.SignPledge(t.Context(), resident("head"), "s", w.signing("马国强"), digits))
	if _, err := w.IssueSigningCode(t.Context(), one, home, "h-child"); fault.KindOf(err) != fault.Invalid {
		t.Error("a child gets no code", err)
	}
}

func paperOf(w *world, signer, name string, members ...string) pledge.Paper {
	return pledge.Paper{
		Texts: pledge.Signed(), Hash: w.hashes(), Members: members, Signer: signer, SignerName: name, Capacity: pledge.OwnHand,
		Method: pledge.InkedThumb, Witness: "王会计", CannotRead: true, ReadAloudBy: "王干事", SignedOn: today(w),
	}
}

func TestPaperCountsAfterASecondPersonComparedItWithTheScan(t *testing.T) {
	w := newWorld(t)
	w.told(t)
	scans := steps.PaperScans{Signed: w.scan(t)}
	guardian := paperOf(w, "h-head", "马国强", "h-head", "h-child", "h-ward")
	guardian.Capacity = pledge.AsGuardian
	first := must[steps.Done](t)(w.RecordPaperPledge(t.Context(), one, home, guardian, scans))
	second := must[steps.Done](t)(w.RecordPaperPledge(t.Context(), one, home, paperOf(w, "h-wife", "李秀英", "h-wife"), scans))
	if _, err := w.RecordPaperPledge(t.Context(), one, home, guardian, steps.PaperScans{Signed: []byte("no picture")}); fault.KindOf(err) != fault.Invalid {
		t.Error("a scan that is none", err)
	}
	if _, err := w.RecordPaperPledge(t.Context(), one, home, guardian, steps.PaperScans{}); fault.KindOf(err) != fault.Invalid {
		t.Error("without a scan", err)
	}
	if w.valid(t) {
		t.Error("unchecked")
	}
	if err := w.CheckPaperPledge(t.Context(), one, home, first.ID, true, ""); fault.KindOf(err) != fault.Forbidden {
		t.Error("the recorder checks", err)
	}
	for _, record := range []string{first.ID, second.ID} {
		raw, scan, err := w.OpenScan(t.Context(), two, home, record, false)
		if err != nil || scan.Type != "image/png" || !bytes.HasPrefix(raw, []byte("\x89PNG")) {
			t.Fatal(err)
		}
		if err := w.CheckPaperPledge(t.Context(), two, home, record, true, ""); err != nil {
			t.Fatal(err)
		}
	}
	if !w.valid(t) {
		t.Error("checked by another person, it counts")
	}
	if err := w.CheckPaperPledge(t.Context(), two, home, first.ID, true, ""); fault.KindOf(err) != fault.Conflict {
		t.Error("checked twice", err)
	}
	view := must[steps.View](t)(w.Open(t.Context(), two, home))
	if p := view.Facts.Papers[0]; p.Witness != "王会计" || p.ReadAloudBy != "王干事" || p.SignerName != "马国强" || !p.CannotRead || len(p.Texts) != 2 {
		t.Errorf("%+v", p)
	}
	forms := must[[]steps.Done](t)(w.IssueForms(t.Context(), one, home))
	if len(forms) != 2 || forms[0].Number == "" {
		t.Error(forms)
	}
}

func TestAWithdrawalEndsValidityAndANewSignatureRestoresIt(t *testing.T) {
	w := newWorld(t)
	slips := w.told(t)
	must[steps.SignedOnline](t)(w.SignPledge(t.Context(), resident("head"), "s", w.signing("马国强", "h-child", "h-ward"), slips[0].SigningCode))
	must[steps.SignedOnline](t)(w.SignPledge(t.Context(), resident("wife"), "t", w.signing("李秀英"), slips[1].SigningCode))
	w.now = w.now.Add(time.Minute)
	if err := w.WithdrawPledge(t.Context(), resident("head"), "w", "h-wife", pledge.AuthorisationText, ""); fault.KindOf(err) != fault.Forbidden {
		t.Error("a husband withdraws nothing of his wife's", err)
	}
	if err := w.WithdrawPledge(t.Context(), resident("wife"), "w", "h-wife", pledge.AuthorisationText, "不想了"); err != nil {
		t.Fatal(err)
	}
	if w.valid(t) {
		t.Error("withdrawn")
	}
	if err := w.RecordWithdrawal(t.Context(), one, home, "h-head", pledge.PledgeText, ""); err != nil {
		t.Fatal(err)
	}
	if n := w.rows(t, `SELECT count(*) FROM outbox WHERE topic = 'pledge.told.withdrawn'`); n != 2 {
		t.Errorf("%d messages", n)
	}
	w.now = w.now.Add(time.Minute)
	for member, name := range map[string]string{"head": "马国强", "wife": "李秀英"} {
		digits := must[string](t)(w.IssueSigningCode(t.Context(), one, home, "h-"+member))
		must[steps.SignedOnline](t)(w.SignPledge(t.Context(), resident(member), "again-"+member, w.signing(name), digits))
	}
	if !w.valid(t) {
		t.Error("signed anew")
	}
}

func TestAProxySignsAsAProxyAndTheHouseholdIsTold(t *testing.T) {
	w := newWorld(t)
	slips := w.told(t)
	proxy := resident("head")
	proxy.Proxy = &access.Proxy{ID: "proxy-1", Name: "马侄子", Relation: "侄子", Scope: []access.Permission{access.SelfView, access.SelfNotice, access.SelfPledge}}
	must[steps.SignedOnline](t)(w.SignPledge(t.Context(), proxy, "s", w.signing("马国强"), slips[0].SigningCode))
	view := must[steps.View](t)(w.Mine(t.Context(), proxy))
	if s := view.Facts.Signatures[0]; s.Capacity != pledge.AsProxyHand || s.Proxy != "proxy-1" {
		t.Errorf("%+v", s)
	}
	if n := w.rows(t, `SELECT count(*) FROM outbox WHERE topic = 'outbox.proxy_acted'`); n == 0 {
		t.Error("the household must be told")
	}
}

func TestOfficersOfAnotherTownshipAndOtherResidentsAreRefused(t *testing.T) {
	w := newWorld(t)
	far := one
	far.Grants = []access.Grant{{Role: access.CaseOfficer, Region: "990001101"}}
	if _, err := w.IssueNotice(t.Context(), far, home, steps.Wanted{}); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
	if _, err := w.Open(t.Context(), far, home); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
	if _, err := w.Mine(t.Context(), one); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
	auditor := officer("auditor", access.Auditor)
	if err := w.CheckPaperPledge(t.Context(), auditor, home, "x", true, ""); fault.KindOf(err) != fault.Forbidden {
		t.Error(err)
	}
}

func TestAVillageRunIsSeenByItsStarterAndCanBeStartedAgain(t *testing.T) {
	w := newWorld(t)
	batches := steps.NewBatches(t.Context(), w.Acts)
	run := batches.Start(one, county, village, steps.Wanted{Channel: pledge.OnPaper})
	batches.Wait()
	found, ok := batches.Find(one, run)
	if !ok || !found.Ended || found.Err != nil || found.Progress.Issued != 1 {
		t.Error(found, ok)
	}
	if _, ok := batches.Find(two, run); ok {
		t.Error("another officer sees the run")
	}
	again := batches.Start(one, county, village, steps.Wanted{Channel: pledge.OnPaper})
	batches.Wait()
	if found, _ := batches.Find(one, again); again == run || found.Progress.Kept != 1 || found.Progress.Issued != 0 {
		t.Error(found)
	}
}
