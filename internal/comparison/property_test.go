package comparison_test

import (
	encodingcsv "encoding/csv"
	"fmt"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chengxin/internal/comparison"
	"chengxin/internal/comparison/comparisontest"
	"chengxin/internal/policy"
)

func defaultItems(t testing.TB) []policy.Item {
	t.Helper()
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	return edition.Items()
}

func rulesOf(t interface{ Fatal(...any) }, items []policy.Item) *comparison.Rules {
	rules, err := comparison.Compile(items)
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// byEngine compares with the engine what the reference compares as text.
func byEngine(rules *comparison.Rules, items []policy.Item, in comparisontest.Input) (out comparisontest.Output, err error) {
	unread := map[[2]int]string{}
	for _, bad := range comparisontest.BadRows(items, in) {
		unread[[2]int{bad.Source, bad.Row}] = bad.Reason
	}
	type household struct {
		rows []comparison.Row
		bad  []comparison.Source
	}
	all := map[string]*household{}
	var ids []string
	for source, records := range in {
		for i, r := range records {
			id := folded(r.Household)
			if all[id] == nil {
				all[id] = &household{}
				ids = append(ids, id)
			}
			here := all[id]
			if reason := unread[[2]int{source, i}]; reason != "" && reason != "not_covered" {
				here.bad = append(here.bad, comparison.Source(source))
				continue
			}
			row := comparison.Row{
				Source: comparison.Source(source), Item: rules.Find([]byte(r.Item)), Member: folded(r.Member), Period: r.Period,
				SetAside: r.Status == "unavailable" || r.Status == "not_asked",
			}
			_, _ = fmt.Sscan(r.Value, &row.Value)
			row.AsOf, _ = comparison.ParseDay([]byte(r.AsOf))
			row.Since, _ = comparison.ParseDay([]byte(r.Since))
			here.rows = append(here.rows, row)
		}
	}
	sort.Strings(ids)
	out.Kinds = map[string]int{}
	out.Discrepancies = "household_id,member_id_no,item_code,kind,declared,visited,platform\n"
	out.Summary = "household_id,members,declared_income,visited_income,platform_income,discrepancies\n"
	out.Missing = "household_id,source,reason\n"
	c := comparison.NewComparer(rules)
	for _, id := range ids {
		c.Reset()
		for _, row := range all[id].rows {
			c.AddRow(row)
		}
		for _, source := range all[id].bad {
			c.AddBad(source)
		}
		result, err := c.Compare()
		if err != nil {
			return out, err
		}
		write(rules, id, result, &out)
	}
	return out, nil
}

func write(rules *comparison.Rules, id string, result *comparison.Result, out *comparisontest.Output) {
	members := fmt.Sprint(result.Members)
	for _, source := range comparison.Sources() {
		if reason := result.Missing[source]; reason != "" {
			out.Missing += csv(id, source.String(), string(reason))
			if source == comparison.Declaration {
				members = ""
			}
		}
	}
	for _, found := range result.Discrepancies {
		out.Kinds[string(found.Kind)]++
		out.Discrepancies += csv(id, found.Member, rules.Code(found.Item), string(found.Kind), text(found.Sums[0]), text(found.Sums[1]), text(found.Sums[2]))
	}
	counted := ""
	if result.Compared {
		counted = fmt.Sprint(result.Counted)
	}
	out.Summary += csv(id, members, text(result.Income[0]), text(result.Income[1]), text(result.Income[2]), counted)
}

func text(amount comparison.Amount) string {
	if amount.Missing {
		return ""
	}
	return fmt.Sprint(amount.Value)
}

func csv(fields ...string) string {
	for i, field := range fields {
		if strings.ContainsAny(field, ",\"\r\n") {
			fields[i] = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
	}
	return strings.Join(fields, ",") + "\n"
}

func folded(key string) string {
	if len(key) == 18 && strings.Trim(key[:17], "0123456789") == "" && key[17] == 'x' {
		return key[:17] + "X"
	}
	return key
}

func same(t *rapid.T, got, want comparisontest.Output) {
	t.Helper()
	for name, texts := range map[string][2]string{
		"discrepancies": {got.Discrepancies, want.Discrepancies}, "summary": {got.Summary, want.Summary}, "missing": {got.Missing, want.Missing},
	} {
		if texts[0] != texts[1] {
			t.Fatalf("%s\ngot  %q\nwant %q", name, texts[0], texts[1])
		}
	}
}

func TestEqualToTheSlowReference(t *testing.T) {
	items := defaultItems(t)
	rules := rulesOf(t, items)
	kinds := map[string]int{}
	check := func(t *rapid.T) {
		in := comparisontest.Draw(t, items, true)
		want, err := comparisontest.Compare(items, in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := byEngine(rules, items, in)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
		for kind, n := range want.Kinds {
			kinds[kind] += n
		}
	}
	rapid.Check(t, check)
	more := rapid.Custom(func(t *rapid.T) int { check(t); return 0 })
	for seed := range 3000 {
		more.Example(seed)
	}
	for _, kind := range []string{
		"MEMBER_UNDECLARED", "MEMBER_NOT_VISITED", "MEMBER_NOT_VERIFIED", "INCOME_UNDER", "PROPERTY_UNDECLARED", "AREA_UNDER", "ASSET_UNDER",
		"EXPENSE_INFLATED", "KINSHIP_UNDISCLOSED", "CHANGED_SINCE", "REPORTED_LATE", "NOT_COMPARABLE",
	} {
		if kinds[kind] == 0 {
			t.Errorf("the drawn rows never made %s: they prove nothing about it (%v)", kind, kinds)
		}
	}
}

func TestAnotherEditionIsEqualToTheSlowReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := comparisontest.DrawItems(t)
		in := comparisontest.Draw(t, items, true)
		want, err := comparisontest.Compare(items, in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := byEngine(rulesOf(t, items), items, in)
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, want)
	})
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	items := defaultItems(t)
	rules := rulesOf(t, items)
	rapid.Check(t, func(t *rapid.T) {
		in := comparisontest.Draw(t, items, true)
		was, err := byEngine(rules, items, in)
		if err != nil {
			t.Fatal(err)
		}
		for source := range in {
			in[source] = rapid.Permutation(in[source]).Draw(t, "order")
		}
		now, err := byEngine(rules, items, in)
		if err != nil {
			t.Fatal(err)
		}
		same(t, now, was)
	})
}

