package policy

import (
	"slices"
	"strings"

	"chengxin/internal/period"
)

// NoneFound is what a rule says when no legal basis was found for it. It must be said: an absent basis is refused.
const NoneFound = "none found"

// Law is a statute or central policy that rules cite, with the days on which it applies. Until is the last such day.
type Law struct {
	Title string     `yaml:"title"`
	From  period.Day `yaml:"from"`
	Until period.Day `yaml:"until"`
	Note  string     `yaml:"note"`
}

// Citation is one article of a law.
type Citation struct {
	Law string `yaml:"law"` // key in the edition's laws
	At  string `yaml:"at"`  // 第七十三条
}

// LegalBasis is what a rule rests on: citations, or the plain statement that none was found.
type LegalBasis struct {
	None bool
	Text string // a statement that is not "none found": refused by the check
	All  []Citation
}

// UnmarshalYAML reads "none found" or a list of citations.
func (b *LegalBasis) UnmarshalYAML(read func(any) error) error {
	if read(&b.All) == nil {
		return nil
	}
	b.All = nil
	if err := read(&b.Text); err != nil {
		return err
	}
	if b.Text == NoneFound {
		b.None, b.Text = true, ""
	}
	return nil
}

// Said says whether the rule states its basis at all.
func (b LegalBasis) Said() bool { return b.None || len(b.All) > 0 }

// Rule is what every rule of an edition carries: its days, its article, its legal basis, and, where the source is silent,
// why the default is what it is.
type Rule struct {
	From       period.Day `yaml:"from"`  // zero: since the edition's first day
	Until      period.Day `yaml:"until"` // the last day; zero: open
	Article    string     `yaml:"article"`
	LegalBasis LegalBasis `yaml:"legal_basis"`
	Support    string     `yaml:"support"`
}

// Anchor is the part of the article after "text.md#".
func (r Rule) Anchor() string {
	_, anchor, _ := strings.Cut(r.Article, "#")
	return anchor
}

// InForce says whether the rule applies on a day.
func (r Rule) InForce(on period.Day) bool {
	return (r.From.IsZero() || !on.Before(r.From)) && (r.Until.IsZero() || !on.After(r.Until))
}

// Basis lists the titles and articles that carry a rule on a day, such as 《社会救助法》第七十三条. It is empty when none was
// found, or when none applies on that day.
func (e *Edition) Basis(rule Rule, on period.Day) []string {
	var found []string
	for _, citation := range rule.LegalBasis.All {
		law := e.content.Laws[citation.Law]
		if (law.From.IsZero() || !on.Before(law.From)) && (law.Until.IsZero() || !on.After(law.Until)) {
			found = append(found, "\u300a"+law.Title+"\u300b"+citation.At)
		}
	}
	return found
}

// gaps finds the days at which a rule's citations begin too late or end without a successor. Zero days: no gap.
func gaps(laws map[string]Law, rule Rule, start period.Day) (startsOn, endsOn period.Day) {
	if len(rule.LegalBasis.All) == 0 {
		return period.Day{}, period.Day{}
	}
	var spans []Law
	for _, citation := range rule.LegalBasis.All {
		spans = append(spans, laws[citation.Law])
	}
	slices.SortFunc(spans, func(a, b Law) int { return a.From.Compare(b.From) })
	if !rule.From.IsZero() {
		start = rule.From
	}
	if spans[0].From.After(start) {
		startsOn = spans[0].From
	}
	end := spans[0].Until
	for _, span := range spans[1:] {
		if end.IsZero() || span.From.After(end.AddDays(1)) {
			break
		}
		if span.Until.IsZero() || span.Until.After(end) {
			end = span.Until
		}
	}
	if !end.IsZero() && (rule.Until.IsZero() || rule.Until.After(end)) {
		endsOn = end
	}
	return startsOn, endsOn
}
