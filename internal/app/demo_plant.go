package app

import (
	"math/rand/v2"
	"time"

	"chengxin/internal/comparison"
	"chengxin/internal/period"
)

// demoPlanted is what a household's sources say otherwise than its truth, and what therefore must be found.
type demoPlanted struct {
	says  [3]map[demoKey]demoFigure // in the order of comparison.Sources
	finds []demoFinding
	// strangers is how many people the visit meets who are not on the register.
	strangers int
	stale     bool // a source's answer is old
}

// demoKey is an item of a person of the family, or of the household.
type demoKey struct {
	item   string
	person int // household for the household's own
}

// ofHousehold stands for the household itself, and aStranger for whoever is not on the register.
const (
	ofHousehold = -1
	aStranger   = -2
)

// demoFigure is what one source says of a key: fen a year, fen, 0.01 m², a count, 0 or 1.
type demoFigure struct {
	amount  int64
	unknown bool       // "I do not know", not to be told, not available: never zero
	since   period.Day // from when it holds, where the source knows
	from    period.Day // of which time it is, where the source says: from and to
	to      period.Day
}

// demoFinding is what the comparison must find at a key.
type demoFinding struct {
	key  demoKey
	kind comparison.Kind
}

// figure is what a source says of a key.
func (f *demoFamily) figure(source comparison.Source, item string, person int) demoFigure {
	if planted, there := f.planted.says[source][demoKey{item, person}]; there {
		return planted
	}
	if person == ofHousehold {
		return demoFigure{amount: f.truth[item]}
	}
	if item == demoMembership {
		return demoFigure{amount: 1} // everybody on file lives here
	}
	amount := f.people[person].truth[item]
	if monthly(item) {
		amount *= 12
	}
	return demoFigure{amount: amount}
}

// demoMembership is the item of who lives together.
const demoMembership = "MEMB"

// monthly says whether people count an item by the month: wages, pensions.
func monthly(item string) bool { return item[0] == 'I' }

// say plants what a source says.
func (f *demoFamily) say(source comparison.Source, item string, person int, figure demoFigure) {
	if f.planted.says[source] == nil {
		f.planted.says[source] = map[demoKey]demoFigure{}
	}
	f.planted.says[source][demoKey{item, person}] = figure
}

// differ plants one amount in the declaration and another in what is found afterwards.
func (f *demoFamily) differ(item string, person int, declared, found int64) {
	f.say(comparison.Declaration, item, person, demoFigure{amount: declared})
	f.say(comparison.Visit, item, person, demoFigure{amount: found})
	f.say(comparison.Platform, item, person, demoFigure{amount: found})
}

// find notes what the comparison must find.
func (f *demoFamily) find(item string, person int, kind comparison.Kind) {
	f.planted.finds = append(f.planted.finds, demoFinding{demoKey{item, person}, kind})
}

// demoPlant is one way in which a household's sources differ, or nearly differ.
type demoPlant struct {
	name  string
	needs func(demoFamily) bool // nil: any household that has declared
	do    func(f *demoFamily, from period.Day)
}

const yuan = 100 // fen

// The kinds that the edition names for its items.
const (
	incomeUnder        comparison.Kind = "INCOME_UNDER"
	propertyUndeclared comparison.Kind = "PROPERTY_UNDECLARED"
	assetUnder         comparison.Kind = "ASSET_UNDER"
	areaUnder          comparison.Kind = "AREA_UNDER"
	expenseInflated    comparison.Kind = "EXPENSE_INFLATED"
	kinshipUndisclosed comparison.Kind = "KINSHIP_UNDISCLOSED"
)

func income(name, item string, person int, declared, found int64) demoPlant {
	return demoPlant{name: name, do: func(f *demoFamily, _ period.Day) {
		f.differ(item, person, declared, found)
		f.find(item, person, incomeUnder)
	}}
}

func differs(name, item string, person int, declared, found int64, kind comparison.Kind) demoPlant {
	return demoPlant{name: name, do: func(f *demoFamily, _ period.Day) {
		f.differ(item, person, declared, found)
		f.find(item, person, kind)
	}}
}

