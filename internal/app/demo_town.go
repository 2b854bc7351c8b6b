package app

import (
	"fmt"
	"math/rand/v2"

	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// The invented people of the demonstration live in real places: 吉强镇's communities and villages.
const (
	demoCounty   = region.Code("640422")
	demoTownship = region.Code("640422100")
	demoVillage  = region.Code("640422100202")
	// DemoTown is the size of the pilot in the source text: 83 households are 1.6% of 5,188.
	DemoTown = 5188
	// demoVillageHouseholds is the size of 大滩村 in the source: 148 households with dibao.
	demoVillageHouseholds = 148
	// demoIDRegion is a region code that exists nowhere.
	demoIDRegion = "990422"
)

// demoPerson is one invented person with what the person earns and owns.
type demoPerson struct {
	member household.Member
	truth  map[string]int64 // fen a month for income counted by month, else in the item's own unit
}

// demoFamily is one invented household, how it goes about the steps, and what was planted in it.
type demoFamily struct {
	place   region.Code
	people  []demoPerson
	truth   map[string]int64 // household items, likewise
	address string
	way     demoWay
	planted demoPlanted
}

// demoWay says how a household takes part: what people do, never what the system shall find.
type demoWay struct {
	reads     bool // reads the notice on a phone and answers the questions there
	signs     bool // every adult signs on the phone
	signsInk  bool // signs on paper, with thumbprint
	declares  bool // declares on the phone
	onPaper   bool // declares on the printed form
	hesitates bool // begins, and leaves a draft
	slow      bool // answers a question wrong at first
	absent    bool // is not at home when the officers come first
}

// declared says whether the household hands a declaration in.
func (w demoWay) declared() bool { return w.declares || w.onPaper }

var (
	demoSurnames = []rune("\u9a6c\u738b\u674e\u5f20\u6768\u82cf\u7530\u6d77\u7a46\u91d1\u5355\u8c22\u864e\u6492\u8d75\u5218\u4f55\u4e01\u725b\u5468")
	demoMale     = []string{"\u5fd7\u5f3a", "\u5efa\u56fd", "\u6587\u660e", "\u4e16\u6797", "\u5b50\u8f69", "\u6c38\u798f", "\u751f\u8d35", "\u5360\u5f6a", "\u5c0f\u519b", "\u5f66\u658c", "\u4f0a\u65af\u739b", "\u54c8\u6bd4\u5e03", "\u6d69\u7136", "\u5fd7\u8fdc", "\u5fb7\u6c11", "\u6210\u6797"}
	demoFemale   = []string{"\u79c0\u82b1", "\u5170\u82f1", "\u6708\u7434", "\u7389\u6885", "\u6cd5\u56fe\u9ea6", "\u963f\u4f0a\u838e", "\u5c0f\u71d5", "\u6653\u7ea2", "\u5f69\u971e", "\u6dd1\u82ac", "\u6b23\u6021", "\u7434\u7434", "\u5efa\u5170", "\u7ea2\u6885", "\u4e3d\u5a1f", "\u96ea\u83b2"}
)

// demoFolk invents people, each with a number of his own.
type demoFolk struct {
	dice  *rand.Rand
	today period.Day
	order int
	known map[household.IDNumber]bool
}

// demoTown invents so many families: 大滩村's first, then those of the other places, village by village. The same seed gives
// the same town, and in every town the same 大滩村.
func demoTown(seed int64, households int, today period.Day) []demoFamily {
	dice := func(stream uint64) *rand.Rand {
		return rand.New(rand.NewPCG(uint64(seed), stream)) // #nosec G404 G115 -- invented people need repeatability, not secrecy
	}
	folk := &demoFolk{dice: dice(0x6368656e677869), today: today, known: map[household.IDNumber]bool{}}
	village := make([]demoFamily, demoVillageHouseholds)
	for i := range village {
		village[i] = folk.villageFamily(i)
	}
	for i := range village {
		village[i].way.absent = i%25 == 12
	}
	village = village[:min(households, len(village))]
	folk.dice = dice(0x6a697169616e67)
	rest := folk.otherFamilies(households-len(village), waysWanted(households, village))
	plant(dice(1), village, plantsWanted(len(village), true), today)
	plant(dice(2), rest, plantsWanted(len(rest), false), today)
	return append(village, rest...)
}

func (f *demoFolk) person(surname string, relation household.Relation, age int, male bool, hukou region.Code) demoPerson {
	given := demoFemale[f.dice.IntN(len(demoFemale))]
	if male {
		given = demoMale[f.dice.IntN(len(demoMale))]
	}
	f.order++
	// Nobody has a birthday while the town is played: who comes of age meanwhile has to sign himself.
	born := f.today.AddMonths(-12 * age).AddDays(-1 - f.dice.IntN(330)*(330-demoDays)/330)
	capacity := household.FullCapacity
	if age >= 18 && f.dice.IntN(60) == 0 && relation != household.HeadOfHousehold {
		capacity = household.LimitedCapacity
	}
	return demoPerson{
		member: household.Member{
			Name: surname + given, IDNumber: f.number(born, male), Relation: relation, Capacity: capacity,
			Phone: fmt.Sprintf("199%08d", f.order), Account: fmt.Sprintf("990000000%07d", f.order), Hukou: hukou,
		},
		truth: map[string]int64{},
	}
}

// number is an identity number that nobody else in the town has.
func (f *demoFolk) number(born period.Day, male bool) household.IDNumber {
	for step := f.order; ; step++ {
		seq := 2 * (step % 499)
		if male {
			seq++
		}
		if number := household.InventedID(demoIDRegion, born, seq); !f.known[number] {
			f.known[number] = true
			return number
		}
	}
}

func (f *demoFolk) surname() string { return string(demoSurnames[f.dice.IntN(len(demoSurnames))]) }

// villageFamily is a family of 大滩村: of several generations, as families of a village are.
func (f *demoFolk) villageFamily(i int) demoFamily {
	dice, surname := f.dice, f.surname()
	family := demoFamily{place: demoVillage, truth: map[string]int64{}, address: fmt.Sprintf("\u5927\u6ee9\u6751%d\u7ec4%d\u53f7", 1+i/20, 1+i%20)}
	age := 34 + dice.IntN(45)
	male := dice.IntN(10) < 7
	family.people = append(family.people, f.person(surname, household.HeadOfHousehold, age, male, demoVillage))
	if dice.IntN(10) < 7 {
		family.people = append(family.people, f.person(f.surname(), household.Spouse, max(20, age-3+dice.IntN(5)), !male, demoVillage))
	}
	if age < 60 {
		for range dice.IntN(4) {
			son := dice.IntN(2) == 0
			family.people = append(family.people, f.person(surname, childOf(son), dice.IntN(min(24, age-20)), son, demoVillage))
		}
	}
	if dice.IntN(5) == 0 && age < 58 {
		family.people = append(family.people, f.person(surname, household.Parent, age+22+dice.IntN(6), false, demoVillage))
	}
	f.live(&family)
	family.way = demoWayOf(dice)
	return family
}

func childOf(son bool) household.Relation {
	if son {
		return household.Son
	}
	return household.Daughter
}

// live invents what a family earns, owns and spends.
func (f *demoFolk) live(family *demoFamily) {
	dice := f.dice
	for n := range family.people {
		earns(dice, &family.people[n], f.today)
	}
	family.truth["I201"] = int64(dice.IntN(9)) * 40_000 * 12
	if dice.IntN(3) == 0 {
		family.truth["I203"] = int64(1+dice.IntN(8)) * 60_000 * 4
	}
	family.truth["P101"] = 1
	family.truth["P102"] = int64(4500 + dice.IntN(9000))
	if dice.IntN(12) == 0 {
		family.truth["P201"] = 1
	}
	if dice.IntN(3) == 0 {
		family.truth["E101"] = int64(1+dice.IntN(30)) * 40_000
	}
	if dice.IntN(4) == 0 {
		family.truth["E102"] = int64(1+dice.IntN(10)) * 100_000
	}
}

// earns invents what a person earns: wages and odd jobs of working age, pensions of the old.
func earns(dice *rand.Rand, p *demoPerson, today period.Day) {
	age, _ := p.member.Age(today)
	switch {
	case age >= 60:
		p.truth["I401"] = int64(180+dice.IntN(80)) * 100
	case age >= 18 && p.member.Capacity == household.FullCapacity:
		switch dice.IntN(4) {
		case 0:
			p.truth["I101"] = int64(1200+100*dice.IntN(14)) * 100
		case 1:
			p.truth["I102"] = int64(300+50*dice.IntN(12)) * 100
		}
	}
	if age >= 18 && dice.IntN(6) == 0 {
		p.truth["P301"] = int64(1+dice.IntN(40)) * 50_000
	}
}

func demoWayOf(dice *rand.Rand) demoWay {
	way := demoWay{slow: dice.IntN(5) == 0}
	switch n := dice.IntN(100); {
	case n < 74:
		way.reads, way.signs = true, true
		way.declares = dice.IntN(100) < 92
		way.hesitates = !way.declares
	case n < 93:
		way.signsInk = true
		way.onPaper = dice.IntN(100) < 80
	case n < 97:
		way.reads = true
	}
	return way
}
