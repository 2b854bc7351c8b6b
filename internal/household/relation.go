package household

import (
	"slices"

	"chengxin/internal/wording"
)

// Relation is a person's relation to the head of the household, by its code of GB/T 4761 (家庭关系代码).
type Relation string

// The relations that forms offer first; Relations lists all.
const (
	Self            Relation = "01" // 本人
	HeadOfHousehold Relation = "02" // 户主
	Spouse          Relation = "10" // 配偶
	Son             Relation = "20" // 子
	SonInLaw        Relation = "28" // 女婿
	Daughter        Relation = "30" // 女
	DaughterInLaw   Relation = "38" // 儿媳
	Grandchild      Relation = "40" // 孙子女或外孙子女
	Parent          Relation = "50" // 父母
	Grandparent     Relation = "60" // 祖父母或外祖父母
	Sibling         Relation = "70" // 兄弟姐妹
	OtherKin        Relation = "97" // 其他亲属
	NoKin           Relation = "99" // 非亲属
)

var relations = []Relation{
	"01", "02",
	"10", "11", "12",
	"20", "21", "22", "23", "24", "25", "26", "27", "28", "29",
	"30", "31", "32", "33", "34", "35", "36", "37", "38", "39",
	"40", "41", "42", "43", "44", "45", "46", "47", "48", "49",
	"50", "51", "52", "53", "54", "55", "56", "57", "58", "59",
	"60", "61", "62", "63", "64", "65", "66", "67", "68", "69",
	"70", "71", "72", "73", "74", "75", "76", "77", "78", "79",
	"97", "99",
}

// Relations lists every code in order.
func Relations() []Relation { return slices.Clone(relations) }

// CommonRelations lists the codes that a short form offers.
func CommonRelations() []Relation {
	return []Relation{HeadOfHousehold, Spouse, Son, Daughter, SonInLaw, DaughterInLaw, Grandchild, Parent, Grandparent, Sibling, OtherKin, NoKin}
}

// Known says whether the code is one of the list.
func (r Relation) Known() bool { return slices.Contains(relations, r) }

// Head says whether the person is the head of the household (户主, or 本人 on the applicant's own form).
func (r Relation) Head() bool { return r == HeadOfHousehold || r == Self }

// Spouse says whether the person is the head's husband or wife.
func (r Relation) Spouse() bool { return r == Spouse || r == "11" || r == "12" }

// Label is the relation in a person's language; the code itself when it is not of the list.
func (r Relation) Label(language wording.Language) string {
	if !r.Known() {
		return string(r)
	}
	return wording.T(language, "household.relation."+string(r))
}

// rank orders members: the head, then by code, the unknown last.
func (r Relation) rank() string {
	switch {
	case r.Head():
		return ""
	case !r.Known():
		return "~"
	}
	return string(r)
}
