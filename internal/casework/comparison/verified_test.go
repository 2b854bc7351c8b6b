package comparison

import (
	"context"
	"testing"

	"chengxin/internal/casework"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/region"
	"chengxin/internal/verification"
)

// verified is a storage of one household: its reports and disputes.
type verified struct {
	casework.Tx
	reports  []verification.Report
	disputes []verification.Dispute
	persons  []pledge.Person
}

func (v verified) VerificationReports(context.Context, region.Code, string) ([]verification.Report, error) {
	return v.reports, nil
}

func (v verified) VerificationDisputes(context.Context, region.Code, string) ([]verification.Dispute, error) {
	return v.disputes, nil
}

func (v verified) PledgePersons(context.Context, region.Code, string, period.Day) ([]pledge.Person, error) {
	return v.persons, nil
}

var (
	verifiedOn    = period.MustDay("2026-06-01")
	verifiedItems = []verification.Item{{Code: "I401", Class: "I", Unit: "fen", ByMember: true, Periodic: true}, {Code: "P201", Class: "P", Unit: "count"}}
)

func readVerified(t *testing.T, v verified) map[[2]string]Stated {
	t.Helper()
	read := ReadVerified(func(context.Context, region.Code) ([]verification.Item, period.Day, error) {
		return verifiedItems, verifiedOn.AddDays(3), nil
	})
	rows, err := read(t.Context(), v, "640422", "h")
	if err != nil {
		t.Fatal(err)
	}
	if rows == nil {
		return nil
	}
	by := map[[2]string]Stated{}
	for _, row := range rows {
		by[[2]string{row.Item, row.Member}] = row
	}
	return by
}

func reported(state verification.State, value int64) verified {
	line := verification.Line{Member: "a", Item: "I401", State: state, Value: value, AsOf: verifiedOn}
	return verified{
		persons: []pledge.Person{{Member: "a"}, {Member: "b"}},
		reports: []verification.Report{{ID: "r", Source: verification.SocialInsurance, Household: "h", AsOf: verifiedOn, Lines: []verification.Line{line}}},
	}
}

func TestWhatWasVerifiedIsStated(t *testing.T) {
	for name, one := range map[string]struct {
		state verification.State
		value int64
		aside bool
	}{
		"found":       {verification.Found, 144000, false},
		"none":        {verification.None, 0, false},
		"over":        {verification.Over, 0, true},
		"unavailable": {verification.Unavailable, 0, true},
		"not asked":   {verification.NotAsked, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			rows := readVerified(t, reported(one.state, one.value))
			if got := rows[[2]string{"I401", "a"}]; got.Value != one.value || got.SetAside != one.aside || got.AsOf != verifiedOn {
				t.Errorf("%+v", got)
			}
			for _, key := range [][2]string{{"I401", "b"}, {"P201", ""}} {
				if got, stated := rows[key]; !stated || !got.SetAside {
					t.Errorf("nobody asked about %v: %+v", key, got)
				}
			}
		})
	}
}

func TestADisputedResultIsSetAsideUntilItIsAnswered(t *testing.T) {
	v := reported(verification.Found, 144000)
	v.disputes = []verification.Dispute{{ID: "d", Household: "h", Report: "r", Source: verification.SocialInsurance, Member: "a", Item: "I401", At: verifiedOn.Start()}}
	key := [2]string{"I401", "a"}
	if got := readVerified(t, v)[key]; !got.SetAside || got.Value != 0 {
		t.Errorf("disputed: %+v", got)
	}
	v.disputes[0].Answer = &verification.Answer{Outcome: verification.Stands, At: verifiedOn.AddDays(1).Start()}
	if got := readVerified(t, v)[key]; got.SetAside || got.Value != 144000 {
		t.Errorf("stands: %+v", got)
	}
	v.disputes[0].Answer = &verification.Answer{Outcome: verification.Corrected, State: verification.Found, Value: 72000, At: verifiedOn.AddDays(1).Start()}
	if got := readVerified(t, v)[key]; got.SetAside || got.Value != 72000 {
		t.Errorf("corrected: %+v", got)
	}
}

