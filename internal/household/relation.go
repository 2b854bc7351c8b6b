package household

import "chengxin/internal/wording"

// Relation is a member's relation to the head of the household, as GB/T 4761 codes it.
type Relation string

// The relations that the program itself asks about.
const (
	Self            Relation = "01" // 本人
	HeadOfHousehold Relation = "02" // 户主
	Spouse          Relation = "10" // 配偶
	Son             Relation = "20" // 子
	Daughter        Relation = "30" // 女
)

// Relations lists the relations that pages offer, in their order.
func Relations() []Relation {
	return []Relation{
		HeadOfHousehold, Self, Spouse, "11", "12", Son, "28", Daughter, "38", "40", "41", "42", "43", "44",
		"50", "51", "52", "55", "56", "60", "61", "62", "70", "71", "72", "97", "99",
	}
}

// Label is the relation's name; the code itself for one that is not listed.
func (r Relation) Label(language wording.Language) string {
	key := "household.relation." + string(r)
	if text := wording.T(language, key); text != key {
		return text
	}
	return string(r)
}

// Head says whether the relation is that of the person in whose name the household is kept.
func (r Relation) Head() bool { return r == HeadOfHousehold || r == Self }

// rank puts the head first and the others in the order of their codes.
func (r Relation) rank() string {
	if r.Head() {
		return ""
	}
	return string(r)
}
