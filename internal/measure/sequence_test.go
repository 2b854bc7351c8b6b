package measure_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chengxin/internal/deadline"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
)

var (
	sequences = flag.Int("sequences", 100_000, "how many random sequences of acts are played from the first talk to the last measure")
	firstSeed = flag.Uint64("first-seed", 1, "the seed of the first sequence: one that failed is played again by its own, with -sequences 1")
)

// mostSteps is how many acts or jumps of the clock one sequence tries.
const mostSteps = 50

// Everybody who may come near a case. Each acts in the office that the role gives.
var crowd = []determination.Person{
	{ID: "officer", Office: policy.TownshipOffice},
	{ID: "second", Office: policy.TownshipOffice},
	{ID: "head", Office: policy.TownshipOffice},
	{ID: "section", Office: policy.CountySection},
	{ID: "approver", Office: policy.CountySection},
	{ID: "lawyer", Office: policy.CountyPanel},
	{ID: "panel", Office: policy.CountyPanel},
	{ID: "office", Office: policy.CountyOffice},
	{ID: "member"},
}

// play is one case from its opening, with everything that was done to it.
type play struct {
	dice       *rand.Rand
	edition    *policy.Edition
	today      period.Day
	clock      int // minutes of the day
	c          determination.Case
	objections []objection.Objection
	measures   []measure.Measure
	told       []string // what was tried and came through, for whoever reads a failure

	defence map[int]period.Day // the last day of the defence, by the record of its notice: it never comes earlier
}

func (p *play) pick(n int) int               { return p.dice.IntN(n) }
func (p *play) chance(percent int) bool      { return p.dice.IntN(100) < percent }
func (p *play) now() time.Time               { return p.today.Start().Add(time.Duration(8*60+p.clock) * time.Minute) }
func (p *play) person() determination.Person { return crowd[p.pick(len(crowd))] }
func (p *play) words() string {
	return []string{"短", "看过全部材料，程序齐全", "两份独立的证据互相印证"}[min(1+p.pick(2), p.pick(20))]
}

func (p *play) effect() objection.Effect { return objection.EffectOf(p.c, p.objections, p.ground()) }

func (p *play) ground() determination.Ground {
	return determination.Ground{Edition: p.edition, Table: deadline.Base(), Today: p.today}
}

func (p *play) proof() determination.Proof {
	way := determination.Ways()[p.pick(4)]
	return determination.Proof{Way: way, At: p.now(), Receiver: "马小花", Refused: p.chance(5), Witness: []string{"", "王二"}[p.pick(2)]}
}

func (p *play) finding() determination.Finding {
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = "已经问明，不是这种情况"
	}
	act := []policy.Act{policy.Concealment, policy.FalseMaterial, policy.LateReport, policy.Transfer}[p.pick(4)]
	found := determination.Finding{
		Facts: policy.Facts{
			Subject: policy.ResponsibleAdult, Standing: []policy.Standing{policy.Recipient, policy.Applicant}[p.pick(2)], Act: act, Cause: policy.Intention, IntentProven: p.chance(90), Slight: p.chance(30),
			Admitted: p.chance(30), HardshipChecked: true, HardshipFound: p.chance(10), StillEligible: p.chance(20), PurposeProven: p.chance(80), LegalSignOff: p.chance(50),
		},
		Intent: "申报前一天把存单转到亲戚名下", Reason: "存款没有申报，银行流水和入户记录一致", Answer: "借据和缴费单对不上", Ruled: ruled,
		Investigators: []string{"officer", "second"},
		Evidence: []determination.Evidence{
			{Kind: "platform", Source: "bank", On: p.today.AddDays(-20), Words: "银行存款 62000 元", Verified: true, Primary: true},
			{Kind: "visit", Source: "visit", On: p.today.AddDays(-10), Words: "入户时看到存单", Verified: true, Primary: p.chance(90)},
		},
	}
	if p.chance(70) {
		found.Overpaid = []determination.Overpaid{{Month: "2026-01", Fen: int64(1 + p.pick(90_000)), Words: "按标准重算"}}
	}
	return found
}

