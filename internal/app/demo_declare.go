package app

import (
	"context"
	"errors"
	"fmt"

	"chengxin/internal/access"
	declarationsteps "chengxin/internal/casework/declaration"
	"chengxin/internal/comparison"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// declare lets households declare on the phone, and enters the printed forms of others; some stop half-way.
func (p *demoPlay) declare(ctx context.Context) error {
	p.on(18, 20)
	err := p.each(ctx, "app.demo.declare", func(h *demoHousehold) bool { return h.family.way.declares || h.family.way.hesitates }, p.declareOnPhone)
	if err != nil {
		return err
	}
	p.on(21, 15)
	return p.each(ctx, "app.demo.declare", func(h *demoHousehold) bool { return h.family.way.onPaper }, p.declareOnPaper)
}

// declareOnPhone: everybody answers for himself on his own phone, the head for the household and for those who cannot.
func (p *demoPlay) declareOnPhone(ctx context.Context, h *demoHousehold) error {
	at := declarationsteps.At{County: demoCounty, Household: h.id}
	for n := range h.family.people {
		if n > 0 && h.family.people[n].member.NeedsGuardian(p.start) {
			continue
		}
		lines, err := p.answers(ctx, h, n)
		if err != nil {
			return err
		}
		if h.family.way.hesitates {
			lines = lines[:len(lines)/3]
		}
		if len(lines) == 0 {
			continue
		}
		if _, err := p.app.Acts.Declaration.KeepAnswers(ctx, p.resident(h, n), at, lines); err != nil {
			return err
		}
	}
	if h.family.way.hesitates {
		return nil
	}
	_, err := p.app.Acts.Declaration.Submit(ctx, p.resident(h, 0), at, declarationsteps.Sheet{}, period.Day{})
	return unlessUnsigned(err)
}

func (p *demoPlay) declareOnPaper(ctx context.Context, h *demoHousehold) error {
	lines, err := p.answers(ctx, h, everybody)
	if err != nil {
		return err
	}
	actor, at := p.actor(access.CaseOfficer), declarationsteps.At{County: demoCounty, Household: h.id}
	entered, err := p.app.Acts.Declaration.EnterSheet(ctx, actor, at, declarationsteps.PaperEntry{
		Number: "\u7eb8" + h.number, Declarant: h.family.people[0].member.ID, SignedOn: period.DayOf(p.clock.now()), Posted: demoScan(),
		Entry: declarationsteps.Entry{Kind: declaration.First, Lines: lines},
	})
	if err != nil {
		return unlessUnsigned(err)
	}
	_, err = p.app.Acts.Declaration.CheckSheet(ctx, p.actor(access.CountyOfficer), at, entered.Entry, nil)
	return err
}

// unlessUnsigned lets a household wait that may not hand in yet.
func unlessUnsigned(err error) error {
	var refused *fault.Error
	if errors.As(err, &refused) && refused.Key == "declaration.no_pledge" {
		return nil
	}
	return err
}

// everybody asks for the whole household's answers.
const everybody = -1

// answers is what one person says to what it is asked; the head speaks for the household and for those who need a guardian.
func (p *demoPlay) answers(ctx context.Context, h *demoHousehold, person int) ([]declaration.Line, error) {
	terms, err := p.app.Acts.Declaration.Scheme.DeclarationTerms(ctx, demoCounty, period.DayOf(p.clock.now()))
	if err != nil {
		return nil, err
	}
	persons, place := make([]declaration.Person, len(h.family.people)), map[string]int{}
	for i, one := range h.family.people {
		age, _ := one.member.Age(p.start)
		persons[i] = declaration.Person{Member: one.member.ID, Name: one.member.Name, Adult: age >= 18, Ward: one.member.NeedsGuardian(p.start)}
		place[one.member.ID] = i
	}
	var lines []declaration.Line
	for _, asked := range declaration.Path(terms.Questions(), persons) {
		about, speaker := ofHousehold, 0
		if asked.Member != "" {
			about = place[asked.Member]
			if !persons[about].Ward {
				speaker = about
			}
		}
		if person == everybody || person == speaker {
			lines = append(lines, h.family.answer(asked, about))
		}
	}
	return lines, nil
}

// answer is what is said to one question, in the way that people count: wages and pensions by month, harvests by year.
func (f demoFamily) answer(asked declaration.Asked, about int) declaration.Line {
	question := asked.Question
	line := declaration.Line{Item: question.Code, Member: asked.Member, State: declaration.None}
	if question.Membership && about == ofHousehold {
		return line // nobody says that others live here
	}
	said := f.figure(comparison.Declaration, question.Code, about)
	switch {
	case said.unknown:
		line.State = declaration.DontKnow
		return line
	case said.amount == 0:
		return line
	}
	line.State, line.Amount, line.Length = declaration.Given, said.amount, lengthOf(question.Periodic, question.ByMember, said.amount)
	if line.Length == period.Month {
		line.Amount /= 12
	}
	line.Said = fmt.Sprint(line.Amount)
	if question.Unit == declaration.Fen || question.Unit == declaration.Area {
		line.Said = fmt.Sprintf("%d.%02d", line.Amount/100, line.Amount%100)
	}
	return line
}

// lengthOf is the period that people use: the month for what a person earns, where the year has twelve equal ones.
func lengthOf(periodic, byMember bool, yearly int64) period.Length {
	switch {
	case !periodic:
		return period.Unsaid
	case byMember && yearly%1200 == 0:
		return period.Month
	}
	return period.Year
}
