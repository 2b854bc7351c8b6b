package casefile_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/casework/outbox"
	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
)

const (
	county   = region.Code("640422")
	township = region.Code("640422100")
	datan    = region.Code("640422100202")
	other    = region.Code("640422100200")
)

// world is a county on a real SQLite file with two families in two villages.
type world struct {
	*testing.T
	db     *storage.DB
	files  *casefile.Reader
	acts   register.Acts
	outbox outbox.Acts
	now    time.Time
	ma, wu register.Registered // in 大滩村 and in the village beside it
}

var (
	maNumber = household.InventedID("990422", period.MustDay("1970-01-01"), 11)
	wuNumber = household.InventedID("990422", period.MustDay("1980-05-05"), 22)
)

func officer(id string, role access.Role, where region.Code) access.Actor {
	return access.Actor{
		Kind: access.Officer, ID: id, Name: id, County: county, Unit: where, Session: "session-" + id,
		Grants: []access.Grant{{Role: role, Region: where}},
	}
}

var (
	case1   = officer("case-1", access.CaseOfficer, township)
	village = officer("village-1", access.VillageOfficer, datan)
	beside  = officer("village-2", access.VillageOfficer, other)
)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC)}
	engine, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "file.db"))
	w.must(err)
	_, err = engine.Migrate(t.Context())
	w.must(err)
	v, err := vault.Create(filepath.Join(t.TempDir(), "vault.json"), vault.Default, w.now)
	w.must(err)
	w.db = storage.New(engine, v)
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	runner := casework.NewRunner(w.db, func() time.Time { return w.now })
	w.files = &casefile.Reader{Runner: runner, Store: w.db.Read()}
	w.acts = register.Acts{Runner: runner, NewID: storage.NewID}
	w.outbox = outbox.Acts{Runner: runner, NewID: storage.NewID}
	w.ma = w.register(datan,
		household.Member{Name: "\u9a6c\u5fd7\u5f3a", IDNumber: maNumber, Relation: household.HeadOfHousehold, Phone: "19900001111", Account: "9900000000001234", Health: "asthma"},
		household.Member{Name: "\u5355\u79c0\u82b1", Relation: household.Spouse, Phone: "19900002222"})
	w.wu = w.register(other, household.Member{Name: "\u5434\u5efa\u56fd", IDNumber: wuNumber, Relation: household.HeadOfHousehold})
	w.now = w.now.AddDate(0, 0, 10)
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) register(in region.Code, members ...household.Member) register.Registered {
	w.Helper()
	done, err := w.acts.RegisterHousehold(w.Context(), case1, register.Registration{
		Household: household.Household{County: county, Region: in, Address: "group 3 door 12", Kind: household.Recipient}, Members: members,
	})
	w.must(err)
	return done
}

func (w *world) find(actor access.Actor, query string) []string {
	w.Helper()
	found, err := w.files.Search(w.Context(), actor, query, casefile.Hit{})
	w.must(err)
	ids := []string{}
	for _, row := range found.Rows {
		ids = append(ids, row.Household)
		if strings.Contains(row.Head+row.Member, "\u5fd7") {
			w.Errorf("a name stands unmasked in a list: %+v", row)
		}
	}
	return ids
}

func TestAHouseholdIsFoundByEverythingThatPeopleType(t *testing.T) {
	w := newWorld(t)
	for _, query := range []string{
		"\u9a6c\u5fd7\u5f3a", "\u9a6c", "mazhiqiang", "mazhi", "MZQ", "mz", "\u5355\u79c0\u82b1", "shanxiuhua", "sxh", string(maNumber),
		strings.ToLower(string(maNumber)), w.ma.Number, w.ma.Number[:14],
	} {
		if got := w.find(case1, query); !slices.Contains(got, w.ma.Household) || slices.Contains(got, w.wu.Household) && query != w.ma.Number[:9] {
			t.Errorf("%q finds %v", query, got)
		}
	}
	found, err := w.files.Search(t.Context(), case1, "\u5927\u6ee9", casefile.Hit{})
	if err != nil || !slices.Contains(found.Places, datan) {
		t.Errorf("the village is not found: %v %v", found.Places, err)
	}
	if got := w.find(case1, "nobody"); len(got) != 0 {
		t.Error(got)
	}
}

