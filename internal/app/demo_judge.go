package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"chengxin/internal/access"
	comparisonsteps "chengxin/internal/casework/comparison"
	steps "chengxin/internal/casework/determination"
	objectionsteps "chengxin/internal/casework/objection"
	"chengxin/internal/casework/policyedition"
	"chengxin/internal/comparison"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
	"chengxin/internal/money"
	"chengxin/internal/objection"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// The days of the judgement, counted like the play's. Between them lie the working days that the edition gives a household, with room
// for the longest holidays.
const (
	demoTriageDay   = 146
	demoTalkDay     = 148
	demoMendDay     = 153
	demoNoticeDay   = 166
	demoDefenceDay  = 168
	demoProposeDay  = 192
	demoDecideDay   = 193
	demoServeDay    = 194
	demoObjectDay   = 197
	demoAnswerDay   = 204
	demoAnsweredDay = 205
	demoImposeDay   = 232
)

// How the households of the village that are found in breach go on: the first objects with success, the second is eased, the next ones are
// upheld; the others do not object.
const (
	demoRevoked = 0
	demoEased   = 1
	demoObjects = 5
	demoShown   = 2 // of those who are upheld, the one who signs in
	// demoModerate of the households had been paid too much meanwhile; the others had not.
	demoModerate = 4
)

// demoBar is the application bar of a moderate breach, in the edition of the demonstration.
const demoBar = "moderate-bar"

// demoCase is a household of the village about which a case is opened, with what its comparison found.
type demoCase struct {
	*demoHousehold
	place int
	clue  string
	run   comparisonsteps.Run
	line  comparisonsteps.Line // the difference that the case is about
	id    string
	label comparisonsteps.Label
}

// moderate says whether the household was paid too much for what it had not declared.
func (c *demoCase) moderate() bool { return c.place < demoModerate && c.incomes() == 1 }

func (p *demoPlay) say(key string, pairs ...any) string {
	return wording.T(wording.Chinese, "case.demo."+key, pairs...)
}

// judge lets officers assess every clue, and takes those of the village in which something is suspected from a case to a decision; some
// households object.
func (p *demoPlay) judge(ctx context.Context) error {
	if err := p.fileOpinions(ctx); err != nil {
		return err
	}
	cases, err := p.triage(ctx)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		day int
		do  func(context.Context, *demoCase) error
	}{
		{demoTalkDay, p.openCase},
		{demoMendDay, p.mended},
		{demoNoticeDay, p.notify},
		{demoDefenceDay, p.defend},
		{demoProposeDay, p.propose},
		{demoDecideDay, p.decide},
		{demoServeDay, p.serveDecision},
		{demoObjectDay, p.objectTo},
		{demoAnswerDay, p.answerOne},
		{demoAnsweredDay, p.serveAnswer},
		{demoImposeDay, p.impose},
	} {
		for hour, c := range cases {
			// Each household in its own half hour: who acts on a day acts one after the other.
			p.clock.set(p.start.AddDays(step.day).Start().Add(9*time.Hour + time.Duration(hour)*20*time.Minute))
			if err := step.do(ctx, c); err != nil {
				return fmt.Errorf("household %s: %w", c.number, err)
			}
		}
	}
	return nil
}

