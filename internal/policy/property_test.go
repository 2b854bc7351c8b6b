package policy

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"chengxin/internal/period"
)

var (
	anyAct = rapid.SampledFrom([]Act{
		DeclaredTruthfully, ReportedChange, WithdrewVoluntarily, DisclosedKinship, FalseMaterial, Concealment, Divorce, Gift, Transfer,
		TippedOff, Obstruction, LateReport, DataMismatch, Complaint, NothingFurther, "",
	})
	anyCause   = rapid.SampledFrom([]Cause{Intention, Intention, Intention, HonestMistake, DataError, AssistedEntry, Incapacity, FamilyViolence, NormalChange, Unknown, ""})
	anySubject = rapid.SampledFrom([]Subject{ResponsibleAdult, ResponsibleAdult, ResponsibleAdult, Minor, Incapable, InnocentMember, ""})
	often      = rapid.SampledFrom([]bool{true, true, true, false})
	anyDay     = rapid.Custom(func(t *rapid.T) period.Day {
		day := period.MustDay("2023-01-01").AddDays(rapid.IntRange(-60, 1400).Draw(t, "day"))
		if rapid.IntRange(0, 4).Draw(t, "none") == 0 {
			return period.Day{}
		}
		return day
	})
	anyEvidence = rapid.Custom(func(t *rapid.T) Evidence {
		return Evidence{
			Source: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "source"), Verified: often.Draw(t, "verified"),
			Primary: often.Draw(t, "primary"), FromRepair: !often.Draw(t, "repair"),
		}
	})
	anyFacts = rapid.Custom(func(t *rapid.T) Facts {
		yes := func(name string) bool { return often.Draw(t, name) }
		return Facts{
			Subject: anySubject.Draw(t, "subject"), Standing: rapid.SampledFrom([]Standing{Applicant, Recipient}).Draw(t, "standing"),
			Act: anyAct.Draw(t, "act"), Cause: anyCause.Draw(t, "cause"), IntentProven: yes("intent"), Heard: yes("heard"),
			Evidence: rapid.SliceOfN(anyEvidence, 0, 4).Draw(t, "evidence"), WrittenAdmission: !yes("admission"),
			Investigators: rapid.IntRange(0, 3).Draw(t, "investigators"), Slight: yes("slight"), Admitted: yes("admitted"),
			EducatedOn: anyDay.Draw(t, "educated"), CorrectionDue: anyDay.Draw(t, "due"), CorrectedOn: anyDay.Draw(t, "corrected"),
			CorrectionPaused: !yes("paused"), OverpaidFen: rapid.Int64Range(0, 500000).Draw(t, "overpaid"),
			RepaidFen: rapid.Int64Range(0, 500000).Draw(t, "repaid"), RepaymentPlan: !yes("plan"), PurposeProven: yes("purpose"),
			StillEligible: yes("eligible"), LegalSignOff: yes("sign-off"), HardshipChecked: yes("checked"), HardshipFound: !yes("hardship"),
			FabricationFound: yes("fabrication"), StrongEvidence: yes("strong"), CountyApproved: yes("county"), ConflictChecked: yes("conflict"),
			OtherOfficers: yes("others"), RespondentOfDispute: !yes("party"), Means: rapid.SampledFrom([]Means{Bribery, Beating, Insult}).Draw(t, "means"),
			Recorded: yes("recorded"), PoliceReference: yes("police"), Corroborated: yes("corroborated"), Accurate: yes("accurate"), Verified: yes("known"),
			ChangedOn: anyDay.Draw(t, "changed"), ReportedOn: anyDay.Draw(t, "reported"), Major: yes("major"),
		}
	})
	anyPast = rapid.Custom(func(t *rapid.T) Past {
		return Past{
			ID: rapid.StringMatching(`[A-Z]`).Draw(t, "id"), Grade: rapid.SampledFrom([]Grade{"minor", "moderate", "general"}).Draw(t, "grade"),
			EffectiveOn: anyDay.Draw(t, "effective"), UsedBy: rapid.SampledFrom([]string{"", "", "C"}).Draw(t, "used"),
		}
	})
)

// wellFounded mends everything that the floor asks for, but one thing.
func wellFounded(facts Facts, except int) Facts {
	for i, mend := range []func(){
		func() { facts.Subject = ResponsibleAdult },
		func() { facts.Cause = Intention },
		func() { facts.IntentProven = true },
		func() { facts.Heard = true },
		func() { facts.Investigators = 3 },
		func() {
			facts.Evidence = []Evidence{{Source: "a", Verified: true, Primary: true}, {Source: "b", Verified: true, Primary: true}, {Source: "c"}}
		},
	} {
		if i != except {
			mend()
		}
	}
	return facts
}

