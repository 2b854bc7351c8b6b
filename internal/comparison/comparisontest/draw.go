package comparisontest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"chengxin/internal/policy"
)

// edges are values on both tolerances' edges, one beyond them, and around what counts as present. Two of them, or sums of two,
// make every trap of the table: 540000 and 600000 differ by exactly 600 yuan and exactly 10%.
var edges = []string{
	"0", "0", "1", "2", "500", "501", "4500", "5000", "5001", "60000", "60001", "66666", "66667", "540000", "600000", "600001", "5400000",
	"6000000", "6000001", "500000", "500001", "4500000", "5000000", "5000001", "999999999999999",
}

// days lie around the reporting period, month ends and leap days among them.
var days = []string{
	"2026-05-31", "2026-06-01", "2026-06-30", "2026-08-31", "2026-09-01", "2026-09-30", "2026-10-01", "2024-02-29", "2023-11-30",
	"2024-03-01", "2026-11-30", "2027-02-28", "2027-03-01", "9999-12-31", "0001-01-01",
}

// ids are texts of any kind: sorted by bytes, quoted, with checks that fail, of characters beyond the basic plane.
var ids = []string{
	"990422100001", "990422100001 ", "a", "A", "B,1", `say "no"`, "\u9a6c\u5f3a", "\U00020bb7", "99010119900101123x", "99010119900101123X", "12345678901234567x",
	"zz", strings.Repeat("9", 32), "\ufeffx", "\ufffd", "0",
}

var members = []string{
	"99010119900101123x", "99010119900101123X", "990101199001011234", "m\n1", "m,1", "1", "10", "2", "\u5a03", strings.Repeat("\u5a03", 10), " 1", "\"",
}

var periods = []string{"", "", "", "2025", "2026", "2025 ", "\u4e0a\u5e74"}

var statuses = []string{"", "", "", "", "found", "found", "none", "unavailable", "not_asked"}

// spoil makes one field of a row unreadable, or several.
var spoil = []func(*Record){
	func(r *Record) { r.Item = "I999" }, func(r *Record) { r.Item = "" }, func(r *Record) { r.Member = strings.Repeat("9", 33) },
	func(r *Record) { r.Value = "01" }, func(r *Record) { r.Value = "-1" }, func(r *Record) { r.Value = "1000000000000000" },
	func(r *Record) { r.Value = "" }, func(r *Record) { r.Value = "2" }, func(r *Record) { r.Value = "1.0" }, func(r *Record) { r.Value = " 1" },
	func(r *Record) { r.AsOf = "" }, func(r *Record) { r.AsOf = "2026-02-29" }, func(r *Record) { r.AsOf = "2026-2-01" }, func(r *Record) { r.AsOf = "0000-01-01" },
	func(r *Record) { r.Since = "2026-13-01" }, func(r *Record) { r.Since = "x" }, func(r *Record) { r.Status = "Found" }, func(r *Record) { r.Status = "none"; r.Value = "5" },
	func(r *Record) { r.Status = "?"; r.Value = "" }, func(r *Record) { r.Member = "" }, func(r *Record) { r.Member = "1" },
}

// Draw draws rows of some households with every trap of the specification. Some are unreadable where spoiled says so; household
// ids always are readable.
func Draw(t *rapid.T, items []policy.Item, spoiled bool) Input {
	var in Input
	households := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, 4, rapid.ID).Draw(t, "households")
	people := rapid.SliceOfNDistinct(rapid.SampledFrom(members), 1, 3, rapid.ID).Draw(t, "members")
	few := rapid.SliceOfNDistinct(rapid.SampledFrom(items), min(2, len(items)), min(6, len(items)), func(item policy.Item) string { return item.Code }).Draw(t, "items")
	for source := range in {
		in[source] = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Record {
			item := rapid.SampledFrom(few).Draw(t, "item")
			r := Record{
				Household: rapid.SampledFrom(households).Draw(t, "household"), Item: item.Code,
				AsOf: rapid.SampledFrom(days).Draw(t, "as_of"), Status: rapid.SampledFrom(statuses).Draw(t, "status"),
				Value: rapid.SampledFrom(edges).Draw(t, "value"),
			}
			if item.ByMember || item.Class == policy.Membership {
				r.Member = rapid.SampledFrom(people).Draw(t, "member")
			}
			if item.Class == policy.Kinship {
				r.Value = rapid.SampledFrom([]string{"0", "1"}).Draw(t, "yes or no")
			}
			if rapid.IntRange(0, 2).Draw(t, "has since") == 0 {
				r.Since = rapid.SampledFrom(days).Draw(t, "since")
			}
			if rapid.IntRange(0, 3).Draw(t, "has period") == 0 {
				r.Period = rapid.SampledFrom(periods).Draw(t, "period")
			}
			if r.Status == "none" {
				r.Value = rapid.SampledFrom([]string{"", "0"}).Draw(t, "none")
			} else if (r.Status == "unavailable" || r.Status == "not_asked") && rapid.Bool().Draw(t, "without value") {
				r.Value = ""
			}
			if spoiled && rapid.IntRange(0, 19).Draw(t, "spoiled") == 0 {
				rapid.SampledFrom(spoil).Draw(t, "how")(&r)
			}
			return r
		}), 0, 24).Draw(t, sourceNames[source])
	}
	return in
}

// DrawItems draws a catalogue of another edition: other codes, tolerances, directions, coverage and reporting periods.
func DrawItems(t *rapid.T) []policy.Item {
	items := make([]policy.Item, rapid.IntRange(1, 8).Draw(t, "items"))
	for i := range items {
		item := policy.Item{
			Code: fmt.Sprintf("%s%d", rapid.SampledFrom([]string{"W", "a", "H-", "\u9879"}).Draw(t, "letter"), i), ByMember: rapid.Bool().Draw(t, "by member"),
			Class: rapid.SampledFrom([]policy.Class{policy.Income, policy.Property, policy.Expenditure, policy.Kinship}).Draw(t, "class"), Unit: policy.Fen,
			Direction: rapid.SampledFrom([]policy.Direction{policy.Under, policy.Over}).Draw(t, "direction"),
			Kind:      rapid.SampledFrom([]string{"LESS", "MORE", "INCOME_UNDER"}).Draw(t, "kind"), ReportingMonths: rapid.IntRange(0, 12).Draw(t, "months"),
			Coverage: rapid.SliceOfNDistinct(rapid.SampledFrom([]policy.Source{policy.Declaration, policy.Visit, policy.Platform}), 1, 3, rapid.ID).Draw(t, "coverage"),
		}
		switch {
		case item.Class == policy.Kinship:
			item.Unit, item.Direction = policy.YesNo, policy.Presence
		case i == 0 && rapid.Bool().Draw(t, "membership"):
			item.Class, item.Unit, item.Direction, item.Kind, item.ByMember = policy.Membership, policy.Count, policy.Members, "", true
		default:
			item.Tolerance = policy.Tolerance{
				Amount: rapid.SampledFrom([]int64{0, 1, 499, 60000, 1_000_000_000_000}).Draw(t, "amount"), Denominator: rapid.SampledFrom([]int64{0, 1, 3, 10, 10_000}).Draw(t, "denominator"),
				Base: rapid.SampledFrom([]policy.Base{policy.OfHigher, policy.OfDeclared}).Draw(t, "base"),
			}
			if item.Tolerance.Denominator > 1 {
				item.Tolerance.Numerator = rapid.Int64Range(0, item.Tolerance.Denominator-1).Draw(t, "numerator")
			}
		}
		items[i] = item
	}
	return items
}
