package verification

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Item is one item of the edition's catalogue as this step reads it.
type Item struct {
	Code     string
	Label    string
	Class    string // MEMB, I, P, E or K
	Unit     string // fen, area, count or yesno
	Counter  string // the word by which it is counted, as 套 or 辆
	ByMember bool
	Periodic bool // a sum over a year
	Months   int  // how old a result may be before it is stale; 0: never
}

// Row is one line of a source's file.
type Row struct {
	Line    int
	Text    [columns]string
	Numbers uint32 // bit c is set where the workbook held a number, not text
}

// At is a cell's text.
func (r Row) At(c Column) string { return r.Text[c] }

// Number says whether the workbook held the cell as a number.
func (r Row) Number(c Column) bool { return r.Numbers&(1<<uint(c)) != 0 }

// Issue is why a row is not taken.
type Issue struct {
	Line  int      `json:"l"`
	At    Column   `json:"c"`
	Key   string   `json:"k"` // below verification.row.
	Pairs []string `json:"p,omitempty"`
}

// The reasons that pages count by themselves.
const (
	ReasonUnknown      = "unknown"      // nobody in the county's register has this number
	ReasonUnauthorised = "unauthorised" // no valid authorisation of that person
	ReasonRecused      = "recused"      // the importing officer is kin of that household
)

// Message says what is wrong and what to do.
func (i Issue) Message(language wording.Language) string {
	pairs := make([]any, len(i.Pairs))
	for n, value := range i.Pairs {
		pairs[n] = value
	}
	return wording.T(language, "verification.row."+i.Key, pairs...)
}

// Line is what a source states of one item of one person.
type Line struct {
	Row    int        `json:"r"` // the line in the file
	Member string     `json:"m"`
	Item   string     `json:"i"`
	State  State      `json:"s"`
	Value  int64      `json:"v,omitempty"` // fen a year, fen, 0.01 m², a count or 1; only with Found
	AsOf   period.Day `json:"a"`
	Since  period.Day `json:"f"`
	Of     Span       `json:"o,omitzero"` // of which time a sum is; only of what is counted by the year
}

// Reader reads rows through a mapping.
type Reader struct {
	mapping Mapping
	items   map[string]Item
	asOf    period.Day
	today   period.Day
	results map[string]State
}

// NewReader makes a reader for a file of one source, as of a day.
func NewReader(mapping Mapping, items []Item, asOf, today period.Day) Reader {
	r := Reader{mapping: mapping, items: map[string]Item{}, asOf: asOf, today: today, results: map[string]State{}}
	for _, item := range items {
		r.items[item.Code] = item
	}
	for _, state := range States() {
		for _, word := range strings.Fields(wording.T(wording.Chinese, "verification.words."+string(state))) {
			r.results[word] = state
		}
	}
	return r
}

// mostValue is what one row may state at most, as in the long form.
const mostValue = 999_999_999_999_999

// Read reads a row: whose it is, and what it states; or why it is not taken. The line's member is not known yet.
func (r Reader) Read(row Row) (household.IDNumber, Line, *Issue) {
	refuse := func(at Column, key string, pairs ...string) (household.IDNumber, Line, *Issue) {
		return "", Line{}, &Issue{Line: row.Line, At: at, Key: key, Pairs: pairs}
	}
	id := household.ReadIDNumber(row.At(ColumnIDNumber))
	switch {
	case id == "":
		return refuse(ColumnIDNumber, "no_id")
	case row.Number(ColumnIDNumber) && len(id) > 15 || strings.Contains(string(id), "E+"):
		return refuse(ColumnIDNumber, "spoiled")
	case len(id) > 32:
		return refuse(ColumnIDNumber, "long_id")
	}
	item, known := r.items[r.mapping.itemOf(row)]
	if !known {
		return refuse(ColumnItem, "item", "item", shortened(row.At(ColumnItem)))
	}
	line := Line{Row: row.Line, Item: item.Code, AsOf: r.asOf}
	if at, key := r.days(row, &line); key != "" {
		return refuse(at, key, "day", r.today.Chinese())
	}
	if item.Periodic && r.mapping.MeasureOf(item) != YuanMonth { // a rate by the month is no sum of a time
		of, at, key := r.span(row)
		if key != "" {
			return refuse(at, key, "day", r.today.Chinese())
		}
		line.Of = of
	}
	value, said := strings.TrimSpace(row.At(ColumnValue)), strings.TrimSpace(row.At(ColumnResult))
	if said != "" {
		state, known := r.results[strings.ToLower(said)]
		if !known {
			return refuse(ColumnResult, "result", "result", shortened(said))
		}
		line.State = state
	}
	if value == "" {
		switch {
		case line.State == "":
			return refuse(ColumnValue, "nothing")
		case line.State == Found && (item.Unit == "yesno" || item.Class == "MEMB"):
			line.Value = 1
		case line.State == Found:
			return refuse(ColumnValue, "no_value")
		}
		return id, line, nil
	}
	amount, ok := valueOf(value, r.mapping.MeasureOf(item))
	if !ok {
		return refuse(ColumnValue, "value", "value", shortened(value))
	}
	switch line.State {
	case "":
		line.State, line.Value = Found, amount
		if amount == 0 {
			line.State = None
		}
	case Found:
		line.Value = amount
	case None, Unavailable, NotAsked:
		if amount != 0 {
			return refuse(ColumnValue, "contradicts", "result", said)
		}
	case Over, Within: // a source that gives a flag gives no amount; what stands there is the limit, or more than we may keep
	}
	return id, line, nil
}