// likely puts the acts that go on from a stage before others half of the time, so that sequences come to their end; anything may be tried.
func (p *play) step() {
	switch p.pick(10) {
	case 0, 1, 2:
		p.today, p.clock = p.today.AddDays([]int{1, 1, 2, 5, 9, 15, 21, 40, 190}[p.pick(9)]), 0
		return
	case 3, 4, 5, 6:
		if !p.c.DecisionServedOn().IsZero() { // nothing is left to do in the case itself
			p.measure1()
			return
		}
		p.case1()
	case 7, 8:
		p.object()
	case 9:
		p.measure1()
	}
}

func (p *play) case1() {
	all := []determination.What{
		determination.Educated{Words: p.words(), Proof: p.proof()},
		determination.Corrected{On: p.today, Repaid: int64(p.pick(2)) * 90_000, Plan: p.chance(20), Words: p.words()},
		determination.NoticeIssued{Intended: p.finding()},
		determination.NoticeServed{Proof: p.proof()},
		determination.Stated{Channel: determination.Ways()[p.pick(4)], Member: "member", Words: "钱是借来看病的", ReadTo: p.chance(80)},
		determination.Extended{Days: p.pick(8), Reason: p.words()},
		determination.ProposedFinding{Finding: p.finding()},
		determination.Reviewed{Agrees: p.chance(85), Reason: p.words()},
		determination.Confirmed{Reason: p.words()},
		determination.Returned{Reason: p.words()},
		determination.Rejected{Reason: p.words()},
		determination.DecisionServed{Proof: p.proof()},
	}
	what := all[p.pick(len(all))]
	if p.chance(75) { // what the stage waits for
		switch p.c.Stage() {
		case determination.Gathering:
			what = all[[]int{0, 0, 1, 2, 2}[p.pick(5)]]
		case determination.Hearing:
			if what = all[3]; !p.c.NoticeServedOn().IsZero() {
				what = all[6]
			}
			if notice, _, told := p.c.Notice(); told && what.Kind() == determination.KindProposed && p.chance(80) {
				finding := notice.Intended
				finding.Answer = "借据和缴费单对不上"
				what = determination.ProposedFinding{Finding: finding}
			}
		case determination.Proposed:
			what = all[[]int{7, 8, 8}[p.pick(3)]]
		case determination.Decided:
			what = all[11]
		case determination.Ended:
		}
	}
	by := p.person()
	if p.chance(75) {
		by = p.rightful(what.Kind())
	}
	if record, err := p.c.Do(what, by, p.now(), p.ground()); err == nil {
		p.keep(string(what.Kind()), by)
		p.c.Records = append(slices.Clip(p.c.Records), record)
		if what.Kind() == determination.KindConfirmed {
			proposal, _, _ := p.c.Proposal()
			for i, drawn := range proposal.Derived.Measures {
				p.measures = append(p.measures, measure.Measure{ID: fmt.Sprint(i), Member: "member", Drawn: drawn, At: p.now(), By: by.ID})
			}
		}
	}
}

// rightful is somebody whose work an act is.
func (p *play) rightful(kind determination.Kind) determination.Person {
	switch kind {
	case determination.KindReviewed:
		return crowd[5]
	case determination.KindConfirmed, determination.KindReturned, determination.KindRejected:
		proposal, _, _ := p.c.Proposal()
		if authority, known := p.edition.Authority(proposal.Derived.Grade); known && authority.Decides == policy.TownshipOffice {
			return crowd[2]
		}
		return crowd[4]
	case determination.KindEducated, determination.KindCorrected, determination.KindNoticeIssued, determination.KindNoticeServed, determination.KindStated,
		determination.KindExtended, determination.KindProposed, determination.KindDropped, determination.KindDecisionServed:
	}
	return crowd[0]
}

