package comparison_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chengxin/internal/comparison"
)

// said writes rows as "declaration I201 100000 as_of=2026-06-01 since=… period=… aside member=…".
func said(t testing.TB, rules *comparison.Rules, lines ...string) []comparison.Row {
	t.Helper()
	var rows []comparison.Row
	for _, line := range lines {
		words := strings.Fields(line)
		row := comparison.Row{AsOf: 20260601, Item: rules.Find([]byte(words[1]))}
		for _, source := range comparison.Sources() {
			if source.String() == words[0] {
				row.Source = source
			}
		}
		if row.Item < 0 {
			t.Fatalf("no item %s", words[1])
		}
		if rules.ByMember(row.Item) {
			row.Member = "m"
		}
		for _, word := range words[2:] {
			name, value, _ := strings.Cut(word, "=")
			ok := true
			switch name {
			case "as_of":
				row.AsOf, ok = comparison.ParseDay([]byte(value))
			case "since":
				row.Since, ok = comparison.ParseDay([]byte(value))
			case "period":
				row.Period = value
			case "member":
				row.Member = value
			case "aside":
				row.SetAside = true
			default:
				_, err := fmt.Sscan(word, &row.Value)
				ok = err == nil
			}
			if !ok {
				t.Fatalf("%s: %q", line, word)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func summary(report *comparison.Report, rules *comparison.Rules) string {
	var words []string
	for _, found := range report.Discrepancies {
		words = append(words, fmt.Sprintf("%s %s %s/%s/%s", rules.Code(found.Item), found.Kind, text(found.Sums[0]), text(found.Sums[1]), text(found.Sums[2])))
	}
	return strings.Join(words, "; ")
}

func TestEverySentenceOfTheRules(t *testing.T) {
	rules := rulesOf(t, defaultItems(t))
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"exactly 600 yuan more is within", []string{"declaration I201 100000", "visit I201 160000", "platform I201 0"}, ""},
		{"a fen above both edges", []string{"declaration I201 100000", "visit I201 160001", "platform I201 0"}, "I201 INCOME_UNDER 100000/160001/0"},
		{"exactly 10% of the higher is within", []string{"declaration I201 5400000", "visit I201 6000000", "platform I201 1"}, ""},
		{"more than 10% of the higher", []string{"declaration I201 5400000", "visit I201 6000001", "platform I201 1"}, "I201 INCOME_UNDER 5400000/6000001/1"},
		{"over-declared income is none", []string{"declaration I201 900000", "visit I201 0", "platform I201 0"}, ""},
		{"the higher of the two found", []string{"declaration P201 1", "visit P201 0", "platform P201 2"}, "P201 PROPERTY_UNDECLARED 1/0/2"},
		{"rows add up, the same ones too", []string{"declaration I201 30000", "declaration I201 30000", "visit I201 60001", "visit I201 60001", "platform MEMB 0"}, "I201 INCOME_UNDER 60000/120002/0"},
		{"area", []string{"declaration P102 4500", "visit P102 5001", "platform P102 5000"}, "P102 AREA_UNDER 4500/5001/5000"},
		{"area within 5 m²", []string{"declaration P102 4500", "visit P102 5000", "platform P102 5000"}, ""},
		{"deposits", []string{"declaration P301 4500000", "visit P301 0", "platform P301 5000001"}, "P301 ASSET_UNDER 4500000/0/5000001"},
		{"deposits within", []string{"declaration P301 4500000", "visit P301 0", "platform P301 5000000"}, ""},
		{"expense above 10% of the declared", []string{"declaration E101 600010", "visit E101 540008", "platform E101 0"}, "E101 EXPENSE_INFLATED 600010/540008/0"},
		{"expense at 10% of the declared", []string{"declaration E101 600010", "visit E101 540009", "platform E101 0"}, ""},
		{"an absent row is 0 where the source is there", []string{"declaration I201 1", "visit I101 1", "platform I201 90000"}, "I201 INCOME_UNDER 1/0/90000"},
		{"kinship found", []string{"declaration K101 0", "visit K101 1", "platform K101 0"}, "K101 KINSHIP_UNDISCLOSED 0/1/0"},
		{"kinship declared", []string{"declaration K101 1", "visit K101 1", "platform K101 1"}, ""},
		{"a member not declared", []string{"declaration I201 0", "visit MEMB 1", "platform MEMB 0"}, "MEMB MEMBER_UNDECLARED 0/1/0"},
		{"a member not met comes before not verified", []string{"declaration MEMB 1", "visit I201 0", "platform I201 0"}, "MEMB MEMBER_NOT_VISITED 1/0/0"},
		{"a member not verified", []string{"declaration MEMB 1", "visit MEMB 1", "platform I201 0"}, "MEMB MEMBER_NOT_VERIFIED 1/1/0"},
		{"present from 1 on", []string{"declaration MEMB 3", "visit MEMB 1", "platform MEMB 2"}, ""},

		{"no declaration", []string{"visit I201 900000", "platform MEMB 1"}, ""},
		{"no visit: its kind is skipped, h is the other", []string{"declaration MEMB 1", "platform MEMB 1", "platform I201 900000"}, "I201 INCOME_UNDER 0//900000"},
		{"no platform: its kind is skipped", []string{"declaration MEMB 1", "visit MEMB 1", "visit I201 900000"}, "I201 INCOME_UNDER 0/900000/"},
		{"neither", []string{"declaration MEMB 1", "declaration E101 900000"}, ""},
		{"a key set aside in the visit", []string{"declaration I201 0", "visit I201 aside", "visit I202 0", "platform I201 90000"}, "I201 INCOME_UNDER 0//90000"},
		{"a key set aside with all its rows", []string{"declaration I201 0", "visit I201 aside", "visit I201 90000", "visit I202 0", "platform I201 0"}, ""},
		{"a key set aside in the declaration", []string{"declaration I201 aside", "declaration I202 0", "visit I201 90000", "platform I202 70000"}, "I202 INCOME_UNDER 0/0/70000"},
		{"a member not asked about at the visit", []string{"declaration MEMB 1", "visit MEMB aside", "visit I201 0", "platform MEMB 0"}, "MEMB MEMBER_NOT_VERIFIED 1//0"},

		{"in time on the last day, month end clamped", []string{"declaration I201 0 as_of=2025-11-29", "visit I201 90000 since=2025-11-30 as_of=2026-02-28", "platform I201 0 as_of=2025-12-01"}, "I201 CHANGED_SINCE 0/90000/0"},
		{"a day late", []string{"declaration I201 0 as_of=2025-11-29", "visit I201 90000 since=2025-11-30 as_of=2026-03-01", "platform I201 0 as_of=2025-12-01"}, "I201 REPORTED_LATE 0/90000/0"},
		{"a zero found later is a later day", []string{"declaration I201 0", "visit I201 90000 since=2026-06-02 as_of=2026-06-03", "platform I201 0 as_of=2026-12-01"}, "I201 REPORTED_LATE 0/90000/0"},
		{"since the day of the declaration is no change", []string{"declaration I201 0", "visit I201 90000 since=2026-06-01", "platform I201 0"}, "I201 INCOME_UNDER 0/90000/0"},
		{"the household's latest declared day counts, of any item", []string{"declaration I201 0", "declaration I202 0 as_of=2026-06-09", "visit I201 90000 since=2026-06-09", "platform I201 0"}, "I201 INCOME_UNDER 0/90000/0"},
		{"a set-aside row declares no day", []string{"declaration I201 0", "declaration I202 aside as_of=2026-06-09", "visit I201 90000 since=2026-06-09 as_of=2026-06-10", "platform I201 0"}, "I201 CHANGED_SINCE 0/90000/0"},
		{"the rest still differs", []string{"declaration I201 0", "visit I201 90000 since=2026-06-09", "platform I201 90000"}, "I201 INCOME_UNDER 0/90000/90000"},
		{"since in a declaration is ignored", []string{"declaration I201 0 since=2026-06-09", "visit I201 90000", "platform I201 0"}, "I201 INCOME_UNDER 0/90000/0"},
		{"a member who came later", []string{"declaration I201 0", "visit MEMB 1 since=2026-06-02 as_of=2026-06-03", "platform I201 0"}, "MEMB CHANGED_SINCE 0/1/0"},
		{"leaving rows out never makes the visit missing", []string{"declaration I201 0", "visit I201 90000 since=2026-06-02 as_of=2026-06-03"}, "I201 CHANGED_SINCE 0/90000/"},
		{"never for expenses", []string{"declaration E101 900000", "visit E101 1 since=2026-06-02 as_of=2026-06-03", "platform E101 0"}, "E101 EXPENSE_INFLATED 900000/1/0"},

		{"two periods", []string{"declaration I201 0 period=2025", "visit I201 90000 period=2026", "platform I201 0"}, "I201 NOT_COMPARABLE 0/90000/0"},
		{"two periods within a source, before a change", []string{"declaration I201 0", "visit I201 1 period=2025", "visit I201 90000 period=2026 since=2026-06-02 as_of=2026-06-03", "platform I201 0"}, "I201 NOT_COMPARABLE 0/90001/0"},
		{"never added", []string{"declaration I201 0 period=2025", "visit I201 9 period=2026", "platform I201 0"}, ""},
		{"a period not given is none", []string{"declaration I201 0 period=2025", "visit I201 90000", "platform I201 0 period=2025"}, "I201 INCOME_UNDER 0/90000/0"},
		{"a set-aside key's period is set aside", []string{"declaration I201 0 period=2025", "visit I201 90000 period=2025", "platform I201 aside period=2026", "platform I202 0"}, "I201 INCOME_UNDER 0/90000/"},
	} {
		report, err := rules.Compare(said(t, rules, c.rows...))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := summary(report, rules); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhyASourceIsMissing(t *testing.T) {
	rules := rulesOf(t, defaultItems(t))
	report, err := rules.Compare(said(t, rules, "declaration MEMB 1", "declaration I201 5", "visit I201 aside"), comparison.Declaration)
	if err != nil {
		t.Fatal(err)
	}
	if report.Missing != [3]comparison.Reason{comparison.BadRow, comparison.SetAside, comparison.NoRows} || report.Compared {
		t.Errorf("%v, compared %t", report.Missing, report.Compared)
	}
	for _, income := range report.Income {
		if !income.Missing || income.Value != 0 {
			t.Errorf("an income of a missing source: %+v", report.Income)
		}
	}
}

func TestSumsBeyondTheLimitsFail(t *testing.T) {
	rules := rulesOf(t, defaultItems(t))
	const most = 999_999_999_999_999
	fill := func(source comparison.Source, code, member string, sum int64) (rows []comparison.Row) {
		for left := sum; left > 0; left -= most {
			rows = append(rows, comparison.Row{Source: source, Item: rules.Find([]byte(code)), Member: member, Value: min(left, most), AsOf: 20260601})
		}
		return rows
	}
	for _, c := range []struct {
		name string
		rows []comparison.Row
		want string
	}{
		{"a key at its limit", fill(comparison.Visit, "I101", "m", comparison.MaxSum), ""},
		{"a key a fen beyond", fill(comparison.Visit, "I101", "m", comparison.MaxSum+1), "visit: the sum of I101"},
		{"far beyond does not wrap", func() (rows []comparison.Row) {
			for range 20_000 {
				rows = append(rows, comparison.Row{Item: rules.Find([]byte("I201")), Value: most, AsOf: 20260601})
			}
			return rows
		}(), "declaration: the sum of I201"},
		{"an income at its limit", func() (rows []comparison.Row) {
			for i := range 10 {
				rows = append(rows, fill(comparison.Platform, "I101", fmt.Sprint(i), comparison.MaxSum)...)
			}
			return rows
		}(), ""},
		{"an income a fen beyond", func() (rows []comparison.Row) {
			for i := range 10 {
				rows = append(rows, fill(comparison.Platform, "I101", fmt.Sprint(i), comparison.MaxSum)...)
			}
			return append(rows, fill(comparison.Platform, "I201", "", 1)...)
		}(), "platform: the household's income"},
		{"assets are no income", func() (rows []comparison.Row) {
			for i := range 11 {
				rows = append(rows, fill(comparison.Platform, "P301", fmt.Sprint(i), comparison.MaxSum)...)
			}
			return rows
		}(), ""},
		{"a key set aside has no sum", append(fill(comparison.Visit, "I101", "m", comparison.MaxSum+1), comparison.Row{Source: comparison.Visit, Item: rules.Find([]byte("I101")), Member: "m", SetAside: true}), ""},
	} {
		_, err := rules.Compare(c.rows)
		var limit *comparison.LimitError
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (!errors.As(err, &limit) || !strings.Contains(limit.Error(), c.want)):
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestTheEffectOnIncomeIsAdvice(t *testing.T) {
	rules := rulesOf(t, defaultItems(t))
	report, err := rules.Compare(said(t, rules,
		"declaration MEMB 1 member=a", "declaration MEMB 1 member=b", "declaration I201 800000", "declaration P301 0 member=a",
		"visit MEMB 1 member=a", "visit MEMB 1 member=b", "visit MEMB 1 member=c", "visit I201 2000000", "visit I202 900000 since=2026-07-01 as_of=2026-07-02",
		"platform P301 900000000 member=a", "platform MEMB 1 member=a", "platform MEMB 1 member=b"))
	if err != nil {
		t.Fatal(err)
	}
	effect, known := rules.Effect(&report.Result, 600_000)
	if !known || effect.Declared != (comparison.Income{Total: 800_000, Members: 2}) || effect.Found != (comparison.Income{Total: 2_000_000, Members: 3, Above: true}) || !effect.Changes {
		t.Errorf("%+v, known %t", effect, known)
	}
	if effect.Declared.PerPerson() != 400_000 || effect.Found.PerPerson() != 666_666 {
		t.Errorf("%d, %d a person", effect.Declared.PerPerson(), effect.Found.PerPerson())
	}
	if effect, _ := rules.Effect(&report.Result, 666_667); effect.Found.Above {
		t.Error("2000000 over 3 is not above 666667")
	}
	alone, err := rules.Compare(said(t, rules, "declaration MEMB 1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, known := rules.Effect(&alone.Result, 600_000); known {
		t.Error("an effect of a household that was never compared")
	}
}

func TestLinesShowEveryKeyBesideItsDifference(t *testing.T) {
	rules := rulesOf(t, defaultItems(t))
	report, err := rules.Compare(said(t, rules, "declaration I201 5", "visit I201 90000", "visit E101 7", "platform P201 0"))
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, line := range report.Lines {
		words = append(words, fmt.Sprintf("%s %s/%s/%s %s", rules.Code(line.Item), text(line.Sums[0]), text(line.Sums[1]), text(line.Sums[2]), line.Kind))
	}
	if got, want := strings.Join(words, "; "), "E101 0/7/0 ; I201 5/90000/0 INCOME_UNDER; P201 0/0/0 "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestDays(t *testing.T) {
	for _, text := range []string{"2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-01", "0000-01-01", "2026-01-01 ", "2026/01/01", "20x6-01-01", "1900-02-29", ""} {
		if day, ok := comparison.ParseDay([]byte(text)); ok {
			t.Errorf("%q passed as %s", text, day)
		}
	}
	for text, want := range map[string]string{"2025-11-30": "2026-02-28", "2023-11-30": "2024-02-29", "2026-01-31": "2026-04-30", "2026-10-01": "2027-01-01", "9999-12-31": "10000-03-31"} {
		day, ok := comparison.ParseDay([]byte(text))
		if !ok || day.String() != text || day.AddMonths(3).String() != want || comparison.DayOf(day.Period()) != day {
			t.Errorf("%s: %t, %s, plus three months %s", text, ok, day, day.AddMonths(3))
		}
	}
}
