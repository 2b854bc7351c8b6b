package determination

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// Person is who acts in a case.
type Person struct {
	ID     string
	Office policy.Office // of the role in which the person acts; empty for a resident and for the rule
}

// Do checks something before it becomes a record of the case, and completes it by what only the system may say. It refuses
// (Conflict) what the stage does not allow and (Invalid, Forbidden) what the kind of act lacks; each refusal says what to do.
func (c Case) Do(what What, by Person, now time.Time, ground Ground) (Record, error) {
	record := Record{At: now, By: by.ID, What: what}
	if !c.May(what.Kind()) {
		return record, fault.New(fault.Conflict, "determination.step", "state", wording.T(wording.Chinese, "determination.stage."+string(c.Stage())))
	}
	var err error
	switch what := what.(type) {
	case Educated:
		err = append(Typed("words", what.Words), what.Proof.check(c.At, now)...).OrNil()
	case Corrected:
		err = c.correct(what, ground).OrNil()
	case NoticeIssued:
		what.Derived = c.Derive(what.Intended, ground, true)
		record.What, err = what, c.mayNotify(what, ground)
	case NoticeServed:
		_, issued, _ := latest[NoticeIssued](c)
		err = what.Proof.check(issued.At, now).OrNil()
	case Stated:
		err = what.check().OrNil()
	case Extended:
		err = c.extend(what, ground)
	case ProposedFinding:
		what.Derived = c.Derive(what.Finding, ground, false)
		record.What, err = what, c.mayPropose(what, by, ground)
	case Reviewed:
		err = c.mayReview(what, by, ground)
	case Confirmed:
		what.Office = by.Office
		record.What, err = what, c.mayConfirm(what, by, ground)
	case Returned:
		err = c.mayAnswer(what.Reason, by, ground)
	case Rejected:
		err = c.mayAnswer(what.Reason, by, ground)
	case Dropped:
		err = Typed("reason", what.Reason).OrNil()
	case DecisionServed:
		_, confirmed, _ := latest[Confirmed](c)
		err = what.Proof.check(confirmed.At, now).OrNil()
	}
	return record, err
}

func (c Case) correct(what Corrected, ground Ground) fault.List {
	wrong := Typed("words", what.Words)
	if what.On.IsZero() || what.On.After(ground.Today) {
		wrong = append(wrong, fault.Field("on", "determination.corrected.on"))
	}
	if what.Repaid < 0 {
		wrong = append(wrong, fault.Field("repaid", "determination.corrected.repaid"))
	}
	return wrong
}

// mayNotify refuses a notice of an intended finding that would lead to nothing: whoever gets such a letter must know what is meant.
func (c Case) mayNotify(what NoticeIssued, ground Ground) error {
	if err := c.check(what.Intended, false).OrNil(); err != nil {
		return err
	}
	return derived(what.Derived)
}

func derived(d Derived) error {
	if d.Conduct == policy.Breach || d.Conduct == "" && len(d.Gates) == 0 && len(d.Measures) > 0 {
		return nil
	}
	return fault.New(fault.Conflict, "determination.nothing_follows", "why", strings.Join(d.Gates, ""))
}

// check refuses a statement without words or scan, one by nobody, and an oral one that was not read back.
func (s Stated) check() fault.List {
	var wrong fault.List
	if !slices.Contains(Ways(), s.Channel) {
		wrong = append(wrong, fault.Field("channel", "determination.service.way"))
	}
	if strings.TrimSpace(s.Words) == "" && s.Scan == "" {
		wrong = append(wrong, fault.Field("words", "determination.stated.words"))
	}
	if len([]rune(s.Words)) > MostWords {
		wrong = append(wrong, fault.Field("words", "determination.reason.long", "most", MostWords))
	}
	if s.Member == "" {
		wrong = append(wrong, fault.Field("member", "determination.stated.member"))
	}
	if s.Channel == Orally && !s.ReadTo {
		wrong = append(wrong, fault.Field("read_to", "determination.stated.read_to"))
	}
	return wrong
}

// extend refuses more days than the edition's longest defence has.
func (c Case) extend(what Extended, ground Ground) error {
	rule := ground.Edition.Deadline(policy.Defence)
	days := what.Days
	for _, record := range since[NoticeIssued](c) {
		if extended, is := record.What.(Extended); is {
			days += extended.Days
		}
	}
	wrong := Typed("reason", what.Reason)
	if most := rule.Longest().Count - rule.Span().Count; what.Days < 1 || days > most {
		wrong = append(wrong, fault.Field("days", "determination.extended.days", "most", most))
	}
	return wrong.OrNil()
}

// mayPropose refuses a proposal before the hearing is over, one that is more than the household was told of, and one from which nothing
// follows.
func (c Case) mayPropose(what ProposedFinding, by Person, ground Ground) error {
	if !c.Heard(ground) {
		return fault.New(fault.Conflict, "determination.not_heard", "due", c.DefenceDue(ground).On.Chinese())
	}
	if err := c.check(what.Finding, true).OrNil(); err != nil {
		return err
	}
	if err := derived(what.Derived); err != nil {
		return err
	}
	notice, _, _ := latest[NoticeIssued](c)
	if harder(ground.Edition, what.Derived, notice.Derived) {
		return fault.New(fault.Conflict, "determination.harder_than_told")
	}
	if authority, known := ground.Edition.Authority(what.Derived.Grade); known && by.Office != authority.Proposes {
		return fault.New(fault.Forbidden, "determination.proposes_elsewhere")
	}
	return nil
}

