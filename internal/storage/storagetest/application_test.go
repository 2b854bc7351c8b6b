package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/audit"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/casework/people"
	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

const intakeReason = "已逐项看过，情况属实"

// intake is a county with officers, one family and the acts of the intake on it.
type intake struct {
	bars []application.Bar
	steps.Acts
	t    *testing.T
	db   *storage.DB
	at   steps.At
	desk access.Actor
}

func (i *intake) Remedies(_ context.Context, _ region.Code, servedOn period.Day) ([]application.Remedy, error) {
	return []application.Remedy{{Name: "reconsideration", LastOn: servedOn.AddDays(60)}}, nil
}

func (i *intake) Receipt(_ context.Context, _ casework.Tx, paper casework.Paper, _ casework.HouseholdRow, r application.Request) ([]byte, error) {
	return []byte(paper.Number + string(r.Asked)), nil
}

func (i *intake) Refusal(_ context.Context, _ casework.Tx, paper casework.Paper, _ casework.HouseholdRow, r application.Request, remedies []application.Remedy, _ string) ([]byte, error) {
	proposed, _, _ := r.Refusal()
	return fmt.Appendf(nil, "%s %s %s", paper.Number, proposed.Reason, remedies[0].LastOn), nil
}

const apartVillage = region.Code("640422100202")

func staff(id string, role access.Role, where region.Code) access.Actor {
	return access.Actor{
		Kind: access.Officer, ID: id, Name: id, County: county, Unit: where, Session: "s", SteppedUpAt: noon, Grants: []access.Grant{{Role: role, Region: where}},
	}
}

func newIntake(t *testing.T, db *storage.DB) *intake {
	t.Helper()
	i := &intake{t: t, db: db, at: steps.At{County: county, Household: "h"}, desk: staff("desk", access.CaseOfficer, "640422100")}
	i.Acts = steps.Acts{Runner: runner(db), Reads: db.Read(), Scheme: i, Letters: i, NewID: storage.NewID, Bars: func(context.Context, casework.Tx, region.Code, string, period.Day) ([]application.Bar, error) {
		return i.bars, nil
	}}
	addHousehold(t, db, "h", apartVillage)
	i.write(func(tx *storage.Tx) error {
		if err := tx.KeepOffice(t.Context(), casework.Office{County: county, Agency: "某县民政局", CodeWord: "某民", Phone: "0954"}); err != nil {
			return err
		}
		for _, who := range []access.Actor{i.desk, staff("named", access.CaseOfficer, "640422100"), staff("county", access.CountyApprover, county), staff("abroad", access.CaseOfficer, "640422101"), staff("visitor", access.CountyOfficer, county)} {
			if err := tx.AddOfficer(t.Context(), people.Officer{County: county, ID: who.ID, Login: "l-" + who.ID, Name: who.Name, Unit: who.Unit, MadeAt: noon}); err != nil {
				return err
			}
			for n, grant := range who.Grants {
				if err := tx.AddRole(t.Context(), county, people.HeldRole{ID: fmt.Sprint(who.ID, n), Officer: who.ID, Role: grant.Role, Region: grant.Region, At: noon}); err != nil {
					return err
				}
			}
		}
		for n, m := range []household.Member{
			{ID: "father", Name: "马某某", IDNumber: "99000019700501001X", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
			{ID: "mother", Name: "李某某", Relation: "10", BornOn: period.MustDay("1972-05-01")},
			{ID: "child", Name: "马小某", Relation: "20", BornOn: period.MustDay("2015-05-01")},
		} {
			m.HouseholdID, m.Seq, m.RecordedAt, m.RecordedBy, m.FromOn = "h", 1, noon, "desk", period.MustDay("2026-01-01")
			if err := tx.AddMember(t.Context(), county, fmt.Sprint("m", n), m); err != nil {
				return err
			}
		}
		_, err := tx.AppendEntry(t.Context(), audit.Entry{County: county, At: noon, Kind: "MembersAdded", ActorKind: "setup", ActorID: "test", Household: "h", Region: apartVillage})
		return err
	})
	return i
}

func (i *intake) write(do func(*storage.Tx) error) {
	i.t.Helper()
	if err := i.db.Write(i.t.Context(), do); err != nil {
		i.t.Fatal(err)
	}
}

// bar lets a bar of the father stand, as a measure of a decision makes it.
func (i *intake) bar(stands bool) {
	today := period.DayOf(noon)
	i.bars = []application.Bar{{ID: "b", Measure: "measure", Member: "father", From: today.AddMonths(-2), Until: today.AddMonths(4), Stands: stands}}
}

func asked() application.Request {
	return application.Request{
		Applicant: "father", Asked: application.Dibao, For: []string{"father", "mother", "child"}, Channel: application.AtDesk, Kin: application.NoKin, On: period.DayOf(noon),
		Words: "冬天没有活干",
	}
}

func (i *intake) register(r application.Request, kin household.Kinship) string {
	i.t.Helper()
	done, err := i.Register(i.t.Context(), i.desk, i.at, r, kin)
	if err != nil || done.Number == "" {
		i.t.Fatal(done, err)
	}
	return done.ID
}

func (i *intake) request(id string) steps.Shown {
	i.t.Helper()
	view, err := i.Open(i.t.Context(), i.desk, i.at)
	if err != nil {
		i.t.Fatal(err)
	}
	one, err := view.Find(id)
	if err != nil {
		i.t.Fatal(err)
	}
	return one
}

func (i *intake) do(actor access.Actor, id string, what application.What) error {
	return i.Handle(i.t.Context(), actor, i.at, id, what)
}

func refused(t *testing.T, name string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v", name, err)
	}
}

