package objection

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/determination"
	"chengxin/internal/fault"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// File checks an objection before it is kept. It refuses (Conflict) a case without a decision and a second objection while one goes on,
// and (Invalid) one without words or scan, an oral one that was not read back, and a late one without its reason.
func File(filing Filing, c determination.Case, others []Objection, ground determination.Ground) (Filing, error) {
	decision, decided := c.Decision()
	if !decided {
		return filing, fault.New(fault.Conflict, "objection.nothing_decided")
	}
	for _, other := range others {
		if other.EndedOn(decision.Derived.Grade, ground).IsZero() {
			return filing, fault.New(fault.Conflict, "objection.open")
		}
		if other.Stage() == Revoked {
			return filing, fault.New(fault.Conflict, "objection.undone")
		}
	}
	wrong := filing.check()
	filing.Late = strings.TrimSpace(filing.Late)
	if FileDue(c, ground).Passed(ground.Today) && !filing.Own {
		wrong = append(wrong, determination.Typed("late", filing.Late)...)
	} else {
		filing.Late = ""
	}
	return filing, wrong.OrNil()
}

func (f Filing) check() fault.List {
	if f.Own {
		return determination.Typed("words", f.Words)
	}
	var wrong fault.List
	if !slices.Contains(determination.Ways(), f.Way) {
		wrong = append(wrong, fault.Field("way", "determination.service.way"))
	}
	if f.Member == "" {
		wrong = append(wrong, fault.Field("member", "determination.stated.member"))
	}
	if strings.TrimSpace(f.Words) == "" && f.Scan == "" {
		wrong = append(wrong, fault.Field("words", "objection.words"))
	}
	if len([]rune(f.Words)) > determination.MostWords {
		wrong = append(wrong, fault.Field("words", "determination.reason.long", "most", determination.MostWords))
	}
	if f.Way == determination.Orally && !f.ReadTo {
		wrong = append(wrong, fault.Field("read_to", "determination.stated.read_to"))
	}
	return wrong
}

// Do checks something before it becomes a record of the objection. It refuses (Conflict) what the stage does not allow, (Forbidden) a
// reviewer who decided, who looked into the case, or whose office the edition does not name for the station, and (Invalid) what the
// kind of act lacks.
func (o Objection) Do(what What, by determination.Person, now time.Time, c determination.Case, ground determination.Ground) (Record, error) {
	record := Record{At: now, By: by.ID, What: what}
	if _, may := o.after(what); !may {
		return record, fault.New(fault.Conflict, "objection.step", "state", wording.T(wording.Chinese, "objection.stage."+string(o.Stage())))
	}
	decision, _ := c.Decision()
	switch what := what.(type) {
	case Assigned:
		return record, o.mayReview(determination.Person{ID: what.Reviewer, Office: what.Office}, c, ground)
	case Ordered:
		if err := o.mayReview(by, c, ground); err != nil {
			return record, err
		}
		return record, determination.Typed("reason", what.Reason).OrNil()
	case Extended:
		return record, o.extend(what, ground)
	case Answer:
		if err := o.mayReview(by, c, ground); err != nil {
			return record, err
		}
		return record, what.check(Standing(decision.Derived, o), ground.Edition)
	case Served:
		_, answered, _ := o.LatestAnswer()
		return record, what.Proof.Check(answered.At, now)
	case Review:
		return record, o.mayGoOn(what, decision.Derived.Grade, ground)
	case Withdrawal:
		if o.Filing.Own {
			return record, fault.New(fault.Conflict, "objection.own_review")
		}
		return record, o.mayWithdraw(what)
	case CalledBack:
		return record, o.mayCallBack(what, by, decision)
	case TakenBack:
		if !o.WithdrawnOn(ground).IsZero() {
			return record, fault.New(fault.Conflict, "objection.withdrawn")
		}
	}
	return record, nil
}

