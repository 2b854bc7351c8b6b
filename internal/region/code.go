package region

import "strings"

// Code is an administrative code of 2, 4, 6, 9 or 12 digits: "64", "6404", "640422", "640422100", "640422100202". The empty
// code is nowhere.
type Code string

// Level is a place's level, which its code's length gives.
type Level int

// The levels.
const (
	Nowhere Level = iota
	Province
	Prefecture
	County
	Township
	Village
)

var levels = map[int]Level{2: Province, 4: Prefecture, 6: County, 9: Township, 12: Village}

// Level is the code's level; Nowhere for anything that is no code.
func (c Code) Level() Level {
	for _, r := range c {
		if r < '0' || r > '9' {
			return Nowhere
		}
	}
	return levels[len(c)]
}

// Valid says whether the code has the form of a place's.
func (c Code) Valid() bool { return c.Level() != Nowhere }

// Contains says whether other lies in c, or is c. Nowhere contains nothing and lies nowhere.
func (c Code) Contains(other Code) bool {
	return c.Valid() && other.Valid() && strings.HasPrefix(string(other), string(c))
}

// County is the county in which the place lies; nowhere for a place above a county.
func (c Code) County() Code { return c.at(6) }

// Township is the township in which the place lies; nowhere for a place above a township.
func (c Code) Township() Code { return c.at(9) }

func (c Code) at(digits int) Code {
	if !c.Valid() || len(c) < digits {
		return ""
	}
	return c[:digits]
}

// Parent is the place one level up; nowhere for a province.
func (c Code) Parent() Code {
	switch c.Level() {
	case Village:
		return c[:9]
	case Township:
		return c[:6]
	case County:
		return c[:4]
	case Prefecture:
		return c[:2]
	case Province, Nowhere:
	}
	return ""
}

// Ancestors lists the places in which c lies, the province first, c last.
func (c Code) Ancestors() []Code {
	var all []Code
	for place := c; place != ""; place = place.Parent() {
		all = append([]Code{place}, all...)
	}
	return all
}
