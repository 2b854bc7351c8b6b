package console

import (
	"fmt"
	"strings"
	"time"

	steps "chengxin/internal/casework/determination"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

// ask is one question of an act's form. Its label is the catalogue's case.field.<name>.
type ask struct {
	name     string
	how      askedAs
	optional bool
}

type askedAs string

const (
	asWords     askedAs = "words"
	asLine      askedAs = "line"
	asDay       askedAs = "day"
	asMoment    askedAs = "moment"
	asWay       askedAs = "way"
	asTick      askedAs = "tick"
	asAmount    askedAs = "amount"
	asOfficer   askedAs = "officer"
	asOutcome   askedAs = "outcome"
	asInquiry   askedAs = "inquiry"
	asMeasures  askedAs = "measures"
	asHardships askedAs = "hardships"
)

// proofAsks are the questions of a proof of service.
var proofAsks = []ask{
	{"way", asWay, false},
	{"served_at", asMoment, false},
	{"receiver", asLine, false},
	{"relation", asLine, true},
	{"refused", asTick, true},
	{"witness", asLine, true},
	{"read_by", asLine, true},
}

func readCaseProof(f *page.Form) determination.Proof {
	return determination.Proof{
		Way: determination.Way(f.Text("way")), At: readMoment(f, "served_at"), Receiver: f.Text("receiver"), Relation: f.Text("relation"),
		Refused: f.Ticked("refused"), Witness: f.Text("witness"), ReadBy: f.Text("read_by"),
	}
}

// readMoment reads a day and an hour (09:30); zero, and refused, where they are none.
func readMoment(f *page.Form, name string) time.Time {
	on := f.Day(name)
	if on.Day.IsZero() {
		return time.Time{}
	}
	clock, err := time.Parse("15:04", strings.ReplaceAll(f.Text(name+"-hour"), "\uff1a", ":"))
	if err != nil {
		f.Refuse(name, "case.moment")
		return time.Time{}
	}
	return on.Day.Start().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
}

// fillNow puts the present day and hour where most acts want them.
func fillNow(r *page.Request, f *page.Form) {
	today := period.DayOf(r.Now)
	f.SetDay("served_at", today)
	f.Set("served_at-hour", r.Now.In(period.Shanghai).Format("15:04"))
	f.SetDay("on", today)
}

// caseForm is how an act on a case is asked and read.
type caseForm struct {
	asks []ask
	read func(f *page.Form, m steps.Matter) determination.What
}

var reasonAsk = []ask{{"reason", asWords, false}}

var caseForms = map[determination.Kind]caseForm{
	determination.KindEducated: {append([]ask{{"words", asWords, false}}, proofAsks...), func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Educated{Words: f.Text("words"), Proof: readCaseProof(f)}
	}},
	determination.KindCorrected: {[]ask{{"on", asDay, false}, {"words", asWords, false}, {"repaid", asAmount, true}, {"plan", asTick, true}}, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Corrected{On: f.Day("on").Day, Words: f.Text("words"), Repaid: int64(f.Amount("repaid").Fen), Plan: f.Ticked("plan")}
	}},
	determination.KindNoticeServed: {proofAsks, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.NoticeServed{Proof: readCaseProof(f)}
	}},
	determination.KindStated: {[]ask{{"way", asWay, false}, {"words", asWords, false}, {"proxy", asLine, true}, {"read_to", asTick, true}}, func(f *page.Form, m steps.Matter) determination.What {
		return determination.Stated{Channel: determination.Way(f.Text("way")), Member: m.Member, Words: f.Text("words"), Proxy: f.Text("proxy"), ReadTo: f.Ticked("read_to")}
	}},
	determination.KindExtended: {[]ask{{"days", asLine, false}, {"reason", asWords, false}}, func(f *page.Form, _ steps.Matter) determination.What {
		days, _ := f.Whole("days", mostDaysMore)
		return determination.Extended{Days: days, Reason: f.Text("reason")}
	}},
	determination.KindReviewed: {[]ask{{"agrees", asTick, true}, {"reason", asWords, false}}, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Reviewed{Agrees: f.Ticked("agrees"), Reason: f.Text("reason")}
	}},
	determination.KindConfirmed: {reasonAsk, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Confirmed{Reason: f.Text("reason")}
	}},
	determination.KindReturned: {reasonAsk, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Returned{Reason: f.Text("reason")}
	}},
	determination.KindRejected: {reasonAsk, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Rejected{Reason: f.Text("reason")}
	}},
	determination.KindDropped: {reasonAsk, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.Dropped{Reason: f.Text("reason")}
	}},
	determination.KindDecisionServed: {proofAsks, func(f *page.Form, _ steps.Matter) determination.What {
		return determination.DecisionServed{Proof: readCaseProof(f)}
	}},
}

