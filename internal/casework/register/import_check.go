package register

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// What a cell may hold at most, in runes, and a household in persons.
const (
	longestKey     = 40
	longestCell    = 200
	longestNumber  = 32
	mostInOneHouse = 50
)

// checker reads the texts of a table as the register means them.
type checker struct {
	scope      region.Code
	today      period.Day
	places     places
	kinds      map[string]household.Kind
	relations  map[string]household.Relation
	capacities map[string]household.Capacity
}

func newChecker(scope region.Code, today period.Day) checker {
	c := checker{
		scope: scope, today: today, places: placesOf(scope.County()), kinds: map[string]household.Kind{},
		relations: map[string]household.Relation{}, capacities: map[string]household.Capacity{"": household.FullCapacity},
	}
	for _, kind := range household.Kinds() {
		c.kinds[kind.Label(wording.Chinese)] = kind
	}
	for _, relation := range household.Relations() {
		c.relations[relation.Label(wording.Chinese)], c.relations[string(relation)] = relation, relation
	}
	for _, capacity := range household.Capacities() {
		c.capacities[capacity.Label(wording.Chinese)] = capacity
	}
	return c
}

// group puts the rows of one household together, in the order of their first rows. A row without a household's mark
// stands alone: it is never guessed into the household above it.
func group(rows []Row) []Group {
	var groups []Group
	at := map[string]int{}
	for _, row := range rows {
		key := row.At(ColumnHousehold)
		if i, known := at[key]; known && key != "" {
			groups[i].Rows = append(groups[i].Rows, row)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, Group{Rows: []Row{row}})
	}
	return groups
}

// check reads every household and marks identity numbers that stand in several rows, each with the line of another.
func (c checker) check(rows []Row) []Group {
	groups := group(rows)
	type place struct{ group, line int }
	first := map[household.IDNumber]place{}
	marked := map[household.IDNumber]bool{}
	for i := range groups {
		_, members := c.read(&groups[i])
		for n, member := range members {
			if member.IDNumber == "" {
				continue
			}
			line := groups[i].Rows[n].Line
			known, twice := first[member.IDNumber]
			if !twice {
				first[member.IDNumber] = place{i, line}
				continue
			}
			groups[i].refuse(line, ColumnIDNumber, "id_twice", "line", strconv.Itoa(known.line))
			if !marked[member.IDNumber] {
				groups[known.group].refuse(known.line, ColumnIDNumber, "id_twice", "line", strconv.Itoa(line))
				marked[member.IDNumber] = true
			}
		}
	}
	return groups
}

// read makes the household and its members of a group, in the order of its rows, and notes what is wrong.
func (c checker) read(g *Group) (household.Household, []household.Member) {
	h := c.readHousehold(g)
	members := make([]household.Member, len(g.Rows))
	head := 0
	for i, row := range g.Rows {
		members[i] = c.readMember(g, row)
		if !members[i].Relation.Head() {
			continue
		}
		if head != 0 {
			g.refuse(row.Line, ColumnRelation, "two_heads", "line", strconv.Itoa(head))
			continue
		}
		head = row.Line
	}
	if head == 0 {
		g.refuse(g.Rows[0].Line, ColumnRelation, "no_head")
	}
	if len(members) > mostInOneHouse {
		g.refuse(g.Rows[0].Line, ColumnHousehold, "too_many", "most", strconv.Itoa(mostInOneHouse))
	}
	return h, members
}

// readHousehold reads what is the household's own. It stands in the first row; a later row may repeat it, and must then
// say the same.
func (c checker) readHousehold(g *Group) household.Household {
	first := g.Rows[0]
	h := household.Household{County: c.scope.County(), Address: strings.TrimSpace(first.At(ColumnAddress))}
	switch key := first.At(ColumnHousehold); {
	case key == "":
		g.refuse(first.Line, ColumnHousehold, "no_household")
	case utf8.RuneCountInString(key) > longestKey:
		g.refuse(first.Line, ColumnHousehold, "long", "most", strconv.Itoa(longestKey))
	}
	problem := "region_missing"
	if text := first.At(ColumnRegion); text != "" {
		h.Region, problem = c.places.find(c.scope, text)
	}
	if problem != "" {
		g.refuse(first.Line, ColumnRegion, problem, "place", region.FullName(c.scope))
	}
	if h.Address == "" {
		g.refuse(first.Line, ColumnAddress, "empty")
	}
	kind, known := c.kinds[first.At(ColumnKind)]
	if h.Kind = kind; !known {
		g.refuse(first.Line, ColumnKind, "kind", "choices", listed(household.Kinds()))
	}
	for _, row := range g.Rows {
		for _, column := range []Column{ColumnRegion, ColumnAddress, ColumnKind} {
			if text := row.At(column); text != "" && text != first.At(column) {
				g.refuse(row.Line, column, "differs", "line", strconv.Itoa(first.Line))
			}
		}
	}
	return h
}

