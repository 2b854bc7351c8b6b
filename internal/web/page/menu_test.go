package page

import (
	"net/http/httptest"
	"slices"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/wording"
)

// What an actor may not do is not in the menu; a group leads to its first page that is left, and stands for all of them.
func TestTheMenuGroupsWhatTheActorMayDo(t *testing.T) {
	config := testConfig()
	config.Menu = []MenuItem{
		{Path: "/console", Key: "page.problem.home", Permission: access.HouseholdSearch},
		{Group: "page.menu", Path: "/console/officers", Key: "page.user.account", Permission: access.OfficerCreate},
		{Group: "page.menu", Path: "/console/list", Key: "page.filter.title", Permission: access.HouseholdOpen},
		{Group: "page.menu", Path: "/console/list/late", Key: "page.filter.apply", Permission: access.HouseholdOpen},
	}
	router := New(config)
	for path, want := range map[string]struct {
		group string
		below []string
		here  string
	}{
		"/console":             {group: "/console"},
		"/console/list/7":      {"/console/list", []string{"/console/list", "/console/list/late"}, "/console/list"},
		"/console/list/late/3": {"/console/list", []string{"/console/list", "/console/list/late"}, "/console/list/late"},
		"/console/lists":       {group: "/console"}, // an address that only begins alike is another page
	} {
		r := &Request{Request: httptest.NewRequest("GET", path, nil), Actor: officer, Language: wording.Chinese, router: router}
		groups := r.menu()
		if len(groups) != 2 {
			t.Fatalf("%s: %d groups, want 2: %v", path, len(groups), groups)
		}
		for _, group := range groups {
			if group.Current != (group.Path == want.group) {
				t.Errorf("%s: the group of %s is current: %v", path, group.Path, group.Current)
			}
		}
		var paths []string
		for _, link := range below(groups) {
			paths = append(paths, link.Path)
			if link.Current != (link.Path == want.here) {
				t.Errorf("%s: %s is current: %v", path, link.Path, link.Current)
			}
		}
		if !slices.Equal(paths, want.below) {
			t.Errorf("%s: below stand %v, want %v", path, paths, want.below)
		}
	}
}