// fileOpinions files an invented legal opinion on the one measure that the county wants in force; another person confirms it.
func (p *demoPlay) fileOpinions(ctx context.Context) error {
	p.on(2, 9)
	edition, err := p.app.editions.InForce(ctx, demoCounty, p.start)
	if err != nil {
		return err
	}
	for i, one := range edition.Measures(p.start) {
		if one.Code != demoBar {
			continue // the county has asked for an opinion on this measure alone: the others are not in force
		}
		p.clock.set(p.start.AddDays(2).Start().Add(9*time.Hour + time.Duration(i)*time.Minute))
		acts, author := p.app.policyActs(), p.actor(access.CountyOfficer)
		filed := policyedition.FiledOpinion{Measure: one.Code, Number: p.say("opinion_number", "n", i+1), DatedOn: p.start.AddDays(1), Office: p.say("opinion_office"), Scan: demoScan(), Demo: true}
		if err := acts.FileOpinion(ctx, author, demoCounty, filed, ""); err != nil {
			return err
		}
		events, err := p.app.DB.Read().Opinions(ctx, demoCounty)
		if err != nil {
			return err
		}
		waiting := events[len(events)-1]
		said := policyedition.ReviewedOpinion{Opinion: waiting.ID, Scan: waiting.Scan.Hash, Confirmed: true, Checked: true}
		if err := acts.ReviewOpinion(ctx, p.actor(access.CountyApprover), demoCounty, said, ""); err != nil {
			return err
		}
	}
	return nil
}

// causesSeen are what officers find out about a difference that is no breach, with what they do then.
var causesSeen = []struct {
	cause    determination.Cause
	followUp determination.FollowUp
}{
	{determination.Misunderstanding, determination.AskedCorrect},
	{determination.ClericalError, determination.RecordMended},
	{determination.DataError, determination.SourceRefresh},
	{determination.NormalChange, determination.Nothing},
	{determination.Misunderstanding, determination.TalkedTo},
}