func (p *play) object() {
	decision, decided := p.c.Decision()
	if !decided || len(p.objections) == 0 || p.chance(15) {
		filing := objection.Filing{Way: determination.Ways()[p.pick(4)], Member: "member", Words: "不是这样", Late: []string{"", "在外地打工，刚看到"}[p.pick(2)], ReadTo: true, Own: p.chance(10)}
		if kept, err := objection.File(filing, p.c, p.objections, p.ground()); err == nil {
			p.keep("objected", determination.Person{ID: "member"})
			p.objections = append(slices.Clip(p.objections), objection.Objection{ID: fmt.Sprint(len(p.objections)), Filing: kept, At: p.now(), By: "member", Records: []objection.Record{{At: p.now(), What: objection.Marked{}}}})
		}
		return
	}
	milder := p.effect().Derived
	if n := len(milder.Measures); n > 0 {
		milder.Measures = milder.Measures[1:]
	}
	harder := decision.Derived
	harder.Measures = append(slices.Clone(harder.Measures), determination.MeasureDrawn{Code: "more", Kind: policy.StopPayment, InForce: true})
	reviewer := crowd[6+p.pick(2)]
	all := []objection.What{
		objection.Assigned{Reviewer: reviewer.ID, Office: reviewer.Office},
		objection.Answer{Outcome: objection.Upheld, Reason: p.words()},
		objection.Answer{Outcome: objection.Changed, Reason: p.words(), Derived: &milder},
		objection.Answer{Outcome: objection.Changed, Reason: p.words(), Derived: &harder},
		objection.Answer{Outcome: objection.Undone, Reason: p.words()},
		objection.Served{Proof: p.proof()},
		objection.Served{Proof: p.proof()},
		objection.Review{Filing: objection.Filing{Way: determination.OnPaper, Member: "member", Words: "还是不对"}},
		objection.Withdrawal{Way: determination.Online, Member: "member"},
		objection.CalledBack{Confirms: p.chance(60), Way: determination.Orally, Words: "本人这样说"},
		objection.TakenBack{},
		objection.Extended{Days: p.pick(8), Reason: p.words()},
	}
	at := len(p.objections) - 1
	what, by := all[p.pick(len(all))], p.person()
	if p.chance(70) {
		by = reviewer
		if decision.Office == policy.TownshipOffice && p.objections[at].Station() == 0 {
			by = crowd[3]
		}
	}
	if record, err := p.objections[at].Do(what, by, p.now(), p.c, p.ground()); err == nil {
		if answer, is := what.(objection.Answer); is && answer.Outcome == objection.Changed && answer.Derived == &harder {
			panic("an answer took more than the decision")
		}
		p.keep("objection "+string(what.Kind()), by)
		one := p.objections[at]
		one.Records = append(slices.Clip(one.Records), record)
		p.objections[at] = one
	}
}

func (p *play) measure1() {
	if len(p.measures) == 0 {
		return
	}
	decision, _ := p.c.Decision()
	at := p.pick(len(p.measures))
	check := measure.Checked{Found: map[measure.Hardship]bool{}, Words: p.words(), On: p.today}
	for _, one := range measure.Hardships() {
		check.Found[one] = p.chance(2)
	}
	what := []measure.What{check, check, measure.Imposed{Words: p.words()}, measure.Imposed{Words: p.words()}, measure.Done{On: p.today, Words: p.words()}, measure.Lifted{Reason: p.words()}}[p.pick(6)]
	by := p.person()
	if p.chance(60) {
		by = crowd[0]
	}
	if record, err := p.measures[at].Do(what, by.ID, p.now(), decision.By, p.effect()); err == nil {
		p.keep("measure "+string(what.Kind()), by)
		one := p.measures[at]
		one.Records = append(slices.Clip(one.Records), record)
		p.measures[at] = one
	}
}

func (p *play) keep(what string, by determination.Person) {
	p.clock++
	p.told = append(p.told, fmt.Sprintf("%s %s by %s", p.today, what, by.ID))
}

