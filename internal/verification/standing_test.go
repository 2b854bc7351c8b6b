package verification

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

var (
	on    = period.MustDay("2026-06-01")
	items = []Item{
		{Code: "I401", Class: "I", Unit: "fen", ByMember: true, Periodic: true, Months: 6},
		{Code: "P301", Class: "P", Unit: "fen", ByMember: true},
		{Code: "P201", Class: "P", Unit: "count"},
		{Code: "E101", Class: "E", Unit: "fen", Periodic: true},
		{Code: "P101", Class: "P", Unit: "count"},
		{Code: "P102", Class: "P", Unit: "area"},
	}
)

func report(id string, source Source, asOf period.Day, lines ...Line) Report {
	for i := range lines {
		lines[i].AsOf = asOf
	}
	return Report{ID: id, File: "f-" + id, Source: source, Household: "h", AsOf: asOf, Lines: lines, At: asOf.AddDays(1).Start()}
}

func says(member, item string, state State, value int64) Line {
	return Line{Member: member, Item: item, State: state, Value: value}
}

func TestWhatSourcesComeTo(t *testing.T) {
	pension := func(state State, value int64) Report {
		return report("1", SocialInsurance, on, says("a", "I401", state, value))
	}
	for name, c := range map[string]struct {
		key     [2]string // item, member
		reports []Report
		aside   bool
		value   int64
	}{
		"found":                                   {[2]string{"I401", "a"}, []Report{pension(Found, 500)}, false, 500},
		"none is zero":                            {[2]string{"I401", "a"}, []Report{pension(None, 0)}, false, 0},
		"unavailable is not zero":                 {[2]string{"I401", "a"}, []Report{pension(Unavailable, 0)}, true, 0},
		"not asked is not zero":                   {[2]string{"I401", "a"}, []Report{pension(NotAsked, 0)}, true, 0},
		"over the limit is no number":             {[2]string{"I401", "a"}, []Report{pension(Over, 0)}, true, 0},
		"within the limit is no number":           {[2]string{"I401", "a"}, []Report{pension(Within, 0)}, true, 0},
		"another member was not asked about":      {[2]string{"I401", "b"}, []Report{pension(Found, 500)}, true, 0},
		"another item was not asked about":        {[2]string{"P201", ""}, []Report{pension(Found, 500)}, true, 0},
		"the later day counts":                    {[2]string{"I401", "a"}, []Report{report("2", SocialInsurance, on.AddDays(9), says("a", "I401", None, 0)), pension(Found, 500)}, false, 0},
		"rows of one file add up":                 {[2]string{"P301", "a"}, []Report{report("1", Bank, on, says("a", "P301", Found, 3), says("a", "P301", Found, 4))}, false, 7},
		"one row unavailable makes the whole so":  {[2]string{"P301", "a"}, []Report{report("1", Bank, on, says("a", "P301", Found, 3), says("a", "P301", Unavailable, 0))}, true, 0},
		"one flag among amounts is no amount":     {[2]string{"P301", "a"}, []Report{report("1", Bank, on, says("a", "P301", Over, 0), says("a", "P301", Found, 3))}, true, 0},
		"banks and payment institutions add up":   {[2]string{"P301", "a"}, []Report{report("1", Bank, on, says("a", "P301", Found, 3)), report("2", Payment, on, says("a", "P301", Found, 4))}, false, 7},
		"half of the money known is not all":      {[2]string{"P301", "a"}, []Report{report("1", Bank, on, says("a", "P301", Found, 3)), report("2", Payment, on, says("a", "P301", Unavailable, 0))}, true, 0},
		"a car of either is the household's":      {[2]string{"P201", ""}, []Report{report("1", Vehicle, on, says("a", "P201", Found, 1))}, false, 1},
		"no car of one says nothing of the other": {[2]string{"P201", ""}, []Report{report("1", Vehicle, on, says("a", "P201", None, 0))}, true, 0},
		"no car of either is none":                {[2]string{"P201", ""}, []Report{report("1", Vehicle, on, says("a", "P201", None, 0), says("b", "P201", None, 0))}, false, 0},
		"half the expenditure is no expenditure":  {[2]string{"E101", ""}, []Report{report("1", Medical, on, says("a", "E101", Found, 900))}, true, 0},
		"the whole expenditure":                   {[2]string{"E101", ""}, []Report{report("1", Medical, on, says("a", "E101", Found, 900), says("b", "E101", None, 0))}, false, 900},
	} {
		t.Run(name, func(t *testing.T) {
			rows := Rows(items, []string{"a", "b"}, Standing(items, c.reports, nil, on.AddDays(20)))
			at := slices.IndexFunc(rows, func(r Stated) bool { return r.Item == c.key[0] && r.Member == c.key[1] })
			if at < 0 || rows[at].SetAside != c.aside || rows[at].Value != c.value {
				t.Errorf("%+v", rows)
			}
		})
	}
	if rows := Rows(items, []string{"a"}, nil); rows != nil {
		t.Errorf("no source was ever asked: %+v", rows)
	}
}