// mostDaysMore bounds what is read as a number of days; the edition says how many may really be added.
const mostDaysMore = 99

// filingAsks are the questions of an objection that an officer writes down.
var filingAsks = []ask{{"way", asWay, false}, {"objection", asWords, false}, {"proxy", asLine, true}, {"late", asWords, true}, {"read_to", asTick, true}}

func readFiling(f *page.Form) objection.Filing {
	return objection.Filing{Way: determination.Way(f.Text("way")), Words: f.Text("objection"), Proxy: f.Text("proxy"), Late: f.Text("late"), ReadTo: f.Ticked("read_to")}
}

type objectionForm struct {
	asks []ask
	read func(f *page.Form, o objection.Objection) objection.What
}

var objectionForms = map[objection.Kind]objectionForm{
	objection.KindAssigned: {[]ask{{"reviewer", asOfficer, false}}, func(f *page.Form, _ objection.Objection) objection.What {
		return objection.Assigned{Reviewer: f.Text("reviewer")}
	}},
	objection.KindOrdered: {[]ask{{"inquiry", asInquiry, false}, {"reason", asWords, false}}, func(f *page.Form, _ objection.Objection) objection.What {
		return objection.Ordered{What: f.Text("inquiry"), Reason: f.Text("reason")}
	}},
	objection.KindExtended: {[]ask{{"days", asLine, false}, {"reason", asWords, false}}, func(f *page.Form, _ objection.Objection) objection.What {
		days, _ := f.Whole("days", mostDaysMore)
		return objection.Extended{Days: days, Reason: f.Text("reason")}
	}},
	objection.KindAnswered: {[]ask{{"outcome", asOutcome, false}, {"reason", asWords, false}, {"slight", asTick, true}, {"drop", asMeasures, true}, {"refund", asAmount, true}}, nil},
	objection.KindServed: {proofAsks, func(f *page.Form, _ objection.Objection) objection.What {
		return objection.Served{Proof: readCaseProof(f)}
	}},
	objection.KindReviewed: {filingAsks, func(f *page.Form, o objection.Objection) objection.What {
		filing := readFiling(f)
		filing.Member = o.Filing.Member
		return objection.Review{Filing: filing}
	}},
	objection.KindWithdrawn: {[]ask{{"way", asWay, false}}, func(f *page.Form, o objection.Objection) objection.What {
		return objection.Withdrawal{Way: determination.Way(f.Text("way")), Member: o.Filing.Member}
	}},
	objection.KindCalledBack: {[]ask{{"confirms", asTick, true}, {"way", asWay, false}, {"words", asWords, false}}, func(f *page.Form, _ objection.Objection) objection.What {
		return objection.CalledBack{Confirms: f.Ticked("confirms"), Way: determination.Way(f.Text("way")), Words: f.Text("words")}
	}},
	objection.KindTakenBack: {[]ask{{"words", asWords, true}}, func(f *page.Form, _ objection.Objection) objection.What {
		return objection.TakenBack{Words: f.Text("words")}
	}},
}

type measureForm struct {
	asks []ask
	read func(f *page.Form) measure.What
}

var measureForms = map[measure.Kind]measureForm{
	measure.KindChecked: {[]ask{{"hardships", asHardships, false}, {"on", asDay, false}, {"words", asWords, false}}, func(f *page.Form) measure.What {
		found := map[measure.Hardship]bool{}
		for _, one := range measure.Hardships() {
			if answer := f.Text("hardship-" + string(one)); answer != "" {
				found[one] = answer == "yes"
			}
		}
		return measure.Checked{Found: found, On: f.Day("on").Day, Words: f.Text("words")}
	}},
	measure.KindImposed: {[]ask{{"words", asWords, false}}, func(f *page.Form) measure.What { return measure.Imposed{Words: f.Text("words")} }},
	measure.KindDone: {[]ask{{"on", asDay, false}, {"words", asWords, false}}, func(f *page.Form) measure.What {
		return measure.Done{On: f.Day("on").Day, Words: f.Text("words")}
	}},
	measure.KindLifted: {reasonAsk, func(f *page.Form) measure.What { return measure.Lifted{Reason: f.Text("reason")} }},
}