// broken names the first safeguard that does not hold; empty when all do. It looks at the records alone, not at how the code derives.
func (p *play) broken() string {
	confirmed, proposals := []determination.Record{}, []determination.Record{}
	var issued, reached time.Time
	ways := map[determination.Way]bool{}
	for i, record := range p.c.Records {
		switch what := record.What.(type) {
		case determination.NoticeIssued:
			issued, reached, ways = record.At, time.Time{}, map[determination.Way]bool{}
			p.defence[i] = period.Day{}
		case determination.NoticeServed:
			ways[what.Proof.Way] = true
			if len(ways) > 1 && (ways[determination.InPerson] || ways[determination.OnPaper]) && reached.IsZero() {
				reached = what.Proof.At
			}
		case determination.ProposedFinding:
			proposals = append(proposals, record)
			if issued.IsZero() || reached.IsZero() || period.DayOf(reached).DaysUntil(period.DayOf(record.At)) <= 10 {
				return "H4: proposed before the household was told in two ways and had ten working days"
			}
		case determination.Confirmed:
			confirmed = append(confirmed, record)
			proposal := proposals[len(proposals)-1]
			finding := proposal.What.(determination.ProposedFinding)
			if record.By == proposal.By || record.By == p.c.By || slices.Contains(finding.Finding.Investigators, record.By) {
				return "H3: decided by somebody who looked into it"
			}
		}
	}
	if len(confirmed) > 1 {
		return "two decisions in one case"
	}
	for i, record := range p.c.Records {
		if _, is := record.What.(determination.NoticeIssued); is && i == p.latestNotice() {
			due := p.c.DefenceDue(p.ground()).On
			if before := p.defence[i]; !before.IsZero() && due.Before(before) {
				return "H5: the days for the defence were shortened"
			}
			p.defence[i] = due
		}
	}
	return p.brokenAfter(confirmed)
}

func (p *play) latestNotice() int {
	for i, record := range slices.Backward(p.c.Records) {
		if _, is := record.What.(determination.NoticeIssued); is {
			return i
		}
	}
	return -1
}

// brokenAfter looks at what follows from a decision.
func (p *play) brokenAfter(confirmed []determination.Record) string {
	effect := p.effect()
	if len(confirmed) == 0 {
		if len(p.measures) > 0 || effect.InForce(p.today) {
			return "H1: something follows without a decision"
		}
		return ""
	}
	decision, _ := p.c.Decision()
	open, undone := false, false
	for _, one := range p.objections {
		open = open || one.EndedOn(decision.Derived.Grade, p.ground()).IsZero()
		for _, record := range one.Records {
			answer, is := record.What.(objection.Answer)
			if !is {
				continue
			}
			undone = undone || answer.Outcome == objection.Undone
			if record.By == decision.By || p.c.Involved(record.By) || personOf(record.By).Office == decision.Office {
				return "H5: answered by whoever decided, or by the same office"
			}
		}
	}
	if undone == effect.Undone.IsZero() {
		return "a decision is revoked and holds, or was not and does not"
	}
	for _, one := range p.measures {
		standing := one.Standing(effect, p.today)
		runs := standing.State == measure.Active
		switch {
		case runs && open:
			return "H5: " + one.Drawn.Code + " runs under an open objection"
		case undone && standing.State != measure.Undone:
			return "a revoked decision leaves " + one.Drawn.Code + " " + string(standing.State)
		case runs && !one.Drawn.InForce:
			return "H7: " + one.Drawn.Code + " runs without a legal basis"
		case one.Drawn.Kind == policy.ApplicationBar && !effect.On.IsZero() && standing.State == measure.Active && !p.today.Before(effect.On.AddMonths(one.Drawn.Months)):
			return "a bar runs beyond its last day"
		case one.Runs("another", effect, p.today):
			return "H6: a measure touches somebody else of the household"
		}
		if runs && one.Heavy() {
			if why := p.unchecked(one, decision); why != "" {
				return why
			}
		}
		for _, drawn := range effect.Derived.Measures {
			if drawn.Code == one.Drawn.Code && (drawn.Fen > one.Drawn.Fen || drawn.Months > one.Drawn.Months) {
				return "H4: an answer made " + drawn.Code + " worse"
			}
		}
	}
	if len(effect.Derived.Measures) > len(decision.Derived.Measures) {
		return "H4: an answer added a measure"
	}
	return ""
}