func TestEveryRequestIsRegisteredWhateverStandsAgainstTheHousehold(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		i.bar(true)
		one := i.request(i.register(asked(), household.Kinship{}))
		if one.State() != application.Registered || len(one.Holding) != 1 || one.Passes != "" || one.Words != "冬天没有活干" || len(one.For) != 3 {
			t.Errorf("%+v", one)
		}
		again := asked()
		again.Asked = application.Medical
		if one := i.request(i.register(again, household.Kinship{})); one.Passes != application.ExemptKind {
			t.Errorf("a request is registered as often as it is made, and illness is never barred: %+v", one)
		}
		told, err := db.Read().Waiting(t.Context(), county, apartVillage, casefile.Message{}, 10)
		if err != nil || len(told) != 2 || told[0].Topic != "outbox.application_registered" {
			t.Errorf("%+v %v", told, err)
		}
		stranger := asked()
		stranger.Applicant = "nobody"
		_, err = i.Register(t.Context(), i.desk, i.at, stranger, household.Kinship{})
		refused(t, "who is no member does not apply here", err, fault.Invalid)
		_, err = i.Register(t.Context(), staff("abroad", access.CaseOfficer, "640422101"), i.at, asked(), household.Kinship{})
		refused(t, "another township's household", err, fault.Forbidden)
		_, err = i.Register(t.Context(), staff("auditor", access.Auditor, county), i.at, asked(), household.Kinship{})
		refused(t, "an auditor registers nothing", err, fault.Forbidden)
	})
}

func TestDisclosedKinIsFiledApartAndRecusedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		with := asked()
		with.Kin = application.HasKin
		_, err := i.Register(t.Context(), i.desk, i.at, with, household.Kinship{})
		refused(t, "kin of whom?", err, fault.Invalid)
		i.register(with, household.Kinship{MemberID: "mother", OfficerID: "named", Official: "named", Post: household.CaseOfficer, Relation: "姐弟"})
		i.register(asked(), household.Kinship{})
		view, err := i.Open(t.Context(), i.desk, i.at)
		if err != nil || len(view.Kinships) != 1 || !view.Requests[0].Apart() || !view.Requests[1].Apart() {
			t.Errorf("also the next request is filed apart: %+v %v", view, err)
		}
		for _, one := range view.Named {
			if one.ID == "named" || one.ID == "abroad" {
				t.Errorf("%s is kin, or of another township", one.ID)
			}
		}
		_, err = i.Open(t.Context(), staff("named", access.CaseOfficer, "640422100"), i.at)
		refused(t, "kin opens nothing", err, fault.Forbidden)
		list, err := i.List(t.Context(), i.desk, county, "640422100", steps.Filter{Apart: true}, "")
		if err != nil || len(list.Rows) != 2 || !list.Rows[0].Apart {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestKinDisclosedLaterIsFiledWithTheRequest(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		id := i.register(asked(), household.Kinship{})
		if i.request(id).Apart() {
			t.Error("nothing was disclosed yet")
		}
		if err := i.Disclose(t.Context(), i.desk, i.at, id, household.Kinship{Official: "某某", Post: household.VillageCommittee, Relation: "堂兄弟"}); err != nil {
			t.Fatal(err)
		}
		if !i.request(id).Apart() {
			t.Error("it is filed apart from then on")
		}
		if err := i.do(i.desk, id, application.Accepted{}); err != nil || i.told("visitor") != "outbox.application_county_visit" {
			t.Errorf("the county visits: %q %v", i.told("visitor"), err)
		}
	})
}

