package console

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/determination"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/web/page"
)

func (s openCases) today(r *page.Request) period.Day { return period.DayOf(r.Now) }

// dueWords says when something is due, and whether it is over.
func dueWords(r *page.Request, due deadline.Result, today period.Day) string {
	switch {
	case due.Paused || due.On.IsZero():
		return r.T("case.due.paused")
	case due.Passed(today):
		return r.T("case.due.over", "day", onDay(r, due.On))
	}
	return r.T("case.due.until", "day", onDay(r, due.On))
}

// caseRows are what a new officer must know of a case at one glance.
func caseRows(r *page.Request, s openCases, m steps.Matter) []page.Row {
	rows := []page.Row{
		{Key: r.T("case.who"), Value: s.Members[m.Member]},
		{Key: r.T("case.conduct_on"), Value: onDay(r, m.ConductOn)},
		{Key: r.T("case.opened_at"), Value: at(r, m.At) + " " + s.names[m.By]},
		{Key: r.T("case.edition"), Value: m.Ground.Edition.Title()},
	}
	if len(m.Counted) > 0 {
		rows = append(rows, page.Row{Key: r.T("case.counted"), Body: countedCases(s, m)})
	}
	if notice, _, told := m.Notice(); told {
		rows = append(rows, page.Row{Key: r.T("case.notice"), Value: notice.Number})
		reached := r.T("case.not_reached")
		if on := m.NoticeServedOn(); !on.IsZero() {
			reached = onDay(r, on)
		}
		rows = append(rows, page.Row{Key: r.T("case.reached"), Value: reached}, page.Row{Key: r.T("case.defence"), Value: dueWords(r, m.DefenceDue(m.Ground), m.Ground.Today)})
	}
	if due, talked := m.CorrectionDue(m.Ground); talked {
		rows = append(rows, page.Row{Key: r.T("case.correction"), Value: dueWords(r, due, m.Ground.Today)})
	}
	if decision, decided := m.Decision(); decided {
		rows = append(rows, page.Row{Key: r.T("case.decision"), Value: decision.Number}, page.Row{Key: r.T("case.effect"), Value: effectWords(r, m)},
			page.Row{Key: r.T("case.object_until"), Value: dueWords(r, objection.FileDue(m.Case, m.Ground), m.Ground.Today)})
	}
	return rows
}

// link is an act that may be done now, for whoever holds its permission.
func (s openCases) link(r *page.Request, permission access.Permission, path, key string) []page.Link {
	if !r.Actor.May(permission, s.Household.Region) {
		return nil
	}
	return []page.Link{{Text: r.T(key), Path: path}}
}

// nextActs are what may be done in a case now.
func nextActs(r *page.Request, s openCases, m steps.Matter) []page.Link {
	var links []page.Link
	base := CaseAt(m.Household, m.ID)
	for _, kind := range []determination.Kind{
		determination.KindEducated, determination.KindCorrected, determination.KindNoticeIssued, determination.KindNoticeServed, determination.KindStated,
		determination.KindExtended, determination.KindProposed, determination.KindReviewed, determination.KindConfirmed, determination.KindReturned,
		determination.KindRejected, determination.KindDropped, determination.KindDecisionServed,
	} {
		if !m.May(kind) {
			continue
		}
		path := base + "/do/" + string(kind)
		if kind == determination.KindNoticeIssued || kind == determination.KindProposed {
			path = base + "/finding/" + string(kind)
		}
		links = append(links, s.link(r, steps.CasePermission(kind), path, "case.act."+string(kind))...)
	}
	if _, decided := m.Decision(); decided && m.Effect.Undone.IsZero() {
		links = append(links, s.link(r, access.CaseServe, base+"/object", "case.act.object")...)
		links = append(links, s.link(r, access.ObjectionAssign, base+"/take-up", "case.act.take_up")...)
	}
	return links
}