// How many lines of evidence and of overpaid months the form of a finding has.
const (
	evidenceLines = 5
	overpaidLines = 6
)

// acts are the acts that the form of a finding offers.
func acts(m steps.Matter) []policy.Act {
	if len(m.Counted) > 0 {
		return []policy.Act{policy.NothingFurther}
	}
	return []policy.Act{policy.FalseMaterial, policy.Concealment, policy.Divorce, policy.Gift, policy.Transfer, policy.TippedOff, policy.Obstruction, policy.LateReport, policy.DataMismatch}
}

func causes() []policy.Cause {
	return []policy.Cause{
		policy.Intention, policy.HonestMistake, policy.DataError, policy.AssistedEntry, policy.Incapacity, policy.FamilyViolence, policy.NormalChange, policy.Unknown,
	}
}

func means() []policy.Means {
	return []policy.Means{policy.Bribery, policy.Coercion, policy.Beating, policy.Insult, policy.OtherMeans}
}

// statements are the yes-or-no facts that an officer ticks; what is not ticked is not proven.
var statements = []struct {
	name string
	of   func(*policy.Facts) *bool
}{
	{"intent_proven", func(f *policy.Facts) *bool { return &f.IntentProven }},
	{"slight", func(f *policy.Facts) *bool { return &f.Slight }},
	{"admitted", func(f *policy.Facts) *bool { return &f.Admitted }},
	{"written_admission", func(f *policy.Facts) *bool { return &f.WrittenAdmission }},
	{"purpose_proven", func(f *policy.Facts) *bool { return &f.PurposeProven }},
	{"still_eligible", func(f *policy.Facts) *bool { return &f.StillEligible }},
	{"legal_sign_off", func(f *policy.Facts) *bool { return &f.LegalSignOff }},
	{"hardship_checked", func(f *policy.Facts) *bool { return &f.HardshipChecked }},
	{"hardship_found", func(f *policy.Facts) *bool { return &f.HardshipFound }},
	{"fabrication_found", func(f *policy.Facts) *bool { return &f.FabricationFound }},
	{"strong_evidence", func(f *policy.Facts) *bool { return &f.StrongEvidence }},
	{"conflict_checked", func(f *policy.Facts) *bool { return &f.ConflictChecked }},
	{"respondent_of_dispute", func(f *policy.Facts) *bool { return &f.RespondentOfDispute }},
	{"recorded", func(f *policy.Facts) *bool { return &f.Recorded }},
	{"police_reference", func(f *policy.Facts) *bool { return &f.PoliceReference }},
	{"corroborated", func(f *policy.Facts) *bool { return &f.Corroborated }},
}

// readFinding reads what an officer finds. Only an adult with full capacity has a case, so the subject is one.
func readFinding(f *page.Form, m steps.Matter) determination.Finding {
	finding := determination.Finding{
		Facts: policy.Facts{
			Subject: policy.ResponsibleAdult, Standing: policy.Standing(f.Text("standing")), Act: policy.Act(f.Text("act")), Cause: policy.Cause(f.Text("cause")),
			Means: policy.Means(f.Text("means")),
		},
		Intent: f.Text("intent"), Reason: f.Text("reason"), Answer: f.Text("answer"), Ruled: map[determination.Alternative]string{},
	}
	if finding.Facts.Act == "" {
		f.Refuse("act", "case.act_missing")
	}
	if finding.Facts.Cause == "" && len(m.Counted) == 0 {
		f.Refuse("cause", "case.cause_missing")
	}
	for _, one := range statements {
		*one.of(&finding.Facts) = f.Chosen("facts", one.name)
	}
	for _, one := range determination.Alternatives() {
		if words := f.Text("ruled-" + string(one)); words != "" {
			finding.Ruled[one] = words
		}
	}
	for n := range 2 {
		if id := f.Text(fmt.Sprintf("investigator-%d", n)); id != "" {
			finding.Investigators = append(finding.Investigators, id)
		}
	}
	for n := range evidenceLines {
		at := fmt.Sprintf("evidence-%d", n)
		words := f.Text(at)
		if words == "" && f.Text(at+"-source") == "" {
			continue
		}
		on, err := period.ParseDay(f.Text(at + "-on"))
		if err != nil {
			f.Refuse(at, "determination.evidence.incomplete")
		}
		finding.Evidence = append(finding.Evidence, determination.Evidence{
			Kind: f.Text(at + "-kind"), Source: f.Text(at + "-source"), On: on, Words: words, Verified: f.Ticked(at + "-verified"), Primary: f.Ticked(at + "-primary"),
		})
	}
	for n := range overpaidLines {
		at := fmt.Sprintf("overpaid-%d", n)
		month := f.Text(at)
		if month == "" {
			continue
		}
		finding.Overpaid = append(finding.Overpaid, determination.Overpaid{Month: month, Fen: int64(f.Amount(at + "-amount").Fen), Words: f.Text(at + "-words")})
	}
	return finding
}