func (r Reader) days(row Row, line *Line) (Column, string) {
	for column, into := range map[Column]*period.Day{ColumnAsOf: &line.AsOf, ColumnSince: &line.Since} {
		text := strings.TrimSpace(row.At(column))
		if text == "" {
			continue
		}
		day, read := readDay(text, row.Number(column))
		switch {
		case !read:
			return column, "day"
		case day.After(r.today):
			return column, "day_after"
		}
		*into = day
	}
	return 0, ""
}

// span reads of which time a row states a sum: two days, or months or years, of which the first and the last day count.
func (r Reader) span(row Row) (Span, Column, string) {
	from, to := strings.TrimSpace(row.At(ColumnFrom)), strings.TrimSpace(row.At(ColumnTo))
	if from == "" && to == "" {
		return Span{}, 0, ""
	}
	first, _, read := readTime(from, row.Number(ColumnFrom))
	if !read {
		return Span{}, ColumnFrom, "span"
	}
	_, last, read := readTime(to, row.Number(ColumnTo))
	switch {
	case !read:
		return Span{}, ColumnTo, "span"
	case last.Before(first):
		return Span{}, ColumnTo, "span_order"
	case first.After(r.today):
		return Span{}, ColumnFrom, "day_after"
	}
	return Span{From: first, To: last}, 0, ""
}

// readTime reads a day, a month (2026-01, 202601, 2026年1月) or a year (2026): its first and its last day.
func readTime(text string, number bool) (first, last period.Day, read bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return slices.Contains([]rune("-/.\u5e74\u6708"), r) })
	if len(parts) == 1 && len(parts[0]) == len("200601") {
		parts = []string{parts[0][:4], parts[0][4:]}
	}
	if len(parts) == 0 || len(parts) > 2 || len(parts[0]) != 4 || len(parts[len(parts)-1]) > 4 {
		day, read := readDay(text, number)
		return day, day, read
	}
	year, month, months := parts[0], "01", 12
	if len(parts) == 2 {
		if month, months = parts[1], 1; len(month) == 1 {
			month = "0" + month
		}
	}
	first, err := period.ParseDay(year + "-" + month + "-01")
	if err != nil {
		return period.Day{}, period.Day{}, false
	}
	return first, first.AddMonths(months).AddDays(-1), true
}

func shortened(text string) string {
	if runes := []rune(text); len(runes) > 20 {
		return string(runes[:20]) + "…"
	}
	return text
}

// valueOf reads a number exactly, with at most two digits after the point; thousands may be parted by commas.
func valueOf(text string, measure Measure) (int64, bool) {
	text = strings.NewReplacer(",", "", "\uff0c", "", " ", "", "\u5143", "").Replace(text)
	whole, rest, _ := strings.Cut(text, ".")
	rest = strings.TrimRight(rest, "0")
	if whole == "" || len(whole) > 15 || strings.Trim(whole+rest, "0123456789") != "" {
		return 0, false
	}
	places := 2
	if measure == Fen || measure == Number {
		places = 0
	}
	if len(rest) > places {
		return 0, false
	}
	value, err := strconv.ParseInt(whole+rest+strings.Repeat("0", places-len(rest)), 10, 64)
	if err != nil {
		return 0, false
	}
	if measure == YuanMonth {
		if value > math.MaxInt64/12 {
			return 0, false
		}
		value *= 12
	}
	return value, value <= mostValue
}

// readDay reads a day as text (2024-01-31, 2024/1/31, 2024.1.31, 20240131, 2024年1月31日) or as Excel's count of days.
func readDay(text string, number bool) (period.Day, bool) {
	if number && len(text) != len("20060102") {
		serial, err := strconv.ParseFloat(text, 64)
		if err != nil || serial < 1 || serial > 200000 || math.IsNaN(serial) {
			return period.Day{}, false
		}
		return period.DayOf(time.Date(1899, 12, 30, 12, 0, 0, 0, period.Shanghai).AddDate(0, 0, int(serial))), true
	}
	text, _, _ = strings.Cut(text, " ")
	parts := strings.FieldsFunc(text, func(r rune) bool { return slices.Contains([]rune("-/.\u5e74\u6708\u65e5"), r) })
	if len(parts) == 1 && len(parts[0]) == len("20060102") {
		parts = []string{parts[0][:4], parts[0][4:6], parts[0][6:]}
	}
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return period.Day{}, false
	}
	for i := 1; i < 3; i++ {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	day, err := period.ParseDay(strings.Join(parts, "-"))
	return day, err == nil
}

// ReadDayText reads a day that a person typed into a form.
func ReadDayText(text string) (period.Day, bool) { return readDay(strings.TrimSpace(text), false) }

// ItemOf is the item that a row is about; empty when the file's word for it is not in the mapping.
func (r Reader) ItemOf(row Row) string { return r.mapping.itemOf(row) }
