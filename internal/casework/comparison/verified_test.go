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