func agrees(name, item string, person int, declared, found int64) demoPlant {
	return demoPlant{name: name, do: func(f *demoFamily, _ period.Day) { f.differ(item, person, declared, found) }}
}

// inaccurate are the kinds of declarations that differ by more than the edition's tolerance: above 600 yuan and above a
// tenth for income and expenditure, above 5,000 yuan and a tenth for savings, above 5 m² and a tenth for the home.
func inaccurate() []demoPlant {
	return []demoPlant{
		income("wage not declared", "I101", 0, 0, 18_000*yuan),
		income("wage declared lower", "I101", 0, 6_000*yuan, 21_600*yuan),
		income("one fen above the amount", "I499", ofHousehold, 2_000*yuan, 2_600*yuan+1),
		income("one fen above the share", "I301", ofHousehold, 18_000*yuan, 20_000*yuan+1),
		income("pension said to be none", "I401", 0, 0, 2_640*yuan),
		income("harvest declared lower", "I201", ofHousehold, 1_000*yuan, 7_800*yuan),
		income("support not declared", "I403", ofHousehold, 0, 4_800*yuan),
		differs("vehicle", "P201", ofHousehold, 0, 1, propertyUndeclared),
		differs("second home", "P101", ofHousehold, 1, 2, propertyUndeclared),
		differs("business", "P401", ofHousehold, 0, 1, propertyUndeclared),
		differs("savings", "P301", 0, 2_000*yuan, 48_000*yuan, assetUnder),
		differs("savings one fen above the amount", "P301", 0, 5_000*yuan, 10_000*yuan+1, assetUnder),
		differs("home declared smaller", "P102", ofHousehold, 60_00, 96_00, areaUnder),
		differs("illness declared dearer", "E101", ofHousehold, 26_000*yuan, 4_200*yuan, expenseInflated),
		differs("schooling one fen above", "E102", ofHousehold, 6_000*yuan, 5_400*yuan-1, expenseInflated),
		differs("relative in the village committee", "K102", 0, 0, 1, kinshipUndisclosed),
		{name: "somebody lives here undeclared", do: func(f *demoFamily, _ period.Day) {
			f.planted.strangers = 1
			f.find(demoMembership, aStranger, comparison.MemberUndeclared)
		}},
		{name: "somebody has moved away", needs: several, do: func(f *demoFamily, _ period.Day) {
			last := len(f.people) - 1
			f.say(comparison.Visit, demoMembership, last, demoFigure{})
			f.find(demoMembership, last, comparison.MemberNotVisited)
		}},
		{name: "wage, vehicle and savings at once", do: func(f *demoFamily, _ period.Day) {
			f.differ("I102", 0, 0, 9_600*yuan)
			f.find("I102", 0, incomeUnder)
			f.differ("P201", ofHousehold, 0, 2)
			f.find("P201", ofHousehold, propertyUndeclared)
			f.differ("P302", 0, 0, 30_000*yuan)
			f.find("P302", 0, assetUnder)
		}},
	}
}

// several says whether the family has a child beside the head, whose own income nobody asks for.
func several(f demoFamily) bool {
	return len(f.people) > 1 && !f.people[len(f.people)-1].member.Relation.Head()
}

// accurate are households that come near to a difference and have none: nothing of them may be found.
func accurate() []demoPlant {
	return []demoPlant{
		agrees("on the amount exactly", "I499", ofHousehold, 2_000*yuan, 2_600*yuan),
		agrees("on the share exactly", "I301", ofHousehold, 18_000*yuan, 20_000*yuan),
		agrees("savings on the amount exactly", "P301", 0, 5_000*yuan, 10_000*yuan),
		agrees("home on the tolerance exactly", "P102", ofHousehold, 40_00, 45_00),
		agrees("illness on the tolerance exactly", "E101", ofHousehold, 6_000*yuan, 5_400*yuan),
		agrees("declared more than was found", "I201", ofHousehold, 9_000*yuan, 3_000*yuan),
		agrees("spent more than was declared", "E101", ofHousehold, 800*yuan, 9_000*yuan),
		agrees("none, said and found by everybody", "I101", 0, 0, 0),
		{name: "does not know", do: func(f *demoFamily, _ period.Day) {
			f.differ("I402", 0, 0, 3_600*yuan)
			f.say(comparison.Declaration, "I402", 0, demoFigure{unknown: true})
		}},
		{name: "could not be told at home", do: func(f *demoFamily, _ period.Day) {
			f.differ("P301", 0, 3_000*yuan, 3_000*yuan)
			f.say(comparison.Visit, "P301", 0, demoFigure{unknown: true})
		}},
	}
}