// mayReview refuses a reviewer who has decided or looked into the case, who has answered at an earlier station, and whose office is not
// the station's.
func (o Objection) mayReview(reviewer determination.Person, c determination.Case, ground determination.Ground) error {
	decision, _ := c.Decision()
	chain, _ := ground.Edition.Reviewers(decision.Derived.Grade)
	station := o.Station()
	if station >= len(chain.Chain) || chain.Chain[station].Office != reviewer.Office || reviewer.Office == decision.Office {
		return fault.New(fault.Forbidden, "objection.elsewhere")
	}
	if reviewer.ID == decision.By || c.Involved(reviewer.ID) || o.answeredBy(reviewer.ID) {
		return fault.New(fault.Forbidden, "determination.own_work")
	}
	return nil
}

func (o Objection) answeredBy(person string) bool {
	return slices.ContainsFunc(o.Records, func(r Record) bool { _, is := r.What.(Answer); return is && r.By == person })
}

func (o Objection) extend(what Extended, ground determination.Ground) error {
	name := policy.AnswerObjection
	if o.Station() > 0 {
		name = policy.DecideReview
	}
	rule := ground.Edition.Deadline(name)
	most, days := rule.Longest().Count-rule.Span().Count, what.Days
	records, _ := o.sinceStation()
	for _, record := range records {
		if extended, is := record.What.(Extended); is {
			days += extended.Days
		}
	}
	wrong := determination.Typed("reason", what.Reason)
	if what.Days < 1 || days > most {
		wrong = append(wrong, fault.Field("days", "determination.extended.days", "most", most))
	}
	return wrong.OrNil()
}

// check refuses an answer without outcome or reasons, and a change that takes more than what stands.
func (a Answer) check(stands determination.Derived, edition *policy.Edition) error {
	wrong := determination.Typed("reason", a.Reason)
	switch a.Outcome {
	case Upheld, Undone:
		if a.Derived != nil {
			wrong = append(wrong, fault.Field("outcome", "objection.outcome"))
		}
	case Changed:
		if a.Derived == nil || !a.Derived.Milder(stands, edition) {
			wrong = append(wrong, fault.Field("derived", "objection.not_milder"))
		}
	default:
		wrong = append(wrong, fault.Field("outcome", "objection.outcome"))
	}
	return wrong.OrNil()
}

// mayGoOn refuses a review after the last station.
func (o Objection) mayGoOn(what Review, grade policy.Grade, ground determination.Ground) error {
	chain, _ := ground.Edition.Reviewers(grade)
	if o.Station()+1 >= len(chain.Chain) {
		return fault.New(fault.Conflict, "objection.last_station")
	}
	wrong := what.Filing.check()
	if o.ReviewDue(ground).Passed(ground.Today) {
		wrong = append(wrong, determination.Typed("late", what.Filing.Late)...)
	}
	return wrong.OrNil()
}

func (o Objection) mayWithdraw(what Withdrawal) error {
	var wrong fault.List
	if !slices.Contains(determination.Ways(), what.Way) {
		wrong = append(wrong, fault.Field("way", "determination.service.way"))
	}
	if what.Member == "" {
		wrong = append(wrong, fault.Field("member", "determination.stated.member"))
	}
	return wrong.OrNil()
}

// mayCallBack refuses a call by whoever wrote the withdrawal down, by the office that decided, and one by the way in which the withdrawal came:
// whoever prints notices must not be able to act as the household.
func (o Objection) mayCallBack(what CalledBack, by determination.Person, decision determination.Decision) error {
	asked, record := o.withdrawal()
	if by.ID == record.By || by.Office == decision.Office {
		return fault.New(fault.Forbidden, "objection.call_back.other")
	}
	wrong := determination.Typed("words", what.Words)
	if what.Way == asked.Way || !slices.Contains(determination.Ways(), what.Way) {
		wrong = append(wrong, fault.Field("way", "objection.call_back.way"))
	}
	return wrong.OrNil()
}

func (o Objection) withdrawal() (Withdrawal, Record) {
	for _, record := range slices.Backward(o.Records) {
		if asked, is := record.What.(Withdrawal); is {
			return asked, record
		}
	}
	return Withdrawal{}, Record{}
}
