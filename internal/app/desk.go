package app

import (
	"context"

	"chengxin/internal/access"
	"chengxin/internal/application"
	"chengxin/internal/casefile"
	applicationsteps "chengxin/internal/casework/application"
	steps "chengxin/internal/casework/determination"
	"chengxin/internal/casework/worklist"
	"chengxin/internal/determination"
	"chengxin/internal/region"
	"chengxin/internal/web/console"
)

// deskWaits are the things that the desk's front page counts for an officer, in the order of the page.
func (a *App) deskWaits(files *casefile.Reader) []console.Waits {
	work := worklist.Acts{Runner: a.Runner, Reads: a.DB.Read()}
	return []console.Waits{
		{Key: "work", Path: "/console/work", Count: func(ctx context.Context, actor access.Actor) (int, bool, bool, error) {
			if !worklist.Knows(actor) {
				return 0, false, false, nil
			}
			list, err := work.Mine(ctx, actor)
			return len(list.Mine), list.More, true, err
		}},
		{Key: "outbox", Path: "/console/outbox", Count: func(ctx context.Context, actor access.Actor) (int, bool, bool, error) {
			if !actor.MayAnywhere(access.OutboxHandle) {
				return 0, false, false, nil
			}
			all, more, err := files.Waiting(ctx, actor, casefile.Message{})
			return len(all), more, true, err
		}},
		counted("clues", "/console/clues", access.ClueHandle, func(ctx context.Context, actor access.Actor) (int, error) {
			n := 0
			err := inEach(actor, access.ClueHandle, func(place region.Code) error {
				list, err := a.Acts.Clues.List(ctx, actor, actor.County, place, steps.Open, "")
				n += list.Counts[determination.ClueOpen] + list.Counts[determination.ClueAssessed]
				return err
			})
			return n, err
		}),
		counted("applications", "/console/applications", access.ApplicationView, func(ctx context.Context, actor access.Actor) (int, error) {
			n := 0
			err := inEach(actor, access.ApplicationView, func(place region.Code) error {
				list, err := a.Acts.Application.List(ctx, actor, actor.County, place, applicationsteps.Filter{}, "")
				for _, state := range application.OpenStates() {
					n += list.Counts[state]
				}
				return err
			})
			return n, err
		}),
		counted("sheets", "/console/sheets", access.DeclarationEnter, func(ctx context.Context, actor access.Actor) (int, error) {
			all, err := a.Acts.Declaration.SheetsWaiting(ctx, actor)
			return len(all), err
		}),
		counted("disputes", "/console/verification/disputes", access.VerificationAnswer, func(ctx context.Context, actor access.Actor) (int, error) {
			all, err := a.Acts.Verification.Disputes(ctx, actor)
			n := 0
			for _, one := range all {
				if one.Answer == nil {
					n++
				}
			}
			return n, err
		}),
		counted("exits", "/console/exits", access.ExitCallBack, func(ctx context.Context, actor access.Actor) (int, error) {
			all, err := a.Acts.Declaration.ExitsToCall(ctx, actor)
			return len(all), err
		}),
		counted("help", "/console/help", access.DeclarationEnter, func(ctx context.Context, actor access.Actor) (int, error) {
			all, err := a.Acts.Declaration.NeedsHelp(ctx, actor)
			return len(all), err
		}),
	}
}

// counted is a kind of things that whoever holds a permission deals with, counted whole.
func counted(key, path string, permission access.Permission, count func(context.Context, access.Actor) (int, error)) console.Waits {
	return console.Waits{Key: key, Path: path, Count: func(ctx context.Context, actor access.Actor) (int, bool, bool, error) {
		if !actor.MayAnywhere(permission) {
			return 0, false, false, nil
		}
		n, err := count(ctx, actor)
		return n, false, true, err
	}}
}

// inEach does something for each place in which an actor holds a permission.
func inEach(actor access.Actor, permission access.Permission, do func(region.Code) error) error {
	for _, place := range actor.Where(permission) {
		if err := do(place); err != nil {
			return err
		}
	}
	return nil
}
