package declaration_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

func refused(t *testing.T, err error, kind fault.Kind, key string) {
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

func TestWithoutAPledgeNothingIsHandedInAndTheDraftStays(t *testing.T) {
	w := newWorld(t)
	w.pledged = false
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(0)))
	_, err := w.Submit(t.Context(), head, home, steps.Sheet{}, period.Day{})
	refused(t, err, fault.Invalid, "declaration.no_pledge")
	if view := w.mine(t, head); !view.HasDraft || len(view.Declarations) != 0 || len(view.Papers) != 0 {
		t.Errorf("%+v", view)
	}
}

func TestTheSameFormSentTwiceIsOneDeclaration(t *testing.T) {
	w := newWorld(t)
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(120000)))
	at := home
	at.Key = "the-same-form"
	done := make([]steps.Done, 6)
	var wait sync.WaitGroup
	for i := range done {
		wait.Go(func() {
			var err error
			if done[i], err = w.Submit(t.Context(), head, at, steps.Sheet{}, period.Day{}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, one := range done[1:] {
		if one != done[0] {
			t.Errorf("%+v and %+v", done[0], one)
		}
	}
	if n := w.rows(t, `SELECT count(*) FROM declaration`); n != 1 {
		t.Errorf("%d declarations", n)
	}
	if n := w.rows(t, `SELECT count(*) FROM document`); n != 1 {
		t.Errorf("%d receipts", n)
	}
	if w.mine(t, head).HasDraft {
		t.Error("the draft outlived its declaration")
	}
}

// What was read ahead of the transaction counts only while the household stays as it was.
func TestWhatChangesBetweenReadingAndTheTransactionIsReadAgain(t *testing.T) {
	w := newWorld(t)
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(0)))
	w.between = func() {
		must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(120000)))
	}
	must[steps.Done](t)(w.Submit(t.Context(), head, home, steps.Sheet{}, period.Day{}))
	made := declaration.Latest(w.mine(t, head).Declarations)
	if line, _ := (declaration.Draft{Lines: made.Lines}).Get("I101", "head"); line.Amount != 120000 {
		t.Errorf("the declaration was made of a draft that no longer was: %+v", line)
	}

	// The same when the pledge is withdrawn in between: an act on the household, after which nothing is valid.
	w.now = w.now.Add(time.Hour)
	must[declaration.Draft](t)(w.StartCorrection(t.Context(), head, home))
	w.between = func() {
		w.pledged = false
		must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(130000)))
	}
	_, err := w.Submit(t.Context(), head, home, steps.Sheet{}, period.Day{})
	refused(t, err, fault.Invalid, "declaration.no_pledge")
}

func TestADraftThatChangedAfterItWasReadIsReadAgain(t *testing.T) {
	w := newWorld(t)
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(0)))
	at := home
	at.Seen = w.mine(t, head).Draft.Mark()
	w.now = w.now.Add(time.Second)
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), wife, home, []declaration.Line{{Item: "P101", State: declaration.DontKnow}}))
	_, err := w.Submit(t.Context(), head, at, steps.Sheet{}, period.Day{})
	refused(t, err, fault.Conflict, "declaration.draft_changed")
}

func TestCorrectionAndSuccessionAreToldApart(t *testing.T) {
	w := newWorld(t)
	w.declared(t, "1", 120000)
	w.now = w.now.AddDate(0, 0, 9)
	must[declaration.Draft](t)(w.StartCorrection(t.Context(), head, home))
	w.declared(t, "2", 130000)
	_, err := w.StartSuccession(t.Context(), head, home, period.MustDay("2026-11-23"))
	refused(t, err, fault.Invalid, "declaration.effective.not_later")
	must[declaration.Draft](t)(w.StartSuccession(t.Context(), head, home, period.MustDay("2026-11-30")))
	w.declared(t, "3", 0)
	all := w.mine(t, head).Declarations
	for i, want := range []struct {
		kind declaration.Kind
		on   string
	}{{declaration.First, "2026-11-23"}, {declaration.Correction, "2026-11-23"}, {declaration.Succession, "2026-11-30"}} {
		if all[i].Kind != want.kind || all[i].EffectiveOn.String() != want.on {
			t.Errorf("%d: %s of %s", i, all[i].Kind, all[i].EffectiveOn)
		}
	}
	if all[1].Follows != all[0].ID || all[2].Follows != all[1].ID {
		t.Error("the declarations do not follow one another")
	}
}

