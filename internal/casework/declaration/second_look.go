package declaration

import (
	"context"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/declaration"
	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// CheckSheet is a second person's comparison of an entry with its scan, item by item: otherwise holds the answers that the
// second person reads differently. With none, the entry becomes a declaration at once. It refuses whoever typed the entry,
// and a county that has every sheet typed twice.
func (a Acts) CheckSheet(ctx context.Context, actor access.Actor, at At, entry string, otherwise []declaration.Line) (SheetDone, error) {
	if a.SecondLook == declaration.Typed {
		return SheetDone{}, fault.New(fault.Conflict, "declaration.sheet.type_it")
	}
	return a.look(ctx, actor, at, "SheetCompared", entry, declaration.SheetCompared, otherwise)
}

// TypeSheet is a second person's own typing of the whole sheet, without having seen the first's. Where the two typed the same,
// the entry becomes a declaration at once; otherwise the two settle what differs.
func (a Acts) TypeSheet(ctx context.Context, actor access.Actor, at At, entry string, lines []declaration.Line) (SheetDone, error) {
	return a.look(ctx, actor, at, "SheetTyped", entry, declaration.SheetTyped, lines)
}

func (a Acts) look(ctx context.Context, actor access.Actor, at At, kind, entry string, event declaration.SheetDone, lines []declaration.Line) (SheetDone, error) {
	return a.onSheet(ctx, actor, at, kind, entry, lines, func(ctx context.Context, s sheetWork) (declaration.SheetEvent, []declaration.Line, error) {
		if err := s.found.Look(actor.ID); err != nil {
			return declaration.SheetEvent{}, nil, err
		}
		done := declaration.SheetEvent{Event: event}
		questions := s.read.terms.Questions()
		for _, line := range lines {
			i := slices.IndexFunc(questions, func(q declaration.Question) bool { return q.Code == line.Item })
			if i < 0 {
				return done, nil, fault.New(fault.Invalid, "declaration.line.not_asked", "item", line.Item)
			}
			line.By = actor.ID
			if err := line.Check(questions[i], s.read.persons); err != nil {
				return done, nil, err
			}
			done.Lines = append(done.Lines, line)
		}
		if event == declaration.SheetTyped {
			for _, want := range declaration.Path(questions, s.read.persons) {
				if _, typed := (declaration.Draft{Lines: lines}).Get(want.Question.Code, want.Member); !typed {
					return done, nil, fault.Field(declaration.FieldOf(want.Question.Code, want.Member)+"-state", "declaration.line.unanswered")
				}
			}
		}
		looked := s.found
		looked.Events = append(slices.Clone(looked.Events), done)
		apart := len(looked.Apart())
		s.work.Note("apart", strconv.Itoa(apart))
		if err := s.store.DropSheetDrafts(ctx, at.County, entry); err != nil || apart > 0 {
			return done, nil, err
		}
		return done, s.found.Lines, nil
	})
}

// KeepSheetTyping keeps what a second person has typed so far, for that person alone.
func (a Acts) KeepSheetTyping(ctx context.Context, actor access.Actor, at At, entry string, lines []declaration.Line) error {
	act := casework.Act{Kind: "SheetTypingKept", Permission: access.DeclarationEnter, County: at.County, Household: at.Household, OnTheWay: true}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		found, err := a.sheetCase(ctx, work, entry)
		if err != nil {
			return "", err
		}
		if err := found.Look(actor.ID); err != nil {
			return "", err
		}
		work.Note("entry", entry)
		work.Note("answers", strconv.Itoa(len(lines)))
		return entry, casework.As[SheetStore](work.Tx).KeepSheetDraft(ctx, at.County, SheetDraft{
			ID: a.NewID(), Entry: entry, Household: at.Household, Officer: actor.ID, Lines: lines, UpdatedAt: work.Now,
		})
	})
	return err
}

