package people

import (
	"context"
	"slices"
	"strings"
	"sync"

	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// checkPassword holds a new password against the county's policy, with the words that everybody around the officer knows:
// the officer's name, the office, and the places from the officer's own unit up to the province, also in pinyin.
func (a *Acts) checkPassword(ctx context.Context, password string, officer Officer) error {
	office, err := a.Reader.Office(ctx, officer.County)
	if err != nil && fault.KindOf(err) != fault.NotFound { // an office that is not set up yet has no words
		return err
	}
	words := slices.Concat(spoken(officer.Name), spoken(office.Agency), []string{office.CodeWord, string(officer.County), string(officer.Unit)})
	for _, place := range []region.Code{officer.Unit, officer.County} {
		for _, level := range []int{12, 9, 6, 4, 2} {
			if level <= len(place) {
				words = append(words, placeWords(place[:level])...)
			}
		}
	}
	return a.Passwords.Check(password, officer.Login, words...)
}

// spoken is a name as it is written and as it sounds.
func spoken(name string) []string { return household.SearchKeys(name) }

// kindsOfPlace stand at the end of a place's name and are left out when people speak of it.
var kindsOfPlace = sync.OnceValue(func() []string {
	return strings.Fields(wording.T(wording.Chinese, "people.kinds_of_place"))
})

func placeWords(code region.Code) []string {
	name := region.Label(code)
	words := spoken(name)
	for _, kind := range kindsOfPlace() {
		if short, ends := strings.CutSuffix(name, kind); ends && short != "" {
			return append(words, spoken(short)...)
		}
	}
	return words
}
