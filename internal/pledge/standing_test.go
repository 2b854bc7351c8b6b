package pledge_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

func signAll(t testing.TB, now time.Time) pledge.Facts {
	t.Helper()
	var facts pledge.Facts
	for _, signing := range []pledge.Signing{typed("head", "马\u00b7国强", "child", "ward"), typed("wife", "李秀英")} {
		signed, err := pledge.Sign(terms(), family(), signing, now)
		if err != nil {
			t.Fatal(err)
		}
		facts.Signatures = append(facts.Signatures, signed...)
	}
	return facts
}

func TestAHouseholdIsValidWhenEverybodySigned(t *testing.T) {
	facts := signAll(t, noon)
	standing := pledge.StandingOf(terms(), family(), facts, noon)
	if !standing.Valid || standing.MustBeValid() != nil || len(standing.Waiting()) != 0 {
		t.Fatalf("%+v", standing)
	}
	without := pledge.Facts{Signatures: slices.DeleteFunc(slices.Clone(facts.Signatures), func(s pledge.Signature) bool { return s.Member == "wife" })}
	standing = pledge.StandingOf(terms(), family(), without, noon)
	if standing.Valid || len(standing.Waiting()) != 1 || standing.Waiting()[0].Person.Member != "wife" || fault.KindOf(standing.MustBeValid()) != fault.Conflict {
		t.Errorf("%+v", standing)
	}
	if pledge.StandingOf(terms(), nil, facts, noon).Valid {
		t.Error("nobody is not everybody")
	}
	if pledge.StandingOf(terms(), family()[2:3], facts, noon).Valid {
		t.Error("a child alone pledges nothing")
	}
	later := terms()
	later.Pledge.Hash = "pledge-2"
	standing = pledge.StandingOf(later, family(), facts, noon)
	if one, _ := standing.Of("head"); standing.Valid || one.State[pledge.PledgeText] != pledge.Earlier || one.State[pledge.AuthorisationText] != pledge.Valid {
		t.Errorf("%+v", one)
	}
}

func TestAChildWhoComesOfAgeSignsAnew(t *testing.T) {
	facts := signAll(t, noon)
	on := period.MustDay("2033-05-01").Start()
	if !pledge.StandingOf(terms(), family(), facts, on.Add(-time.Minute)).Valid {
		t.Error("the guardian's signature counts until the birthday")
	}
	standing := pledge.StandingOf(terms(), family(), facts, on)
	if one, _ := standing.Of("child"); standing.Valid || one.State[pledge.AuthorisationText] != pledge.Missing {
		t.Errorf("%+v", one)
	}
}

func TestAnAuthorisationEndsOnItsDay(t *testing.T) {
	limited := terms()
	limited.AuthorisationMonths = 12
	signed, err := pledge.Sign(limited, family()[:1], typed("head", "马\u00b7国强"), noon)
	if err != nil {
		t.Fatal(err)
	}
	facts := pledge.Facts{Signatures: signed}
	end := period.MustDay("2027-11-23").Start()
	if !pledge.StandingOf(limited, family()[:1], facts, end.Add(-time.Second)).Valid {
		t.Error("valid on the last day")
	}
	if one, _ := pledge.StandingOf(limited, family()[:1], facts, end).Of("head"); one.State[pledge.AuthorisationText] != pledge.Expired {
		t.Error(one.State)
	}
}