func TestADisputedResultCountsForNothing(t *testing.T) {
	reports := []Report{report("1", SocialInsurance, on, says("a", "I401", Found, 500))}
	dispute := Dispute{ID: "d", Household: "h", Report: "1", Source: SocialInsurance, Member: "a", Item: "I401", Words: "早已停发", Channel: Online, At: on.AddDays(2).Start(), By: "a"}
	stated := func(d Dispute) Stated {
		return Rows(items[:1], []string{"a"}, Standing(items, reports, []Dispute{d}, on.AddDays(20)))[0]
	}
	if got := stated(dispute); !got.SetAside || got.Value != 0 {
		t.Errorf("open: %+v", got)
	}
	other := dispute
	other.Member = "b"
	if got := stated(other); got.SetAside {
		t.Errorf("another's dispute: %+v", got)
	}
	dispute.Answer = &Answer{Outcome: Stands, At: on.AddDays(3).Start()}
	if got := stated(dispute); got.SetAside || got.Value != 500 || got.AsOf != on {
		t.Errorf("stands: %+v", got)
	}
	dispute.Answer = &Answer{Outcome: Corrected, State: None, At: on.AddDays(3).Start()}
	if got := stated(dispute); got.SetAside || got.Value != 0 || got.AsOf != on.AddDays(3) {
		t.Errorf("corrected: %+v", got)
	}
}

