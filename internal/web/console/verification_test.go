package console_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/blob"
	"chengxin/internal/casework"
	verificationsteps "chengxin/internal/casework/verification"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/storage/sqlite"
	"chengxin/internal/vault"
	"chengxin/internal/verification"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

// verificationDesk is one family of two who have authorised the verification, behind the pages of both sides.
type verificationDesk struct {
	*visitDesk
	acts   verificationsteps.Acts
	actors map[string]access.Actor
}

func (d *verificationDesk) VerificationTerms(context.Context, region.Code, period.Day) (verificationsteps.Terms, error) {
	return verificationsteps.Terms{
		Items: []verification.Item{
			{Code: "I101", Label: "务工收入", Class: "I", Unit: "fen", ByMember: true, Periodic: true, Months: 3},
			{Code: "I401", Label: "养老金", Class: "I", Unit: "fen", ByMember: true, Periodic: true, Months: 3},
			{Code: "P201", Label: "车辆", Class: "P", Unit: "count", Counter: "辆"},
			{Code: "P301", Label: "存款", Class: "P", Unit: "fen", ByMember: true},
		},
		Pledge: pledge.Terms{Authorisation: pledge.Text{Kind: pledge.AuthorisationText, Hash: "words"}},
	}, nil
}

// Enquiry stands for the printing, which internal/app does.
func (d *verificationDesk) DisputeAnswer(_ context.Context, _ casework.Tx, paper casework.Paper, _ verification.Dispute, _ verification.Answer) ([]byte, error) {
	return []byte(paper.Number), nil
}

func (d *verificationDesk) Enquiry(_ context.Context, _ casework.Tx, paper casework.Paper, _ verification.Enquiry) ([]byte, error) {
	return []byte(paper.Number), nil
}

func idNumber(wife bool) string {
	born, order := period.MustDay("1970-05-01"), 1
	if wife {
		born, order = period.MustDay("1972-05-01"), 2
	}
	return string(household.InventedID("990422", born, order))
}

