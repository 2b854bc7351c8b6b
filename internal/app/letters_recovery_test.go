package app

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/casework"
	steps "chengxin/internal/casework/determination"
	recoverysteps "chengxin/internal/casework/recovery"
	"chengxin/internal/determination"
	"chengxin/internal/document"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/region"
)

// oneDebtor is a transaction that knows one family.
type oneDebtor struct{ oneFamily }

func (oneDebtor) Household(context.Context, region.Code, string) (casework.HouseholdRow, error) {
	return casework.HouseholdRow{ID: "h", Number: "640422100202-0001", Region: "640422100202"}, nil
}

// The order names every month, the sum in capital characters, the law of its day, the last day and how to ask for time; the receipt and the
// sheet say what was paid and what is left; the report adds up.
func TestThePapersOfARecoveryPrint(t *testing.T) {
	on := period.MustDay("2026-11-23")
	house, err := Open(t.Context(), Config{Dir: filepath.Join(t.TempDir(), "data")}, func() time.Time { return on.Start() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := house.Close(); err != nil {
			t.Error(err)
		}
	})
	office := casework.Office{Edition: "jiqiang-2022", County: "640422", Agency: "西吉县民政局", CodeWord: "西民", Phone: "0954-0000000", Address: "吉强镇", Reconsider: "西吉县人民政府", Demo: true}
	if err := house.KeepOffice(t.Context(), office); err != nil {
		t.Fatal(err)
	}
	rules, err := recoveryScheme{house}.RecoveryRules(t.Context(), "640422", on)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules.Basis) == 0 || rules.Span.Count != 30 || !strings.Contains(rules.Basis[0], "社会救助法") {
		t.Fatalf("the law of that day: %+v", rules)
	}
	letters := recoveryLetters{house}
	paper := casework.Paper{Number: "西民退\u30142026\u30151号", Code: "abcdefghijklmnop", IssuedOn: on, Office: office, LogSize: 7, LogRoot: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}
	edition, err := house.editions.InForce(t.Context(), "640422", on)
	if err != nil {
		t.Fatal(err)
	}
	m := steps.Matter{Case: determination.Case{Records: []determination.Record{{What: determination.ProposedFinding{}}, {What: determination.Confirmed{Number: "西民认\u30142026\u30152号"}}}}}
	m.Ground.Edition, m.Ground.Table = edition, rules.Table
	o := recovery.Order{
		ID: "o", Household: "h", Member: "head", Origin: recovery.OfDecision, On: on, Basis: strings.Join(rules.Basis, "；"), Number: "西民退\u30142026\u30151号",
		Months: []recovery.Month{{Month: "2026-01", Fen: 52000, Words: "按标准重算"}, {Month: "2026-02", Fen: 48050, Words: "按标准重算"}},
	}
	received := recovery.Received{On: on, Fen: 60000, Way: recovery.ByBank, Voucher: "银01"}
	paid := o.With(recovery.Record{ID: "r", What: received})
	standing := paid.Standing(rules.Terms, recovery.Hold{}, on)
	list := recoverysteps.List{Place: "640422", Report: recovery.Report([]recovery.Standing{standing}, on)}
	for name, c := range map[string]struct {
		compose func() ([]byte, error)
		says    []string
	}{
		"order": {
			func() ([]byte, error) { return letters.Order(t.Context(), oneDebtor{}, paper, o, m, rules) },
			[]string{"责令退回通知书", "西民认", "2026-01", "520.00", "2026-02", "480.50", "1,000.50", "壹仟元伍角整", "社会救助法", "30 天", "2026年12月23日", "36 个月", "不会从您家的救助金里自动扣", "马国强", "2027-01-22"},
		},
		"receipt": {
			func() ([]byte, error) { return letters.Receipt(t.Context(), oneDebtor{}, paper, paid, received) },
			[]string{"收据", "¥600.00", "陆佰元整", "银01", "银行转账", "¥400.50"},
		},
		"sheet": {
			func() ([]byte, error) { return letters.Sheet(t.Context(), oneDebtor{}, paper, paid, standing) },
			[]string{"追缴资金办理单", "520.00", "80.00", "400.50", "没有送达", "经办人"},
		},
		"ageing": {
			func() ([]byte, error) { return letters.ageing(paper, list).Canonical() },
			[]string{"追缴账龄表", "¥1,000.50", "¥600.00", "400.50", "停止计算"},
		},
	} {
		raw, err := c.compose()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, words := range c.says {
			if !strings.Contains(string(raw), words) {
				t.Errorf("%s lacks %q: %s", name, words, raw)
			}
		}
		for _, secret := range []string{"99000019700501001X", "13800001234", "recovery."} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s shows %q", name, secret)
			}
		}
		content, err := document.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		keepPaper(t, "recovery-"+name, func(out *bytes.Buffer) error { return document.Render(out, content) })
	}
}
