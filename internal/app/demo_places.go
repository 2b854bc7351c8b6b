package app

import (
	"fmt"
	"strings"

	"chengxin/internal/household"
	"chengxin/internal/region"
)

// The pilot's declarations in the source text, of DemoTown households.
const (
	sourceOnline = 3700
	sourcePaper  = 607
)

// ofTown is a number of the whole pilot, for a town of another size: rounded to the nearest.
func ofTown(number, households int) int { return (2*number*households + DemoTown) / (2 * DemoTown) }

// waysWanted is how many of the families outside 大滩村 declare online and on paper, so that with 大滩村's own the town has
// the source's share.
func waysWanted(households int, village []demoFamily) (wanted struct{ online, paper int }) {
	wanted.online, wanted.paper = ofTown(sourceOnline, households), ofTown(sourcePaper, households)
	for _, family := range village {
		if family.way.declares {
			wanted.online--
		}
		if family.way.onPaper {
			wanted.paper--
		}
	}
	wanted.online, wanted.paper = max(0, wanted.online), max(0, wanted.paper)
	return wanted
}

// otherFamilies invents the families of the town's other places. Households with dibao are small: half of them are one
// person, most of them old.
func (f *demoFolk) otherFamilies(count int, wanted struct{ online, paper int }) []demoFamily {
	families := make([]demoFamily, 0, count)
	for place, size := range f.spread(count) {
		name, _ := region.Name(place.code)
		name = strings.TrimSuffix(strings.TrimSuffix(name, "\u59d4\u4f1a"), "\u5c45\u6c11\u59d4\u5458\u4f1a") // 村委会, 社区居民委员会
		for i := range size {
			family := f.smallFamily(place.code)
			family.address = fmt.Sprintf("%s%d\u53f7", name, i+1)
			families = append(families, family)
		}
	}
	// Who declares how is drawn over the whole town.
	for n, i := range f.dice.Perm(len(families)) {
		way := demoWay{absent: f.dice.IntN(25) == 0}
		switch {
		case n < wanted.online:
			way.signs, way.declares = true, true
		case n < wanted.online+wanted.paper:
			way.signsInk, way.onPaper = true, true
		}
		families[i].way = way
	}
	return families
}

type demoPlace struct {
	code   region.Code
	weight int
}

// spread gives the town's other places their numbers of households, in the order of their codes.
func (f *demoFolk) spread(count int) func(func(demoPlace, int) bool) {
	var places []demoPlace
	all := 0
	for _, code := range region.Children(demoTownship) {
		if code != demoVillage {
			places = append(places, demoPlace{code, 60 + f.dice.IntN(120)})
			all += places[len(places)-1].weight
		}
	}
	return func(yield func(demoPlace, int) bool) {
		before := 0
		for _, place := range places {
			from := count * before / all
			before += place.weight
			if !yield(place, count*before/all-from) {
				return
			}
		}
	}
}

func (f *demoFolk) smallFamily(place region.Code) demoFamily {
	dice, surname := f.dice, f.surname()
	family := demoFamily{place: place, truth: map[string]int64{}}
	kind := dice.IntN(100)
	age := 56 + dice.IntN(30)
	if kind >= 75 {
		age = 32 + dice.IntN(20) // a parent with children
	}
	male := dice.IntN(10) < 6
	family.people = append(family.people, f.person(surname, household.HeadOfHousehold, age, male, place))
	if kind >= 50 && kind < 75 || kind >= 90 {
		family.people = append(family.people, f.person(f.surname(), household.Spouse, max(22, age-3+dice.IntN(5)), !male, place))
	}
	if kind >= 75 {
		for range 1 + dice.IntN(2) {
			son := dice.IntN(2) == 0
			family.people = append(family.people, f.person(surname, childOf(son), dice.IntN(14), son, place))
		}
	}
	f.live(&family)
	return family
}
