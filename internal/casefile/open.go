package casefile

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Purposes lists why files are opened, in the order in which the page offers them. Anything else is typed.
func Purposes() []string {
	return []string{"notice", "declaration", "change", "question", "correction", "visit", "review", "audit"}
}

const (
	leastReason = 5
	mostReason  = 200
)

// CheckReason refuses a reason that says nothing, and one that holds a long number: identity numbers, telephone numbers and
// accounts have no place in the log.
func CheckReason(field, reason string) error {
	if n := utf8.RuneCountInString(reason); n < leastReason || n > mostReason {
		return fault.Field(field, "casefile.reason.length", "least", leastReason, "most", mostReason)
	}
	run := 0
	letters := map[rune]bool{}
	for _, r := range reason {
		letters[r] = true
		if unicode.IsDigit(r) {
			if run++; run > 6 {
				return fault.Field(field, "casefile.reason.number")
			}
			continue
		}
		run = 0
	}
	if len(letters) < 3 {
		return fault.Field(field, "casefile.reason.empty")
	}
	return nil
}

// Standing is the purpose for which the officer has the file open in this sign-in; false when it is not open. Whoever the
// runner would not let open it is refused before a purpose is asked for: NotFound, Forbidden.
func (r *Reader) Standing(ctx context.Context, actor access.Actor, county region.Code, household string) (purpose string, open bool, err error) {
	if err := r.refusal(ctx, actor, county, household); err != nil {
		return "", false, err
	}
	standing, err := casework.StandingOpenings(ctx, r.Runner, r.Store, actor, county, household)
	for _, opening := range standing {
		if opening.Kind == casework.FileOpened {
			return opening.Purpose, true, err
		}
	}
	return "", false, err
}

// refusal is what the runner would say to an opening now; nil when it would let the officer in.
func (r *Reader) refusal(ctx context.Context, actor access.Actor, county region.Code, household string) error {
	admitted, err := r.admitted(ctx, actor, county, household)
	switch {
	case err != nil:
		return err
	case admitted:
		return nil
	}
	row, err := r.Store.Household(ctx, county, household)
	switch {
	case err != nil:
		return err
	case actor.May(access.HouseholdOpen, row.Region):
		return fault.New(fault.Forbidden, "fault.recused")
	case actor.MayAnywhere(access.HouseholdOpen):
		return fault.New(fault.Forbidden, "fault.out_of_region")
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// admitted says whether what the runner checks before an opening holds now. It never lets anybody in by itself: where it
// fails, the runner is asked, and refuses with its own words.
func (r *Reader) admitted(ctx context.Context, actor access.Actor, county region.Code, household string) (bool, error) {
	row, err := r.Store.Household(ctx, county, household)
	if err != nil {
		return false, err
	}
	if actor.Kind != access.Officer || !actor.May(access.HouseholdOpen, row.Region) {
		return false, nil
	}
	recused, err := r.Store.Recused(ctx, county, household, actor.ID, r.today())
	return !recused, err
}

// enter lets an officer into a file: by the opening that stands for the same purpose, or by a new one, whose entry is
// durable before it returns.
func (r *Reader) enter(ctx context.Context, actor access.Actor, county region.Code, household, purpose string) error {
	if err := checkPurpose(purpose); err != nil {
		return err
	}
	_, err := casework.Look(ctx, r.Runner, r.Store, actor, casework.Act{
		Kind: casework.FileOpened, Permission: access.HouseholdOpen, County: county, Household: household, Purpose: purpose,
	})
	return err
}

func checkPurpose(purpose string) error {
	for _, known := range Purposes() {
		if purpose == known {
			return nil
		}
	}
	if strings.TrimSpace(purpose) == "" {
		return fault.Field("purpose", "casefile.purpose.missing")
	}
	return CheckReason("purpose", purpose)
}

// Print lets an officer print the whole file, masked as the page shows it: an entry of its own, besides the opening's. It
// refuses what Open refuses.
func (r *Reader) Print(ctx context.Context, actor access.Actor, county region.Code, id, purpose string, asOf AsOf) (File, error) {
	file, err := r.Open(ctx, actor, county, id, purpose, asOf)
	if err != nil {
		return File{}, err
	}
	act := casework.Act{Kind: "HouseholdPrintOpened", Permission: access.HouseholdOpen, County: county, Household: id, Looks: true, Purpose: purpose}
	_, err = casework.Do(ctx, r.Runner, actor, act, func(_ context.Context, work *casework.Work) (bool, error) {
		work.Note("on", file.On.String())
		work.Note("session", actor.Session)
		return true, nil
	})
	return file, err
}
