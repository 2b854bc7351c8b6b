package declaration

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Entry is what an officer types from a sheet or from what a person says: all answers at once, how they relate to the
// latest declaration, and from which day a succession holds.
type Entry struct {
	Kind  declaration.Kind
	Since period.Day
	Lines []declaration.Line
}

// KeepEntry keeps an officer's entry as a draft; what is left out is unanswered. An answer that was not touched stays the
// answer of whoever gave it.
func (a Acts) KeepEntry(ctx context.Context, actor access.Actor, at At, entry Entry) (declaration.Draft, error) {
	return a.draft(ctx, actor, at, "SheetKept", func(ctx context.Context, d drafting) error {
		d.work.Note("answers", strconv.Itoa(len(entry.Lines)))
		return d.enter(ctx, actor, entry)
	})
}

// EnterDeclaration makes a declaration of an officer's entry in one act, and issues the receipt. It refuses what Submit
// refuses, and an entry that does not say how it came and who declares.
func (a Acts) EnterDeclaration(ctx context.Context, actor access.Actor, at At, sheet Sheet, entry Entry) (Done, error) {
	act := casework.Act{
		Kind: "DeclarationSubmitted", Permission: access.DeclarationEnter,
		County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{sheet, entry},
	}
	return casework.DoAhead(ctx, a.Runner, a.Reads, actor, act,
		func(ctx context.Context, tx casework.Tx, row casework.HouseholdRow, today period.Day) (submitting, error) {
			return a.readForSubmit(ctx, tx, at.County, row, actor.ID, today)
		},
		func(ctx context.Context, work *casework.Work, read submitting) (Done, error) {
			d := read.drafting(work)
			if err := d.enter(ctx, actor, entry); err != nil {
				return Done{}, err
			}
			return a.makeDeclaration(ctx, d, actor, read.basis, sheet, entry.Since)
		})
}

// enter puts an officer's entry in place of what the draft held.
func (d drafting) enter(ctx context.Context, actor access.Actor, entry Entry) error {
	if actor.Kind == access.Resident {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	questions := d.terms.Questions()
	kept := declaration.Draft{}
	for _, line := range entry.Lines {
		i := slices.IndexFunc(questions, func(q declaration.Question) bool { return q.Code == line.Item })
		if i < 0 {
			return fault.New(fault.Invalid, "declaration.line.not_asked", "item", line.Item)
		}
		line.By = actor.ID
		if earlier, had := d.draft.Get(line.Item, line.Member); had && earlier.Same(line) {
			line.By = earlier.By
		}
		if err := line.Check(questions[i], d.persons); err != nil {
			return err
		}
		kept.Put(line)
	}
	d.draft.Lines, d.draft.Corrects, d.draft.Effective = kept.Lines, "", period.Day{}
	switch entry.Kind {
	case declaration.Correction:
		earlier, err := d.store.Declarations(ctx, d.work.County, d.work.Household.ID)
		if err != nil {
			return err
		}
		if len(earlier) > 0 {
			d.draft.Corrects = declaration.Latest(earlier).ID
		}
	case declaration.Succession:
		d.draft.Effective = entry.Since
	case declaration.First:
	}
	return nil
}

// check refuses an entry that does not say how it came and who declares. Refusals belong to "channel", "sheet" and
// "declarant".
func (s Sheet) check(persons []declaration.Person) error {
	var refused fault.List
	if s.Channel != declaration.Paper && s.Channel != declaration.Oral {
		refused = append(refused, fault.Field("channel", "declaration.sheet.channel"))
	}
	if s.Channel == declaration.Paper && strings.TrimSpace(s.Number) == "" {
		refused = append(refused, fault.Field("sheet", "declaration.sheet.number"))
	}
	if !slices.ContainsFunc(persons, func(p declaration.Person) bool { return p.Member == s.Declarant && p.Speaks() }) {
		refused = append(refused, fault.Field("declarant", "declaration.sheet.declarant"))
	}
	return refused.OrNil()
}