// TestWhatIsMissingNeverMakesADiscrepancy: where a row is unreadable its source has no value in any of the household's
// discrepancies, where it is set aside in none of its key's; and no kind stands there that would need the value.
func TestWhatIsMissingNeverMakesADiscrepancy(t *testing.T) {
	items := defaultItems(t)
	rules := rulesOf(t, items)
	rapid.Check(t, func(t *rapid.T) {
		in := comparisontest.Draw(t, items, false)
		source := rapid.IntRange(0, 2).Draw(t, "source")
		if len(in[source]) == 0 {
			return
		}
		at := rapid.IntRange(0, len(in[source])-1).Draw(t, "row")
		victim := in[source][at]
		in[source] = append([]comparisontest.Record{}, in[source]...)
		how := rapid.SampledFrom([]string{"bad", "unavailable"}).Draw(t, "how")
		if how == "bad" {
			in[source][at].AsOf = "soon"
		} else {
			in[source][at].Status, in[source][at].Value = "unavailable", ""
		}
		got, err := byEngine(rules, items, in)
		if err != nil {
			t.Fatal(err)
		}
		records, err := encodingcsv.NewReader(strings.NewReader(got.Discrepancies)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range records {
			if record[0] != folded(victim.Household) || how != "bad" && (record[1] != folded(victim.Member) || record[2] != victim.Item) {
				continue
			}
			if record[4+source] != "" {
				t.Fatalf("a value where the source is missing: %q", record)
			}
			if source == 0 || record[3] == [...]string{"", "MEMBER_NOT_VISITED", "MEMBER_NOT_VERIFIED"}[source] {
				t.Fatalf("a discrepancy from what is missing: %q", record)
			}
		}
	})
}

func TestManyMembersAndKeysComeOutInOrder(t *testing.T) {
	items := defaultItems(t)
	rules := rulesOf(t, items)
	c := comparison.NewComparer(rules)
	for _, people := range []int{3, 16, 17, 64, 65, 200, 1500, 2} { // one after another with the same memory
		c.Reset()
		for _, source := range comparison.Sources() {
			for i := range people {
				member := fmt.Sprintf("%05d", (i*7919)%people)
				for _, code := range []string{"MEMB", "I101", "P301"} {
					value := int64(1)
					since := comparison.Day(0)
					if code == "I101" && source != comparison.Declaration {
						value = 100_000
						if i%2 == 0 {
							since = 20260602
						}
					}
					c.AddRow(comparison.Row{Source: source, Item: rules.Find([]byte(code)), Member: member, Value: value, AsOf: 20260601, Since: since})
				}
			}
		}
		result, err := c.Compare()
		if err != nil {
			t.Fatal(err)
		}
		if result.Members != people || len(result.Discrepancies) != people || result.Counted != people/2 || len(c.Lines()) != 3*people {
			t.Fatalf("%d people: %d members, %d discrepancies, %d lines", people, result.Members, len(result.Discrepancies), len(c.Lines()))
		}
		for i, found := range result.Discrepancies {
			if found.Member != fmt.Sprintf("%05d", i) || found.Kind != "INCOME_UNDER" && found.Kind != comparison.ChangedSince {
				t.Fatalf("%d people, row %d: %+v", people, i, found)
			}
		}
	}
}