func TestAHouseholdThatNoFileNamesStatesNothing(t *testing.T) {
	if rows := readVerified(t, verified{persons: []pledge.Person{{Member: "a"}}}); rows != nil {
		t.Errorf("%+v", rows)
	}
}

// A sum of another time than the declared year says nothing about the declaration; a year that ends near its day does, and so do the
// twelve months of it.
func TestASourcesPeriodIsPutBesideTheDeclaredYear(t *testing.T) {
	day := period.MustDay
	of := func(spans ...string) []verification.Line {
		var lines []verification.Line
		for i := 0; i < len(spans); i += 2 {
			lines = append(lines, verification.Line{
				Member: "a", Item: "I401", State: verification.Found, Value: 900, AsOf: verifiedOn, Of: verification.Span{From: day(spans[i]), To: day(spans[i+1])},
			})
		}
		return lines
	}
	var months []string
	for n := range 12 {
		first := day("2025-06-01").AddMonths((n * 5) % 12) // in no order
		months = append(months, first.String(), first.AddMonths(1).AddDays(-1).String())
	}
	for name, c := range map[string]struct {
		lines []verification.Line
		same  bool
	}{
		"the year before the declaration":      {of("2025-06-01", "2026-05-31"), true},
		"a year that ends three months before": {of("2025-03-01", "2026-02-28"), true},
		"twelve months of it":                  {of(months...), true},
		"the calendar year before":             {of("2025-01-01", "2025-12-31"), false},
		"half a year":                          {of("2025-12-01", "2026-05-31"), false},
		"two years":                            {of("2024-06-01", "2026-05-31"), false},
		"months with a gap":                    {of(months[:22]...), false},
		"a year and one of its months again":   {of("2025-06-01", "2026-05-31", "2026-01-01", "2026-01-31"), false},
	} {
		t.Run(name, func(t *testing.T) {
			v := reported(verification.Found, 900)
			v.reports[0].Lines = c.lines
			row := readVerified(t, v)[[2]string{"I401", "a"}]
			if row.Period == "" || row.Value != int64(900*len(c.lines)) {
				t.Fatalf("%+v", row)
			}
			in := Inputs{{{Item: "I401", Member: "a", Value: 1, AsOf: verifiedOn.AddDays(-1)}}, nil, {row}}
			in.align(map[string]Label{"I401": {Months: 3}})
			if got := in[0][0].Period == in[2][0].Period; got != c.same || in[0][0].Period == "" {
				t.Errorf("declared %s, stated %s", in[0][0].Period, in[2][0].Period)
			}
		})
	}
	silent := Inputs{{{Item: "I401", Member: "a", AsOf: verifiedOn}}, nil, {{Item: "I401", Member: "a", Value: 9, AsOf: verifiedOn}}}
	silent.align(nil)
	if silent[0][0].Period != "" || silent[2][0].Period != "" {
		t.Errorf("nobody named a period: %+v", silent)
	}
}

// How near the two years must be is the edition's figure for the item, no other.
func TestTheYearsMayLieApartByTheItemsReportingTime(t *testing.T) {
	for months, same := range map[int]bool{0: false, 1: false, 2: true, 3: true} {
		in := Inputs{
			{{Item: "I401", Member: "a", Value: 1, AsOf: period.MustDay("2026-05-31")}},
			nil,
			{{Item: "I401", Member: "a", Value: 9, AsOf: verifiedOn, Period: "2025-04-01/2026-03-31"}},
		}
		in.align(map[string]Label{"I401": {Months: months}})
		if got := in[0][0].Period == in[2][0].Period; got != same {
			t.Errorf("%d months: declared %s, stated %s", months, in[0][0].Period, in[2][0].Period)
		}
	}
}
