package storagetest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/audit"
	determinationsteps "chengxin/internal/casework/determination"
	"chengxin/internal/casework/people"
	steps "chengxin/internal/casework/tipoff"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/storage"
	"chengxin/internal/tipoff"
	"chengxin/internal/vault"
)

func withReporters(t *testing.T, db *storage.DB) *vault.Vault {
	t.Helper()
	keys, err := vault.Create(filepath.Join(t.TempDir(), "reporters.json"), "sm4", noon)
	if err != nil {
		t.Fatal(err)
	}
	db.WithReporters(keys)
	return keys
}

func tipOffActs(db *storage.DB) steps.Acts {
	return steps.Acts{Runner: runner(db), Reads: db.Read(), NewID: storage.NewID, NewCode: func() string { return vault.OneTimeCode() + vault.OneTimeCode() }}
}

// tipOffTown has two case officers of a township and one of another, a custodian, and a household that "kin" is kin of.
func tipOffTown(t *testing.T, db *storage.DB) map[string]access.Actor {
	t.Helper()
	addHousehold(t, db, "h", "640422100202")
	actors := map[string]access.Actor{}
	err := db.Write(t.Context(), func(tx *storage.Tx) error {
		for _, who := range []struct {
			id    string
			grant access.Grant
		}{
			{"first", access.Grant{Role: access.CaseOfficer, Region: "640422100"}},
			{"second", access.Grant{Role: access.CaseOfficer, Region: "640422100"}},
			{"kin", access.Grant{Role: access.CaseOfficer, Region: "640422100"}},
			{"elsewhere", access.Grant{Role: access.CaseOfficer, Region: "640422101"}},
			{"custodian", access.Grant{Role: access.TipOffCustodian, Region: county}},
			{"village", access.Grant{Role: access.VillageOfficer, Region: "640422100202"}},
		} {
			if err := tx.AddOfficer(t.Context(), people.Officer{County: county, ID: who.id, Login: "l-" + who.id, Name: who.id, Unit: who.grant.Region, MadeAt: noon}); err != nil {
				return err
			}
			if err := tx.AddRole(t.Context(), county, people.HeldRole{ID: "r-" + who.id, Officer: who.id, Role: who.grant.Role, Region: who.grant.Region, At: noon}); err != nil {
				return err
			}
			actors[who.id] = access.Actor{Kind: access.Officer, ID: who.id, Name: who.id, County: county, Session: "s", Grants: []access.Grant{who.grant}, SteppedUpAt: noon}
		}
		if err := tx.AddKinship(t.Context(), county, household.Kinship{ID: "k", HouseholdID: "h", OfficerID: "kin", Official: "kin", Relation: "brother", RecordedAt: noon, RecordedBy: "kin"}); err != nil {
			return err
		}
		_, err := tx.AppendEntry(t.Context(), audit.Entry{County: county, At: noon, Kind: "OfficersNamed", ActorKind: "setup", ActorID: "test", Region: county})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return actors
}

func anonymous() steps.Received {
	return steps.Received{TipOff: tipoff.TipOff{Region: "640422100202", Target: tipoff.AHousehold, About: "村东头一家", Words: "院里停着一辆新买的小车"}}
}

func theOnly(t *testing.T, db *storage.DB) tipoff.TipOff {
	t.Helper()
	all, err := db.Read().TipOffs(t.Context(), county, county, "", 2)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d tip-offs: %v", len(all), err)
	}
	return all[0]
}

func TestATipOffReachesOnlyWhomItIsNotAbout(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		withReporters(t, db)
		acts, actors := tipOffActs(db), tipOffTown(t, db)
		code, err := acts.Report(t.Context(), county, "key", anonymous())
		if err != nil || code == "" {
			t.Fatal(code, err)
		}
		if again, err := acts.Report(t.Context(), county, "key", anonymous()); err != nil || again != "" {
			t.Errorf("the same form sent twice: %q %v", again, err)
		}
		one := theOnly(t, db)
		at := steps.At{County: county, TipOff: one.ID}
		sees := func(want ...string) {
			t.Helper()
			for name, actor := range actors {
				view, err := acts.Open(t.Context(), actor, at)
				list, listed := acts.List(t.Context(), actor, county, actor.Grants[0].Region, "")
				may := slices.Contains(want, name)
				if may && (err != nil || listed != nil || len(list.Rows) != 1 || view.Words != one.Words) {
					t.Errorf("%s: %v %v %+v", name, err, listed, list)
				}
				if !may && (err == nil || fault.KindOf(err) != fault.NotFound || len(list.Rows) != 0) {
					t.Errorf("%s learns of it: %v %+v", name, err, list)
				}
			}
		}
		sees("custodian")
		hand := func(by, to, number string, reported ...string) error {
			return acts.Handle(t.Context(), actors[by], at, tipoff.Event{Done: tipoff.Handed, To: to, Words: "请核实这件举报", Subject: tipoff.Subject{Officers: reported}}, number)
		}
		for _, unable := range []string{"village", "elsewhere", "custodian", "nobody"} {
			if err := hand("custodian", unable, ""); fault.KindOf(err) != fault.Invalid || err == nil {
				t.Errorf("handed to %s: %v", unable, err)
			}
		}
		var number string
		row, err := db.Read().Household(t.Context(), county, "h")
		if number = row.Number; err != nil {
			t.Fatal(err)
		}
		if err := hand("custodian", "kin", number); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("handed to kin of the household: %v", err)
		}
		if err := hand("custodian", "kin", ""); err != nil {
			t.Fatal(err) // nobody knows yet which household it is
		}
		sees("custodian", "kin")
		if err := hand("custodian", "first", number, "second"); err != nil {
			t.Fatal(err)
		}
		sees("custodian", "first")
		if err := hand("first", "second", ""); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("handed to the reported officer: %v", err)
		}
		if err := acts.Handle(t.Context(), actors["second"], at, tipoff.Event{Done: tipoff.Ended, Outcome: tipoff.NotBorneOut, Words: "没有这回事情"}, ""); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("the reported officer closes it: %v", err)
		}
		if err := acts.Handle(t.Context(), actors["first"], at, tipoff.Event{Done: tipoff.GivenBack, Words: "我需要回避这件"}, ""); err != nil {
			t.Fatal(err)
		}
		sees("custodian")
	})
}