// evidenceKinds are the kinds of evidence that the form offers.
var evidenceKinds = []string{"declaration", "visit", "platform", "paper", "statement", "admission", "other"}

// fillFinding puts what is known already into the form: what the notice said, or what the clues are about.
func fillFinding(r *page.Request, f *page.Form, s openCases, m steps.Matter) {
	if notice, _, told := m.Notice(); told {
		fillFrom(f, notice.Intended)
		return
	}
	for n, one := range suggested(r, s, m) {
		fillEvidence(f, n, one)
	}
	f.Set("standing", string(policy.Recipient))
}

func fillEvidence(f *page.Form, n int, one determination.Evidence) {
	at := fmt.Sprintf("evidence-%d", n)
	f.Set(at, one.Words)
	f.Set(at+"-kind", one.Kind)
	f.Set(at+"-source", one.Source)
	if !one.On.IsZero() {
		f.Set(at+"-on", one.On.String())
	}
	if one.Verified {
		f.Set(at+"-verified", "yes")
	}
	if one.Primary {
		f.Set(at+"-primary", "yes")
	}
}

func fillFrom(f *page.Form, finding determination.Finding) {
	facts := finding.Facts
	for name, value := range map[string]string{
		"standing": string(facts.Standing), "act": string(facts.Act), "cause": string(facts.Cause), "means": string(facts.Means),
		"intent": finding.Intent, "reason": finding.Reason,
	} {
		f.Set(name, value)
	}
	var ticked []string
	for _, one := range statements {
		if *one.of(&facts) {
			ticked = append(ticked, one.name)
		}
	}
	f.Set("facts", ticked...)
	for one, words := range finding.Ruled {
		f.Set("ruled-"+string(one), words)
	}
	for n, id := range finding.Investigators {
		f.Set(fmt.Sprintf("investigator-%d", n), id)
	}
	for n, one := range finding.Evidence {
		fillEvidence(f, n, one)
	}
	for n, one := range finding.Overpaid {
		at := fmt.Sprintf("overpaid-%d", n)
		f.Set(at, one.Month)
		f.Set(at+"-amount", money.Fen(one.Fen).String())
		f.Set(at+"-words", one.Words)
	}
}

// suggested are lines of evidence about what the case's clues are about, as the latest comparison read the three sources: an
// officer checks them before anything is said of them.
func suggested(r *page.Request, s openCases, m steps.Matter) []determination.Evidence {
	if s.Latest == nil {
		return nil
	}
	about := map[determination.Point]bool{}
	for _, clue := range s.Clues {
		for _, id := range m.Clues {
			if clue.ID == id {
				for _, point := range clue.Points {
					about[determination.Point{Item: point.Item, Member: point.Member}] = true
				}
			}
		}
	}
	var all []determination.Evidence
	for _, line := range s.Latest.Found.Lines {
		if !about[determination.Point{Item: line.Item, Member: line.Member}] {
			continue
		}
		for i, kind := range []string{"declaration", "visit", "platform"} {
			if line.AsOf[i].IsZero() || len(all) == evidenceLines {
				continue
			}
			all = append(all, determination.Evidence{
				Kind: kind, Source: r.T("case.evidence." + kind), On: line.AsOf[i], Primary: true,
				Words: r.T("case.evidence.words", "item", s.labels[line.Item].Text, "amount", comparedAmount(r, s.labels[line.Item], line.Sums[i])),
			})
		}
	}
	return all
}
