package policy

// IncentiveSlot is one of the incentives for trustworthy conduct; an open slot waits for the county to name it.
type IncentiveSlot struct {
	Code       string   `yaml:"code"`
	Label      string   `yaml:"label"`
	Words      string   `yaml:"words"`
	Open       bool     `yaml:"open"`       // the county has not named it yet: nothing is granted under it
	Candidates []string `yaml:"candidates"` // of an open slot
	Consent    bool     `yaml:"consent"`    // needs a separate consent
	Rule       `yaml:",inline"`
}

// ListField is a column of a public list; there are no others.
type ListField string

// The only columns a public list may have (safeguards.md H11).
const (
	MaskedName ListField = "masked_name"
	Village    ListField = "village"
	ListReason ListField = "reason"
)

// PublicListTemplate is the fixed shape of a public list. There is one for honours and never one for breaches.
type PublicListTemplate struct {
	Code          string      `yaml:"code"`
	Title         string      `yaml:"title"`
	Conduct       Conduct     `yaml:"conduct"` // trustworthy; a list of breaches is refused
	Fields        []ListField `yaml:"fields"`
	Days          int         `yaml:"days"`           // on display at most, calendar days; 30 by the floor
	Consent       bool        `yaml:"consent"`        // separate and written
	Withdrawable  bool        `yaml:"withdrawable"`   // at any time
	Minors        bool        `yaml:"minors"`         // refused by the check: never
	SuppressBelow int         `yaml:"suppress_below"` // no list where fewer names would identify who is absent
	Rule          `yaml:",inline"`
}

// OutreachChannel is a way in which the scheme is made known (宣传).
type OutreachChannel struct {
	Code  string `yaml:"code"`
	Label string `yaml:"label"`
	Rule  `yaml:",inline"`
}

// Incentives lists the slots in the edition's order, open ones too.
func (e *Edition) Incentives() []IncentiveSlot { return e.content.Incentives }

// PublicLists lists the templates of public lists.
func (e *Edition) PublicLists() []PublicListTemplate { return e.content.PublicLists }

// Outreach lists the channels of outreach.
func (e *Edition) Outreach() []OutreachChannel { return e.content.Outreach }