func TestWhatAnAdultSaysOfHimselfIsHidden(t *testing.T) {
	w := newWorld(t)
	own := declaration.Line{Item: "I101", Member: "wife", State: declaration.Given, Amount: 5, Length: period.Month, Said: "0.05"}
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), wife, home, []declaration.Line{own}))
	if line, _ := w.mine(t, head).Draft.Get("I101", "wife"); line.State != declaration.Withheld || line.Amount != 0 || line.Said != "" {
		t.Errorf("the head reads %+v", line)
	}
	if line, _ := w.mine(t, wife).Draft.Get("I101", "wife"); line.Amount != 5 || line.By != "wife" {
		t.Errorf("she reads %+v", line)
	}
	own.Amount = 9
	_, err := w.KeepAnswers(t.Context(), head, home, []declaration.Line{own})
	refused(t, err, fault.Forbidden, "declaration.line.others")
	// What the head answered for her she may put right; then it is her own.
	w2 := newWorld(t)
	must[declaration.Draft](t)(w2.KeepAnswers(t.Context(), head, home, []declaration.Line{own}))
	own.Amount = 3
	must[declaration.Draft](t)(w2.KeepAnswers(t.Context(), wife, home, []declaration.Line{own}))
	if line, _ := w2.mine(t, head).Draft.Get("I101", "wife"); line.State != declaration.Withheld {
		t.Errorf("the head reads %+v", line)
	}
}

func TestAskingForHelpIsListedAndToldToTheTownship(t *testing.T) {
	w := newWorld(t)
	help := declaration.Line{Item: "P101", State: declaration.NeedsHelp}
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, []declaration.Line{help}))
	wanted := must[[]steps.HelpWanted](t)(w.NeedsHelp(t.Context(), clerk))
	if len(wanted) != 1 || wanted[0].Household != "h" || wanted[0].Items != 1 {
		t.Fatalf("%+v", wanted)
	}
	if n := w.rows(t, `SELECT count(*) FROM outbox WHERE officer = '990001100' AND topic = 'outbox.help_wanted'`); n != 1 {
		t.Errorf("%d messages to the township", n)
	}
	if elsewhere := must[[]steps.HelpWanted](t)(w.NeedsHelp(t.Context(), officer("far", access.CaseOfficer, "990001101"))); len(elsewhere) != 0 {
		t.Errorf("another township sees %+v", elsewhere)
	}
	if households, err := w.db.RebuildHelp(t.Context(), county); err != nil || households != 1 {
		t.Fatalf("rebuilt %d, %v", households, err)
	}
	if again := must[[]steps.HelpWanted](t)(w.NeedsHelp(t.Context(), clerk)); !slices.Equal(again, wanted) {
		t.Errorf("rebuilt %+v, was %+v", again, wanted)
	}
	must[declaration.Draft](t)(w.ContinueDraft(t.Context(), clerk, home))
	must[steps.Done](t)(w.EnterDeclaration(t.Context(), clerk, home, steps.Sheet{Channel: declaration.Oral, Declarant: "head"}, steps.Entry{Kind: declaration.First, Lines: answers(0)}))
	if left := must[[]steps.HelpWanted](t)(w.NeedsHelp(t.Context(), clerk)); len(left) != 0 {
		t.Errorf("still listed: %+v", left)
	}
}

