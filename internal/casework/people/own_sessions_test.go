package people_test

import (
	"slices"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/period"
)

func (h *house) ids(actor access.Actor) []string {
	h.Helper()
	own, err := h.acts.OwnSessions(h.Context(), actor)
	h.must(err)
	var ids []string
	for _, session := range own {
		ids = append(ids, session.ID)
	}
	return ids
}

func TestAResidentEndsOwnSignInsAndNobodyElses(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"}, [3]string{"husband", "4321", "1968-01-01"})
	officer := h.caseOfficer()
	issued, err := h.acts.IssueAccessCode(t.Context(), officer, county, "h", "")
	h.must(err)
	signIn := func(code, tail string) string {
		token, err := h.resident(code, tail)
		h.must(err)
		return token
	}
	phone, lent, third, husband := signIn(issued.Code, "123X"), signIn(issued.Code, "123X"), signIn(issued.Code, "123X"), signIn(issued.Code, "4321")
	wife := h.actor(phone)
	if own := h.ids(wife); len(own) != 3 || slices.Contains(own, h.actor(husband).Session) {
		t.Fatalf("the wife sees %v", own)
	}
	h.refused(h.acts.EndSession(t.Context(), wife, county, h.actor(husband).Session), "fault.forbidden")
	h.must(h.acts.EndSession(t.Context(), wife, county, h.actor(lent).Session))
	h.signedOut(lent)
	ended, err := h.acts.EndOtherSessions(t.Context(), wife)
	if err != nil || ended != 1 {
		t.Errorf("%d ended: %v", ended, err)
	}
	h.signedOut(third)
	h.actor(phone)   // the one in use goes on
	h.actor(husband) // and so does another adult's
	entries := h.logged("SessionsEnded")
	if len(entries) != 1 || entries[0].Household != "h" || entries[0].ActorID != "wife" || entries[0].Detail["sessions"] != "1" || len(h.logged("SessionEnded")) != 1 {
		t.Errorf("the log says %+v", entries)
	}
}

func TestAProxySeesTheProxysSignInsOnly(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"})
	officer := h.caseOfficer()
	issued, err := h.acts.IssueAccessCode(t.Context(), officer, county, "h", "")
	h.must(err)
	token, err := h.resident(issued.Code, "123X")
	h.must(err)
	wife := h.actor(token)
	id, err := h.acts.RegisterProxy(t.Context(), wife, county, "h", people.NewProxy{
		Name: "D", Relation: "daughter", Tail: "5678", Scope: []access.Permission{access.SelfDeclare}, UntilOn: period.MustDay("2026-12-24"),
	})
	h.must(err)
	code, err := h.acts.IssueAccessCode(t.Context(), wife, county, "h", id)
	h.must(err)
	daughter, err := h.resident(code.Code, "5678")
	h.must(err)
	proxy := h.actor(daughter)
	if own := h.ids(proxy); len(own) != 1 || own[0] != proxy.Session {
		t.Errorf("the proxy sees %v", own)
	}
	h.refused(h.acts.EndSession(t.Context(), proxy, county, wife.Session), "fault.forbidden")
	if own := h.ids(wife); len(own) != 2 {
		t.Errorf("the wife does not see the proxy's sign-in: %v", own)
	}
	h.must(h.acts.EndSession(t.Context(), wife, county, proxy.Session))
	h.signedOut(daughter)
}

func TestRefusedTriesBecomeOneEntryWithoutWhoseTheyWere(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"})
	issued, err := h.acts.IssueAccessCode(t.Context(), h.caseOfficer(), county, "h", "")
	h.must(err)
	_, factor := h.officer("zhangsan", datan)
	h.must(h.acts.LogRefusedTries(t.Context()))
	if entries := h.logged("SignInTriesRefused"); len(entries) != 0 {
		t.Fatalf("an entry although nothing was refused: %+v", entries)
	}
	for _, login := range []string{"zhangsan", "no-such-account"} { // both count the same
		_, err := h.acts.CheckPassword(t.Context(), login, "wrong", here)
		h.refused(err, "signin.wrong")
	}
	half, err := h.acts.CheckPassword(t.Context(), "zhangsan", goodWord, here)
	h.must(err)
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, "000000", here)
	h.refused(err, "signin.one_time_wrong")
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, h.oneTime(factor), here)
	h.must(err)
	_, err = h.resident(issued.Code, "0000")
	h.refused(err, "signin.resident.wrong")
	h.must(h.acts.LogRefusedTries(t.Context()))
	h.must(h.acts.LogRefusedTries(t.Context())) // nothing is counted twice
	entries := h.logged("SignInTriesRefused")
	if len(entries) != 1 {
		t.Fatalf("%d entries", len(entries))
	}
	detail := entries[0].Detail
	if len(detail) != 3 || detail["officer_password"] != "2" || detail["officer_second_factor"] != "1" || detail["resident"] != "1" {
		t.Errorf("the entry says %v", detail)
	}
	if text := string(entries[0].Canonical()); strings.Contains(text, "zhangsan") || strings.Contains(text, "wife") || strings.Contains(text, here.Address) {
		t.Errorf("the entry tells whose they were: %s", text)
	}
}
