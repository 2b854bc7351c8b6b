package homevisit

import (
	"errors"
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Person is a member of the household as this step sees one.
type Person struct {
	Member string
	Name   string
	Adult  bool
	Ward   bool // a guardian acts for the person
}

// Speaks says whether the person answers for himself: an adult with full capacity.
func (p Person) Speaks() bool { return p.Adult && !p.Ward }

// Form is what is filled in during a visit.
type Form struct {
	AsOf       period.Day  `json:"as_of"` // the day of the visit
	Lines      []Line      `json:"lines"`
	Home       Home        `json:"home"`
	Neighbours []Neighbour `json:"neighbours,omitempty"`
	Present    []string    `json:"present,omitempty"` // members who were there
	Others     string      `json:"others,omitempty"`  // who else was there, in words
	Place      *Place      `json:"place,omitempty"`   // nil: not noted, which is never held against anybody
	Signatures []Signature `json:"signatures,omitempty"`
	Asked      bool        `json:"asked,omitempty"` // the neighbours' part was gone through, with or without anybody asked
	Sheet      string      `json:"sheet,omitempty"` // the number of the signed paper from which it was brought in, which the office keeps
}

// Home is what a household's home is like (入户调查表), in so far as it helps to understand the figures.
type Home struct {
	Done      bool     `json:"done,omitempty"` // the part was gone through
	Causes    []string `json:"causes,omitempty"`
	Fittings  string   `json:"fittings,omitempty"`
	Livestock string   `json:"livestock,omitempty"` // in words
	Utilities string   `json:"utilities,omitempty"` // water, electricity, telephone a month, as said
	Words     string   `json:"words,omitempty"`
}

// Causes are why a household has become poor (致贫原因), as the form offers them.
func Causes() []string {
	return []string{"illness", "disability", "schooling", "no_labour", "old_age", "disaster", "low_income", "other"}
}

// Fittings are how a home is fitted out (装修), as the form offers them.
func Fittings() []string { return []string{"bare", "plain", "good"} }

// Neighbour is what somebody next door said. It is never evidence alone. Who it was is not kept beyond the house, unless that
// person agrees.
type Neighbour struct {
	House  string `json:"house"` // the house's number
	Agrees bool   `json:"agrees,omitempty"`
	Name   string `json:"name,omitempty"` // only with consent
	Said   string `json:"said"`
}

// Place is where a telephone said it was: a hint that decides nothing.
type Place struct {
	Latitude, Longitude string // degrees as the device gave them
	Metres              int    // how exact, as the device says
}

// Way says how somebody signed.
type Way string

// The ways. Typed is a name in the officer's own session; Paper and Thumbprint stand on the printed form, whose scan is kept.
// A household may decline, and somebody may be unable: both say why, and neither is held against it.
const (
	Drawn      Way = "drawn"
	Typed      Way = "typed"
	OnPaper    Way = "paper"
	Thumbprint Way = "thumbprint"
	Declined   Way = "declined"
	Unable     Way = "unable"
	Kept       Way = "kept" // on a sheet signed before it was brought in here, which the office keeps; only with its number
)

// HouseholdWays are how a household signs, in the order in which pages offer them.
func HouseholdWays() []Way { return []Way{Drawn, OnPaper, Thumbprint, Declined, Unable} }

// OfficerWays are how an officer signs.
func OfficerWays() []Way { return []Way{Typed, Drawn, OnPaper} }

// Signature is one person's signature under a visit.
type Signature struct {
	By      string `json:"by"` // a member, or an officer
	Officer bool   `json:"officer,omitempty"`
	Way     Way    `json:"way"`
	Ink     []byte `json:"ink,omitempty"` // PNG
	Reason  string `json:"reason,omitempty"`
}

// Asked is one item of one person, or of the household (Member empty).
type Asked struct {
	Item   Item
	Member string
}

// Path lists everything that is looked for, in the order of the catalogue.
func Path(items []Item, persons []Person) []Asked {
	var path []Asked
	for _, item := range items {
		if item.ByMember {
			for _, person := range persons {
				if person.Adult || item.Membership {
					path = append(path, Asked{Item: item, Member: person.Member})
				}
			}
		}
		if !item.ByMember || item.Membership {
			path = append(path, Asked{Item: item})
		}
	}
	return path
}

// Get finds a line.
func (f Form) Get(item, member string) (Line, bool) {
	for _, line := range f.Lines {
		if line.Item == item && line.Member == member {
			return line, true
		}
	}
	return Line{}, false
}

// Put keeps a line. From the moment that a line is kept its declared figure may be shown; so where another figure is put down
// later, the first one stays beside it, and the line must say why.
func (f *Form) Put(line Line) {
	for i, earlier := range f.Lines {
		if earlier.Item != line.Item || earlier.Member != line.Member {
			continue
		}
		line.Before = earlier.Before
		if line.Before == nil && !sameSeen(earlier.Seen, line.Seen) {
			first := earlier.Seen
			line.Before = &first
		}
		if line.Before != nil && sameSeen(*line.Before, line.Seen) {
			line.Before, line.Why = nil, ""
		}
		if line.Before == nil {
			line.Why = ""
		}
		f.Lines[i] = line
		return
	}
	line.Before, line.Why = nil, ""
	f.Lines = append(f.Lines, line)
}

// Over puts a form over one that was kept before it: every line of the kept one stays, with its first figure beside the new
// one where they differ.
func (f Form) Over(kept Form) Form {
	merged := Form{Lines: slices.Clone(kept.Lines)}
	for _, line := range f.Lines {
		if _, known := kept.Get(line.Item, line.Member); known {
			merged.Put(line)
		} else {
			merged.Lines = append(merged.Lines, line)
		}
	}
	f.Lines = merged.Lines
	return f
}

func sameSeen(a, b Seen) bool {
	return a.State == b.State && a.Amount == b.Amount && a.Length == b.Length
}

// Open counts what is not filled in yet.
func (f Form) Open(path []Asked) int {
	open := 0
	for _, asked := range path {
		if _, found := f.Get(asked.Item.Code, asked.Member); !found {
			open++
		}
	}
	return open
}

// Draft is a visit form in the making, kept at every step; both officers of the assignment may fill it in.
type Draft struct {
	ID         string // becomes the observation's id: made by the device, so that sending twice is recording once
	Assignment string
	Household  string
	StartedBy  string
	Edition    string
	Replaces   string // of a correction: the observation that it replaces
	Form
	UpdatedAt time.Time
}

// Photo is a picture taken at a visit, or the scan of the signed sheet. Nothing is held against a household that wants none.
type Photo struct {
	ID         string
	Assignment string
	Household  string
	Kind       PhotoKind
	Caption    string
	Hash       string
	Type       string // image/jpeg, image/png; of a sheet also application/pdf
	Size       int64  // bytes
	At         time.Time
	By         string
}

// PhotoKind says what a picture shows.
type PhotoKind string

// The kinds. A picture of the home needs the household's consent.
const (
	OfHome  PhotoKind = "home"
	OfSheet PhotoKind = "sheet"
)

// CheckPhoto refuses a picture of the home without the household's consent, a caption that is too long, and an unknown kind.
func CheckPhoto(photo Photo, consent bool) error {
	switch {
	case photo.Kind != OfHome && photo.Kind != OfSheet:
		return fault.Field("kind", "visit.photo.kind")
	case photo.Kind == OfHome && !consent:
		return fault.Field("consent", "visit.photo.consent")
	case photo.Kind == OfHome && photo.Type == "application/pdf":
		return fault.Field("photo", "visit.photo.picture")
	case len([]rune(photo.Caption)) > MaxWords:
		return fault.Field("caption", "visit.words.too_long", "max", MaxWords)
	}
	return nil
}

// CheckNeighbours refuses a neighbour without house or words, and a name without consent.
func CheckNeighbours(all []Neighbour) error {
	for _, one := range all {
		switch {
		case strings.TrimSpace(one.House) == "":
			return fault.Field("house", "visit.neighbour.house")
		case strings.TrimSpace(one.Said) == "":
			return fault.Field("said", "visit.neighbour.said")
		case one.Name != "" && !one.Agrees:
			return fault.Field("agrees", "visit.neighbour.no_name")
		case len([]rune(one.Said)) > MaxWords || len([]rune(one.House)) > 60 || len([]rune(one.Name)) > 60:
			return fault.Field("said", "visit.words.too_long", "max", MaxWords)
		}
	}
	return nil
}

// Check refuses a home whose words are too long or whose choices nobody offers.
func (h Home) Check() error {
	for _, cause := range h.Causes {
		if !slices.Contains(Causes(), cause) {
			return fault.Field("causes", "visit.home.unknown")
		}
	}
	if h.Fittings != "" && !slices.Contains(Fittings(), h.Fittings) {
		return fault.Field("fittings", "visit.home.unknown")
	}
	for _, words := range []string{h.Livestock, h.Utilities, h.Words} {
		if len([]rune(words)) > MaxWords {
			return fault.Field("words", "visit.words.too_long", "max", MaxWords)
		}
	}
	return nil
}

// check refuses a form that is not ready to be recorded, with one fault for each thing.
func (f Form) check(items []Item, persons []Person, today period.Day) error {
	var refused fault.List
	take := func(err error) {
		var one *fault.Error
		if errors.As(err, &one) {
			refused = append(refused, one)
		}
	}
	seen := map[[2]string]bool{}
	for _, line := range f.Lines {
		at := slices.IndexFunc(items, func(i Item) bool { return i.Code == line.Item })
		key := [2]string{line.Item, line.Member}
		switch {
		case at < 0 || seen[key]:
			take(fault.Field(line.Item, "visit.line.unknown", "item", line.Item))
		default:
			take(line.Check(items[at], persons, today))
		}
		seen[key] = true
	}
	for _, asked := range Path(items, persons) {
		if !seen[[2]string{asked.Item.Code, asked.Member}] {
			take(fault.Field(asked.Item.Code, "visit.line.open"))
		}
	}
	switch {
	case f.AsOf.IsZero():
		take(fault.Field("as_of", "visit.as_of.missing"))
	case f.AsOf.After(today):
		take(fault.Field("as_of", "visit.as_of.future"))
	}
	take(f.Home.Check())
	take(CheckNeighbours(f.Neighbours))
	for _, member := range f.Present {
		if !slices.ContainsFunc(persons, func(p Person) bool { return p.Member == member }) {
			take(fault.Field("present", "visit.present.unknown"))
		}
	}
	return refused.OrNil()
}
