package policy_test

import (
	"fmt"

	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// A false certificate, found out before any money was paid, proven to be intentional, and answered for: a minor breach. The
// same facts without proven intent are no breach at all.
func ExampleEdition_Evaluate() {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := policy.Facts{
		Subject: policy.ResponsibleAdult, Standing: policy.Applicant, Act: policy.FalseMaterial, Slight: true,
		Cause: policy.Intention, IntentProven: true, Heard: true, Investigators: 2,
		Evidence: []policy.Evidence{{Source: "employer", Verified: true, Primary: true}, {Source: "social insurance", Verified: true}},
	}
	on := period.MustDay("2026-11-22")
	outcome := edition.Evaluate(facts, nil, on)
	fmt.Println(outcome.Clause, outcome.Grade, outcome.InForceMeasures())

	facts.Cause = policy.HonestMistake
	outcome = edition.Evaluate(facts, nil, on)
	fmt.Printf("%q: %s\n", outcome.Grade, outcome.Explain("en"))
	// Output:
	// minor-1 minor [minor-education minor-correction]
	// "": The cause is "记错或填错", not intention; no grade.
}