func TestAReporterIsUnderAnotherKeyAndOpenedByOneRoleInTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		keys := withReporters(t, db)
		acts, actors := tipOffActs(db), tipOffTown(t, db)
		in := anonymous()
		in.TipOff.Way, in.Number = tipoff.ByPhone, ""
		in.Reporter = &tipoff.Reporter{Name: "马举报", Phone: "13900000000", Reach: "晚上"}
		if _, err := acts.Register(t.Context(), actors["first"], steps.At{County: county}, in); err != nil {
			t.Fatal(err)
		}
		one := theOnly(t, db)
		at := steps.At{County: county, TipOff: one.ID}
		if one.Holder() != "first" || !one.Named {
			t.Errorf("%+v", one)
		}
		for _, name := range []string{"first", "second"} {
			if who, err := acts.OpenReporter(t.Context(), actors[name], at, tipoff.ToAsk, "想问一问具体情况"); err == nil || who.Name != "" {
				t.Errorf("%s opened the reporter: %v", name, err)
			}
		}
		late := actors["custodian"]
		late.SteppedUpAt = noon.Add(-time.Hour)
		if _, err := acts.OpenReporter(t.Context(), late, at, tipoff.ToAsk, "想问一问具体情况"); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the second factor: %v", err)
		}
		if _, err := acts.OpenReporter(t.Context(), actors["custodian"], at, "", "短"); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("without purpose and reason: %v", err)
		}
		before, err := db.Read().LogHead(t.Context(), county)
		if err != nil {
			t.Fatal(err)
		}
		who, err := acts.OpenReporter(t.Context(), actors["custodian"], at, tipoff.ToAsk, "想问一问具体情况")
		if err != nil || who != *in.Reporter {
			t.Fatalf("%+v %v", who, err)
		}
		after, err := db.Read().LogHead(t.Context(), county)
		if err != nil || after.Size() != before.Size()+1 {
			t.Errorf("one entry for each opening: %d to %d", before.Size(), after.Size())
		}
		if found := theOnly(t, db).Events; len(found) != 1 || found[0].Done != tipoff.Unmasked || found[0].Purpose != tipoff.ToAsk || found[0].By != "custodian" {
			t.Errorf("%+v", found)
		}
		// The ordinary keys do not open it, and with other keys for reporters nobody does.
		other := storage.New(db.Engine(), nil)
		if _, err := other.Read().Reporter(t.Context(), county, one.ID); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("without the reporters' key: %v", err)
		}
		if err := keys.Rotate("aes", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Reseal(t.Context(), county, func() time.Time { return noon }, "test"); err != nil {
			t.Fatal(err)
		}
		again, err := acts.OpenReporter(t.Context(), actors["custodian"], at, tipoff.ToFeedBack, "电话告知办理结果")
		if err != nil || again != *in.Reporter {
			t.Errorf("after the keys were rotated: %+v %v", again, err)
		}
		if report := verify(t, db); !report.OK() {
			t.Errorf("%+v", report)
		}
		withReporters(t, db)
		if _, err := acts.OpenReporter(t.Context(), actors["custodian"], at, tipoff.ToAsk, "想问一问具体情况"); err == nil {
			t.Error("another key opened it")
		}
	})
}