func TestWhoMayDisputeAndAnswer(t *testing.T) {
	standing := Standing(items, []Report{report("1", SocialInsurance, on, says("a", "I401", Found, 500))}, nil, on)
	made := Dispute{ID: "d", Household: "h", Report: "1", Source: SocialInsurance, Member: "a", Item: "I401", Words: "早已停发", Channel: Oral, At: on.Start(), By: "writer"}
	if err := CheckDispute(made, standing); err != nil {
		t.Fatal(err)
	}
	hidden := slices.Clone(standing)
	hidden[0].Hidden = true
	open := slices.Clone(standing)
	open[0].Dispute = &made
	for name, err := range map[string]error{
		"another adult's own": CheckDispute(made, hidden), "no such result": CheckDispute(made, nil),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckDispute(made, open); fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: %v", err)
	}
	good := Answer{Outcome: Stands, Asked: "社保中心王某，6月2日", Words: "仍在发放", By: "another"}
	if err := CheckAnswer(made, good); err != nil {
		t.Fatal(err)
	}
	own := good
	own.By = "writer"
	if err := CheckAnswer(made, own); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("by the writer: %v", err)
	}
	for name, change := range map[string]func(*Answer){
		"no outcome": func(a *Answer) { a.Outcome = "" }, "nobody asked": func(a *Answer) { a.Asked = " " }, "no reasons": func(a *Answer) { a.Words = "" },
		"corrected to nothing": func(a *Answer) { a.Outcome = Corrected }, "found zero": func(a *Answer) { a.Outcome, a.State = Corrected, Found },
	} {
		answer := good
		change(&answer)
		if CheckAnswer(made, answer) == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestStalenessIsTheItems(t *testing.T) {
	reports := []Report{report("1", SocialInsurance, on, says("a", "I401", Found, 5)), report("2", Bank, on, says("a", "P301", Found, 5))}
	for today, want := range map[period.Day]bool{on.AddMonths(6): false, on.AddMonths(6).AddDays(1): true} {
		for _, r := range Standing(items, reports, nil, today) {
			if r.Stale != (want && r.Item == "I401") {
				t.Errorf("%s: %+v", today, r)
			}
		}
		if Stale(SocialInsurance, items, on, today) != want {
			t.Error(today)
		}
	}
}

func TestAnEnquiryIsDueUntilItIsAnswered(t *testing.T) {
	e := Enquiry{ID: "e", Other: "640121", Agency: "永宁县民政局", Reason: "户籍在贵县", Asked: []string{"I401"}, DueOn: on.AddDays(20), At: on.Start()}
	if err := CheckEnquiry(e, "640422"); err != nil {
		t.Fatal(err)
	}
	if err := CheckEnquiry(e, "640121"); err == nil {
		t.Error("to the own county")
	}
	for today, want := range map[period.Day]EnquiryState{on.AddDays(20): Waiting, on.AddDays(21): Overdue} {
		if e.State(today) != want {
			t.Errorf("%s: %s", today, e.State(today))
		}
	}
	reply := EnquiryEvent{Kind: Replied, Words: "未领取", On: on.AddDays(1)}
	if err := CheckEvent(e, reply, on.AddDays(1)); err != nil {
		t.Fatal(err)
	}
	if err := CheckEvent(e, reply, on); err == nil {
		t.Error("a reply from tomorrow is taken")
	}
	e.Events = append(e.Events, reply)
	if e.State(on.AddDays(99)) != Answered || fault.KindOf(CheckEvent(e, reply, on.AddDays(1))) != fault.Conflict {
		t.Error("answered twice")
	}
}

// Nothing that is disputed, unavailable, not asked or a flag gives a number, and the order in which files arrive never matters.
func TestNoNumberOutOfNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var reports []Report
		var disputes []Dispute
		for i := range rapid.IntRange(1, 7).Draw(t, "reports") {
			source := rapid.SampledFrom([]Source{SocialInsurance, Bank, Payment, Vehicle, Medical}).Draw(t, "source")
			var lines []Line
			for range rapid.IntRange(1, 3).Draw(t, "lines") {
				line := says(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "member"), rapid.SampledFrom([]string{"I401", "P301", "P201", "E101"}).Draw(t, "item"),
					rapid.SampledFrom(States()).Draw(t, "state"), 0)
				if line.State == Found {
					line.Value = rapid.Int64Range(1, 9).Draw(t, "value")
				}
				lines = append(lines, line)
			}
			r := report(string(rune('p'+i)), source, on.AddDays(rapid.IntRange(0, 2).Draw(t, "day")), lines...)
			r.At = r.At.Add(time.Duration(i) * time.Second)
			reports = append(reports, r)
			if rapid.Bool().Draw(t, "disputed") {
				disputes = append(disputes, Dispute{ID: r.ID, Report: r.ID, Source: source, Member: lines[0].Member, Item: lines[0].Item, At: r.At})
			}
		}
		results := Standing(items, reports, disputes, on.AddDays(9))
		rows := Rows(items, []string{"a", "b"}, results)
		for _, row := range rows {
			if row.SetAside && row.Value != 0 {
				t.Fatalf("set aside with a value: %+v", row)
			}
			found := false
			for _, r := range results {
				if r.Item == row.Item && (row.Member == "" || r.Member == row.Member) {
					found = found || r.State == Found && !r.Open()
					if r.Value != 0 && r.State != Found {
						t.Fatalf("an amount of %s: %+v", r.State, r)
					}
				}
			}
			if row.Value > 0 && !found {
				t.Fatalf("a number out of nothing: %+v of %+v", row, results)
			}
		}
		slices.Reverse(reports)
		if again := Rows(items, []string{"a", "b"}, Standing(items, reports, disputes, on.AddDays(9))); !reflect.DeepEqual(again, rows) {
			t.Fatalf("order matters:\n%+v\n%+v", rows, again)
		}
	})
}