// whatever is an edition whose clauses say yes to everything: the floor must hold under it too.
func whatever(t *testing.T) *Edition {
	t.Helper()
	edition, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	loose := *edition
	loose.content.Clauses = slices.Clone(edition.content.Clauses)
	always, err := compile("true")
	if err != nil {
		t.Fatal(err)
	}
	for i, clause := range loose.content.Clauses {
		if clause.Conduct == Breach && clause.Escalates == nil {
			loose.content.Clauses[i].Requires = []Requirement{{If: "true", Say: "always", compiled: always}}
		}
	}
	return &loose
}

func TestNoEditionEverGradesWithoutIntentEvidenceAndHearing(t *testing.T) {
	own, err := Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	other, err := Load("testdata/jingyuan-2027")
	if err != nil {
		t.Fatal(err)
	}
	editions := []*Edition{own, other, whatever(t)}
	graded := 0
	rapid.Check(t, func(t *rapid.T) {
		edition := rapid.SampledFrom(editions).Draw(t, "edition")
		facts, history := anyFacts.Draw(t, "facts"), rapid.SliceOfN(anyPast, 0, 5).Draw(t, "history")
		if often.Draw(t, "well founded") { // most random facts fail several gates; these fail at most one
			facts = wellFounded(facts, rapid.IntRange(0, 7).Draw(t, "left as drawn"))
		}
		on := period.MustDay("2023-06-01").AddDays(rapid.IntRange(0, 1800).Draw(t, "on"))
		outcome := edition.Evaluate(facts, history, on)
		checkMeasures(t, edition, facts, outcome)
		if outcome.Grade == "" {
			if outcome.Conduct == Breach {
				t.Fatal("a breach without a grade")
			}
			return
		}
		graded++
		if facts.Subject != ResponsibleAdult || !facts.Heard || outcome.Explain("zh-CN") == "" {
			t.Fatalf("graded %+v", facts)
		}
		if facts.Act == NothingFurther {
			if outcome.Escalation == nil || len(outcome.Escalation.From) < 2 {
				t.Fatal("an escalation without successive findings")
			}
			return
		}
		if facts.Cause != Intention || !facts.IntentProven || facts.Investigators < 2 {
			t.Fatalf("graded without intent: %+v", facts)
		}
		primary := slices.ContainsFunc(facts.Evidence, func(e Evidence) bool { return e.Verified && e.Primary && !e.FromRepair && e.Source != "" })
		if !primary && !facts.WrittenAdmission {
			t.Fatalf("graded without evidence: %+v", facts)
		}
		switch facts.Act {
		case DataMismatch, Complaint, LateReport, "":
			t.Fatalf("graded %s", facts.Act)
		case Divorce:
			if !facts.PurposeProven {
				t.Fatal("divorce itself was graded")
			}
		case TippedOff:
			if !facts.FabricationFound || facts.RespondentOfDispute {
				t.Fatal("a tip-off was graded without fabrication")
			}
		default: // nothing further is asked of the other acts
		}
	})
	if graded == 0 {
		t.Error("the property saw no grade at all: it proves nothing")
	}
}

// checkMeasures: without filed opinions no measure that lacks a basis is in force, and no refund exceeds the overpayment.
func checkMeasures(t *rapid.T, edition *Edition, facts Facts, outcome Outcome) {
	for _, proposed := range outcome.Measures {
		measure, _ := edition.Measure(proposed.Code)
		if proposed.InForce && measure.NeedsOpinion() {
			t.Fatalf("%s is in force without an opinion", measure.Code)
		}
		if measure.Kind.Adverse() && outcome.Grade == "" {
			t.Fatalf("%s without a grade", measure.Code)
		}
		if proposed.AmountFen < 0 || proposed.AmountFen > facts.OverpaidFen {
			t.Fatalf("refund %d of %d", proposed.AmountFen, facts.OverpaidFen)
		}
		stops := measure.Kind == StopPayment || measure.Kind == SuspendProcessing || measure.Kind == ApplicationBar
		if proposed.InForce && stops && (!facts.HardshipChecked || facts.HardshipFound) {
			t.Fatalf("%s in force in spite of hardship", measure.Code)
		}
	}
}
