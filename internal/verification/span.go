package verification

import (
	"cmp"
	"slices"

	"chengxin/internal/period"
)

// Span is the time of which a source states a sum (所属期), from its first day to its last; zero where it does not say.
type Span struct {
	From   period.Day `json:"from,omitzero"`
	To     period.Day `json:"to,omitzero"`
	Uneven bool       `json:"uneven,omitempty"` // put together of times that overlap or leave days out: no sum of all its days
}

// IsZero says whether the source does not say of which time it speaks.
func (s Span) IsZero() bool { return s == Span{} }

// String is the span as inputs of a comparison hold it; an uneven one is no span that could be the declared one.
func (s Span) String() string {
	switch {
	case s.IsZero():
		return ""
	case s.Uneven:
		return s.From.String() + "~" + s.To.String()
	}
	return s.From.String() + "/" + s.To.String()
}

// joined is of which time several statements speak that are added up, in whatever order they came: months that follow each other make
// a year. Those that do not say are taken to speak of the same time.
func joined(spans []Span) Span {
	spans = slices.DeleteFunc(slices.Clone(spans), Span.IsZero)
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	spans = slices.Compact(spans)
	if len(spans) == 0 {
		return Span{}
	}
	whole := spans[0]
	for _, next := range spans[1:] {
		whole.Uneven = whole.Uneven || next.Uneven || next.From != whole.To.AddDays(1)
		if next.To.After(whole.To) {
			whole.To = next.To
		}
	}
	return whole
}