func TestAnotherVillagesOfficerFindsNothingAndOpensNothing(t *testing.T) {
	w := newWorld(t)
	for _, query := range []string{"\u9a6c", "mzq", string(maNumber), w.ma.Number} {
		if got := w.find(beside, query); slices.Contains(got, w.ma.Household) {
			t.Errorf("%q finds a household of another village", query)
		}
	}
	if _, err := w.files.Open(t.Context(), beside, county, w.ma.Household, "question", casefile.AsOf{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("opened: %v", err)
	}
	if _, err := w.files.List(t.Context(), beside, datan, casefile.Hit{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("listed: %v", err)
	}
	if _, err := w.files.Tree(t.Context(), beside, township); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("counted: %v", err)
	}
	if _, err := w.files.Reveal(t.Context(), officer("case-2", access.CaseOfficer, "640422101"), county, w.ma.Household, w.ma.Members[0], casefile.FieldPhone, "to call the family"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("revealed: %v", err)
	}
	if _, err := w.files.Search(t.Context(), officer("admin", access.SystemAdmin, county), "\u9a6c", casefile.Hit{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator searched: %v", err)
	}
}

func TestALongListIsPagedWithoutLosingOrRepeatingARow(t *testing.T) {
	w := newWorld(t)
	for range 2*casefile.Page + 5 {
		w.register(datan, household.Member{Name: "\u7530\u6d77", Relation: household.HeadOfHousehold})
	}
	for name, ask := range map[string]func(casefile.Hit) (casefile.Results, error){
		"search": func(after casefile.Hit) (casefile.Results, error) {
			return w.files.Search(t.Context(), case1, "th", after)
		},
		"number": func(after casefile.Hit) (casefile.Results, error) {
			return w.files.Search(t.Context(), case1, "6404221002", after)
		},
		"list": func(after casefile.Hit) (casefile.Results, error) {
			return w.files.List(t.Context(), case1, township, after)
		},
	} {
		seen, pages, after := map[string]bool{}, 0, casefile.Hit{}
		for {
			found, err := ask(casefile.ReadHit(after.String()))
			w.must(err)
			pages++
			for _, row := range found.Rows {
				if seen[row.Household] {
					t.Errorf("%s: %s stands twice", name, row.Number)
				}
				seen[row.Household] = true
			}
			if after = found.Next; after == (casefile.Hit{}) {
				break
			}
		}
		if pages != 3 || len(seen) < 2*casefile.Page+5 {
			t.Errorf("%s: %d rows on %d pages", name, len(seen), pages)
		}
	}
	tree, err := w.files.Tree(t.Context(), case1, "")
	if err != nil || len(tree) != 1 || tree[0].Households != 2*casefile.Page+7 {
		t.Errorf("%v %v", tree, err)
	}
	w.must(w.db.RebuildCounts(t.Context(), county))
	if again, _ := w.files.Tree(t.Context(), case1, ""); !slices.Equal(again, tree) {
		t.Errorf("rebuilt counts differ: %v", again)
	}
}

func (w *world) open(actor access.Actor, purpose string, asOf casefile.AsOf) casefile.File {
	w.Helper()
	file, err := w.files.Open(w.Context(), actor, county, w.ma.Household, purpose, asOf)
	w.must(err)
	return file
}

func TestOneOpeningIsLoggedOnceAndAnotherPurposeAgain(t *testing.T) {
	w := newWorld(t)
	looks := func() int { return len(w.open(case1, "question", casefile.AsOf{}).Looks) }
	if n := looks(); n != 1 {
		t.Fatalf("%d openings", n)
	}
	w.now = w.now.Add(14 * time.Minute)
	if n := looks(); n != 1 {
		t.Errorf("the standing opening was not used: %d", n)
	}
	if n := len(w.open(case1, "review", casefile.AsOf{}).Looks); n != 2 {
		t.Errorf("another purpose was not logged: %d", n)
	}
	elsewhere := case1
	elsewhere.Session = "another browser"
	if n := len(w.open(elsewhere, "review", casefile.AsOf{}).Looks); n != 3 {
		t.Errorf("another sign-in was not logged: %d", n)
	}
	w.now = w.now.Add(casework.OpeningLasts + time.Second)
	if n := looks(); n != 4 {
		t.Errorf("a later opening was not logged: %d", n)
	}
	if _, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "", casefile.AsOf{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("opened without a purpose: %v", err)
	}
}

func TestKinshipClosesAFileThatStandsOpen(t *testing.T) {
	w := newWorld(t)
	w.open(case1, "question", casefile.AsOf{})
	_, err := w.acts.DiscloseKinship(t.Context(), case1, register.At{County: county, Household: w.ma.Household}, household.Kinship{
		OfficerID: case1.ID, Official: "Case One", Post: household.CaseOfficer, Relation: "brother",
	})
	w.must(err)
	var refused *fault.Error
	if _, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "question", casefile.AsOf{}); !errors.As(err, &refused) || refused.Key != "fault.recused" {
		t.Errorf("opened by a relative: %v", err)
	}
	if _, err := w.files.AccessLog(t.Context(), case1, county, w.ma.Household, 0); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("the openings were read by a relative: %v", err)
	}
	if file := w.open(village, "question", casefile.AsOf{}); len(file.Kinships) != 1 || file.Kinships[0].Official == "Case One" {
		t.Errorf("%+v", file.Kinships)
	}
}