func TestATipOffBecomesAClueByAPersonAndTellsNobodyWhoTold(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		withReporters(t, db)
		acts, actors := tipOffActs(db), tipOffTown(t, db)
		in := anonymous()
		in.TipOff.Way, in.Reporter = tipoff.OnPaper, &tipoff.Reporter{Name: "马举报", Phone: "13900000000"}
		code, err := acts.Register(t.Context(), actors["first"], steps.At{County: county}, in)
		if err != nil {
			t.Fatal(err)
		}
		one := theOnly(t, db)
		at := steps.At{County: county, TipOff: one.ID}
		clues := determinationsteps.Acts{Runner: runner(db), Reads: db.Read(), NewID: storage.NewID}
		home := determinationsteps.At{County: county, Household: "h"}
		for _, name := range []string{"second", "custodian", "kin"} {
			if _, err := clues.MakeClue(t.Context(), actors[name], home, one.ID, "院里停着一辆新车"); err == nil {
				t.Errorf("%s made a clue of what another handles", name)
			}
		}
		if _, err := clues.MakeClue(t.Context(), actors["first"], home, one.ID, "院里停着一辆新车"); err != nil {
			t.Fatal(err)
		}
		found := cluesOf(t, db, "h")
		if len(found) != 1 || found[0].Origin != determination.FromTipOff || found[0].Source != one.ID || found[0].State() != determination.ClueOpen {
			t.Fatalf("%+v", found)
		}
		if shown := fmt.Sprintf("%+v", found); strings.Contains(shown, "马举报") || strings.Contains(shown, in.TipOff.Words) {
			t.Error("the clue holds what the officer wrote, never the tip-off")
		}
		if kept := theOnly(t, db); kept.State() != tipoff.InClue || kept.Reported().Household != "h" {
			t.Errorf("%+v", kept)
		}
		do := func(event tipoff.Event) error { return acts.Handle(t.Context(), actors["first"], at, event, "") }
		if err := do(tipoff.Event{Done: tipoff.FedBack, Words: "已安排入户核实"}); err != nil {
			t.Fatal(err)
		}
		if err := do(tipoff.Event{Done: tipoff.Ended, Outcome: tipoff.NotBorneOut, Words: "车是亲戚的，已问明"}); err != nil {
			t.Fatal(err)
		}
		if len(cluesOf(t, db, "h")) != 1 {
			t.Error("what is not borne out makes no clue about anybody")
		}
		told, err := acts.Ask(t.Context(), county, strings.ToLower(code[:4])+" "+code[4:])
		if err != nil || len(told.Feedback()) != 2 || told.State() != tipoff.Closed {
			t.Errorf("%+v %v", told, err)
		}
		if _, err := acts.Ask(t.Context(), county, "2222-2222-2222-2222"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another code: %v", err)
		}
		if err := acts.Add(t.Context(), county, "", code, "车是他自己买的，有发票"); err != nil {
			t.Fatal(err)
		}
		if err := do(tipoff.Event{Done: tipoff.Told, Words: "已打电话告知"}); fault.KindOf(err) != fault.Forbidden || err == nil {
			t.Errorf("only the custodian can have told the reporter: %v", err)
		}
		if err := acts.Handle(t.Context(), actors["custodian"], at, tipoff.Event{Done: tipoff.Told, Words: "已打电话告知"}, ""); err != nil {
			t.Fatal(err)
		}
		if last := theOnly(t, db); last.OwesFeedback() || last.Events[len(last.Events)-2].Done != tipoff.Added || last.Events[len(last.Events)-2].By != "" {
			t.Errorf("%+v", last.Events)
		}
	})
}

func TestWhatIsAboutAnOfficerOrOwnKinIsNotItsTakers(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		withReporters(t, db)
		acts, actors := tipOffActs(db), tipOffTown(t, db)
		row, err := db.Read().Household(t.Context(), county, "h")
		if err != nil {
			t.Fatal(err)
		}
		in := anonymous()
		in.TipOff.Way, in.Number = tipoff.ByPhone, row.Number
		if _, err := acts.Register(t.Context(), actors["elsewhere"], steps.At{County: county}, in); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("another township's: %v", err)
		}
		if _, err := acts.Register(t.Context(), actors["kin"], steps.At{County: county}, in); err != nil {
			t.Fatal(err)
		}
		one := theOnly(t, db)
		if one.Holder() != "" || one.State() != tipoff.Waiting {
			t.Errorf("%+v", one)
		}
		if _, err := acts.Open(t.Context(), actors["kin"], steps.At{County: county, TipOff: one.ID}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("kin reads what was taken down: %v", err)
		}
		messages, err := db.Read().OfficerMessages(t.Context(), county, []string{"custodian"}, 5)
		if err != nil || len(messages) != 1 || messages[0].Topic != "outbox.tipoff_waits" {
			t.Errorf("%+v %v", messages, err)
		}
		var text string
		err = db.Engine().Write(t.Context(), func(ctx context.Context, q storage.Querier) error {
			return q.QueryRowContext(ctx, `SELECT count(*) FROM log_entry WHERE county = '640422' AND household <> ''`).Scan(&text)
		})
		if err != nil || text != "1" { // its registration
			t.Errorf("%v: %s entries name the household: its file would show that somebody told", err, text)
		}
	})
}
