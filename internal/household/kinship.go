package household

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/wording"
)

// Post is what kind of official a household is related to (近亲属备案, 民发〔2021〕57号 11, 20).
type Post string

// The posts, with the codes of the item catalogue.
const (
	CaseOfficer      Post = "case_officer"      // K101 经办人员
	VillageCommittee Post = "village_committee" // K102 村(居)民委员会成员
	PublicServant    Post = "public_servant"    // K103 公职人员
)

// Posts lists the posts in the order in which forms show them.
func Posts() []Post { return []Post{CaseOfficer, VillageCommittee, PublicServant} }

// Label is the post in a person's language.
func (p Post) Label(language wording.Language) string {
	return wording.T(language, "household.post."+string(p))
}

// Kinship is a disclosed relation between a member and an official. It recuses the official; it is no fault of anybody.
type Kinship struct {
	ID          string
	HouseholdID string
	MemberID    string // empty: the household as a whole
	OfficerID   string // the official's account; empty when there is none
	Official    string // the official's name
	Post        Post
	Relation    string // in words
	DisclosedBy string
	FromOn      period.Day
	UntilOn     period.Day // the first day on which it holds no more; zero: open
	RecordedAt  time.Time
	RecordedBy  string
}

// Stands says whether the relation holds on a day.
func (k Kinship) Stands(on period.Day) bool {
	return !on.Before(k.FromOn) && (k.UntilOn.IsZero() || on.Before(k.UntilOn))
}

// Checked trims a disclosed relation and refuses (Invalid) one without the official's name, a post or the relation.
func (k Kinship) Checked() (Kinship, error) {
	k.Official, k.Relation = strings.TrimSpace(k.Official), strings.TrimSpace(k.Relation)
	var wrong fault.List
	if err := CheckName("official", k.Official); err != nil {
		wrong = append(wrong, fault.Field("official", "register.official"))
	}
	if k.Relation == "" {
		wrong = append(wrong, fault.Field("relation", "register.kin_relation"))
	}
	if !slices.Contains(Posts(), k.Post) {
		wrong = append(wrong, fault.Field("post", "register.post"))
	}
	return k, wrong.OrNil()
}
