package casefile

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
)

// ActSearched is the kind of the entry that a search leaves.
const ActSearched = "HouseholdsSearched"

// namedInSearch is the most households of a search whose ids its entry holds: with more, nobody in particular was looked for.
const namedInSearch = 5

// Ask is a search that an officer typed: what Search finds from the beginning, and an entry of the log that says by what was searched,
// where, how many households were found and, of a few, which. What was typed never stands in the log: only its keyed mark, by
// which whoever holds the log can find the searches for a name that is typed again (see SearchMark). Search shows the further
// pages of what was asked. A search that finds nothing leaves its entry too.
func (r *Reader) Ask(ctx context.Context, actor access.Actor, query string) (Results, error) {
	found, err := r.Search(ctx, actor, query, Hit{})
	if err != nil || found.By == "" {
		return found, err
	}
	act := casework.Act{Kind: ActSearched, Permission: access.HouseholdSearch, County: actor.County, Region: places(actor, access.HouseholdSearch)[0], Looks: true}
	_, err = casework.Do(ctx, r.Runner, actor, act, func(_ context.Context, work *casework.Work) (struct{}, error) {
		work.Note("session", actor.Session)
		work.Note("by", found.By)
		work.Note("mark", r.Store.SearchMark(actor.County, query))
		count := strconv.Itoa(len(found.Rows))
		if found.Next != (Hit{}) {
			count += "+"
		}
		work.Note("found", count)
		var households []string
		for _, row := range found.Rows {
			if !slices.Contains(households, row.Household) {
				households = append(households, row.Household)
			}
		}
		if len(households) > 0 && len(households) <= namedInSearch && found.Next == (Hit{}) {
			work.Note("households", strings.Join(households, " "))
		}
		return struct{}{}, nil
	})
	return found, err
}