func TestOfWhichTimeARowSpeaks(t *testing.T) {
	mapping := Mapping{Source: SocialInsurance, Item: "I401"}
	mapping.Headings[ColumnIDNumber], mapping.Headings[ColumnValue] = "证件", "金额"
	day := period.MustDay
	for text, want := range map[[2]string]Span{
		{"", ""}:                    {},
		{"2025-06-01", "2026.5.31"}: {From: day("2025-06-01"), To: day("2026-05-31")},
		{"2025年6月", "202605"}:       {From: day("2025-06-01"), To: day("2026-05-31")},
		{"2025", "2025"}:            {From: day("2025-01-01"), To: day("2025-12-31")},
		{"20250601", "20260531"}:    {From: day("2025-06-01"), To: day("2026-05-31")},
	} {
		row := Row{Line: 2}
		row.Text[ColumnIDNumber], row.Text[ColumnValue] = "990422195001010018", "900"
		row.Text[ColumnFrom], row.Text[ColumnTo] = text[0], text[1]
		_, line, issue := NewReader(mapping, items, on, on).Read(row)
		if issue != nil || line.Of != want {
			t.Errorf("%q: %+v %+v", text, line.Of, issue)
		}
		monthly := mapping
		monthly.Measure = map[string]Measure{"I401": YuanMonth}
		if _, line, issue := NewReader(monthly, items, on, on).Read(row); issue != nil || !line.Of.IsZero() {
			t.Errorf("a rate by the month is no sum of a time: %+v %+v", line.Of, issue)
		}
	}
	for text, want := range map[[2]string]string{
		{"2025-06-01", ""}: "span", {"", "2025"}: "span", {"2025-13", "2025-12"}: "span", {"zwei", "2025"}: "span", {"2026-02", "2026-01"}: "span_order",
		{"2027", "2027"}: "day_after",
	} {
		row := Row{Line: 2}
		row.Text[ColumnIDNumber], row.Text[ColumnValue] = "990422195001010018", "900"
		row.Text[ColumnFrom], row.Text[ColumnTo] = text[0], text[1]
		if _, _, issue := NewReader(mapping, items, on, on).Read(row); issue == nil || issue.Key != want {
			t.Errorf("%q: %+v", text, issue)
		}
	}
}

func TestACarOfEachSpouseIsTwo(t *testing.T) {
	lines := []Line{says("a", "P201", Found, 1), says("b", "P201", Found, 1)}
	rows := Rows(items, []string{"a", "b"}, Standing(items, []Report{report("1", Vehicle, on, lines...)}, nil, on))
	if at := slices.IndexFunc(rows, func(r Stated) bool { return r.Item == "P201" }); rows[at].Value != 2 {
		t.Errorf("%+v", rows[at])
	}
}

func TestAHouseOfBothSpousesIsOne(t *testing.T) {
	house := func(member string, houses, area int64) []Line {
		return []Line{says(member, "P101", Found, houses), says(member, "P102", Found, area)}
	}
	for name, c := range map[string]struct {
		lines        []Line
		houses, area int64
	}{
		"of both":                        {append(house("a", 1, 8850), house("b", 1, 8850)...), 1, 8850},
		"of three":                       {slices.Concat(house("a", 1, 8850), house("b", 1, 8850), house("c", 1, 8850)), 1, 8850},
		"one each, of different size":    {append(house("a", 1, 8850), house("b", 1, 6000)...), 2, 14850},
		"one of both, and a second of a": {append(house("a", 2, 14850), house("b", 1, 8850)...), 3, 23700},
		"of one":                         {append(house("a", 1, 8850), says("b", "P101", None, 0), says("b", "P102", None, 0)), 1, 8850},
	} {
		t.Run(name, func(t *testing.T) {
			rows := Rows(items, []string{"a", "b", "c"}, Standing(items, []Report{report("1", RealEstate, on, c.lines...)}, nil, on))
			for _, row := range rows {
				if want := map[string]int64{"P101": c.houses, "P102": c.area}[row.Item]; want > 0 && (row.SetAside || row.Value != want) {
					t.Errorf("%+v, want %d", row, want)
				}
			}
		})
	}
}