// SettleSheet is the proposal of one of the two: whose reading of the sheet holds, answer by answer, each with a reason.
func (a Acts) SettleSheet(ctx context.Context, actor access.Actor, at At, entry string, settled []declaration.Settlement) (SheetDone, error) {
	return a.onSheet(ctx, actor, at, "SheetSettled", entry, settled, func(_ context.Context, s sheetWork) (declaration.SheetEvent, []declaration.Line, error) {
		lines, err := s.found.Propose(actor.ID, settled)
		if err != nil {
			return declaration.SheetEvent{}, nil, err
		}
		other := s.found.By
		if second, _ := s.found.Second(); actor.ID == other {
			other = second.By
		}
		s.work.Send(casework.Message{Officer: other, Topic: "outbox.sheet_to_agree", Detail: map[string]string{"number": s.work.Household.Number}})
		return declaration.SheetEvent{Event: declaration.SheetProposed, Lines: lines, Settled: settled}, nil, nil
	})
}

// AgreeSheet is the other's agreement to a proposal: the entry becomes a declaration. Whoever does not agree makes a proposal
// of his own, or rejects the entry.
func (a Acts) AgreeSheet(ctx context.Context, actor access.Actor, at At, entry string) (SheetDone, error) {
	return a.onSheet(ctx, actor, at, "SheetAgreed", entry, nil, func(_ context.Context, s sheetWork) (declaration.SheetEvent, []declaration.Line, error) {
		proposal, err := s.found.Agree(actor.ID)
		return declaration.SheetEvent{Event: declaration.SheetAgreed}, proposal.Lines, err
	})
}

// RejectSheet ends an entry that can never count: of another household, unsigned, not to be read. The household is told, so
// that it can hand the sheet in again; the reason is in its file.
func (a Acts) RejectSheet(ctx context.Context, actor access.Actor, at At, entry, reason string) (SheetDone, error) {
	return a.onSheet(ctx, actor, at, "SheetRejected", entry, reason, func(_ context.Context, s sheetWork) (declaration.SheetEvent, []declaration.Line, error) {
		if err := s.found.Reject(actor.ID, reason); err != nil {
			return declaration.SheetEvent{}, nil, err
		}
		s.work.Send(casework.Message{Household: at.Household, Topic: "outbox.sheet_rejected", Detail: map[string]string{"day": s.work.Today.Chinese()}})
		s.work.Send(casework.Message{Officer: s.found.By, Topic: "outbox.sheet_returned", Detail: map[string]string{"number": s.work.Household.Number}})
		return declaration.SheetEvent{Event: declaration.SheetRejected, Reason: reason}, nil, nil
	})
}

// sheetWork is what an act on an entry sees.
type sheetWork struct {
	store SheetStore
	work  *casework.Work
	found declaration.SheetCase
	read  submitting
}

// onSheet does an act on an entry under the household's lock. Where do gives lines, they become the declaration.
func (a Acts) onSheet(ctx context.Context, actor access.Actor, at At, kind, entry string, content any,
	do func(context.Context, sheetWork) (declaration.SheetEvent, []declaration.Line, error),
) (SheetDone, error) {
	act := casework.Act{
		Kind: kind, Permission: access.DeclarationEnter, County: at.County, Household: at.Household, Key: at.Key, Content: [2]any{entry, content},
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (SheetDone, error) {
		if actor.Kind == access.Resident {
			return SheetDone{}, fault.New(fault.Forbidden, "fault.forbidden")
		}
		s := sheetWork{store: casework.As[SheetStore](work.Tx), work: work}
		var err error
		if s.found, err = a.sheetCase(ctx, work, entry); err != nil {
			return SheetDone{}, err
		}
		if s.read, err = a.readForSubmit(ctx, work.Tx, at.County, work.Household, actor.ID, work.Today); err != nil {
			return SheetDone{}, err
		}
		event, lines, err := do(ctx, s)
		if err != nil {
			return SheetDone{}, err
		}
		done := SheetDone{Entry: entry}
		if lines != nil {
			if done.Done, err = a.declareSheet(ctx, s, lines); err != nil {
				return done, err
			}
			event.Declaration = done.Done.ID
		}
		event.ID, event.Entry, event.Household, event.By, event.At = a.NewID(), entry, at.Household, actor.ID, work.Now
		if err := s.store.AddSheetEvent(ctx, at.County, event); err != nil {
			return done, err
		}
		work.Note("entry", entry)
		s.found.Events = append(s.found.Events, event)
		done.State = s.found.State()
		if done.State == declaration.SheetDiffers || done.State == declaration.SheetToAgree {
			done.Apart = len(s.found.Apart())
		}
		if event.Event == declaration.SheetCompared || event.Event == declaration.SheetTyped {
			if done.Apart > 0 {
				work.Send(casework.Message{Officer: s.found.By, Topic: "outbox.sheet_apart", Detail: map[string]string{"number": work.Household.Number}})
			}
		}
		return done, a.keepOpen(ctx, s.store, work, s.found)
	})
}

