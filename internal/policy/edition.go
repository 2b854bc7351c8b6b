package policy

import (
	"io/fs"
	"slices"
	"strings"

	"chengxin/internal/period"
)

// Edition is a checked policy edition. It is read-only and safe to share.
type Edition struct {
	content  content
	articles []Article
	digest   string
	folder   fs.FS
	opinions map[string]LegalOpinion
}

// content is edition.yaml, field for field.
type content struct {
	Name                 string               `yaml:"name"`
	Title                string               `yaml:"title"`
	Version              string               `yaml:"version"`
	County               string               `yaml:"county"` // 6 digits
	CountyName           string               `yaml:"county_name"`
	From                 period.Day           `yaml:"from"`
	Until                period.Day           `yaml:"until"`
	Laws                 map[string]Law       `yaml:"laws"`
	Scope                Scope                `yaml:"scope"`
	Cohorts              []Cohort             `yaml:"cohorts"`
	Goals                []Goal               `yaml:"goals"`
	NotCounted           []Exclusion          `yaml:"not_counted"`
	Standard             []Standard           `yaml:"standard"`
	Items                []Item               `yaml:"items"`
	Notices              []NoticeText         `yaml:"notices"`
	Understanding        QuestionSet          `yaml:"understanding"`
	Pledge               PledgeText           `yaml:"pledge"`
	StaffPledge          StaffPledge          `yaml:"staff_pledge"`
	Authorisation        AuthorisationText    `yaml:"authorisation"`
	ObligorAuthorisation AuthorisationText    `yaml:"obligor_authorisation"`
	Grades               []GradeRule          `yaml:"grades"`
	Clauses              []Clause             `yaml:"clauses"`
	Measures             []Measure            `yaml:"measures"`
	Incentives           []IncentiveSlot      `yaml:"incentives"`
	Evidence             []EvidenceDemand     `yaml:"evidence"`
	Authority            []Authority          `yaml:"authority"`
	Reviewers            []ReviewerChain      `yaml:"reviewers"`
	Deadlines            []Deadline           `yaml:"deadlines"`
	Repair               []Repair             `yaml:"repair"`
	Retention            []Retention          `yaml:"retention"`
	RetentionCeiling     RetentionCeiling     `yaml:"retention_ceiling"`
	Recovery             Recovery             `yaml:"recovery"`
	PublicLists          []PublicListTemplate `yaml:"public_lists"`
	Outreach             []OutreachChannel    `yaml:"outreach"`
	OpenPoints           []OpenPoint          `yaml:"open_points"`
}

// Scope is where the edition applies and to whom.
type Scope struct {
	Regions  []string `yaml:"regions"` // region codes: the county, or townships and villages of it
	Subjects []string `yaml:"subjects"`
	Never    []string `yaml:"never"` // who is never graded
	Rule     `yaml:",inline"`
}

// Cohort is a group that the evaluation compares.
type Cohort struct {
	Code    string   `yaml:"code"`
	Label   string   `yaml:"label"`
	Regions []string `yaml:"regions"`
	Rule    `yaml:",inline"`
}

// Goal is something the scheme wants to reach.
type Goal struct {
	Code  string `yaml:"code"`
	Label string `yaml:"label"`
	Rule  `yaml:",inline"`
}

// Exclusion is an income that is not counted, for its days.
type Exclusion struct {
	Code  string `yaml:"code"`
	Label string `yaml:"label"`
	Rule  `yaml:",inline"`
}

// OpenPoint is what only the county can settle; it stands in the edition's text.
type OpenPoint struct {
	Code    string `yaml:"code"`
	Label   string `yaml:"label"`
	Article string `yaml:"article"`
}

// Article is one article of text.md.
type Article struct {
	Anchor  string
	Heading string
	Text    string // Markdown without the heading
	Line    int
}

// Name is the edition's name, such as jiqiang-2022.
func (e *Edition) Name() string { return e.content.Name }

// Title is the scheme's title for people.
func (e *Edition) Title() string { return e.content.Title }

// Version is the edition's own version.
func (e *Edition) Version() string { return e.content.Version }

// County is the county's code, six digits.
func (e *Edition) County() string { return e.content.County }

// CountyName is the county's name.
func (e *Edition) CountyName() string { return e.content.CountyName }

// From is the first day on which the edition may apply; Until the last, zero when open.
func (e *Edition) From() period.Day { return e.content.From }

// Until is the last day, zero when open.
func (e *Edition) Until() period.Day { return e.content.Until }

// Scope is where and to whom it applies.
func (e *Edition) Scope() Scope { return e.content.Scope }

// Cohorts are the groups that the evaluation compares.
func (e *Edition) Cohorts() []Cohort { return e.content.Cohorts }

// Goals are what the scheme wants to reach.
func (e *Edition) Goals() []Goal { return e.content.Goals }

// NotCounted lists the incomes that do not count on a day.
func (e *Edition) NotCounted(on period.Day) []Exclusion {
	return inForce(e.content.NotCounted, on, func(x Exclusion) Rule { return x.Rule })
}

// OpenPoints are what only the county can settle.
func (e *Edition) OpenPoints() []OpenPoint { return e.content.OpenPoints }

// Items lists the item catalogue in the order in which forms ask.
func (e *Edition) Items() []Item { return e.content.Items }

// Item finds an item by its code.
func (e *Edition) Item(code string) (Item, bool) {
	i := slices.IndexFunc(e.content.Items, func(item Item) bool { return item.Code == code })
	if i < 0 {
		return Item{}, false
	}
	return e.content.Items[i], true
}

// Articles lists the articles of text.md in order.
func (e *Edition) Articles() []Article { return e.articles }

// Article finds an article by its anchor, or by a rule's "text.md#anchor".
func (e *Edition) Article(anchor string) (Article, bool) {
	anchor = strings.TrimPrefix(anchor, "text.md#")
	i := slices.IndexFunc(e.articles, func(a Article) bool { return a.Anchor == anchor })
	if i < 0 {
		return Article{}, false
	}
	return e.articles[i], true
}

// Digest is the SHA-256 over all files of the edition's folder, in hexadecimal. Adoption binds to it: any changed letter is
// another draft.
func (e *Edition) Digest() string { return e.digest }
