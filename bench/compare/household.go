package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// household makes the same household again for the same seed and number.
func (t *town) household(seed uint64, number int) {
	t.random = rand.New(rand.NewPCG(seed, uint64(number)))
	for source := range t.facts {
		t.facts[source] = t.facts[source][:0]
	}
	t.members, t.incomes, t.differences = t.members[:0], [3]int64{}, t.differences[:0]
	for i := range 2 + t.random.IntN(4) {
		check := strconv.Itoa(t.random.IntN(10))
		if t.random.IntN(11) == 0 {
			check = "X"
		}
		t.members = append(t.members, fmt.Sprintf("990422%04d%02d%02d%02d%d%s", 1950+t.random.IntN(70), 1+t.random.IntN(12), 1+t.random.IntN(28), number%100, i, check))
	}
	t.missing, t.reason = -1, ""
	switch t.random.IntN(100) {
	case 0:
		t.missing, t.reason = t.random.IntN(3), "no_rows"
	case 1:
		t.missing, t.reason = t.random.IntN(3), "set_aside"
	}
	for _, member := range t.members {
		t.membership(member)
		t.income(member, []string{"I101", "I102", "I401", "I402"}[t.random.IntN(4)])
		if t.random.IntN(2) == 0 {
			t.plain(member, "P301", int64(t.random.IntN(4_000_000)))
		}
	}
	for _, item := range []string{"I201", "I202", "I203", "I301", "I403", "I499"} {
		if t.random.IntN(2) == 0 {
			t.income("", item)
		}
	}
	t.plain("", "P101", 1)
	t.plain("", "P102", int64(4000+t.random.IntN(9000)))
	if t.random.IntN(8) == 0 {
		t.differing("", "P201", "PROPERTY_UNDECLARED", [3]int64{0, 1, 0})
	}
	if t.random.IntN(20) == 0 {
		t.differing("", "E101", "EXPENSE_INFLATED", [3]int64{900_000, 700_000, 0})
	} else {
		t.plain("", "E101", int64(t.random.IntN(900_000)))
	}
	if t.random.IntN(20) == 0 {
		t.differing(t.members[0], "K101", "KINSHIP_UNDISCLOSED", [3]int64{0, 0, 1})
	}
	if t.random.IntN(25) == 0 { // exactly on both edges: no difference
		t.differing(t.members[0], "P302", "", [3]int64{4_500_000, 5_000_000, 0})
	}
	if t.random.IntN(25) == 0 {
		t.differing(t.members[0], "P303", "ASSET_UNDER", [3]int64{4_500_000, 5_000_001, 0})
	}
	for source := range t.facts {
		if source != t.missing {
			continue
		}
		if t.reason == "no_rows" {
			t.facts[source] = t.facts[source][:0]
		}
		for i := range t.facts[source] {
			t.facts[source][i].status, t.facts[source][i].value = "not_asked", ""
		}
	}
}

// put adds a row to a source. A household with a missing source has no differences: what the others say is the same.
func (t *town) put(source int, member, item string, value int64, change func(*fact)) {
	one := fact{
		member: member, item: item, value: strconv.FormatInt(value, 10), asOf: [3]string{declaredOn, visitedOn, verifiedOn}[source],
		status: [...]string{"found", "", "found"}[source], period: "2026",
	}
	if value == 0 && source == 2 {
		one.status = "none"
	}
	if change != nil {
		change(&one)
	}
	t.facts[source] = append(t.facts[source], one)
	if item[0] == 'I' && one.status != "unavailable" {
		t.incomes[source] += value
	}
}

// plain puts the same value into all sources, in two rows sometimes.
func (t *town) plain(member, item string, value int64) {
	for source := range 3 {
		if part := value / 3; part > 0 && t.random.IntN(10) == 0 {
			t.put(source, member, item, part, nil)
			t.put(source, member, item, value-part, nil)
			continue
		}
		t.put(source, member, item, value, nil)
	}
}

// differing puts three sums; a zero is a row of its own or an absent one.
func (t *town) differing(member, item, kind string, sums [3]int64) {
	if t.missing >= 0 {
		t.plain(member, item, sums[0])
		return
	}
	for source, sum := range sums {
		if sum > 0 || t.random.IntN(2) == 0 {
			t.put(source, member, item, sum, nil)
		}
	}
	if kind != "" {
		t.differences = append(t.differences, difference{member, item, kind, sums, -1})
	}
}