// declareSheet makes a declaration of an entry that two people agree on. Whoever typed the sheet stands as the one who
// entered it; the sheet's events say who checked it.
func (a Acts) declareSheet(ctx context.Context, s sheetWork, lines []declaration.Line) (Done, error) {
	d := s.read.drafting(s.work)
	entry := s.found.SheetEntry
	draft := declaration.Draft{Household: entry.Household, Lines: lines}
	if entry.Kind == declaration.Correction && len(s.read.earlier) > 0 {
		latest := declaration.Latest(s.read.earlier)
		if latest.SubmittedAt.After(entry.At) { // it would correct what its writer did not know
			return Done{}, fault.New(fault.Conflict, "declaration.corrects_stale")
		}
		draft.Corrects = latest.ID
	}
	*d.draft = draft
	submission := submissionOf(a.NewID(), entry, draft, s.work.Now)
	return a.keepDeclaration(ctx, d, s.read.basis, submission)
}

// submissionOf is what an entry is to become. The day of the signature is the day from which a first declaration holds: no
// day that the office takes to look at a sheet counts against the household.
func submissionOf(id string, entry declaration.SheetEntry, draft declaration.Draft, now time.Time) declaration.Submission {
	effective := entry.Since
	if effective.IsZero() {
		effective = entry.SignedOn
	}
	return declaration.Submission{
		ID: id, Draft: draft, Declarant: entry.Declarant, By: entry.By, Channel: declaration.Paper, Sheet: entry.Number, At: now, Effective: effective,
	}
}

func (a Acts) sheetCase(ctx context.Context, work *casework.Work, entry string) (declaration.SheetCase, error) {
	return findSheet(ctx, casework.As[SheetStore](work.Tx), at(work), entry)
}

func at(work *casework.Work) At { return At{County: work.County, Household: work.Household.ID} }

func findSheet(ctx context.Context, store SheetStore, at At, entry string) (declaration.SheetCase, error) {
	cases, err := store.SheetCases(ctx, at.County, at.Household)
	if err != nil {
		return declaration.SheetCase{}, err
	}
	i := slices.IndexFunc(cases, func(c declaration.SheetCase) bool { return c.ID == entry })
	if i < 0 {
		return declaration.SheetCase{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return cases[i], nil
}

// SheetView is one entry as an officer sees it.
type SheetView struct {
	View
	Case   declaration.SheetCase
	Typing []declaration.Line // what this officer has typed so far as the second person
	Typed  period.Day         // the day when that was last kept
}

// OpenSheet opens an entry for an officer; the opening is logged, or covered by one that stands. While it waits for a second
// person who types it again, its answers are shown to nobody but the one who typed them.
func (a Acts) OpenSheet(ctx context.Context, actor access.Actor, at At, entry string) (SheetView, error) {
	opened, err := a.Open(ctx, actor, at, "declaration")
	if err != nil {
		return SheetView{}, err
	}
	store := casework.As[SheetStore](a.Reads)
	view := SheetView{View: opened}
	if view.Case, err = findSheet(ctx, store, at, entry); err != nil {
		return view, err
	}
	lines, on, found, err := store.SheetDraft(ctx, at.County, entry, actor.ID)
	if found {
		view.Typing, view.Typed = lines, period.DayOf(on)
	}
	return view, err
}

// sheetsShown is how many waiting entries a list shows.
const sheetsShown = 500

// SheetsWaiting lists the entries that wait where the officer may look at them, the longest waiting first.
func (a Acts) SheetsWaiting(ctx context.Context, actor access.Actor) ([]SheetOpen, error) {
	if actor.Kind == access.Resident || !actor.MayAnywhere(access.DeclarationEnter) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var all []SheetOpen
	for _, place := range actor.Where(access.DeclarationEnter) {
		some, err := casework.As[SheetStore](a.Reads).SheetsOpen(ctx, actor.County, place, sheetsShown)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