func TestABarRefersAndOnlyTheNamedOfficerAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		i.bar(true)
		id, named := i.register(asked(), household.Kinship{}), staff("named", access.CaseOfficer, "640422100")
		refused(t, "it is referred first", i.do(i.desk, id, application.Accepted{Reason: intakeReason}), fault.Conflict)
		refused(t, "to somebody of this place", i.do(i.desk, id, application.Referred{Officer: "abroad"}), fault.Invalid)
		if err := i.do(i.desk, id, application.Referred{Officer: "named"}); err != nil {
			t.Fatal(err)
		}
		refused(t, "the desk does not answer it", i.do(i.desk, id, application.Accepted{Reason: intakeReason}), fault.Forbidden)
		list, err := i.List(t.Context(), i.desk, county, "640422100", steps.Filter{States: []application.State{application.Named}, Officer: "named"}, "")
		if err != nil || len(list.Rows) != 1 || list.Rows[0].Officer != "named" || list.Counts[application.Named] != 1 {
			t.Errorf("%+v %v", list, err)
		}
		if err := i.do(named, id, application.Accepted{Reason: intakeReason}); err != nil {
			t.Fatal(err)
		}
		if i.request(id).State() != application.Taken {
			t.Error("it is accepted")
		}
	})
}

// An objection stays the bar in the same act; the request goes on by itself, whoever it was referred to.
func TestAStayedOrEndedBarHoldsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		i.bar(true)
		id := i.register(asked(), household.Kinship{})
		for _, stands := range []bool{false, true, false} {
			i.bar(stands)
			if one := i.request(id); len(one.Holding) > 0 != stands {
				t.Errorf("stands %v: %+v", stands, one.Holding)
			}
		}
		if err := i.do(i.desk, id, application.Accepted{}); err != nil {
			t.Error(err)
		}
	})
}

func TestExemptionAndTheCountysWordLetARequestPass(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		i.bar(true)
		id := i.register(asked(), household.Kinship{})
		if err := i.do(i.desk, id, application.Exempted{Ground: application.AnEmergency, Reason: "房屋倒塌，今晚没有地方住"}); err != nil {
			t.Fatal(err)
		}
		if one := i.request(id); one.Passes != application.Protected || i.do(i.desk, id, application.Accepted{}) != nil {
			t.Errorf("%+v", one)
		}
		other := i.register(asked(), household.Kinship{})
		refused(t, "the township has no word for the county", i.do(i.desk, other, application.Overridden{Reason: intakeReason}), fault.Forbidden)
		if err := i.do(staff("county", access.CountyApprover, county), other, application.Overridden{Reason: intakeReason}); err != nil {
			t.Fatal(err)
		}
		if one := i.request(other); one.Passes != application.ByCounty {
			t.Errorf("%+v", one)
		}
	})
}

// told are the topics of what waits for an officer.
func (i *intake) told(officer string) string {
	i.t.Helper()
	messages, err := i.db.Read().OfficerMessages(i.t.Context(), county, []string{officer}, 20)
	if err != nil {
		i.t.Fatal(err)
	}
	var topics []string
	for _, one := range messages {
		topics = append(topics, one.Topic)
	}
	return strings.Join(topics, " ")
}

func TestARefusalTakesTwoPeopleAndIsServedWithItsRemedies(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i, county1 := newIntake(t, db), staff("county", access.CountyApprover, county)
		id := i.register(asked(), household.Kinship{})
		if err := i.do(i.desk, id, application.Proposed{Reason: "户籍在外县，应当向户籍地申请", Basis: "最低生活保障审核确认办法第六条"}); err != nil {
			t.Fatal(err)
		}
		if i.told("county") != "outbox.application_to_sign" || i.told("named") != "" {
			t.Errorf("the county reads what waits to be signed: %q, others nothing: %q", i.told("county"), i.told("named"))
		}
		_, err := i.Refuse(t.Context(), i.desk, i.at, id, intakeReason)
		refused(t, "who proposed does not sign", err, fault.Forbidden)
		tired := county1
		tired.SteppedUpAt = noon.Add(-time.Hour)
		_, err = i.Refuse(t.Context(), tired, i.at, id, intakeReason)
		refused(t, "the second factor is shown anew", err, fault.Forbidden)
		if err := i.do(county1, id, application.Returned{Reason: "请先问清实际居住情况"}); err != nil {
			t.Fatal(err)
		}
		if i.request(id).State() != application.Registered || i.told("desk") != "outbox.application_returned" {
			t.Error("a proposal that was sent back decides nothing")
		}
		if err := i.do(i.desk, id, application.Proposed{Reason: "户籍在外县，也没有居住证", Basis: "最低生活保障审核确认办法第六条"}); err != nil {
			t.Fatal(err)
		}
		letter, err := i.Refuse(t.Context(), county1, i.at, id, intakeReason)
		if err != nil || letter.Number == "" {
			t.Fatal(letter, err)
		}
		if string(letter.Content) != letter.Number+" 户籍在外县，也没有居住证 2027-01-22" {
			t.Errorf("%s", letter.Content)
		}
		served := application.Served{Proof: determination.Proof{Way: determination.InPerson, At: noon, Receiver: "马某某"}}
		if err := i.do(i.desk, id, served); err != nil {
			t.Fatal(err)
		}
		mine, err := i.Mine(t.Context(), access.Actor{Kind: access.Resident, ID: "mother", County: county, Household: "h"})
		if err != nil || len(mine.Requests) != 1 || mine.Requests[0].State() != application.Denied || mine.Requests[0].Remedies[0].LastOn != period.MustDay("2027-01-22") {
			t.Errorf("%+v %v", mine, err)
		}
		refused(t, "answered once", i.do(i.desk, id, application.Accepted{}), fault.Conflict)
	})
}