// triage assesses every clue of the town. In the village the households whose declarations differ are looked into; everywhere else a
// cause is found, and the clue closed.
func (p *demoPlay) triage(ctx context.Context) ([]*demoCase, error) {
	p.on(demoTriageDay, 9)
	var mu sync.Mutex
	var cases []*demoCase
	err := p.each(ctx, "app.demo.triage", all, func(ctx context.Context, h *demoHousehold) error {
		clues, err := p.app.DB.Read().Clues(ctx, demoCounty, h.id)
		if err != nil || len(clues) == 0 {
			return err
		}
		runs, err := p.app.DB.Read().Runs(ctx, demoCounty, h.id, 1)
		if err != nil || len(runs) == 0 {
			return err
		}
		for _, clue := range clues {
			line, counted := countedLine(clue, runs[0])
			if counted && h.family.place == demoVillage {
				mu.Lock()
				cases = append(cases, &demoCase{demoHousehold: h, clue: clue.ID, run: runs[0], line: line})
				mu.Unlock()
				continue
			}
			if err := p.closeClue(ctx, h, clue, counted); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rules, err := comparisonScheme{p.app}.ComparisonRules(ctx, demoCounty, p.start.AddDays(demoTriageDay))
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		c.label = rules.Labels[c.line.Item]
	}
	// Incomes first: what was paid too much can be worked out there.
	slices.SortFunc(cases, func(a, b *demoCase) int {
		return cmp.Or(cmp.Compare(b.incomes(), a.incomes()), cmp.Compare(a.number, b.number))
	})
	for i, c := range cases {
		c.place, c.judged = i, i == demoShown
	}
	return cases, nil
}

// incomes is 1 for a difference of an income, else 0.
func (c *demoCase) incomes() int {
	if c.label.Class == string(policy.Income) {
		return 1
	}
	return 0
}

// countedLine is the first counted difference that a clue is about.
func countedLine(clue determination.Clue, run comparisonsteps.Run) (comparisonsteps.Line, bool) {
	for _, point := range clue.Points {
		for _, line := range run.Found.Lines {
			if line.Item == point.Item && line.Member == point.Member && line.Kind == point.Kind && line.Kind.Counted() {
				return line, true
			}
		}
	}
	return comparisonsteps.Line{}, false
}

// closeClue records what an officer found to be the cause, and closes the clue.
func (p *demoPlay) closeClue(ctx context.Context, h *demoHousehold, clue determination.Clue, counted bool) error {
	seen := causesSeen[int(h.number[len(h.number)-1])%len(causesSeen)]
	switch {
	case counted:
	case clue.Points[0].Kind == comparison.NotComparable:
		seen.cause, seen.followUp = determination.PeriodMismatch, determination.AskedCorrect
	default:
		seen.cause, seen.followUp = determination.LateReport, determination.Reminded
	}
	at := steps.At{County: demoCounty, Household: h.id}
	assessed := determination.ClueEvent{Done: determination.ClueTriaged, Cause: seen.cause, Reason: p.say("cause." + string(seen.cause))}
	if err := p.app.Acts.Clues.Handle(ctx, p.actor(access.CaseOfficer), at, clue.ID, assessed); err != nil {
		return err
	}
	closed := determination.ClueEvent{Done: determination.ClueClosed, FollowUp: seen.followUp, Reason: p.say("closed." + string(seen.followUp))}
	return p.app.Acts.Clues.Handle(ctx, p.colleague(), at, clue.ID, closed)
}

func (c *demoCase) at() steps.At { return steps.At{County: demoCounty, Household: c.demoHousehold.id} }

func (p *demoPlay) ruled() map[determination.Alternative]string {
	ruled := map[determination.Alternative]string{}
	for _, one := range determination.Alternatives() {
		ruled[one] = p.say("ruled")
	}
	return ruled
}

func (p *demoPlay) proof(c *demoCase, way determination.Way) determination.Proof {
	return determination.Proof{Way: way, At: p.clock.now(), Receiver: c.family.people[0].member.Name}
}

func (p *demoPlay) record(ctx context.Context, actor access.Actor, c *demoCase, what determination.What) error {
	_, err := p.app.Acts.Clues.Record(ctx, actor, c.at(), c.id, what)
	return err
}

// openCase suspects concealment with reasons, opens the case, and talks with the household.
func (p *demoPlay) openCase(ctx context.Context, c *demoCase) error {
	officer := p.actor(access.CaseOfficer)
	suspected := determination.ClueEvent{Done: determination.ClueTriaged, Cause: determination.SuspectedConcealment, Reason: p.say("suspected", "item", c.label.Text), Ruled: p.ruled()}
	if err := p.app.Acts.Clues.Handle(ctx, officer, c.at(), c.clue, suspected); err != nil {
		return err
	}
	conduct := c.line.AsOf[0]
	if conduct.IsZero() {
		conduct = p.start.AddDays(demoLateDay)
	}
	var err error
	if c.id, err = p.app.Acts.Clues.OpenCase(ctx, officer, c.at(), steps.Opening{Clues: []string{c.clue}, Member: c.family.people[0].member.ID, ConductOn: conduct}); err != nil {
		return err
	}
	return p.record(ctx, officer, c, determination.Educated{Words: p.say("talk", "item", c.label.Text), Proof: p.proof(c, determination.InPerson)})
}

// overpaid is what was paid too much in the month of the declaration, worked out from what was not declared: a twelfth of a year's
// income for everybody of the household, at most what the standard gives.
func (p *demoPlay) overpaid(c *demoCase) []determination.Overpaid {
	if !c.moderate() {
		return nil
	}
	under := max(c.line.Sums[1].Value, c.line.Sums[2].Value) - c.line.Sums[0].Value
	month := c.run.At.In(period.Shanghai).Format("2006-01")
	return []determination.Overpaid{{Month: month, Fen: under / 12, Words: p.say("overpaid", "item", c.label.Text, "amount", money.Fen(under).String())}}
}

// mended is what the household puts right in time; who was paid too much pays it back.
func (p *demoPlay) mended(ctx context.Context, c *demoCase) error {
	repaid := int64(0)
	for _, month := range p.overpaid(c) {
		repaid += month.Fen
	}
	return p.record(ctx, p.actor(access.CaseOfficer), c, determination.Corrected{On: period.DayOf(p.clock.now()), Repaid: repaid, Words: p.say("mended")})
}

func (p *demoPlay) finding(c *demoCase) determination.Finding {
	finding := determination.Finding{
		Facts: policy.Facts{
			Subject: policy.ResponsibleAdult, Standing: policy.Recipient, Act: policy.Concealment, Cause: policy.Intention, IntentProven: true, Admitted: true,
			HardshipChecked: true,
		},
		Intent: p.say("intent"), Reason: p.say("finding", "item", c.label.Text), Ruled: p.ruled(), Overpaid: p.overpaid(c),
		Investigators: []string{p.officers[access.CaseOfficer].id, p.colleague().ID},
	}
	for i, kind := range []string{"declaration", "visit", "platform"} {
		if c.line.AsOf[i].IsZero() || c.line.Sums[i].Missing {
			continue
		}
		finding.Evidence = append(finding.Evidence, determination.Evidence{
			Kind: kind, Source: wording.T(wording.Chinese, "case.evidence."+kind), On: c.line.AsOf[i], Verified: i > 0, Primary: true,
			Words: p.say("evidence", "item", c.label.Text, "amount", amountWords(c.label, c.line.Sums[i])),
		})
	}
	return finding
}

func amountWords(label comparisonsteps.Label, amount comparison.Amount) string {
	if label.Unit == string(policy.Fen) {
		return money.Fen(amount.Value).String()
	}
	return fmt.Sprint(amount.Value)
}

// notify issues the notice, and serves it by hand and by telephone.
func (p *demoPlay) notify(ctx context.Context, c *demoCase) error {
	officer := p.actor(access.CaseOfficer)
	if err := p.record(ctx, officer, c, determination.NoticeIssued{Intended: p.finding(c)}); err != nil {
		return err
	}
	return p.serveTwice(ctx, c, func(proof determination.Proof) determination.What { return determination.NoticeServed{Proof: proof} })
}

func (p *demoPlay) serveTwice(ctx context.Context, c *demoCase, served func(determination.Proof) determination.What) error {
	for _, way := range []determination.Way{determination.InPerson, determination.Orally} {
		p.clock.set(p.clock.now().Add(time.Minute))
		if err := p.record(ctx, p.colleague(), c, served(p.proof(c, way))); err != nil {
			return err
		}
	}
	return nil
}

// defend lets every second person answer: online where the household declares online, else as an officer writes it down.
func (p *demoPlay) defend(ctx context.Context, c *demoCase) error {
	if c.place%2 == 1 {
		return nil
	}
	stated := determination.Stated{Channel: determination.Orally, Member: c.family.people[0].member.ID, Words: p.say("defence"), ReadTo: true}
	actor := p.colleague()
	if c.family.way.declares {
		stated.Channel, stated.ReadTo, actor = determination.Online, false, p.resident(c.demoHousehold, 0)
	}
	return p.record(ctx, actor, c, stated)
}

func (p *demoPlay) propose(ctx context.Context, c *demoCase) error {
	finding := p.finding(c)
	if c.place%2 == 0 {
		finding.Answer = p.say("answer")
	}
	return p.record(ctx, p.actor(access.CaseOfficer), c, determination.ProposedFinding{Finding: finding})
}

// decide lets the office that the edition names confirm what is proposed.
func (p *demoPlay) decide(ctx context.Context, c *demoCase) error {
	decider := p.actor(access.TownshipReviewer)
	if c.moderate() {
		decider = p.actor(access.CountyApprover)
	}
	return p.record(ctx, decider, c, determination.Confirmed{Reason: p.say("confirmed")})
}

func (p *demoPlay) serveDecision(ctx context.Context, c *demoCase) error {
	return p.serveTwice(ctx, c, func(proof determination.Proof) determination.What { return determination.DecisionServed{Proof: proof} })
}

// objectTo lets some households object.
func (p *demoPlay) objectTo(ctx context.Context, c *demoCase) error {
	if c.place >= demoObjects {
		return nil
	}
	filing := objection.Filing{Way: determination.OnPaper, Member: c.family.people[0].member.ID, Words: p.say("objection")}
	actor := p.colleague()
	if c.family.way.declares {
		actor = p.resident(c.demoHousehold, 0)
	}
	_, err := p.app.Acts.Objections.File(ctx, actor, c.at(), c.id, filing)
	return err
}

// answerOne answers an objection by the office that the edition names for its first station.
func (p *demoPlay) answerOne(ctx context.Context, c *demoCase) error {
	o, reviewer, err := p.objectionOf(ctx, c)
	if err != nil || o == "" {
		return err
	}
	response := objectionsteps.Response{Outcome: objection.Upheld, Reason: p.say("upheld")}
	switch c.place {
	case demoRevoked:
		response.Outcome, response.Reason = objection.Undone, p.say("revoked")
	case demoEased:
		response.Outcome, response.Reason, response.Drop = objection.Changed, p.say("eased"), []string{"minor-correction"}
		if c.moderate() {
			response.Drop = []string{demoBar}
		}
	}
	_, err = p.app.Acts.Objections.Answer(ctx, reviewer, c.at(), o, response)
	return err
}

func (p *demoPlay) objectionOf(ctx context.Context, c *demoCase) (string, access.Actor, error) {
	reviewer := p.actor(access.CountyOfficer)
	if c.moderate() {
		reviewer = p.actor(access.ObjectionReviewer)
	}
	all, err := p.app.DB.Read().Objections(ctx, demoCounty, c.demoHousehold.id)
	if err != nil || len(all) == 0 {
		return "", reviewer, err
	}
	return all[0].ID, reviewer, nil
}

func (p *demoPlay) serveAnswer(ctx context.Context, c *demoCase) error {
	o, _, err := p.objectionOf(ctx, c)
	if err != nil || o == "" {
		return err
	}
	for _, way := range []determination.Way{determination.InPerson, determination.Orally} {
		p.clock.set(p.clock.now().Add(time.Minute))
		if _, err := p.app.Acts.Objections.Record(ctx, p.colleague(), c.at(), o, objection.Served{Proof: p.proof(c, way)}); err != nil {
			return err
		}
	}
	return nil
}

// impose checks each measure that takes something for hardship, and lets it begin where it may.
func (p *demoPlay) impose(ctx context.Context, c *demoCase) error {
	docket, err := steps.ReadDocket(ctx, p.app.DB.Read(), caseScheme{p.app}, demoCounty, c.demoHousehold.id, period.DayOf(p.clock.now()))
	if err != nil {
		return err
	}
	m, err := docket.Find(c.id)
	if err != nil {
		return err
	}
	no := map[measure.Hardship]bool{}
	for _, hardship := range measure.Hardships() {
		no[hardship] = false
	}
	for _, one := range m.Measures {
		var todo []measure.What
		switch one.Standing(m.Effect, m.Ground.Today).State {
		case measure.Unchecked:
			todo = []measure.What{measure.Checked{Found: no, On: m.Ground.Today, Words: p.say("hardship")}, measure.Imposed{Words: p.say("imposed")}}
		case measure.Unimposed:
			todo = []measure.What{measure.Imposed{Words: p.say("imposed")}}
		case measure.Active:
			if !one.Drawn.Kind.Adverse() {
				todo = []measure.What{measure.Done{On: m.Ground.Today, Words: p.say("done")}}
			}
		case measure.Undone, measure.Lapsed, measure.LiftedNow, measure.NoBasis, measure.Stayed, measure.Waiting, measure.Hard, measure.CarriedOut:
		}
		for _, what := range todo {
			p.clock.set(p.clock.now().Add(time.Minute))
			if _, err := p.app.Acts.Measures.Record(ctx, p.actor(access.CaseOfficer), c.at(), one.ID, what); err != nil {
				return err
			}
		}
	}
	return nil
}
