package policy

// floorGates are the conditions of any grade that no edition can switch off. The order is that of an officer's questions.
func floorGates(facts Facts) []Reason {
	var gates []Reason
	stop := func(code string, pairs ...any) { gates = append(gates, Reason{Code: code, Pairs: pairs}) }
	if facts.Subject != ResponsibleAdult {
		stop("not_responsible", "subject", facts.Subject)
	}
	switch facts.Act {
	case DataMismatch:
		stop("discrepancy_is_clue")
	case Complaint:
		stop("complaint_never")
	case LateReport:
		stop("late_is_no_breach")
	case Divorce, Gift, Transfer:
		if !facts.PurposeProven {
			stop("purpose_unproven", "act", facts.Act)
		}
	case TippedOff:
		gates = append(gates, tipOffGates(facts)...)
	case Obstruction:
		if !facts.Recorded {
			stop("obstruction_unrecorded")
		}
		if facts.Means == Insult && !facts.Corroborated {
			stop("insult_uncorroborated")
		}
	case DeclaredTruthfully, ReportedChange, WithdrewVoluntarily, DisclosedKinship, FalseMaterial, Concealment, NothingFurther:
	default:
		stop("unlisted_act", "act", facts.Act)
	}
	switch {
	case facts.Cause != Intention:
		stop("cause_not_intent", "cause", facts.Cause)
	case !facts.IntentProven:
		stop("intent_unproven")
	}
	if !facts.Heard {
		stop("not_heard")
	}
	return gates
}

// tipOffGates: an unconfirmed tip-off is no false accusation; only intentional fabrication, found on strong evidence by a
// county approver after a conflict check, by other officers, and never against a party to the same dispute (LAW Art. 68).
func tipOffGates(facts Facts) []Reason {
	var gates []Reason
	for _, need := range []struct {
		met  bool
		code string
	}{
		{facts.FabricationFound, "tipoff_no_fabrication"},
		{facts.StrongEvidence, "tipoff_weak_evidence"},
		{facts.CountyApproved, "tipoff_no_county_approver"},
		{facts.ConflictChecked, "tipoff_no_conflict_check"},
		{facts.OtherOfficers, "tipoff_same_officers"},
		{!facts.RespondentOfDispute, "tipoff_party_to_dispute"},
	} {
		if !need.met {
			gates = append(gates, Reason{Code: need.code})
		}
	}
	return gates
}

// evidenceGates compares the evidence with what the edition demands for a grade. The floor under every edition: two
// investigators, and a verified primary item or a written admission. What was said in a repair never counts.
func (e *Edition) evidenceGates(facts Facts, grade Grade) []Reason {
	demand, _ := e.EvidenceDemand(grade)
	var gates []Reason
	if need := max(2, demand.Investigators); facts.Investigators < need {
		gates = append(gates, Reason{Code: "too_few_investigators", Pairs: []any{"need", need, "have", facts.Investigators}})
	}
	sources, primary := map[string]bool{}, map[string]bool{}
	for _, item := range facts.Evidence {
		if item.FromRepair || item.Source == "" {
			continue
		}
		sources[item.Source] = true
		if item.Verified && item.Primary {
			primary[item.Source] = true
		}
	}
	if facts.WrittenAdmission && demand.OrAdmission {
		return gates
	}
	if need := max(1, demand.Independent); len(sources) < need {
		gates = append(gates, Reason{Code: "too_little_evidence", Pairs: []any{"need", need, "have", len(sources)}})
	}
	if need := max(1, demand.VerifiedPrimary); len(primary) < need {
		gates = append(gates, Reason{Code: "no_verified_primary", Pairs: []any{"need", need, "have", len(primary)}})
	}
	return gates
}

// answerable says whether an answer without a grade may be given: to a responsible adult, and not for disputing.
func answerable(facts Facts) bool {
	return facts.Subject == ResponsibleAdult && facts.Act != Complaint && facts.Act != TippedOff
}

// measureFloor are the conditions of measures that no edition can switch off: a refund order needs a proven overpayment
// (H7), a stop of an eligible household the county's legal sign-off (LAW Art. 48, 73), and every stop, suspension or bar the
// hardship check (H6).
func measureFloor(measure Measure, facts Facts) []Reason {
	var reasons []Reason
	hold := func(code string) {
		reasons = append(reasons, Reason{Code: code, Pairs: []any{"measure", measure.Label}})
	}
	switch measure.Kind {
	case RefundOrder:
		if facts.OverpaidFen <= max(0, facts.RepaidFen) {
			hold("no_overpayment")
		}
	case StopPayment:
		if facts.StillEligible && !facts.LegalSignOff {
			hold("eligible_needs_sign_off")
		}
	case SuspendProcessing, ApplicationBar, Reminder, CorrectiveTalk, Education, Correction:
	}
	switch measure.Kind {
	case StopPayment, SuspendProcessing, ApplicationBar:
		if !facts.HardshipChecked {
			hold("hardship_unchecked")
		}
		if facts.HardshipFound {
			hold("hardship_found")
		}
	case RefundOrder, Reminder, CorrectiveTalk, Education, Correction:
	}
	return reasons
}
