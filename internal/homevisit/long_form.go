package homevisit

import (
	"strconv"
	"strings"

	"chengxin/internal/period"
)

// Row is one row of the long form that the comparison reads (its eight columns).
type Row struct {
	HouseholdID string
	MemberIDNo  string // empty for a household's item
	Item        string
	Value       int64 // fen a year, fen, 0.01 m², a count, 0 or 1; meaningless unless HasValue
	HasValue    bool
	AsOf        period.Day
	Since       period.Day
	Period      string
	Status      State
}

// Rows gives an observation in the long form. numbers gives a member's identity number, or what stands for it. A monthly amount
// counts twelve times, as it was said; what was unavailable or not asked has its status and no value. People seen who are not on
// the register have no identity number: each stands as unregistered-1, unregistered-2 …
func (o Observation) Rows(household string, items []Item, numbers func(member string) string) []Row {
	membership := map[string]bool{}
	for _, item := range items {
		membership[item.Code] = item.Membership
	}
	var rows []Row
	for _, line := range o.Lines {
		row := Row{HouseholdID: household, Item: line.Item, AsOf: o.AsOf, Since: line.Since, Status: line.State, Value: line.Yearly(), HasValue: line.Known()}
		switch {
		case line.Member != "":
			row.MemberIDNo = numbers(line.Member)
			rows = append(rows, row)
		case !membership[line.Item]:
			rows = append(rows, row)
		case line.State == Found:
			row.Value = 1
			for i := range line.Amount {
				row.MemberIDNo = "unregistered-" + strconv.FormatInt(i+1, 10)
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// MemberKey is what stands for a member in the long form: the identity number, or where there is none the member's own id
// without its dashes, which fits the form's 32 bytes.
func MemberKey(member, number string) string {
	if number != "" {
		return number
	}
	return strings.ReplaceAll(member, "-", "")
}

// LatestCounting is the latest of a household's visits that count; false when none does.
func LatestCounting(all []Progress) (Observation, bool) {
	var seen []Observation
	var confirmed []Confirmation
	for _, one := range all {
		seen = append(seen, one.Observations...)
		confirmed = append(confirmed, one.Confirmations...)
	}
	counting := Counting(seen, confirmed)
	if len(counting) == 0 {
		return Observation{}, false
	}
	return counting[len(counting)-1], true
}

// Fields are a row's columns in the order of LongForm.
func (r Row) Fields() []string {
	value := ""
	if r.HasValue {
		value = strconv.FormatInt(r.Value, 10)
	}
	return []string{r.HouseholdID, r.MemberIDNo, r.Item, value, r.AsOf.String(), r.Since.String(), r.Period, string(r.Status)}
}

// LongForm is the header of the long form.
func LongForm() []string {
	return []string{"household_id", "member_id_no", "item_code", "value", "as_of", "since", "period", "status"}
}
