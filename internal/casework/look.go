package casework

import (
	"context"
	"slices"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// OpeningLasts is how long one logged opening of a household covers further looks; see docs/decisions/0011-one-opening.md.
// It counts from the entry and is never prolonged by looking.
const OpeningLasts = 15 * time.Minute

// FileOpened is the kind of the entry by which a household's whole file was opened, for a purpose that the officer chose.
const FileOpened = "HouseholdOpened"

// openings are the kinds of entries by which an officer opens a household. What shows one thing in full (a value, a paper, a
// scan, a message) is never covered by another entry, and covers none.
var openings = []string{FileOpened, "NoticeAndPledgeOpened", "DeclarationsOpened", "AccessOpened", "VisitOpened", "ComparisonOpened", "VerificationOpened", "CluesOpened", "CasesOpened", "ApplicationsOpened", "RecoveryOpened"}

// apart are the openings of what others said of a household, which is more than the household wrote itself: each is covered by an
// entry of its own kind only, so that whoever opened a file for a telephone call cannot look into what the banks answered unseen.
var apart = []string{"ComparisonOpened", "VerificationOpened", "CluesOpened", "CasesOpened", "RecoveryOpened"}

// Opening is an entry of the log by which an officer opened a household.
type Opening struct {
	Kind    string
	Purpose string
	Session string
	At      time.Time
}

// Openings is what a look reads before it is let in.
type Openings interface {
	// Household reads a household's row. NotFound.
	Household(ctx context.Context, county region.Code, id string) (HouseholdRow, error)
	Recused(ctx context.Context, county region.Code, household, officer string, on period.Day) (bool, error)
	// OpeningsSince reads an officer's entries of the given kinds about a household after a moment, newest first.
	OpeningsSince(ctx context.Context, county region.Code, household, officer string, since time.Time, kinds []string) ([]Opening, error)
}

// Look lets an officer look at a household, and gives its row. One entry covers fifteen minutes of the same work: where an
// opening stands that the same officer made in the same sign-in, permission, place and kinship are asked again and no
// further entry is written; otherwise the act's entry is durable before Look returns. What others said of the household is covered by an
// opening of the same kind only. The file itself (FileOpened) is covered
// only by the last opening of the file, if its purpose is the same: a page of one step says why it is opened by what it is, the whole file
// does not. It refuses what Do refuses.
func Look(ctx context.Context, r *Runner, reads Openings, actor access.Actor, act Act) (HouseholdRow, error) {
	standing, err := StandingOpenings(ctx, r, reads, actor, act.County, act.Household)
	if err != nil {
		return HouseholdRow{}, err
	}
	covered := len(standing) > 0
	switch {
	case slices.Contains(apart, act.Kind):
		covered = slices.ContainsFunc(standing, func(o Opening) bool { return o.Kind == act.Kind })
	case act.Kind == FileOpened:
		last := slices.IndexFunc(standing, func(o Opening) bool { return o.Kind == FileOpened })
		covered = last >= 0 && standing[last].Purpose == act.Purpose
	}
	if covered {
		row, err := reads.Household(ctx, act.County, act.Household)
		if err != nil {
			return row, err
		}
		return row, permit(ctx, reads, actor, act, row.Region, period.DayOf(r.Now()))
	}
	act.Looks = true
	return Do(ctx, r, actor, act, func(_ context.Context, work *Work) (HouseholdRow, error) {
		work.Note("session", actor.Session)
		return work.Household, nil
	})
}

// Allow says whether an actor may do something with a household, and gives its row, without opening it or leaving an entry: for the empty
// form of an act that reads nothing. It refuses what Do refuses.
func Allow(ctx context.Context, r *Runner, reads Openings, actor access.Actor, act Act) (HouseholdRow, error) {
	row, err := reads.Household(ctx, act.County, act.Household)
	if err != nil {
		return row, err
	}
	return row, permit(ctx, reads, actor, act, row.Region, period.DayOf(r.Now()))
}

// StandingOpenings are the openings of a household that an officer made in this sign-in and that still stand, newest first.
func StandingOpenings(ctx context.Context, r *Runner, reads Openings, actor access.Actor, county region.Code, household string) ([]Opening, error) {
	if actor.Kind != access.Officer || actor.Session == "" {
		return nil, nil
	}
	now := r.Now()
	made, err := reads.OpeningsSince(ctx, county, household, actor.ID, now.Add(-OpeningLasts), openings)
	return slices.DeleteFunc(made, func(o Opening) bool { return o.Session != actor.Session || o.At.After(now) }), err
}

// kinReader knows of whose families an officer is kin.
type kinReader interface {
	// RecusedFrom lists the households in which somebody is disclosed as kin of an officer on a day.
	RecusedFrom(ctx context.Context, county region.Code, officer string, on period.Day) ([]string, error)
}

// WithoutKin leaves out of a list what is about a household in which somebody is kin of the officer: a list tells them no more than a page
// that is closed to them.
func WithoutKin[R any](ctx context.Context, reads Tx, actor access.Actor, today period.Day, rows []R, household func(R) string) ([]R, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	kin, err := As[kinReader](reads).RecusedFrom(ctx, actor.County, actor.ID, today)
	if err != nil || len(kin) == 0 {
		return rows, err
	}
	return slices.DeleteFunc(rows, func(row R) bool { return slices.Contains(kin, household(row)) }), nil
}
