package page

import (
	"strconv"

	"github.com/a-h/templ"
)

// Colour is a tag's or banner's tone. It is never alone: a tag has a shape and a word too.
type Colour string

// The tones.
const (
	Neutral Colour = "neutral" // ○ nothing to do
	Running Colour = "running" // ◐ under way
	Success Colour = "success" // ● done
	Waiting Colour = "waiting" // △ waits for somebody
	Danger  Colour = "danger"  // ◆ overdue or refused
)

func (c Colour) shape() string {
	switch c {
	case Running:
		return "\u25d0"
	case Success:
		return "\u25cf"
	case Waiting:
		return "\u25b3"
	case Danger:
		return "\u25c6"
	case Neutral:
	}
	return "\u25cb"
}

// Row is one line of a summary list: what was asked and what was answered.
type Row struct {
	Key    string
	Value  string
	Body   templ.Component // instead of Value
	Change string          // where the answer is changed; empty for none
	Verb   string          // the link's word instead of 修改
}

// Task is one line of a task list.
type Task struct {
	Title  string
	Hint   string
	Path   string // empty: it cannot be started yet
	Tag    string
	Colour Colour
}

// Event is one entry of a timeline.
type Event struct {
	Title  string
	By     string
	At     string // as people read it: 2026年11月22日 09:30
	Moment string // machine-readable, RFC 3339 or YYYY-MM-DD
	Body   templ.Component
}

// Column is a table's column.
type Column struct {
	Text    string
	Sort    string // the value of ?sort= that orders by it; empty for none
	Numeric bool
}

// Cell is a table's cell.
type Cell struct {
	Text    string
	Path    string          // makes the text a link
	Body    templ.Component // instead of Text
	Numeric bool
	Header  bool // names its row
}

// Grid is a table.
type Grid struct {
	Caption string
	Hidden  bool // the caption is for screen readers only
	Columns []Column
	Rows    [][]Cell
	Empty   string // what stands there when there is no row: say what to do next
	Sticky  bool   // the head stays in view
}

// sorted is how the table is ordered now, for aria-sort.
func (r *Request) sorted(column Column) string {
	switch r.Query("sort") {
	case column.Sort:
		return "ascending"
	case "-" + column.Sort:
		return "descending"
	}
	return "none"
}

func (r *Request) sortLink(column Column) string {
	if r.sorted(column) == "ascending" {
		return r.With("sort", "-"+column.Sort, "page", "")
	}
	return r.With("sort", column.Sort, "page", "")
}

// Pages is where a reader is in a long list. Earlier and Later are addresses; empty at the ends. Lists page by key, not by
// number: counting a million rows for a page number would be slow.
type Pages struct {
	Earlier string
	Later   string
	Shown   int
	Total   int // 0: not counted
}

func (p Pages) words(r *Request) string {
	if p.Total > 0 {
		return r.T("page.pages.of", "shown", strconv.Itoa(p.Shown), "total", strconv.Itoa(p.Total))
	}
	return r.T("page.pages.shown", "shown", strconv.Itoa(p.Shown))
}

// bannerRole makes screen readers announce success at once and leave the rest to be found.
func bannerRole(colour Colour) string {
	if colour == Success {
		return "alert"
	}
	return "region"
}

func bannerWord(colour Colour) string {
	if colour == Success {
		return "success"
	}
	return "important"
}
