package verification

import (
	"slices"
	"strings"

	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// Column is what a column of a source's file means to us.
type Column int

// The columns. Only the identity number is always needed.
const (
	ColumnIDNumber Column = iota
	ColumnItem            // which item the row is about, where a file holds several
	ColumnValue           // an amount, an area or a count
	ColumnResult          // found, none, unavailable, not asked, over or within the limit, in words
	ColumnAsOf            // the day on which it held, where rows differ
	ColumnSince           // the day from which it holds
	ColumnFrom            // the first day of which a sum is stated
	ColumnTo              // the last day of which a sum is stated
	columns
)

var columnNames = [columns]string{"id_number", "item", "value", "result", "as_of", "since", "from", "to"}

// Columns lists the columns.
func Columns() []Column {
	all := make([]Column, columns)
	for i := range all {
		all[i] = Column(i)
	}
	return all
}

// String is the column's name in the program.
func (c Column) String() string { return columnNames[c] }

// Label is the column's name in words.
func (c Column) Label(language wording.Language) string {
	return wording.T(language, "verification.column."+columnNames[c])
}

// IsDay says whether a column holds days.
func IsDay(c Column) bool {
	return slices.Contains([]Column{ColumnAsOf, ColumnSince, ColumnFrom, ColumnTo}, c)
}

// Measure says in what a file counts a value.
type Measure string

// The measures. Months become years times twelve, as in a declaration: a wage a month that a source states is stated for each.
const (
	YuanYear  Measure = "yuan_year"
	YuanMonth Measure = "yuan_month"
	Yuan      Measure = "yuan"
	Fen       Measure = "fen"
	SquareM   Measure = "square_metres"
	Number    Measure = "count"
)

// Measures lists the measures.
func Measures() []Measure { return []Measure{Yuan, YuanYear, YuanMonth, Fen, SquareM, Number} }

// Label is the measure in words.
func (m Measure) Label(language wording.Language) string {
	return wording.T(language, "verification.measure."+string(m))
}

// Fits says whether a value in this measure can be one of an item's unit (fen, area, count, yesno).
func (m Measure) Fits(unit string) bool {
	switch m {
	case Yuan, YuanYear, YuanMonth, Fen:
		return unit == "fen"
	case SquareM:
		return unit == "area"
	case Number:
		return unit == "count" || unit == "yesno"
	}
	return false
}

// Mapping says how a source's file is read. It is saved once and used for every file of that source until another is saved.
type Mapping struct {
	Source   Source             `json:"source"`
	Headings [columns]string    `json:"headings"` // by Column: the heading's exact text; empty where the file has none
	Item     string             `json:"item"`     // the item of every row, where the file has no column for it
	Words    map[string]string  `json:"words"`    // what the file calls an item, to its code
	Measure  map[string]Measure `json:"measure"`  // by item
}

// longestHeading is how many runes a heading may have.
const longestHeading = 60

// Check refuses, all at once, a mapping by which no file could be read: without a heading for the identity number or without
// a value and a result, with one heading twice, with an item that the source does not know, or a measure that does not fit.
func (m Mapping) Check(items []Item) error {
	var wrong fault.List
	if !m.Source.Known() {
		wrong = append(wrong, fault.Field("source", "verification.mapping.source"))
	}
	if m.Headings[ColumnIDNumber] == "" {
		wrong = append(wrong, fault.Field("id_number", "verification.mapping.id_number"))
	}
	if m.Headings[ColumnValue] == "" && m.Headings[ColumnResult] == "" {
		wrong = append(wrong, fault.Field("value", "verification.mapping.nothing"))
	}
	for i, heading := range m.Headings {
		switch {
		case heading != "" && slices.Contains(m.Headings[:i], heading):
			wrong = append(wrong, fault.Field(columnNames[i], "verification.mapping.twice", "heading", heading))
		case len([]rune(heading)) > longestHeading:
			wrong = append(wrong, fault.Field(columnNames[i], "verification.mapping.long", "most", longestHeading))
		}
	}
	switch {
	case m.Headings[ColumnItem] == "" && m.Item == "":
		wrong = append(wrong, fault.Field("item", "verification.mapping.item"))
	case m.Headings[ColumnItem] != "" && len(m.Words) == 0:
		wrong = append(wrong, fault.Field("item", "verification.mapping.words"))
	}
	for _, code := range m.Codes() {
		at := slices.IndexFunc(items, func(i Item) bool { return i.Code == code })
		if at < 0 || !slices.Contains(m.Source.Items(), code) {
			wrong = append(wrong, fault.Field("item", "verification.mapping.unknown", "item", code))
			continue
		}
		if m.Headings[ColumnValue] != "" && !m.MeasureOf(items[at]).Fits(items[at].Unit) {
			wrong = append(wrong, fault.Field("measure", "verification.mapping.measure", "item", items[at].Label))
		}
	}
	return wrong.OrNil()
}

// Codes are the items that a file read through this mapping may state, in order.
func (m Mapping) Codes() []string {
	if m.Headings[ColumnItem] == "" {
		return []string{m.Item}
	}
	var codes []string
	for _, code := range m.Words {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	return codes
}

// MeasureOf is in what the file counts an item: as saved, or what its unit and period suggest.
func (m Mapping) MeasureOf(item Item) Measure {
	if measure, said := m.Measure[item.Code]; said {
		return measure
	}
	switch item.Unit {
	case "area":
		return SquareM
	case "fen":
		if item.Periodic {
			return YuanYear
		}
		return Yuan
	}
	return Number
}

// itemOf is the item that a row is about; empty when the file's word for it is not in the mapping.
func (m Mapping) itemOf(r Row) string {
	if m.Headings[ColumnItem] == "" {
		return m.Item
	}
	return m.Words[strings.TrimSpace(r.At(ColumnItem))]
}
