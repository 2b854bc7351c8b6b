package comparisontest

import (
	"fmt"
	"math/big"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// Record is one row of the long form as text.
type Record struct {
	Household, Member, Item, Value, AsOf, Since, Period, Status string
}

// Input are the rows of the declaration, the visit and the platform.
type Input [3][]Record

// Bad is a row that cannot be read.
type Bad struct {
	Source, Row int // Row counts the source's records from 0
	Reason      string
}

// Output are the three results as text.
type Output struct {
	Discrepancies, Summary, Missing string
	Kinds                           map[string]int
}

// The sources by their numbers, and their names.
const (
	declaration = iota
	visit
	platform
)

var (
	sourceNames  = [3]string{"declaration", "visit", "platform"}
	sourceNamed  = map[policy.Source]int{policy.Declaration: declaration, policy.Visit: visit, policy.Platform: platform}
	value        = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})$`)
	identity     = regexp.MustCompile(`^[0-9]{17}x$`)
	dayForm      = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	greatestSum  = power10(9, 17)
	greatestMany = power10(9, 18)
)

func power10(factor, exponent int64) *big.Int {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(exponent), nil)
	return n.Mul(n, big.NewInt(factor))
}

// fold reads 17 digits and x as X.
func fold(key string) string {
	if identity.MatchString(key) {
		return key[:17] + "X"
	}
	return key
}

func realDay(text string) bool {
	if !dayForm.MatchString(text) || strings.HasPrefix(text, "0000") {
		return false
	}
	_, err := period.ParseDay(text)
	return err == nil
}

// badness is the first reason why a row cannot be read, empty for none.
func badness(items map[string]policy.Item, source int, r Record) string {
	item, known := items[r.Item]
	oneOf := func(text string, all ...string) bool {
		for _, one := range all {
			if one == text {
				return true
			}
		}
		return false
	}
	number := value.MatchString(r.Value)
	if item.Class == policy.Kinship {
		number = r.Value == "0" || r.Value == "1"
	}
	covered := false
	for _, one := range item.Coverage {
		covered = covered || sourceNamed[one] == source
	}
	byMember := item.ByMember || item.Class == policy.Membership
	switch {
	case !known:
		return "item"
	case byMember && (r.Member == "" || len(r.Member) > 32), !byMember && r.Member != "":
		return "member"
	case r.Status == "none" && !oneOf(r.Value, "", "0"):
		return "value"
	case r.Status != "none" && !number && !(r.Value == "" && oneOf(r.Status, "unavailable", "not_asked")):
		return "value"
	case !realDay(r.AsOf):
		return "as_of"
	case r.Since != "" && !realDay(r.Since):
		return "since"
	case !oneOf(r.Status, "", "found", "none", "unavailable", "not_asked"):
		return "status"
	case !covered:
		return "not_covered"
	default:
		return ""
	}
}

// BadRows lists the rows that cannot be read, in the order declaration, visit, platform, row.
func BadRows(items []policy.Item, in Input) []Bad {
	catalogue := catalogueOf(items)
	var all []Bad
	for source, rows := range in {
		for i, r := range rows {
			if reason := badness(catalogue, source, r); reason != "" {
				all = append(all, Bad{source, i, reason})
			}
		}
	}
	return all
}

func catalogueOf(items []policy.Item) map[string]policy.Item {
	catalogue := map[string]policy.Item{}
	for _, item := range items {
		catalogue[item.Code] = item
	}
	return catalogue
}

// UnreadableHousehold says whether an id fails the run.
func UnreadableHousehold(id string) bool {
	return id == "" || len(id) > 32 || strings.IndexFunc(id, unicode.IsControl) >= 0
}

// key is a member's item, or a household's with an empty member.
type key struct{ member, item string }

// side is one source of one household.
type side struct {
	rows    map[key][]Record // those that can be read
	aside   map[key]bool
	hasRow  bool
	unread  bool
	missing string // the reason, empty when it is there
}

// Compare compares all households, going on after bad rows. It fails when a sum is beyond its limit.
func Compare(items []policy.Item, in Input) (Output, error) {
	catalogue := catalogueOf(items)
	households := map[string]*[3]side{}
	for source, rows := range in {
		for _, r := range rows {
			r.Household, r.Member = fold(r.Household), fold(r.Member)
			if households[r.Household] == nil {
				var fresh [3]side
				for i := range fresh {
					fresh[i] = side{rows: map[key][]Record{}, aside: map[key]bool{}}
				}
				households[r.Household] = &fresh
			}
			here := &households[r.Household][source]
			switch reason := badness(catalogue, source, r); {
			case reason == "not_covered":
				here.hasRow, here.aside[key{r.Member, r.Item}] = true, true
			case reason != "":
				here.unread = true
			default:
				here.hasRow = true
				here.rows[key{r.Member, r.Item}] = append(here.rows[key{r.Member, r.Item}], r)
				if r.Status == "unavailable" || r.Status == "not_asked" {
					here.aside[key{r.Member, r.Item}] = true
				}
			}
		}
	}
	var ids []string
	for id := range households {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	out := Output{
		Discrepancies: "household_id,member_id_no,item_code,kind,declared,visited,platform\n",
		Summary:       "household_id,members,declared_income,visited_income,platform_income,discrepancies\n",
		Missing:       "household_id,source,reason\n", Kinds: map[string]int{},
	}
	for _, id := range ids {
		if err := compareOne(catalogue, id, households[id], &out); err != nil {
			return Output{}, err
		}
	}
	return out, nil
}

func compareOne(catalogue map[string]policy.Item, id string, three *[3]side, out *Output) error {
	keys := map[key]bool{}
	for source := range three {
		here := &three[source]
		for k := range here.aside {
			delete(here.rows, k)
		}
		switch {
		case here.unread:
			here.missing = "bad_row"
		case len(here.rows) > 0:
		case here.hasRow:
			here.missing = "set_aside"
		default:
			here.missing = "no_rows"
		}
		if here.missing != "" {
			here.rows = map[key][]Record{}
			out.Missing += line(id, sourceNames[source], here.missing)
		}
		for k := range here.rows {
			keys[k] = true
		}
	}
	declaredUntil := ""
	for _, rows := range three[declaration].rows {
		for _, r := range rows {
			declaredUntil = max(declaredUntil, r.AsOf)
		}
	}
	var sorted []key
	for k := range keys {
		sorted = append(sorted, k)
	}
	sort.Slice(sorted, func(i, j int) bool {
		if sorted[i].member != sorted[j].member {
			return sorted[i].member < sorted[j].member
		}
		return sorted[i].item < sorted[j].item
	})
	members, counted := 0, 0
	incomes := [3]*big.Int{new(big.Int), new(big.Int), new(big.Int)}
	for _, k := range sorted {
		item := catalogue[k.item]
		sums, before := [3]*big.Int{}, [3]*big.Int{} // nil: missing
		for source := range three {
			here := &three[source]
			if here.missing != "" || here.aside[k] || !item.Covers([]policy.Source{policy.Declaration, policy.Visit, policy.Platform}[source]) {
				continue
			}
			sums[source], before[source] = sumOf(here.rows[k], "9999-99-99"), sumOf(here.rows[k], declaredUntil)
			if source == declaration {
				before[source] = sums[source]
			}
			if sums[source].Cmp(greatestSum) > 0 {
				return fmt.Errorf("%s: %s: sum of %v", id, sourceNames[source], k)
			}
			if item.Class == policy.Income {
				incomes[source].Add(incomes[source], sums[source])
			}
		}
		if item.Class == policy.Membership && present(sums[declaration]) {
			members++
		}
		kind := differs(item, sums)
		if kind == "" {
			continue
		}
		switch {
		case givenPeriods(three, k) > 1:
			kind = "NOT_COMPARABLE"
		case differs(item, before) == "":
			kind = changed(item, three, k, declaredUntil)
		}
		if kind != "NOT_COMPARABLE" && kind != "CHANGED_SINCE" && kind != "REPORTED_LATE" {
			counted++
		}
		out.Kinds[kind]++
		out.Discrepancies += line(id, k.member, k.item, kind, amount(sums[declaration]), amount(sums[visit]), amount(sums[platform]))
	}
	fields := []string{id, strconv.Itoa(members)}
	if three[declaration].missing != "" {
		fields[1] = ""
	}
	for source, income := range incomes {
		if income.Cmp(greatestMany) > 0 {
			return fmt.Errorf("%s: %s: income", id, sourceNames[source])
		}
		text := income.String()
		if three[source].missing != "" {
			text = ""
		}
		fields = append(fields, text)
	}
	text := strconv.Itoa(counted)
	if three[declaration].missing != "" || three[visit].missing != "" && three[platform].missing != "" {
		text = ""
	}
	out.Summary += line(append(fields, text)...)
	return nil
}

// sumOf adds up the rows that hold since no later day than the given one.
func sumOf(rows []Record, until string) *big.Int {
	sum := new(big.Int)
	for _, r := range rows {
		if r.Since <= until && r.Value != "" {
			n, _ := new(big.Int).SetString(r.Value, 10)
			sum.Add(sum, n)
		}
	}
	return sum
}

func present(sum *big.Int) bool { return sum != nil && sum.Sign() > 0 }

// differs applies the table of kinds to a key's sums.
func differs(item policy.Item, sums [3]*big.Int) string {
	declared, h := sums[declaration], sums[visit]
	if h == nil || sums[platform] != nil && sums[platform].Cmp(h) > 0 {
		h = sums[platform]
	}
	if declared == nil || h == nil {
		return ""
	}
	switch item.Direction {
	case policy.Members:
		switch {
		case !present(declared) && present(h):
			return "MEMBER_UNDECLARED"
		case present(declared) && sums[visit] != nil && !present(sums[visit]):
			return "MEMBER_NOT_VISITED"
		case present(declared) && sums[platform] != nil && !present(sums[platform]):
			return "MEMBER_NOT_VERIFIED"
		}
		return ""
	case policy.Presence:
		if present(h) && !present(declared) {
			return item.Kind
		}
		return ""
	case policy.Under, policy.Over: // sums beside each other, below
	}
	low, high := declared, h
	if item.Direction == policy.Over {
		low, high = h, declared
	}
	difference := new(big.Int).Sub(high, low)
	t := item.Tolerance
	if difference.Sign() <= 0 || difference.Cmp(big.NewInt(t.Amount)) <= 0 {
		return ""
	}
	base := high
	if t.Base == policy.OfDeclared {
		base = declared
	}
	// difference > base · numerator / denominator
	if t.Denominator > 0 {
		share := new(big.Rat).Mul(new(big.Rat).SetInt(base), big.NewRat(t.Numerator, t.Denominator))
		if new(big.Rat).SetInt(difference).Cmp(share) <= 0 {
			return ""
		}
	}
	return item.Kind
}

// givenPeriods counts the different periods that a key's rows give.
func givenPeriods(three *[3]side, k key) int {
	given := map[string]bool{}
	for source := range three {
		for _, r := range three[source].rows[k] {
			if r.Period != "" {
				given[r.Period] = true
			}
		}
	}
	return len(given)
}

func changed(item policy.Item, three *[3]side, k key, declaredUntil string) string {
	earliest, latest := "", ""
	for _, source := range []int{visit, platform} {
		for _, r := range three[source].rows[k] {
			latest = max(latest, r.AsOf)
			if r.Since > declaredUntil && (earliest == "" || r.Since < earliest) {
				earliest = r.Since
			}
		}
	}
	if !period.MustDay(latest).After(period.MustDay(earliest).AddMonths(item.ReportingMonths)) {
		return "CHANGED_SINCE"
	}
	return "REPORTED_LATE"
}

func amount(sum *big.Int) string {
	if sum == nil {
		return ""
	}
	return sum.String()
}

// line writes a record: a field is quoted if and only if it holds a comma, a quote, CR or LF.
func line(fields ...string) string {
	for i, field := range fields {
		if strings.ContainsAny(field, ",\"\r\n") {
			fields[i] = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
	}
	return strings.Join(fields, ",") + "\n"
}
