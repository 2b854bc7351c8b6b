package register

import (
	"slices"
	"strings"

	"chengxin/internal/region"
)

// Villages lists the places inside a place in which households are registered: villages and communities, and townships
// that have none on the list.
func Villages(inside region.Code) []region.Code {
	children := region.Children(inside)
	if inside.Level() == region.Village || inside.Level() == region.Township && len(children) == 0 {
		return []region.Code{inside}
	}
	var all []region.Code
	for _, child := range children {
		all = append(all, Villages(child)...)
	}
	return all
}

// VillageTitle is what a template calls a village: its own name within a township, with the township's before it in a
// wider place.
func VillageTitle(scope, village region.Code) string {
	if scope.Level() < region.Township && village.Level() == region.Village {
		return region.Label(village.Township()) + region.Label(village)
	}
	return region.Label(village)
}

// places finds villages by what officers call them.
type places map[string][]region.Code

func placesOf(county region.Code) places {
	known := places{}
	for _, code := range Villages(county) {
		name, _ := region.Name(code)
		label, township := region.Label(code), region.Label(code.Township())
		for _, title := range []string{string(code), name, label, township + label, township + name, region.FullName(code)} {
			if title != "" && !slices.Contains(known[title], code) {
				known[title] = append(known[title], code)
			}
		}
	}
	return known
}

// find gives the village that is meant: the one of that name in the scope, or why there is none.
func (p places) find(scope region.Code, text string) (code region.Code, problem string) {
	all := p[strings.Join(strings.Fields(text), "")]
	inside := slices.DeleteFunc(slices.Clone(all), func(c region.Code) bool { return !scope.Contains(c) })
	switch {
	case len(inside) == 1:
		return inside[0], ""
	case len(inside) > 1:
		return "", "region_twice"
	case len(all) > 0:
		return "", "region_outside"
	}
	return "", "region_unknown"
}