func TestAFileIsReadAsOfAnyDayWithAndWithoutLaterCorrections(t *testing.T) {
	w := newWorld(t)
	at := register.At{County: county, Household: w.ma.Household}
	name := "\u9a6c\u5fd7\u521a"
	_, err := w.acts.CorrectMember(t.Context(), case1, at, register.Correction{Member: w.ma.Members[0], Reason: "one character was wrong", Name: &name})
	w.must(err)
	_, err = w.acts.AddMember(t.Context(), case1, at, household.Member{Name: "\u9a6c\u5c0f\u5f3a", Relation: household.Son, FromOn: period.MustDay("2026-11-05")})
	w.must(err)
	w.must(w.acts.EndMembership(t.Context(), case1, at, w.ma.Members[1], period.MustDay("2026-11-08"), "moved away"))
	for _, c := range []struct {
		asOf    casefile.AsOf
		members int
		head    string
	}{
		{casefile.AsOf{}, 2, "\u9a6c*\u521a"},
		{casefile.AsOf{On: period.MustDay("2026-11-06")}, 3, "\u9a6c*\u521a"},
		{casefile.AsOf{On: period.MustDay("2026-11-06"), Then: true}, 2, "\u9a6c*\u5f3a"},
		{casefile.AsOf{On: period.MustDay("2026-11-02")}, 2, "\u9a6c*\u521a"},
	} {
		file := w.open(case1, "question", c.asOf)
		if len(file.Members) != c.members || file.Head != c.head {
			t.Errorf("%+v: %d members, head %s", c.asOf, len(file.Members), file.Head)
		}
		for _, e := range file.Events {
			if e.Day().After(file.On) {
				t.Errorf("an event of %s on %s", e.Day(), file.On)
			}
		}
	}
	kinds := []string{}
	for _, e := range w.open(case1, "question", casefile.AsOf{}).Events {
		kinds = append(kinds, e.Kind)
	}
	for _, kind := range []string{"registered", "member_registered", "member_corrected", "member_joined", "member_left", "looked"} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("the timeline lacks %s: %v", kind, kinds)
		}
	}
}

func TestAValueIsRevealedForAReasonOnlyAndTheHouseholdSeesIt(t *testing.T) {
	w := newWorld(t)
	reveal := func(actor access.Actor, field casefile.Field, reason string) (casefile.Revealed, error) {
		return w.files.Reveal(t.Context(), actor, county, w.ma.Household, w.ma.Members[0], field, reason)
	}
	for _, reason := range []string{"", "look", "aaaaaaaa", "call 19900001111", string(maNumber)} {
		if _, err := reveal(case1, casefile.FieldPhone, reason); fault.KindOf(err) != fault.Invalid {
			t.Errorf("revealed for %q: %v", reason, err)
		}
	}
	if _, err := reveal(village, casefile.FieldIDNumber, "to check the card"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a village officer saw a number: %v", err)
	}
	if _, err := w.files.Reveal(t.Context(), case1, county, w.ma.Household, w.wu.Members[0], casefile.FieldPhone, "to call the family"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another household's person: %v", err)
	}
	for field, want := range map[casefile.Field]string{
		casefile.FieldPhone: "19900001111", casefile.FieldIDNumber: string(maNumber), casefile.FieldHealth: "asthma", casefile.FieldAddress: "group 3 door 12",
	} {
		if shown, err := reveal(case1, field, "to check the card"); err != nil || shown.Value != want {
			t.Errorf("%s: %+v %v", field, shown, err)
		}
	}
	resident := access.Actor{Kind: access.Resident, ID: w.ma.Members[1], County: county, Household: w.ma.Household}
	looks, err := w.files.AccessLog(t.Context(), resident, county, w.ma.Household, 0)
	if err != nil || len(looks) != 4 || looks[0].Purpose != "to check the card" || looks[0].Kind != "ValueRevealed" {
		t.Errorf("%+v %v", looks, err)
	}
	if _, err := w.files.AccessLog(t.Context(), resident, county, w.wu.Household, 0); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another household's openings: %v", err)
	}
}