// recordWords are what a record says, in words.
func caseRecordWords(r *page.Request, s openCases, what determination.What) string {
	switch what := what.(type) {
	case determination.Educated:
		return what.Words + " " + proofWords(r, what.Proof)
	case determination.Corrected:
		return what.Words
	case determination.NoticeIssued:
		return what.Number
	case determination.NoticeServed:
		return proofWords(r, what.Proof)
	case determination.Stated:
		return strings.TrimSpace(what.Words + " " + r.T("determination.service."+string(what.Channel)) + " " + what.Proxy)
	case determination.Extended:
		return r.T("case.more_days", "days", what.Days) + " " + what.Reason
	case determination.ProposedFinding:
		return what.Finding.Reason
	case determination.Reviewed:
		return r.T(map[bool]string{true: "case.agrees", false: "case.disagrees"}[what.Agrees]) + " " + what.Reason
	case determination.Confirmed:
		return what.Number + " " + what.Reason
	case determination.Returned:
		return what.Reason
	case determination.Rejected:
		return what.Reason
	case determination.Dropped:
		return what.Reason
	case determination.DecisionServed:
		return proofWords(r, what.Proof)
	}
	return ""
}

func proofWords(r *page.Request, p determination.Proof) string {
	words := r.T("case.proof", "way", r.T("determination.service."+string(p.Way)), "at", at(r, p.At), "receiver", p.Receiver)
	if p.Refused {
		words += r.T("case.proof_refused", "witness", p.Witness)
	}
	return words
}

func (s openCases) by(id string) string {
	if name, officer := s.names[id]; officer {
		return name
	}
	return s.Members[id]
}

func (s openCases) event(r *page.Request, title, words string, when time.Time, by string) page.Event {
	return page.Event{Title: title, Body: eventText(words), At: at(r, when), Moment: when.Format(time.RFC3339), By: s.by(by)}
}

func caseEvents(r *page.Request, s openCases, m steps.Matter) []page.Event {
	events := []page.Event{s.event(r, r.T("case.event.opened"), "", m.At, m.By)}
	for _, record := range m.Records {
		events = append(events, s.event(r, r.T("case.event."+string(record.What.Kind())), caseRecordWords(r, s, record.What), record.At, record.By))
	}
	slices.Reverse(events)
	return events
}

func objectionRows(r *page.Request, s openCases, m steps.Matter, o objection.Objection) []page.Row {
	decision, _ := m.Decision()
	chain, _ := m.Ground.Edition.Reviewers(decision.Derived.Grade)
	rows := []page.Row{{Key: r.T("case.filed_by"), Value: s.Members[o.Filing.Member] + " " + r.T("determination.service."+string(o.Filing.Way))}}
	if o.Station() < len(chain.Chain) {
		rows = append(rows, page.Row{Key: r.T("case.station"), Value: chain.Chain[o.Station()].Label})
	}
	if o.Stage() == objection.Filed {
		rows = append(rows, page.Row{Key: r.T("case.answer_due"), Value: dueWords(r, o.AnswerDue(m.Ground), m.Ground.Today)})
	}
	if o.Stage() == objection.Answered {
		rows = append(rows, page.Row{Key: r.T("case.further_until"), Value: dueWords(r, o.ReviewDue(m.Ground), m.Ground.Today)})
	}
	ended := r.T("case.objection_open")
	if on := o.EndedOn(decision.Derived.Grade, m.Ground); !on.IsZero() {
		ended = onDay(r, on)
	}
	return append(rows, page.Row{Key: r.T("case.objection_ended"), Value: ended})
}

func objectionEvents(r *page.Request, s openCases, o objection.Objection) []page.Event {
	var events []page.Event
	for _, record := range slices.Backward(o.Records) {
		words := ""
		switch what := record.What.(type) {
		case objection.Assigned:
			words = s.names[what.Reviewer]
		case objection.Ordered:
			words = r.T("case.inquiry."+what.What) + " " + what.Reason
		case objection.Extended:
			words = r.T("case.more_days", "days", what.Days) + " " + what.Reason
		case objection.Answer:
			words = r.T("case.outcome."+string(what.Outcome)) + " " + what.Number + " " + what.Reason
		case objection.Served:
			words = proofWords(r, what.Proof)
		case objection.Review:
			words = what.Filing.Words
		case objection.Withdrawal:
			words = r.T("determination.service." + string(what.Way))
		case objection.CalledBack:
			words = r.T(map[bool]string{true: "case.confirms", false: "case.confirms_not"}[what.Confirms]) + " " + what.Words
		case objection.TakenBack:
			words = what.Words
		}
		events = append(events, s.event(r, r.T("case.event.objection."+string(record.What.Kind())), words, record.At, record.By))
	}
	return events
}