func TestAnOfficersEntryAndTheHouseholdsDraftLeaveEachOtherAlone(t *testing.T) {
	w := newWorld(t)
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), head, home, answers(120000)))
	must[declaration.Draft](t)(w.KeepEntry(t.Context(), clerk, home, steps.Entry{Kind: declaration.First, Lines: answers(0)[:2]}))
	if n := len(w.mine(t, head).Draft.Lines); n != len(answers(0)) {
		t.Errorf("the household's draft has %d answers", n)
	}
	view := must[steps.View](t)(w.Open(t.Context(), clerk, home, "declaration"))
	if len(view.Draft.Lines) != 2 || !view.OwnDraft {
		t.Errorf("the officer's draft: %+v", view.Draft)
	}
	if n := w.rows(t, `SELECT count(*) FROM log_entry WHERE kind = 'DeclarationsOpened'`); n != 1 {
		t.Errorf("%d openings in the log", n)
	}
	at := home
	at.Key = "sheet"
	_, err := w.EnterDeclaration(t.Context(), clerk, at, steps.Sheet{Channel: declaration.Paper, Declarant: "child"}, steps.Entry{Kind: declaration.First, Lines: answers(0)})
	var list fault.List
	if !errors.As(err, &list) || len(list) != 2 || list[0].Field != "sheet" || list[1].Field != "declarant" {
		t.Fatalf("a sheet without number and declarant: %v", err)
	}
	oral := steps.Sheet{Channel: declaration.Oral, Declarant: "head"}
	first := must[steps.Done](t)(w.EnterDeclaration(t.Context(), clerk, at, oral, steps.Entry{Kind: declaration.First, Lines: answers(0)}))
	again := must[steps.Done](t)(w.EnterDeclaration(t.Context(), clerk, at, oral, steps.Entry{Kind: declaration.First, Lines: answers(0)}))
	if first != again {
		t.Errorf("sent twice: %+v and %+v", first, again)
	}
	made := w.mine(t, head).Declarations
	if len(made) != 1 || made[0].Channel != declaration.Oral || made[0].Declarant != "head" || made[0].SubmittedBy != "clerk" {
		t.Errorf("%+v", made)
	}
	if messages := w.mine(t, head).Messages; len(messages) != 1 || messages[0].Topic != "outbox.declaration_entered" {
		t.Errorf("the household was told %+v", messages)
	}
}

func TestAChangeSaysWhetherItCameInTimeAndItsWordsStayWithWhoSaidThem(t *testing.T) {
	w := newWorld(t)
	change := declaration.Change{Kind: declaration.IncomeUp, HappenedOn: period.MustDay("2026-08-23"), Words: "\u627e\u5230\u4e86\u6d3b"}
	must[steps.Done](t)(w.ReportChange(t.Context(), wife, home, steps.Sheet{}, change))
	if own := w.mine(t, wife).Changes; len(own) != 1 || own[0].Words != change.Words || !own[0].InTime(3) {
		t.Errorf("%+v", own)
	}
	if others := w.mine(t, head).Changes; others[0].Words != "" {
		t.Errorf("the head reads %q", others[0].Words)
	}
	_, err := w.ReportChange(t.Context(), clerk, home, steps.Sheet{Channel: declaration.Oral}, change)
	refused(t, err, fault.Invalid, "declaration.sheet.declarant")
}