// harder says whether a finding takes more than another: a defence never makes it worse (H4), and what is worse takes a new notice.
func harder(edition *policy.Edition, now, told Derived) bool {
	if rank(edition, now.Grade) > rank(edition, told.Grade) || now.Clause != told.Clause && now.Grade == told.Grade {
		return true
	}
	for _, measure := range now.Measures {
		at := slices.IndexFunc(told.Measures, func(m MeasureDrawn) bool { return m.Code == measure.Code })
		if measure.InForce && measure.Kind.Adverse() && (at < 0 || !told.Measures[at].InForce || measure.Fen > told.Measures[at].Fen || measure.Months > told.Measures[at].Months) {
			return rank(edition, now.Grade) == rank(edition, told.Grade)
		}
	}
	return false
}

// Milder says whether a finding takes no more than another and is not the same.
func (d Derived) Milder(than Derived, edition *policy.Edition) bool {
	if d.Conduct == "" && len(d.Measures) == 0 {
		return false // nothing is left: that is undone, and says so
	}
	return !harder(edition, d, than) && (rank(edition, d.Grade) < rank(edition, than.Grade) || lighter(d, than))
}

// lighter says whether a measure in force is gone or smaller.
func lighter(now, than Derived) bool {
	return slices.ContainsFunc(than.Measures, func(before MeasureDrawn) bool {
		at := slices.IndexFunc(now.Measures, func(m MeasureDrawn) bool { return m.Code == before.Code })
		return before.InForce && (at < 0 || !now.Measures[at].InForce || now.Measures[at].Months < before.Months || now.Measures[at].Fen < before.Fen)
	})
}

func rank(edition *policy.Edition, grade policy.Grade) int {
	for _, rule := range edition.Grades() {
		if rule.Code == grade {
			return rule.Rank
		}
	}
	return 0
}

// Involved says whether a person has looked into the case: nobody decides or reviews what was the own work.
func (c Case) Involved(person string) bool {
	if c.By == person {
		return true
	}
	return slices.ContainsFunc(c.Records, func(r Record) bool {
		switch what := r.What.(type) {
		case ProposedFinding:
			return r.By == person || slices.Contains(what.Finding.Investigators, person)
		case NoticeIssued, Educated, Extended:
			return r.By == person
		}
		return false
	})
}

// mayAnswer is what every answer to a proposal needs: another person, of the office that decides, with reasons of the own.
func (c Case) mayAnswer(reason string, by Person, ground Ground) error {
	proposal, _, _ := latest[ProposedFinding](c)
	if c.Involved(by.ID) {
		return fault.New(fault.Forbidden, "determination.own_work")
	}
	if authority, known := ground.Edition.Authority(proposal.Derived.Grade); known && by.Office != authority.Decides {
		return fault.New(fault.Forbidden, "determination.decides_elsewhere")
	}
	wrong := Typed("reason", reason)
	if same(reason, proposal.Finding.Reason) || same(reason, proposal.Finding.Intent) {
		wrong = append(wrong, fault.Field("reason", "determination.reason.copied"))
	}
	return wrong.OrNil()
}

func same(one, other string) bool {
	return strings.Join(strings.Fields(one), "") == strings.Join(strings.Fields(other), "")
}

// mayReview refuses a legal review by anybody who has worked on the case.
func (c Case) mayReview(what Reviewed, by Person, _ Ground) error {
	if c.Involved(by.ID) {
		return fault.New(fault.Forbidden, "determination.own_work")
	}
	return Typed("reason", what.Reason).OrNil()
}

// mayConfirm asks the edition again on the day of the decision: what it does not carry any more is returned, not confirmed.
func (c Case) mayConfirm(what Confirmed, by Person, ground Ground) error {
	if err := c.mayAnswer(what.Reason, by, ground); err != nil {
		return err
	}
	proposal, _, _ := latest[ProposedFinding](c)
	authority, _ := ground.Edition.Authority(proposal.Derived.Grade)
	if authority.LegalReview && !c.reviewed(by.ID) {
		return fault.New(fault.Conflict, "determination.legal_review")
	}
	today := c.Derive(proposal.Finding, ground, false)
	if err := derived(today); err != nil {
		return err
	}
	if harder(ground.Edition, today, proposal.Derived) || rank(ground.Edition, today.Grade) < rank(ground.Edition, proposal.Derived.Grade) || today.Clause != proposal.Derived.Clause {
		return fault.New(fault.Conflict, "determination.changed_since")
	}
	return nil
}

// reviewed says whether somebody else than the decider has agreed in law to the proposal that stands.
func (c Case) reviewed(decider string) bool {
	agrees := false
	for _, record := range since[ProposedFinding](c) {
		if review, is := record.What.(Reviewed); is {
			agrees = review.Agrees && record.By != decider
		}
	}
	return agrees
}

// Decision is what a case has led to.
type Decision struct {
	Finding Finding
	Derived Derived
	Confirmed
	At time.Time
	By string
}

// Decision gives what was decided; false when nothing was.
func (c Case) Decision() (Decision, bool) {
	confirmed, record, decided := latest[Confirmed](c)
	if !decided {
		return Decision{}, false
	}
	proposal, _, _ := latest[ProposedFinding](c)
	return Decision{Finding: proposal.Finding, Derived: proposal.Derived, Confirmed: confirmed, At: record.At, By: record.By}, true
}
