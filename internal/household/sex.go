package household

import "chengxin/internal/wording"

// Sex is the sex as documents record it; empty when it is not known.
type Sex string

// The sexes that an identity number can tell.
const (
	UnknownSex Sex = ""
	Male       Sex = "male"
	Female     Sex = "female"
)

// Label is the sex in a person's language; empty when it is not known.
func (s Sex) Label(language wording.Language) string {
	if s == "" {
		return ""
	}
	return wording.T(language, "household.sex."+string(s))
}

// Sex is the sex that the number holds: odd order numbers are men's. Empty when it holds none.
func (n IDNumber) Sex() Sex {
	var order byte
	switch {
	case len(n) == 18 && allDigits(string(n[:17])):
		order = n[16]
	case len(n) == 15 && allDigits(string(n)):
		order = n[14]
	default:
		return ""
	}
	if order%2 == 1 {
		return Male
	}
	return Female
}