func TestMyFileShowsMineInFullAndTheOthersMasked(t *testing.T) {
	w := newWorld(t)
	spouse := access.Actor{Kind: access.Resident, ID: w.ma.Members[1], County: county, Household: w.ma.Household}
	mine, err := w.files.Mine(t.Context(), spouse)
	w.must(err)
	if mine.Own.Name != "\u5355\u79c0\u82b1" || mine.Own.Phone != "19900002222" || mine.Address == "" {
		t.Errorf("own: %+v", mine.Own)
	}
	if len(mine.Members) != 1 {
		t.Fatalf("%+v", mine.Members)
	}
	if head := mine.Members[0]; head.Name != "\u9a6c*\u5f3a" || head.IDNumber+head.Phone+head.Account+head.Words != "" || head.Health {
		t.Errorf("the head's data are shown to the spouse: %+v", head)
	}
	head := spouse
	head.ID = w.ma.Members[0]
	if mine, err = w.files.Mine(t.Context(), head); err != nil || mine.Own.Words != "asthma" || mine.Members[0].Phone != "" {
		t.Errorf("the head sees the spouse's telephone: %+v %v", mine.Members, err)
	}
	head.Proxy = &access.Proxy{ID: "p", Name: "neighbour"}
	if mine, err = w.files.Mine(t.Context(), head); err != nil || mine.Own.Words+mine.Own.IDNumber+mine.Own.Account+mine.Address != "" || mine.Own.Name == "\u9a6c\u5fd7\u5f3a" {
		t.Errorf("a proxy sees the member's data: %+v %v", mine.Own, err)
	}
}

func TestWhatAHouseholdMustBeToldStaysUntilSomebodyToldIt(t *testing.T) {
	w := newWorld(t)
	w.must(w.db.InTx(t.Context(), func(tx casework.Tx) error {
		for _, m := range []casework.Message{
			{Household: w.ma.Household, Topic: "outbox.exit_revoked"},
			{Household: w.wu.Household, Topic: "outbox.exit_denied"},
			{Officer: string(township), Topic: "outbox.help_wanted", Detail: map[string]string{"number": "1"}},
		} {
			if err := tx.Enqueue(t.Context(), county, m, w.now); err != nil {
				return err
			}
		}
		return nil
	}))
	waiting, more, err := w.files.Waiting(t.Context(), case1, casefile.Message{})
	if err != nil || len(waiting) != 2 || more {
		t.Fatalf("%+v %v", waiting, err)
	}
	if _, _, err := w.files.Waiting(t.Context(), village, casefile.Message{}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a village officer handles the outbox: %v", err)
	}
	first := waiting[slices.IndexFunc(waiting, func(m casefile.Message) bool { return m.Household == w.ma.Household })]
	opened, err := w.files.Message(t.Context(), case1, first.ID)
	if err != nil || len(opened.Persons) != 2 || strings.Contains(opened.Persons[0].Phone, "0000") {
		t.Fatalf("%+v %v", opened, err)
	}
	phones, err := w.files.Phones(t.Context(), case1, opened)
	if err != nil || phones[w.ma.Members[0]] != "19900001111" {
		t.Errorf("%v %v", phones, err)
	}
	tell := func(household string, way outbox.Way) error {
		return w.outbox.TellHousehold(t.Context(), case1, county, household, first.ID, "", way, "")
	}
	if err := tell(w.wu.Household, outbox.ByPhone); fault.KindOf(err) != fault.NotFound {
		t.Errorf("told under another household: %v", err)
	}
	w.must(tell(w.ma.Household, outbox.NotReached))
	if waiting, _, _ := w.files.Waiting(t.Context(), case1, casefile.Message{}); len(waiting) != 2 {
		t.Errorf("what reached nobody left the list: %+v", waiting)
	}
	w.must(tell(w.ma.Household, outbox.ByPhone))
	if waiting, _, _ := w.files.Waiting(t.Context(), case1, casefile.Message{}); len(waiting) != 1 {
		t.Errorf("%+v", waiting)
	}
	if err := tell(w.ma.Household, outbox.ByPhone); fault.KindOf(err) != fault.NotFound {
		t.Errorf("told twice: %v", err)
	}
	own, err := w.files.OfficerMessages(t.Context(), case1)
	if err != nil || len(own) != 1 {
		t.Fatalf("%+v %v", own, err)
	}
	if err := w.outbox.ReadMessage(t.Context(), village, own[0].ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another office's message: %v", err)
	}
	w.must(w.outbox.ReadMessage(t.Context(), case1, own[0].ID))
}