func listed(kinds []household.Kind) string {
	labels := make([]string, len(kinds))
	for i, kind := range kinds {
		labels[i] = kind.Label(wording.Chinese)
	}
	return strings.Join(labels, "\u3001")
}

func (c checker) readMember(g *Group, row Row) household.Member {
	m := household.Member{
		Name: household.ReadName(row.At(ColumnName)), IDNumber: household.ReadIDNumber(row.At(ColumnIDNumber)),
		Phone: row.At(ColumnPhone), Account: strings.ReplaceAll(row.At(ColumnAccount), " ", ""), Health: row.At(ColumnHealth),
	}
	for column, text := range row.Text {
		if utf8.RuneCountInString(text) > longestCell {
			g.refuse(row.Line, Column(column), "long", "most", strconv.Itoa(longestCell))
		}
	}
	for column, err := range map[Column]error{ColumnName: household.CheckName("", m.Name), ColumnPhone: household.CheckPhone("", m.Phone)} {
		var one *fault.Error
		if errors.As(err, &one) {
			g.Issues = append(g.Issues, Issue{Line: row.Line, At: column, Key: one.Key, Pairs: texts(one.Pairs)})
		}
	}
	if odd := household.OddName(m.Name); odd != "" {
		g.Issues = append(g.Issues, Issue{Line: row.Line, At: ColumnName, Key: odd, Doubt: true})
	}
	relation, known := c.relations[strings.Join(strings.Fields(row.At(ColumnRelation)), "")]
	if m.Relation = relation; !known {
		g.refuse(row.Line, ColumnRelation, "relation")
	}
	for _, column := range []Column{ColumnIDNumber, ColumnAccount, ColumnPhone} {
		if spoiled(row, column) {
			g.refuse(row.Line, column, "spoiled")
			if column == ColumnIDNumber {
				m.IDNumber = ""
			}
		}
	}
	if utf8.RuneCountInString(string(m.IDNumber)) > longestNumber {
		g.refuse(row.Line, ColumnIDNumber, "long", "most", strconv.Itoa(longestNumber))
	}
	if doubt := m.IDNumber.Check(); doubt != household.Fine && !spoiled(row, ColumnIDNumber) {
		g.Issues = append(g.Issues, Issue{Line: row.Line, At: ColumnIDNumber, Key: "household.id_number." + string(doubt), Doubt: true})
	}
	if m.Capacity, known = c.capacities[row.At(ColumnCapacity)]; !known {
		g.refuse(row.Line, ColumnCapacity, "capacity")
	}
	if text := row.At(ColumnFrom); text != "" {
		day, read := readDay(text, row.Number(ColumnFrom))
		switch m.FromOn = day; {
		case !read:
			g.refuse(row.Line, ColumnFrom, "day")
		case day.After(c.today):
			g.refuse(row.Line, ColumnFrom, "day_after", "today", c.today.Chinese())
		}
	}
	return m
}

// texts writes the pairs of a refusal as texts, for keeping.
func texts(pairs []any) []string {
	all := make([]string, len(pairs))
	for i, value := range pairs {
		switch v := value.(type) {
		case string:
			all[i] = v
		case int:
			all[i] = strconv.Itoa(v)
		}
	}
	return all
}

// safeDigits is how many digits of a number Excel keeps; the rest becomes zeros.
const safeDigits = 15

// spoiled says whether Excel has turned a number into a quantity: 6.4E+17, or more digits than it keeps. What the digits
// were cannot be known any more; they must be typed again.
func spoiled(row Row, column Column) bool {
	text := strings.TrimSpace(row.At(column))
	mantissa, exponent, scientific := strings.Cut(strings.ToUpper(text), "E+")
	if scientific && strings.Trim(mantissa, "0123456789.") == "" && mantissa != "" && exponent != "" && strings.Trim(exponent, "0123456789") == "" {
		return true
	}
	if !row.Number(column) {
		return false
	}
	return len(text) > safeDigits || strings.Trim(text, "0123456789") != ""
}

// readDay reads a day as text (2024-01-31, 2024/1/31, 2024.1.31, 20240131, 2024年1月31日) or as Excel's count of days.
func readDay(text string, number bool) (period.Day, bool) {
	if number && len(text) != len("20060102") {
		// Excel counts days from 1899-12-30; what a workbook with the 1904 system holds was shifted when it was read.
		serial, err := strconv.ParseFloat(text, 64)
		if err != nil || serial < 1 || serial > 200000 || math.IsNaN(serial) {
			return period.Day{}, false
		}
		return period.DayOf(time.Date(1899, 12, 30, 12, 0, 0, 0, period.Shanghai).AddDate(0, 0, int(serial))), true
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
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