// objectionActs are what may be done to an objection now.
func objectionActs(r *page.Request, m steps.Matter, o objection.Objection) []page.Link {
	var links []page.Link
	for _, step := range objection.Steps() {
		if step.From != o.Stage() || step.Done == objection.KindMarked || !r.Actor.MayAnywhere(objectionsteps.Permission(step.Done)) {
			continue
		}
		links = append(links, page.Link{Text: r.T("case.act.objection." + string(step.Done)), Path: CaseAt(m.Household, m.ID) + "/objections/" + o.ID + "/" + string(step.Done)})
	}
	return links
}

func caseMeasureLabel(m steps.Matter, one measure.Measure) string {
	rule, _ := m.Ground.Edition.Measure(one.Drawn.Code)
	return rule.Label
}

func measureRows(r *page.Request, m steps.Matter, one measure.Measure) []page.Row {
	standing := one.Standing(m.Effect, m.Ground.Today)
	rows := []page.Row{{Key: r.T("case.measure.what"), Value: drawnWords(r, m, one.Drawn)}}
	if !standing.From.IsZero() {
		days := r.T("case.measure.from", "day", onDay(r, standing.From))
		if !standing.Until.IsZero() {
			days = r.T("case.measure.days", "from", onDay(r, standing.From), "last", onDay(r, standing.Until.AddDays(-1)))
		}
		rows = append(rows, page.Row{Key: r.T("case.measure.when"), Value: days})
	}
	return rows
}

func measureEvents(r *page.Request, s openCases, one measure.Measure) []page.Event {
	var events []page.Event
	for _, record := range slices.Backward(one.Records) {
		words := ""
		switch what := record.What.(type) {
		case measure.Checked:
			var found []string
			for _, hardship := range measure.Hardships() {
				if what.Found[hardship] {
					found = append(found, r.T("case.hardship."+string(hardship)))
				}
			}
			words = what.Words
			if len(found) == 0 {
				words = r.T("case.hardship.none") + " " + words
			} else {
				words = strings.Join(found, r.T("page.list.separator")) + " " + words
			}
		case measure.Imposed:
			words = what.Number + " " + what.Words
		case measure.Done:
			words = onDay(r, what.On) + " " + what.Words
		case measure.Lifted:
			words = what.Reason
		}
		events = append(events, s.event(r, r.T("case.event.measure."+string(record.What.Kind())), words, record.At, record.By))
	}
	return events
}

// measureActs are what may be done to a measure now: what its state asks for.
func measureActs(r *page.Request, m steps.Matter, one measure.Measure) []page.Link {
	if !r.Actor.MayAnywhere(access.MeasureHandle) {
		return nil
	}
	var kinds []measure.Kind
	switch one.Standing(m.Effect, m.Ground.Today).State {
	case measure.Unchecked, measure.Hard:
		kinds = []measure.Kind{measure.KindChecked}
	case measure.Unimposed:
		kinds = []measure.Kind{measure.KindImposed, measure.KindChecked}
	case measure.Active:
		kinds = []measure.Kind{measure.KindLifted, measure.KindChecked}
		if !one.Drawn.Kind.Adverse() {
			kinds = []measure.Kind{measure.KindDone}
		}
	case measure.Undone, measure.Lapsed, measure.LiftedNow, measure.NoBasis, measure.Stayed, measure.Waiting, measure.CarriedOut:
	}
	var links []page.Link
	for _, kind := range kinds {
		links = append(links, page.Link{Text: r.T("case.act.measure." + string(kind)), Path: CaseAt(m.Household, m.ID) + "/measures/" + one.ID + "/" + string(kind)})
	}
	return links
}