func TestAWithdrawalCountsFromItsMomentUntilANewSignature(t *testing.T) {
	facts := signAll(t, noon)
	later := noon.Add(time.Hour)
	if _, err := pledge.Withdraw(facts, family(), "wife", "head", pledge.PledgeText, "", later); fault.KindOf(err) != fault.Forbidden {
		t.Error("a spouse cannot withdraw", err)
	}
	withdrawal, err := pledge.Withdraw(facts, family(), "wife", "wife", pledge.AuthorisationText, "", later)
	if err != nil {
		t.Fatal(err)
	}
	facts.Withdrawals = append(facts.Withdrawals, withdrawal)
	if !pledge.StandingOf(terms(), family(), facts, later.Add(-time.Minute)).Valid {
		t.Error("before the withdrawal it was valid, and stays so")
	}
	one, _ := pledge.StandingOf(terms(), family(), facts, later).Of("wife")
	if one.State[pledge.AuthorisationText] != pledge.Withdrawn || one.State[pledge.PledgeText] != pledge.Valid {
		t.Error(one.State)
	}
	if _, err := pledge.Withdraw(facts, family(), "wife", "wife", pledge.AuthorisationText, "", later); fault.KindOf(err) != fault.Conflict {
		t.Error("nothing left to withdraw", err)
	}
	again, err := pledge.Sign(terms(), family(), typed("wife", "李秀英"), later.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	facts.Signatures = append(facts.Signatures, again...)
	if !pledge.StandingOf(terms(), family(), facts, later.Add(time.Hour)).Valid {
		t.Error("a new signature counts again")
	}
}

// A random history, told in random order: the household is valid exactly when a plain reading of the history says so.
func TestValidityFollowsFromTheHistoryWhateverItsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		persons, now := family(), terms()
		old := terms()
		old.Pledge.Hash, old.Authorisation.Hash = "pledge-0", "authorisation-0"
		var facts pledge.Facts
		at := noon
		for range rapid.IntRange(0, 14).Draw(t, "length") {
			at = at.Add(time.Hour)
			person := rapid.SampledFrom(persons).Draw(t, "member")
			kind := rapid.SampledFrom(pledge.Signed()).Draw(t, "text")
			which := rapid.SampledFrom([]pledge.Terms{old, now, now, now}).Draw(t, "version")
			signature := pledge.Signature{Text: kind, Hash: which.Of(kind).Hash, Member: person.Member, Signer: person.Member, Capacity: pledge.OwnHand, SignedAt: at}
			if person.Ward(period.DayOf(at)) {
				signature.Capacity, signature.Signer = pledge.AsGuardian, "head"
			}
			switch rapid.SampledFrom([]string{"sign", "sign", "sign", "paper", "check", "withdraw"}).Draw(t, "event") {
			case "sign":
				facts.Signatures = append(facts.Signatures, signature)
			case "paper":
				signature.Paper, signature.RecordedBy = fmt.Sprint("paper", at.Unix()), "one"
				facts.Signatures = append(facts.Signatures, signature)
			case "check":
				for _, s := range facts.Signatures {
					if s.Paper != "" {
						by := rapid.SampledFrom([]string{"one", "two"}).Draw(t, "checker")
						facts.Checks = append(facts.Checks, pledge.Check{Paper: s.Paper, Agrees: true, CheckedBy: by, CheckedAt: at})
					}
				}
			case "withdraw":
				facts.Withdrawals = append(facts.Withdrawals, pledge.Withdrawal{Member: person.Member, Text: kind, At: at})
			}
		}
		want := true
		for _, person := range persons {
			for _, kind := range pledge.Signed() {
				if !person.Owes(kind, period.DayOf(at)) {
					continue
				}
				want = want && slices.ContainsFunc(facts.Signatures, func(s pledge.Signature) bool {
					if s.Member != person.Member || s.Text != kind || s.Hash != now.Of(kind).Hash {
						return false
					}
					if slices.ContainsFunc(facts.Withdrawals, func(w pledge.Withdrawal) bool {
						return w.Member == s.Member && w.Text == kind && w.At.After(s.SignedAt)
					}) {
						return false
					}
					return s.Paper == "" || slices.ContainsFunc(facts.Checks, func(c pledge.Check) bool {
						return c.Paper == s.Paper && c.CheckedBy == "two"
					})
				})
			}
		}
		shuffled := pledge.Facts{
			Signatures: rapid.Permutation(facts.Signatures).Draw(t, "signatures"), Checks: rapid.Permutation(facts.Checks).Draw(t, "checks"),
			Withdrawals: rapid.Permutation(facts.Withdrawals).Draw(t, "withdrawals"),
		}
		if got := pledge.StandingOf(now, persons, shuffled, at).Valid; got != want {
			t.Fatalf("valid = %v, the history says %v", got, want)
		}
	})
}

func ExampleStandingOf() {
	persons := family()[:2]
	head, _ := pledge.Sign(terms(), persons, typed("head", "马\u00b7国强"), noon)
	standing := pledge.StandingOf(terms(), persons, pledge.Facts{Signatures: head}, noon)
	fmt.Println(standing.Valid)
	for _, waiting := range standing.Waiting() {
		fmt.Println(waiting.Person.Name, waiting.State[pledge.PledgeText])
	}
	// Output:
	// false
	// 李秀英 missing
}