func TestAnExitIsCalledBackByAnotherOfficeAndTakesEffectByTheCalendar(t *testing.T) {
	w := newWorld(t)
	asked := must[steps.Done](t)(w.AskExit(t.Context(), clerk, home, paper, "\u5df2\u6709\u7a33\u5b9a\u6536\u5165"))
	same := officer("colleague", access.CountyOfficer, "990001100")
	for _, caller := range []access.Actor{clerk, same} {
		err := w.CallBackExit(t.Context(), caller, home, asked.ID, declaration.ExitConfirmed, "x")
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s of the same office called back: %v", caller.ID, err)
		}
	}
	if list := must[[]steps.WaitingExit](t)(w.ExitsToCall(t.Context(), desk)); len(list) != 1 || list[0].SameOffice || list[0].CallBackBy.String() != "2026-11-30" {
		t.Fatalf("%+v", list)
	}
	if err := w.CallBackExit(t.Context(), desk, home, asked.ID, declaration.ExitUnreachable, "\u65e0\u4eba\u63a5\u542c"); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 0, 60)
	if n := must[int](t)(w.SweepExits(t.Context(), county)); n != 0 {
		t.Error("an exit took effect without a confirming call")
	}
	w.now = time.Date(2026, 11, 26, 9, 0, 0, 0, period.Shanghai)
	if err := w.CallBackExit(t.Context(), desk, home, asked.ID, declaration.ExitConfirmed, "\u672c\u4eba\u786e\u8ba4"); err != nil {
		t.Fatal(err)
	}
	if list := must[[]steps.WaitingExit](t)(w.ExitsToCall(t.Context(), desk)); len(list) != 0 {
		t.Errorf("still waiting: %+v", list)
	}
	w.now = time.Date(2026, 12, 10, 23, 0, 0, 0, period.Shanghai) // the tenth working day
	if n := must[int](t)(w.SweepExits(t.Context(), county)); n != 0 {
		t.Error("an exit took effect while it could be revoked")
	}
	w.now = w.now.Add(2 * time.Hour)
	if n := must[int](t)(w.SweepExits(t.Context(), county)); n != 1 {
		t.Errorf("%d exits took effect", n)
	}
	if n := must[int](t)(w.SweepExits(t.Context(), county)); n != 0 {
		t.Error("an exit took effect twice")
	}
	refused(t, w.RevokeExit(t.Context(), head, home, asked.ID), fault.Conflict, "declaration.exit.too_late")
}

func TestAnExitIsRevokedWithoutAReason(t *testing.T) {
	w := newWorld(t)
	asked := must[steps.Done](t)(w.AskExit(t.Context(), head, home, steps.Sheet{}, "\u4e0d\u9700\u8981\u4e86"))
	_, err := w.AskExit(t.Context(), wife, home, steps.Sheet{}, "\u4e0d\u9700\u8981\u4e86")
	refused(t, err, fault.Conflict, "declaration.exit.already_open")
	if err := w.CallBackExit(t.Context(), desk, home, asked.ID, declaration.ExitConfirmed, "x"); err != nil {
		t.Fatal(err)
	}
	if err := w.RevokeExit(t.Context(), wife, home, asked.ID); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 1, 0)
	if n := must[int](t)(w.SweepExits(t.Context(), county)); n != 0 {
		t.Error("a revoked exit took effect")
	}
	if _, open := w.mine(t, head).OpenExit(period.DayOf(w.now)); open {
		t.Error("the exit is still open")
	}
}

func TestAnotherHouseholdIsNotToldToExist(t *testing.T) {
	w := newWorld(t)
	stranger := head
	stranger.Household = "other"
	_, err := w.KeepAnswers(t.Context(), stranger, home, answers(0))
	refused(t, err, fault.NotFound, "fault.not_found")
	proxy := head
	proxy.Proxy = &access.Proxy{ID: "p", Scope: []access.Permission{access.SelfDeclare}}
	if _, err := w.AskExit(t.Context(), proxy, home, steps.Sheet{}, "x"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a proxy without that scope asked to leave: %v", err)
	}
	must[declaration.Draft](t)(w.KeepAnswers(t.Context(), proxy, home, answers(0)))
	must[steps.Done](t)(w.Submit(t.Context(), proxy, home, steps.Sheet{}, period.Day{}))
	view := w.mine(t, head)
	if view.Declarations[0].Proxy != "p" || len(view.Messages) != 1 || view.Messages[0].Topic != "outbox.proxy_acted" {
		t.Errorf("%+v %+v", view.Declarations[0], view.Messages)
	}
}
