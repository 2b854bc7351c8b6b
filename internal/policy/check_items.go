package policy

import (
	"slices"
	"strings"
)

// items checks the catalogue: what the forms and the comparison cannot work with is refused.
func (c *checker) items() {
	if len(c.content.Items) == 0 {
		c.wrong([]any{"items"}, "missing", "field", "items")
	}
	members := 0
	for i, item := range c.content.Items {
		at := func(field string) []any { return []any{"items", i, field} }
		c.filled(item.Label, at("label")...)
		c.filled(item.Help, at("help")...)
		if item.Class == Membership {
			members++
		}
		oneOf(c, at("class"), item.Class, Income, Property, Expenditure, Kinship, Membership)
		oneOf(c, at("unit"), item.Unit, Fen, Count, Area, YesNo)
		oneOf(c, at("period"), item.Period, PerYear, OnTheDay)
		oneOf(c, at("direction"), item.Direction, Under, Over, Presence, Members)
		c.itemKind(item, at)
		c.tolerance(item, at)
		if len(item.Coverage) == 0 {
			c.wrong(at("coverage"), "missing", "field", "coverage")
		}
		for j, source := range item.Coverage {
			oneOf(c, append(at("coverage"), j), source, Declaration, Visit, Platform)
		}
		if item.ReportingMonths < 0 || item.ReportingMonths > 12 {
			c.wrong(at("reporting_months"), "out_of_range", "value", item.ReportingMonths, "least", 0, "most", 12)
		}
	}
	if members > 1 {
		c.wrong([]any{"items"}, "one_membership_item")
	}
}

// itemKind checks that class, unit, direction and the discrepancy's name fit each other.
func (c *checker) itemKind(item Item, at func(string) []any) {
	if item.Direction != Members && strings.Trim(item.Kind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" || item.Direction != Members && item.Kind == "" {
		c.wrong(at("kind"), "bad_kind", "value", item.Kind)
	}
	if (item.Class == Membership) != (item.Direction == Members) || (item.Direction == Members) && item.Kind != "" {
		c.wrong(at("direction"), "membership_direction", "code", item.Code)
	}
	if item.Direction == Presence && item.Unit != YesNo && item.Unit != Count {
		c.wrong(at("unit"), "presence_unit", "code", item.Code)
	}
	if (item.Class == Income || item.Class == Expenditure) && (item.Unit != Fen || item.Period != PerYear) {
		c.wrong(at("unit"), "yearly_fen", "code", item.Code)
	}
	for _, fixed := range []string{"CHANGED_SINCE", "REPORTED_LATE", "NOT_COMPARABLE"} {
		if item.Kind == fixed {
			c.wrong(at("kind"), "reserved_kind", "value", fixed)
		}
	}
}

func (c *checker) tolerance(item Item, at func(string) []any) {
	t := item.Tolerance
	switch {
	case t.Amount < 0 || t.Amount > 1_000_000_000_000, t.Numerator < 0, t.Denominator < 0 || t.Denominator > 10_000, t.Denominator == 0 && t.Numerator != 0,
		t.Denominator > 0 && t.Numerator >= t.Denominator:
		c.wrong(at("tolerance"), "bad_tolerance", "code", item.Code)
	case t.Denominator > 0:
		oneOf(c, append(at("tolerance"), "base"), t.Base, OfHigher, OfDeclared)
	}
	if (item.Direction == Presence || item.Direction == Members) && (t.Amount != 0 || t.Numerator != 0) {
		c.wrong(at("tolerance"), "bad_tolerance", "code", item.Code)
	}
}

// oneOf refuses a value that is none of the known ones.
func oneOf[T ~string](c *checker, path []any, value T, known ...T) {
	if slices.Contains(known, value) {
		return
	}
	var words []string
	for _, one := range known {
		words = append(words, string(one))
	}
	c.wrong(path, "not_one_of", "value", value, "known", strings.Join(words, " "))
}