func newVerificationDesk(t *testing.T) *verificationDesk {
	t.Helper()
	d := &verificationDesk{visitDesk: &visitDesk{registerDesk: &registerDesk{T: t, now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}}, actors: map[string]access.Actor{}}
	clock := func() time.Time { return d.now }
	dir := t.TempDir()
	engine, err := sqlite.Open(t.Context(), filepath.Join(dir, "verification.db"))
	d.must(err)
	_, err = engine.Migrate(t.Context())
	d.must(err)
	keys, err := vault.Create(filepath.Join(dir, "vault.json"), vault.Default, d.now)
	d.must(err)
	d.db = storage.New(engine, keys)
	for _, id := range []string{"li", "hai"} {
		d.actors[id] = access.Actor{Kind: access.Officer, ID: id, Name: "姓" + id, County: xiji, Unit: jiqiang, Session: "s-" + id, Grants: []access.Grant{{Role: access.CaseOfficer, Region: jiqiang}}}
	}
	for _, id := range []string{"head", "wife"} {
		d.actors[id] = access.Actor{Kind: access.Resident, ID: id, Name: "马*强", County: xiji, Household: "h", Session: "r-" + id}
	}
	d.acts = verificationsteps.Acts{
		Runner: casework.NewRunner(d.db, clock), Reads: d.db.Read(), Scheme: d, Letters: d, Scans: blob.NewFolder(filepath.Join(dir, "blobs"), keys),
		NewID: func() string { d.ids++; return fmt.Sprintf("id-%03d", d.ids) },
	}
	router := page.New(page.Config{
		Now: clock, Log: slog.New(slog.DiscardHandler), Sessions: storage.BrowserSessions{DB: d.db, Clock: clock},
		Authenticate: func(_ context.Context, token string) (access.Actor, bool, error) {
			actor, known := d.actors[token]
			return actor, known, nil
		},
	})
	router.Handle("GET /as/{who}", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		if err := r.SignIn(r.PathValue("who")); err != nil {
			return err
		}
		return r.SeeOther(w, "/")
	})
	console.VerificationPages{Acts: d.acts, Paper: func(string) string { return "/console/papers/letter" }}.Routes(router)
	resident.VerificationPages{Acts: d.acts, Home: "/r"}.Routes(router)
	d.server = httptest.NewServer(router)
	t.Cleanup(func() {
		d.server.Close()
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	d.must(d.db.Write(t.Context(), func(tx *storage.Tx) error { return d.authorised(t.Context(), tx) }))
	return d
}

// authorised registers the family, with the authorisation of both.
func (d *verificationDesk) authorised(ctx context.Context, tx *storage.Tx) error {
	if err := tx.KeepOffice(ctx, casework.Office{County: xiji, Agency: "西吉县民政局", CodeWord: "吉民", Demo: true}); err != nil {
		return err
	}
	home := household.Household{County: xiji, ID: "h", Number: "640422100202-0001", Region: datan, Kind: household.Recipient, RegisteredOn: period.MustDay("2026-01-01")}
	if err := tx.AddHousehold(ctx, home); err != nil {
		return err
	}
	for i, m := range []household.Member{
		{ID: "head", Hukou: "640121", Name: "马国强", Relation: household.HeadOfHousehold, BornOn: period.MustDay("1970-05-01")},
		{ID: "wife", Name: "李秀英", Relation: household.Spouse, BornOn: period.MustDay("1972-05-01")},
	} {
		m.HouseholdID, m.Seq, m.IDNumber = "h", 1, household.IDNumber(idNumber(m.ID == "wife"))
		if err := tx.AddMember(ctx, xiji, fmt.Sprint("row-", i), m); err != nil {
			return err
		}
	}
	for _, who := range []string{"head", "wife"} {
		signed := pledge.Signature{
			ID: "s-" + who, Household: "h", Text: pledge.AuthorisationText, Hash: "words", Member: who, Signer: who, SignerName: who,
			Capacity: pledge.OwnHand, Method: pledge.Typed, SignedAt: d.now.AddDate(0, -1, 0), RecordedBy: who,
		}
		if err := tx.AddSignature(ctx, xiji, signed); err != nil {
			return err
		}
	}
	return nil
}

// brings records a file of a source: rows of identity number, value, result, and of which time the value is a sum.
func (d *verificationDesk) brings(source verification.Source, item, asOf string, rows ...[5]string) verificationsteps.File {
	d.Helper()
	mapping := verification.Mapping{Source: source, Item: item}
	columns := [5]verification.Column{verification.ColumnIDNumber, verification.ColumnValue, verification.ColumnResult, verification.ColumnFrom, verification.ColumnTo}
	for i, heading := range []string{"证件", "数值", "结果", "起", "止"} {
		mapping.Headings[columns[i]] = heading
	}
	d.must(d.acts.SaveMapping(d.Context(), d.actors["li"], "", mapping))
	up := verificationsteps.Upload{
		Region: jiqiang, Source: source, AsOf: period.MustDay(asOf), Name: source.Label("zh-CN") + ".csv", Content: []byte(string(source) + asOf), Form: "utf-8",
	}
	for i, row := range rows {
		made := verification.Row{Line: i + 2}
		for n, text := range row {
			made.Text[columns[n]] = text
		}
		up.Rows = append(up.Rows, made)
	}
	f, err := d.acts.ImportFile(d.Context(), d.actors["li"], up)
	d.must(err)
	d.now = d.now.Add(time.Minute)
	return f
}

// shows asks for a page that must stand as its golden copy and say these words.
func (d *verificationDesk) shows(ask func(string, ...string) (int, string, string), name, path string, words ...string) {
	d.Helper()
	status, body, _ := ask(path)
	if status != http.StatusOK {
		d.Fatalf("%s: %d\n%s", path, status, body)
	}
	for _, one := range words {
		if !strings.Contains(body, one) {
			d.Errorf("%s does not say %s:\n%s", path, one, body)
		}
	}
	d.stands("verification_"+name, body)
}

func TestEveryStateOfAResultLooksAsItDid(t *testing.T) {
	d := newVerificationDesk(t)
	head, wife := idNumber(false), idNumber(true)
	li, hai, mine, hers := d.as("li"), d.as("hai"), d.as("head"), d.as("wife")
	const verified = "/console/households/h/verification"
	d.shows(li, "nothing", verified, "还没有任何来源的结果", "马*强的户籍在外地（永宁县 640121）")
	d.shows(mine, "mine_nothing", "/r/verification", "还没有查到的情况")

	d.brings(verification.Tax, "I101", "2026-01-31", [5]string{head, "9600", "查得", "2025-07", "2025-12"})
	pensions := d.brings(verification.SocialInsurance, "I401", "2026-11-20",
		[5]string{head, "1440", "查得"}, [5]string{wife, "", "未查得"}, [5]string{string(household.InventedID("990422", period.MustDay("1980-01-01"), 9)), "5", ""}, [5]string{"1", "x", ""})
	d.brings(verification.Bank, "P301", "2026-11-20", [5]string{head, "", "超限"}, [5]string{wife, "", "无法查询"})
	cars := d.brings(verification.Vehicle, "P201", "2026-11-20", [5]string{head, "", "未查询"}, [5]string{wife, "1", "查得"})
	d.shows(li, "file", "/console/verification/files/"+pensions.ID, "本地名册里没有这个人", "改好以后再导入")
	d.shows(li, "sources", "/console/verification?source=bank", "过期", "有效", "还没有导入")
	d.shows(li, "mapping", "/console/verification/mappings/bank", "证件")

	dispute := func(file verificationsteps.File, member, words string) verification.Dispute {
		t.Helper()
		var of verificationsteps.Result
		d.must(d.db.Read().VerificationReportsOf(t.Context(), xiji, file.ID, func(r verification.Report) error {
			for _, line := range r.Lines {
				if line.Member == member {
					of = verificationsteps.Result{Report: r.ID, Member: member, Item: line.Item}
				}
			}
			return nil
		}))
		made, err := d.acts.DisputeResult(t.Context(), d.actors[member], "d-"+member, of, words)
		d.must(err)
		return made
	}
	stopped, sold := dispute(pensions, "head", "九月就停发了"), dispute(cars, "wife", "车去年卖了")
	d.shows(hai, "dispute", verified+"/disputes/"+stopped.ID, "九月就停发了", "应在此日前答复")
	d.must(d.acts.AnswerDispute(t.Context(), d.actors["hai"], verificationsteps.At{County: xiji, Household: "h", Key: "a"}, stopped.ID, verification.Answer{
		Outcome: verification.Corrected, State: verification.Found, Value: 96000, Asked: "社保中心王某", Words: "八月以前每月 120 元，已更正。",
	}))
	d.shows(hai, "disputes", "/console/verification/disputes", "等答复", "已更正")
	d.shows(li, "every_state", verified, "960.00 元/年", "已更正", "没有", "超过限额（没有金额）", "没有查成", "没有查询", "有异议，暂不参加比对", "数据过期", "2025年7月1日至2025年12月31日")
	d.shows(mine, "mine_states", "/r/verification", "960.00 元/年", "八月以前每月 120 元", "超过限额（没有金额）", "没有查询", "这个数据比较旧", "家里别的大人的情况，由他本人看")
	d.shows(hers, "mine_disputed", "/r/verification", "车去年卖了", "正在核实", "没有查成")
	if _, body, _ := mine("/r/verification"); strings.Contains(body, sold.Words) || strings.Contains(body, "没有查成") {
		t.Error("another adult's own is shown")
	}
}

func TestALetterToAnotherCountyLooksAsItDid(t *testing.T) {
	d := newVerificationDesk(t)
	li := d.as("li")
	d.shows(li, "enquiries_none", "/console/verification/enquiries", "没有协查函")
	d.shows(li, "enquiry_new", "/console/households/h/verification/enquiry", "对方县（市、区）代码")
	asked := d.now
	d.now = d.now.AddDate(0, 0, -28)
	late, err := d.acts.SendEnquiry(t.Context(), d.actors["li"], verificationsteps.At{County: xiji, Household: "h", Key: "late"}, verification.Enquiry{
		Member: "wife", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I401"},
	})
	d.must(err)
	d.now = asked
	sent, err := d.acts.SendEnquiry(t.Context(), d.actors["li"], verificationsteps.At{County: xiji, Household: "h", Key: "e"}, verification.Enquiry{
		Member: "head", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I101", "P301"},
	})
	d.must(err)
	one := "/console/verification/enquiries/" + sent.ID
	d.shows(li, "enquiry", one, "等回函", "务工收入、存款")
	d.shows(li, "enquiry_overdue", "/console/verification/enquiries/"+late.ID, "超期未回")
	d.shows(li, "enquiries", "/console/verification/enquiries", "超期未回", "等回函")
	d.must(d.acts.RecordReply(t.Context(), d.actors["li"], "r", sent.ID, verification.EnquiryEvent{Words: "在贵县没有收入", On: period.DayOf(d.now)}, nil))
	d.shows(li, "enquiry_answered", one, "已回函", "在贵县没有收入")
	if _, body, _ := li(one); strings.Contains(body, "打开回函扫描件") {
		t.Error("a scan is offered that nobody has sent")
	}
}