func (t *town) membership(member string) {
	sums, kind := [3]int64{1, 1, 1}, ""
	switch t.random.IntN(150) {
	case 0:
		sums, kind = [3]int64{0, 1, 0}, "MEMBER_UNDECLARED"
	case 1:
		sums, kind = [3]int64{1, 0, 0}, "MEMBER_NOT_VISITED"
	case 2:
		sums, kind = [3]int64{1, 1, 0}, "MEMBER_NOT_VERIFIED"
	}
	if kind == "" || t.missing >= 0 {
		t.plain(member, "MEMB", 1)
		return
	}
	t.differing(member, "MEMB", kind, sums)
}

// income plants what an income can show.
func (t *town) income(member, item string) {
	declared := int64(t.random.IntN(300)) * 10_000
	edge := declared + max(60_000, declared/9) // beyond both edges by at most what the division lost
	trap := t.random.IntN(40)
	if t.missing >= 0 || trap > 6 {
		t.plain(member, item, declared)
		return
	}
	beyond := edge + 10
	sums, kind, aside := [3]int64{declared, beyond, declared}, "INCOME_UNDER", -1
	switch trap {
	case 0, 1:
		t.put(1, member, item, beyond, nil)
	case 2: // on the edge of 600 yuan, or of 10%: within
		sums[1], kind = declared+60_000, ""
		if declared%9 == 0 && declared > 540_000 {
			sums[1] = declared / 9 * 10
		}
		t.put(1, member, item, sums[1], nil)
	case 3: // a job since July, found within three months
		kind = "CHANGED_SINCE"
		t.put(1, member, item, declared, nil)
		t.put(1, member, item, beyond-declared, func(f *fact) { f.since, f.asOf = "2026-07-01", "2026-10-01" })
	case 4: // the same, found a day later
		kind = "REPORTED_LATE"
		t.put(1, member, item, declared, nil)
		t.put(1, member, item, beyond-declared, func(f *fact) { f.since, f.asOf = "2026-07-01", "2026-10-02" })
	case 5:
		kind = "NOT_COMPARABLE"
		t.put(1, member, item, beyond, func(f *fact) { f.period = "2025" })
	case 6: // the visit could not find it out, the platform knows
		sums[1], sums[2], aside = 0, beyond, 1
		t.put(1, member, item, 0, func(f *fact) { f.status, f.value = "unavailable", "" })
	}
	t.put(0, member, item, sums[0], nil)
	t.put(2, member, item, sums[2], nil)
	if kind != "" {
		t.differences = append(t.differences, difference{member, item, kind, sums, aside})
	}
}

func (t *town) writeTruth(number int) {
	id := householdID(number)
	slices.SortFunc(t.differences, func(a, b difference) int {
		return strings.Compare(a.member+"\x00"+a.item, b.member+"\x00"+b.item)
	})
	counted := 0
	for _, one := range t.differences {
		if one.kind != "CHANGED_SINCE" && one.kind != "REPORTED_LATE" && one.kind != "NOT_COMPARABLE" {
			counted++
		}
		line(t.truth[0], id, one.member, one.item, one.kind, sumUnless(one.aside == 0, one.sums[0]), sumUnless(one.aside == 1, one.sums[1]), sumUnless(one.aside == 2, one.sums[2]))
	}
	members := 0
	for _, one := range t.facts[0] {
		if one.item == "MEMB" && one.value == "1" {
			members++
		}
	}
	line(t.truth[1], id, sumUnless(t.missing == 0, int64(members)), sumUnless(t.missing == 0, t.incomes[0]), sumUnless(t.missing == 1, t.incomes[1]),
		sumUnless(t.missing == 2, t.incomes[2]), sumUnless(t.missing == 0, int64(counted)))
	if t.missing >= 0 {
		line(t.truth[2], id, [3]string{"declaration", "visit", "platform"}[t.missing], t.reason)
	}
}

func sumUnless(missing bool, sum int64) string {
	if missing {
		return ""
	}
	return strconv.FormatInt(sum, 10)
}

func line(w *bufio.Writer, fields ...string) {
	_, _ = w.WriteString(strings.Join(fields, ",") + "\n") // a buffer keeps the error for Flush
}