func TestWhatOthersSaidOfAHouseholdIsNeverOpenedUnderAnotherPurpose(t *testing.T) {
	w := newWorld(t)
	_, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "question", casefile.AsOf{})
	w.must(err)
	kinds := func() (all []string) {
		made, err := w.files.Store.Looks(t.Context(), county, w.ma.Household, 1<<62, 100)
		w.must(err)
		for _, one := range made {
			all = append(all, one.Kind)
		}
		return all
	}
	for _, kind := range []string{"VerificationOpened", "VerificationOpened", "ComparisonOpened", "CluesOpened", "VerificationOpened", "DeclarationsOpened"} {
		_, err := casework.Look(t.Context(), w.files.Runner, w.db.Read(), case1, casework.Act{
			Kind: kind, Permission: access.HouseholdOpen, County: county, Household: w.ma.Household, Purpose: "verification",
		})
		w.must(err)
	}
	if got := kinds(); !slices.Equal(got, []string{"CluesOpened", "ComparisonOpened", "VerificationOpened", casework.FileOpened}) {
		t.Errorf("%v", got)
	}
}

func TestOneOpeningCoversThePagesOfEveryStep(t *testing.T) {
	w := newWorld(t)
	look := func(kind string) error {
		_, err := casework.Look(t.Context(), w.files.Runner, w.db.Read(), case1, casework.Act{
			Kind: kind, Permission: access.HouseholdOpen, County: county, Household: w.ma.Household, Purpose: "pledge",
		})
		return err
	}
	entries := func() int {
		made, err := w.files.Store.Looks(t.Context(), county, w.ma.Household, 1<<62, 100)
		w.must(err)
		return len(made)
	}
	for _, kind := range []string{"DeclarationsOpened", "NoticeAndPledgeOpened", "AccessOpened", "DeclarationsOpened"} {
		w.must(look(kind))
	}
	if n := entries(); n != 1 {
		t.Fatalf("%d entries for four pages of one visit", n)
	}
	if _, open, err := w.files.Standing(t.Context(), case1, county, w.ma.Household); err != nil || open {
		t.Errorf("a step's page opened the whole file without a purpose: %v", err)
	}
	_, err := w.files.Open(t.Context(), case1, county, w.ma.Household, "question", casefile.AsOf{})
	w.must(err)
	w.now = w.now.Add(casework.OpeningLasts - time.Minute)
	w.must(look("NoticeAndPledgeOpened"))
	if n := entries(); n != 2 {
		t.Errorf("%d entries, not the step's and the file's", n)
	}
	w.now = w.now.Add(time.Minute)
	w.must(look("NoticeAndPledgeOpened"))
	if n := entries(); n != 3 {
		t.Errorf("%d entries after fifteen minutes", n)
	}
	_, err = w.acts.DiscloseKinship(t.Context(), case1, register.At{County: county, Household: w.ma.Household}, household.Kinship{
		OfficerID: case1.ID, Official: "Case One", Post: household.CaseOfficer, Relation: "brother",
	})
	w.must(err)
	if err := look("NoticeAndPledgeOpened"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an opening that stands let a relative in: %v", err)
	}
}

func TestALinkToAPaperIsOfferedOnlyToWhoMayOpenIt(t *testing.T) {
	w := newWorld(t)
	may := func(actor access.Actor) bool {
		yes, err := w.files.MayOpenPaper(t.Context(), actor, county, w.ma.Household)
		w.must(err)
		return yes
	}
	if !may(case1) || may(beside) || may(officer("system-1", access.SystemAdmin, county)) || may(access.Actor{Kind: access.Resident, ID: "x", County: county}) {
		t.Error("the link does not follow the permission")
	}
	_, err := w.acts.DiscloseKinship(t.Context(), case1, register.At{County: county, Household: w.ma.Household}, household.Kinship{
		OfficerID: case1.ID, Official: "Case One", Post: household.CaseOfficer, Relation: "brother",
	})
	w.must(err)
	if may(case1) {
		t.Error("a relative is offered the paper")
	}
}
