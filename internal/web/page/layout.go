package page

import (
	"cmp"
	"strings"

	"github.com/a-h/templ"

	"chengxin/internal/access"
	"chengxin/internal/wording"
)

// Head is what a layout needs to know of a page.
type Head struct {
	Title  string // the page's name, first in the browser's title; the page shows its own h1
	Back   string // where 返回 leads; empty for none
	Crumbs []Link // the way here, on console pages

	Form *Form // the page's form: its errors are summarised above the content and said in the title

	Wide     bool      // a console page that uses the whole width
	Identity *Identity // whose file this is, in a bar above the content
	Sub      []Link    // the parts of this file or list, as a sub-navigation
	Side     []Link    // the parts of a longer page set, at the side
}

// Link is a link with its words.
type Link struct {
	Text    string
	Path    string
	Current bool
	Count   string // a number beside it; empty for none
}

// Identity names whose file is open; names are masked by whoever fills it.
type Identity struct {
	Title  string
	Detail string
	Links  []Link
}

func (r *Request) title(h Head) string {
	title := h.Title + " - " + r.T("page.product")
	if h.Form != nil && !h.Form.Valid() {
		title = r.T("page.error.prefix") + title
	}
	return title
}

// typeClass is the class that sets the root size of type.
func (r *Request) typeClass() string {
	if r.Size == SizeNormal {
		return ""
	}
	return "app-type-" + string(r.Size)
}

// here is where the preference forms come back to: this page, without a language in its address.
func (r *Request) here() string { return r.With("lang", "") }

func (r *Request) otherLanguage() wording.Language {
	if r.Language == wording.English {
		return wording.Chinese
	}
	return wording.English
}

// menuGroup is one entry of the main menu's first line, with what lies below it: one link at least.
type menuGroup struct {
	Link
	Items []Link
}

// menu is the officers' main menu: what the actor may do somewhere, in groups. A group leads to the first of its pages.
func (r *Request) menu() []menuGroup {
	var groups []menuGroup
	current, longest := [2]int{-1, -1}, -1
	for _, item := range r.router.config.Menu {
		if !r.Actor.MayAnywhere(item.Permission) {
			continue
		}
		last := len(groups) - 1
		if last < 0 || item.Group == "" || groups[last].Text != r.T(item.Group) {
			group := menuGroup{Link: Link{Text: r.T(cmp.Or(item.Group, item.Key)), Path: item.Path}}
			groups = append(groups, group)
			last++
		}
		if (r.URL.Path == item.Path || strings.HasPrefix(r.URL.Path, item.Path+"/")) && len(item.Path) > longest {
			longest, current = len(item.Path), [2]int{last, len(groups[last].Items)}
		}
		groups[last].Items = append(groups[last].Items, Link{Text: r.T(item.Key), Path: item.Path})
	}
	if longest >= 0 {
		groups[current[0]].Current = true
		groups[current[0]].Items[current[1]].Current = true
	}
	return groups
}

// below are the pages of the group that is open, where it has several.
func below(groups []menuGroup) []Link {
	for _, group := range groups {
		if group.Current && len(group.Items) > 1 {
			return group.Items
		}
	}
	return nil
}

// roles names the actor's roles, for the header.
func (r *Request) roles() string {
	var names []string
	for _, grant := range r.Actor.Grants {
		name := r.T("access.role." + string(grant.Role))
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, r.T("page.list.separator"))
}

// about is the line about an officer's sign-in.
func (r *Request) about() string {
	if r.Actor.Kind != access.Officer || r.router.config.About == nil {
		return ""
	}
	return r.router.config.About(r)
}

func (r *Request) place() string { return r.router.config.Place }

// Phone is the county's number for residents; empty when none is configured.
func (r *Request) Phone() string { return r.router.config.Phone }

// home is the front page of whoever reads.
func (r *Request) home() string {
	switch r.Actor.Kind {
	case access.Officer:
		return "/console"
	case access.Resident:
		return "/r"
	case access.Nobody, access.Rule, access.System, access.Setup:
	}
	return "/"
}

func (r *Request) sizeName(size Size) string { return r.T("page.size." + sizeClass(size)) }

func sizeClass(size Size) string {
	if size == SizeNormal {
		return "normal"
	}
	return string(size)
}

func pressed(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}

// current marks the link of the page that is open.
// within marks the menu's group that is open: as the page itself where the group is one page only.
func within(group menuGroup) templ.Attributes {
	if group.Current && len(group.Items) > 1 {
		return templ.Attributes{"aria-current": "true"}
	}
	return current(group.Current)
}

func current(yes bool) templ.Attributes {
	if yes {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}