func findingRows(r *page.Request, s openCases, m steps.Matter, finding determination.Finding) []page.Row {
	rows := []page.Row{
		{Key: r.T("case.field.act"), Value: string(finding.Facts.Act)},
		{Key: r.T("case.field.cause"), Value: string(finding.Facts.Cause)},
		{Key: r.T("case.field.intent"), Value: finding.Intent},
		{Key: r.T("case.field.finding"), Value: finding.Reason},
	}
	if finding.Answer != "" {
		rows = append(rows, page.Row{Key: r.T("case.field.answer"), Value: finding.Answer})
	}
	for _, one := range determination.Alternatives() {
		if words := finding.Ruled[one]; words != "" {
			rows = append(rows, page.Row{Key: r.T("clue.ruled." + string(one)), Value: words})
		}
	}
	var investigators []string
	for _, id := range finding.Investigators {
		investigators = append(investigators, s.names[id])
	}
	rows = append(rows, page.Row{Key: r.T("case.field.investigators"), Value: strings.Join(investigators, r.T("page.list.separator"))})
	for _, month := range finding.Overpaid {
		rows = append(rows, page.Row{Key: month.Month, Value: r.T("case.overpaid.line", "amount", money.Fen(month.Fen).String(), "words", month.Words)})
	}
	return rows
}

func derivedTitle(r *page.Request, m steps.Matter, derived determination.Derived) string {
	switch {
	case derived.Clause != "" && derived.Grade != "":
		clause, _ := m.Ground.Edition.Clause(derived.Clause)
		return r.T("case.derived.breach", "words", clause.Words, "grade", m.Ground.Edition.GradeLabel(derived.Grade))
	case len(derived.Measures) > 0:
		return r.T("case.derived.answers")
	}
	return r.T("case.derived.nothing")
}

// drawnWords say what a measure is, how long and how much, and whether it is in force.
func drawnWords(r *page.Request, m steps.Matter, one determination.MeasureDrawn) string {
	rule, _ := m.Ground.Edition.Measure(one.Code)
	words := rule.Label
	if one.Months > 0 {
		words += " " + r.T("case.measure.months", "months", one.Months)
	}
	if one.Fen > 0 {
		words += " " + r.T("case.measure.fen", "amount", money.Fen(one.Fen).String())
	}
	if !one.InForce {
		words += " " + r.T("case.measure.not_in_force")
	}
	return words + " " + strings.Join(one.Because, "")
}

func standingChoices() []page.Choice {
	return []page.Choice{{Value: string(policy.Recipient), Label: string(policy.Recipient)}, {Value: string(policy.Applicant), Label: string(policy.Applicant)}}
}

// named makes choices of values that are words themselves: acts, causes and means are named as the source names them.
func named[T ~string](values []T) []page.Choice {
	choices := make([]page.Choice, len(values))
	for i, value := range values {
		choices[i] = page.Choice{Value: string(value), Label: string(value)}
	}
	return choices
}

func actChoices(m steps.Matter) []page.Choice { return named(acts(m)) }
func causeNames() []page.Choice               { return named(causes()) }
func meansChoices() []page.Choice             { return named(means()) }

func factChoices(r *page.Request) []page.Choice {
	var choices []page.Choice
	for _, one := range statements {
		choices = append(choices, page.Choice{Value: one.name, Label: r.T("case.fact." + one.name)})
	}
	return choices
}

func caseKindChoices(r *page.Request) []page.Choice {
	choices := []page.Choice{{Value: "", Label: r.T("case.evidence.none")}}
	for _, kind := range evidenceKinds {
		choices = append(choices, page.Choice{Value: kind, Label: r.T("case.evidence." + kind)})
	}
	return choices
}

func evidenceName(n int, part string) string { return fmt.Sprintf("evidence-%d-%s", n, part) }

// officerChoices are the county's officers by name.
func caseOfficerChoices(r *page.Request, s openCases) []page.Choice {
	choices := []page.Choice{{Value: "", Label: r.T("case.choose")}}
	for _, id := range slices.SortedFunc(maps.Keys(s.names), func(a, b string) int { return strings.Compare(s.names[a], s.names[b]) }) {
		choices = append(choices, page.Choice{Value: id, Label: s.names[id]})
	}
	return choices
}

func drawnChoices(r *page.Request, m steps.Matter) []page.Choice {
	var choices []page.Choice
	for _, one := range m.Effect.Derived.Measures {
		choices = append(choices, page.Choice{Value: one.Code, Label: drawnWords(r, m, one)})
	}
	return choices
}
