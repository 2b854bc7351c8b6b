package household

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"chengxin/internal/period"
)

// Members gives the household's members on a day out of all versions, one version a person: the head first, then by
// relation code and id. The order of the input does not matter.
func Members(versions []Member, on period.Day) []Member {
	holding := map[string]Member{}
	for _, version := range versions {
		if version.FromOn.After(on) {
			continue
		}
		held, found := holding[version.ID]
		if !found || cmp.Or(version.FromOn.Compare(held.FromOn), cmp.Compare(version.Seq, held.Seq)) > 0 {
			holding[version.ID] = version
		}
	}
	members := make([]Member, 0, len(holding))
	for _, version := range holding {
		if version.present(on) {
			members = append(members, version)
		}
	}
	slices.SortFunc(members, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Relation.rank(), b.Relation.rank()), strings.Compare(a.ID, b.ID))
	})
	return members
}

// KnownAt keeps the versions recorded up to a moment: together with Members it answers who we thought was in the household.
func KnownAt(versions []Member, at time.Time) []Member {
	return slices.DeleteFunc(slices.Clone(versions), func(m Member) bool { return m.RecordedAt.After(at) })
}

// Head is the head of the household among members of one day; the first member when nobody is marked as head.
func Head(members []Member) (Member, bool) {
	for _, member := range members {
		if member.Relation.Head() {
			return member, true
		}
	}
	if len(members) == 0 {
		return Member{}, false
	}
	return members[0], true
}
