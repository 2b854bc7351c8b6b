package app

import (
	"fmt"
	"reflect"
	"testing"

	"chengxin/internal/comparison"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

var demoStart = period.MustDay("2026-06-26")

func truthOf(families []demoFamily) (truth demoTruth) {
	for _, family := range families {
		truth.add(family)
	}
	return truth
}

func TestTheTownHasTheSourcesNumbers(t *testing.T) {
	town := demoTown(2022, DemoTown, demoStart)
	truth := truthOf(town)
	if truth.households != 5188 || truth.online != 3700 || truth.paper != 607 || truth.inaccurate != 83 {
		t.Errorf("%+v", truth)
	}
	village := truthOf(town[:demoVillageHouseholds])
	if village.households != 148 || village.inaccurate != 14 || village.changed == 0 || village.late == 0 {
		t.Errorf("%+v", village)
	}
	if truth.changed <= village.changed || truth.late <= village.late {
		t.Errorf("nothing changes outside the village: %+v", truth)
	}
	places := map[region.Code]int{}
	for _, family := range town {
		places[family.place]++
	}
	if len(places) != 39 || len(region.Children(demoTownship)) != 39 || places[demoVillage] != demoVillageHouseholds {
		t.Errorf("%d places, the village has %d", len(places), places[demoVillage])
	}
	for place, count := range places {
		if name, known := region.Name(place); !known || count == 0 {
			t.Errorf("%s %s: %d", place, name, count)
		}
	}
}

func TestTheSameSeedGivesTheSameTownAndEveryTownTheSameVillage(t *testing.T) {
	town := demoTown(7, 400, demoStart)
	if !reflect.DeepEqual(namesOf(town), namesOf(demoTown(7, 400, demoStart))) {
		t.Error("the same seed gives another town")
	}
	if !reflect.DeepEqual(namesOf(town[:demoVillageHouseholds]), namesOf(demoTown(7, demoVillageHouseholds, demoStart))) {
		t.Error("a larger town has another village")
	}
	if reflect.DeepEqual(namesOf(town), namesOf(demoTown(8, 400, demoStart))) {
		t.Error("another seed gives the same town")
	}
}

func namesOf(families []demoFamily) (names []string) {
	for _, family := range families {
		for _, person := range family.people {
			names = append(names, fmt.Sprint(family.place, family.address, family.way, person.member.Name, person.member.IDNumber, person.truth, family.plantedList()))
		}
	}
	return names
}

func TestNobodyIsTwiceNorComesOfAgeWhileTheTownIsPlayed(t *testing.T) {
	seen := map[household.IDNumber]bool{}
	for _, family := range demoTown(2022, DemoTown, demoStart) {
		for _, person := range family.people {
			number := person.member.IDNumber
			if seen[number] || number.Check() != "" {
				t.Fatalf("%s: twice, or no number", number)
			}
			seen[number] = true
			before, _ := person.member.Age(demoStart)
			after, _ := person.member.Age(demoStart.AddDays(demoDays))
			if before != after {
				t.Fatalf("%s has a birthday meanwhile", number)
			}
		}
		if family.people[0].member.NeedsGuardian(demoStart) {
			t.Fatal("a head who cannot declare")
		}
	}
}

func TestEveryPlantIsPlantedAndOnlyInHouseholdsThatDeclare(t *testing.T) {
	kinds, wanted := map[comparison.Kind]int{}, map[comparison.Kind]bool{}
	for _, family := range demoTown(2022, DemoTown, demoStart) {
		if len(family.planted.finds) > 0 && !family.way.declared() {
			t.Error("planted where nothing is declared")
		}
		for _, one := range family.planted.finds {
			kinds[one.kind]++
		}
	}
	for _, from := range [][]demoPlant{inaccurate(), changing(true), changing(false)} {
		for _, plant := range from {
			family := demoFamily{people: make([]demoPerson, 3)}
			plant.do(&family, demoStart)
			for _, one := range family.planted.finds {
				wanted[one.kind] = true
			}
			if len(family.planted.finds) == 0 {
				t.Errorf("%s: nothing to find", plant.name)
			}
		}
	}
	for kind := range wanted {
		if kinds[kind] == 0 {
			t.Errorf("%s is nowhere in the town", kind)
		}
	}
	for _, plant := range accurate() {
		family := demoFamily{people: make([]demoPerson, 1)}
		plant.do(&family, demoStart)
		if len(family.planted.finds) != 0 || family.planted.says[comparison.Declaration] == nil {
			t.Errorf("%s: %v", plant.name, family.planted.finds)
		}
	}
}
