package policy

import "chengxin/internal/period"

// Standard is the minimum living standard (保障标准) from a day on: what a person needs a year, published by the province or the
// prefecture (社会救助法 Art. 19). Comparing shows beside it what a difference would mean; it decides nothing.
type Standard struct {
	Code    string `yaml:"code"`
	Label   string `yaml:"label"`
	Amount  int64  `yaml:"amount"`  // fen a year and person
	Assumed bool   `yaml:"assumed"` // ours, until the county puts the published figure here
	Rule    `yaml:",inline"`
}

// Standard is the standard of a day: of those in force the one that began last. False where the edition names none.
func (e *Edition) Standard(on period.Day) (Standard, bool) {
	var found Standard
	for _, one := range e.content.Standard {
		if one.InForce(on) && (found.Code == "" || one.From.After(found.From)) {
			found = one
		}
	}
	return found, found.Code != ""
}

// The range in which a standard can be a yearly one, in fen: what lies outside was typed by the month, or in yuan.
const (
	leastStandard = 100_000    // 1,000 yuan
	mostStandard  = 10_000_000 // 100,000 yuan
)

// standard refuses a standard that is not fen a year, and two that begin on one day; it warns where there is none, and where
// the figure is only assumed.
func (c *checker) standard() {
	begins := map[period.Day]bool{}
	for i, x := range c.content.Standard {
		path := []any{"standard", i}
		c.filled(x.Label, append(path, "label")...)
		if x.Amount < leastStandard || x.Amount > mostStandard {
			c.wrong(append(path, "amount"), "standard_amount", "value", x.Amount, "least", leastStandard, "most", mostStandard)
		}
		from := x.From
		if from.IsZero() {
			from = c.content.From
		}
		if begins[from] {
			c.wrong(path, "standard_twice", "from", from)
		}
		begins[from] = true
		if x.Assumed {
			c.warn(append(path, "assumed"), "standard_assumed", "label", x.Label)
		}
	}
	if len(c.content.Standard) == 0 {
		c.warn([]any{"items"}, "no_standard")
	}
}