// What one adult asks for alone is nobody else's in the family, its papers neither.
func TestARequestForOneAdultIsThatAdultsOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		own := asked()
		own.Asked, own.For = application.Medical, []string{"father"}
		i.register(own, household.Kinship{})
		papers := func(member string) (n int) {
			t.Helper()
			reader := casefile.Reader{Store: db.Read(), Runner: i.Runner}
			all, err := reader.MyPapers(t.Context(), access.Actor{Kind: access.Resident, ID: member, County: county, Household: "h"})
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		for member, sees := range map[string]int{"father": 1, "mother": 0} {
			mine, err := i.Mine(t.Context(), access.Actor{Kind: access.Resident, ID: member, County: county, Household: "h"})
			if err != nil || len(mine.Requests) != sees || papers(member) != sees {
				t.Errorf("%s: %+v, %d papers, %v", member, mine.Requests, papers(member), err)
			}
		}
	})
}

func TestAnotherSystemLearnsWhereToReferAndNeverMore(t *testing.T) {
	onBoth(t, func(t *testing.T, db *storage.DB) {
		i := newIntake(t, db)
		asker := steps.Asker{County: county, System: "县社会救助系统", Officers: []string{"l-named", "l-desk"}, PerDay: 6}
		ask := func(number household.IDNumber, kind application.Assistance) (steps.Answer, error) {
			return i.Check(t.Context(), asker, steps.Question{Number: number, Asked: kind, Purpose: "本人到大厅申请"})
		}
		free := steps.Answer{AsOf: period.DayOf(noon)}
		for name, number := range map[string]household.IDNumber{"nobody is known": "990000197005010028", "no bar": "99000019700501001X"} {
			if answer, err := ask(number, application.Dibao); err != nil || answer != free {
				t.Errorf("%s: %+v %v", name, answer, err)
			}
		}
		i.bar(true)
		referred := steps.Answer{AsOf: period.DayOf(noon), Refer: true, Officer: "named", Unit: "640422100", Phone: "0954"}
		if answer, err := ask("99000019700501001X", application.Dibao); err != nil || answer != referred {
			t.Errorf("%+v %v", answer, err)
		}
		if answer, err := ask("99000019700501001X", application.Emergency); err != nil || answer != free {
			t.Errorf("what is never barred tells of no bar: %+v %v", answer, err)
		}
		i.register(asked(), household.Kinship{})
		id := i.register(asked(), household.Kinship{})
		if err := i.Disclose(t.Context(), i.desk, i.at, id, household.Kinship{OfficerID: "named", Official: "named", Post: household.CaseOfficer, Relation: "姐弟"}); err != nil {
			t.Fatal(err)
		}
		if answer, err := ask("99000019700501001X", application.Dibao); err != nil || answer.Officer != "desk" {
			t.Errorf("never to the family's own kin: %+v %v", answer, err)
		}
		_, err := i.Check(t.Context(), asker, steps.Question{Number: "99000019700501001X", Asked: application.Dibao})
		refused(t, "without a purpose", err, fault.Invalid)
		if _, err := ask("99000019700501001X", application.Dibao); err != nil {
			t.Fatal(err)
		}
		_, err = ask("99000019700501001X", application.Dibao)
		var enough *fault.Error
		if !errors.As(err, &enough) || enough.Kind != fault.Unavailable || enough.Key != "application.check.enough" {
			t.Errorf("six questions a day: %v", err)
		}
		looks, err := db.Read().Looks(t.Context(), county, "h", 1<<40, 20)
		found := 0
		for _, look := range looks {
			if look.Kind == "ApplicationCheckOpened" && look.Actor == asker.System && look.ActorKind == access.System && look.Purpose == "本人到大厅申请" {
				found++
			}
		}
		if err != nil || found != 5 {
			t.Errorf("the person reads who asked and why, %d times: %v", found, err)
		}
	})
}