// unchecked says why a heavy measure may not run: nobody else has looked for hardship, hardship was found, or nobody has imposed it.
func (p *play) unchecked(one measure.Measure, decision determination.Decision) string {
	var check, imposed *measure.Record
	for i := range one.Records {
		switch one.Records[i].What.(type) {
		case measure.Checked:
			check = &one.Records[i]
		case measure.Imposed:
			imposed = &one.Records[i]
		}
	}
	switch {
	case check == nil || check.By == decision.By:
		return "H6: " + one.Drawn.Code + " runs without another person's hardship check"
	case check.What.(measure.Checked).Any():
		return "H6: " + one.Drawn.Code + " runs although hardship was found"
	case imposed == nil || imposed.By == "":
		return "H1: " + one.Drawn.Code + " runs and nobody has imposed it"
	}
	return ""
}

func personOf(id string) determination.Person {
	at := slices.IndexFunc(crowd, func(p determination.Person) bool { return p.ID == id })
	return crowd[at]
}

// The acts of a case in any order, by anybody, with clocks that jump: whatever comes through, no safeguard is broken.
func TestNoSequenceOfActsBreaksASafeguard(t *testing.T) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	var opinions []policy.LegalOpinion
	for _, one := range edition.Measures(day("2026-01-15")) {
		if one.NeedsOpinion() && one.Kind != policy.SuspendProcessing { // one stays without a basis
			opinions = append(opinions, policy.LegalOpinion{Measure: one.Code, Number: "演示", DatedOn: day("2025-01-01"), By: "演示", ScanDigest: strings.Repeat("0", 64)})
		}
	}
	edition = edition.WithOpinions(opinions...)
	var decided, contested, ran, revoked atomic.Int64
	var next atomic.Uint64
	next.Store(*firstSeed)
	last := *firstSeed + uint64(*sequences) // #nosec G115 -- a number of sequences
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for seed := next.Add(1) - 1; seed < last && !t.Failed(); seed = next.Add(1) - 1 {
				p := &play{
					dice: rand.New(rand.NewPCG(seed, 7)), edition: edition, today: day("2026-03-02"), defence: map[int]period.Day{}, // #nosec G404 -- a repeatable sequence
					c: determination.Case{ID: "case", Household: "h", Member: "member", Township: "640422100", ConductOn: day("2026-01-15"), At: at(day("2026-03-01")), By: "officer"},
				}
				for range mostSteps {
					if p.c.Stage() == determination.Ended {
						break
					}
					before := len(p.told)
					on := p.today
					p.step()
					if len(p.told) == before && p.today == on {
						continue // it was refused: nothing has changed
					}
					if why := p.broken(); why != "" {
						t.Errorf("sequence %d: %s\n%s", seed, why, strings.Join(p.told, "\n"))
						return
					}
				}
				effect := p.effect()
				if _, is := p.c.Decision(); is {
					decided.Add(1)
				}
				if len(p.objections) > 0 {
					contested.Add(1)
				}
				if !effect.Undone.IsZero() {
					revoked.Add(1)
				}
				if slices.ContainsFunc(p.measures, func(m measure.Measure) bool { return m.Heavy() && len(m.Records) > 1 }) {
					ran.Add(1)
				}
			}
		})
	}
	group.Wait()
	if n := int64(*sequences); !t.Failed() && n >= 10_000 && (decided.Load() < n/20 || contested.Load() < n/50 || revoked.Load() < n/1000 || ran.Load() < n/1000) {
		t.Errorf("the sequences do not go far: %d decided, %d contested, %d revoked, %d with heavy measures of %d", decided.Load(), contested.Load(), revoked.Load(), ran.Load(), n)
	}
	t.Logf("%d decided, %d contested, %d revoked, %d with heavy measures of %d", decided.Load(), contested.Load(), revoked.Load(), ran.Load(), *sequences)
}