// changing are households whose circumstances changed after they had declared. The change is told apart by the day from
// which the found fact holds: seen within three months it is the ordinary course, later it was reported late.
func changing(late bool) []demoPlant {
	day, kind := demoChangedDay, comparison.ChangedSince
	if late {
		day, kind = demoLateDay, comparison.ReportedLate
	}
	began := func(name, item string, person int, found int64) demoPlant {
		return demoPlant{name: name, do: func(f *demoFamily, from period.Day) {
			figure := demoFigure{amount: found, since: from.AddDays(day)}
			f.say(comparison.Declaration, item, person, demoFigure{})
			f.say(comparison.Visit, item, person, figure)
			f.say(comparison.Platform, item, person, figure)
			f.find(item, person, kind)
		}}
	}
	return []demoPlant{
		began("went to work", "I101", 0, 16_800*yuan), began("bought a vehicle", "P201", ofHousehold, 1),
		began("inherited", "P301", 0, 36_000*yuan), began("opened a shop", "P401", ofHousehold, 1),
		began("lets land", "I301", ofHousehold, 3_000*yuan),
	}
}

// incomparable are households about whom a source states a sum of another time than the declared year: a pension of the last five
// months of an earlier year. It is set against nothing, and says so.
func incomparable() []demoPlant {
	return []demoPlant{{name: "a pension of five months of an earlier year", do: func(f *demoFamily, start period.Day) {
		f.differ("I401", 0, 2_640*yuan, 2_640*yuan)
		last := period.NewDay(start.Year()-2, time.December, 31)
		f.say(comparison.Platform, "I401", 0, demoFigure{amount: 4_800 * yuan, from: last.AddMonths(-5).AddDays(1), to: last})
		f.find("I401", 0, comparison.NotComparable)
	}}}
}

// demoQuota is how many households get one of several plants.
type demoQuota struct {
	count int
	from  []demoPlant
}

// The source's households with inaccurate declarations: of 大滩村's 148, and of the town's others.
const (
	sourceVillageInaccurate = 14
	sourceInaccurate        = 83
)

// plantsWanted is what is planted among so many households: the source's share of inaccurate declarations, and of the rest
// what happens in any year.
func plantsWanted(households int, village bool) []demoQuota {
	shareOf := func(part, whole int) int { return (2*part*households + whole) / (2 * whole) }
	wrong := shareOf(sourceInaccurate-sourceVillageInaccurate, DemoTown-demoVillageHouseholds)
	if village {
		wrong = shareOf(sourceVillageInaccurate, demoVillageHouseholds)
	}
	return []demoQuota{
		{wrong, inaccurate()},
		{shareOf(4, 148), changing(false)},
		{shareOf(2, 148), changing(true)},
		{shareOf(6, 148), accurate()},
		{shareOf(2, 148), outdated()},
		{shareOf(2, 148), incomparable()},
	}
}

// plant changes what the sources of some declared households say. Each household gets one plant.
func plant(dice *rand.Rand, families []demoFamily, quotas []demoQuota, from period.Day) {
	var free []int
	for _, i := range dice.Perm(len(families)) {
		if families[i].way.declared() {
			free = append(free, i)
		}
	}
	for _, quota := range quotas {
		for n := range quota.count {
			one := quota.from[n%len(quota.from)]
			for at, i := range free {
				if one.needs == nil || one.needs(families[i]) {
					one.do(&families[i], from)
					free = append(free[:at:at], free[at+1:]...)
					break
				}
			}
		}
	}
}
