package people_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	"chengxin/internal/period"
)

func (h *house) caseOfficer() access.Actor {
	_, factor := h.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	return h.actor(h.signIn("case", factor))
}

func (h *house) resident(code, tail string) (string, error) {
	opened, err := h.acts.SignInResident(h.Context(), people.ResidentSignIn{County: county, Code: code, Tail: tail}, here)
	return opened.Token, err
}

func TestAnAdultSignsInWithTheNoticesCodeUntilItIsReplaced(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"}, [3]string{"husband", "4321", "1968-01-01"}, [3]string{"child", "1111", "2015-01-01"})
	officer := h.caseOfficer()
	issued, err := h.acts.IssueAccessCode(t.Context(), officer, county, "h", "")
	h.must(err)
	token, err := h.resident(access.GroupCode(issued.Code), "123x")
	h.must(err)
	actor := h.actor(token)
	if actor.Kind != access.Resident || actor.ID != "wife" || actor.Household != "h" || actor.County != county || actor.Proxy != nil {
		t.Errorf("the actor is %+v", actor)
	}
	other, err := h.resident(issued.Code, "4321") // again, and by another adult
	h.must(err)
	if h.actor(other).ID != "husband" {
		t.Error("the digits do not tell who signs in")
	}
	_, err = h.resident(issued.Code, "1111")
	h.refused(err, "signin.resident.minor")
	_, err = h.resident(issued.Code, "9999")
	h.refused(err, "signin.resident.wrong")

	again, err := h.acts.IssueAccessCode(t.Context(), officer, county, "h", "")
	h.must(err)
	h.signedOut(token) // the old code's sessions end with it
	_, err = h.resident(issued.Code, "123X")
	h.refused(err, "signin.resident.wrong")
	_, err = h.resident(again.Code, "123X")
	h.must(err)
	if told := h.told("h"); slices.Index(told, "people.told.code_issued") < 0 {
		t.Errorf("the household is told %v", told)
	}
	h.wait(people.CodeLasts)
	_, err = h.resident(again.Code, "123X")
	h.refused(err, "signin.resident.wrong")
	_, err = h.acts.IssueAccessCode(t.Context(), actor, county, "h", "")
	h.refused(err, "people.code.from_office")
}

func TestWrongDigitsAreLimitedByCodeAndHousehold(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"})
	issued, err := h.acts.IssueAccessCode(t.Context(), h.caseOfficer(), county, "h", "")
	h.must(err)
	_, err = h.resident("1234", "12")
	h.refused(err, "signin.resident.code_form") // slips are not counted
	h.refused(err, "signin.resident.tail_form")
	for i := range access.CodeLimit.Free {
		visitor := people.Visitor{Address: strings.Repeat("9", i+1)} // every time from elsewhere
		_, err = h.acts.SignInResident(t.Context(), people.ResidentSignIn{County: county, Code: issued.Code, Tail: "0000"}, visitor)
		h.refused(err, "signin.resident.wrong")
	}
	_, err = h.resident(issued.Code, "123X")
	h.refused(err, "signin.resident.blocked")
	if blocked := h.logged("SignInBlocked"); len(blocked) != 1 || blocked[0].Household != "h" || blocked[0].Detail["scope"] != "code" {
		t.Errorf("the log has %v", blocked)
	}
	if !slices.Contains(h.told("h"), "people.told.code_blocked") {
		t.Error("the household is not told")
	}
	h.wait(access.CodeLimit.First)
	_, err = h.resident(issued.Code, "123X")
	h.must(err)
}

func TestAnAddressThatTriesManyCodesIsBlocked(t *testing.T) {
	h := newHouse(t)
	var err error
	for range access.AddressLimit.Free + 1 {
		code, made := access.NewCode(fast{})
		h.must(made)
		_, err = h.resident(code, "0000")
	}
	h.refused(err, "signin.resident.blocked")
}

type fast struct{}

var turned byte

func (fast) Read(p []byte) (int, error) {
	for i := range p {
		turned = (turned*7 + 13) % 250
		p[i] = turned
	}
	return len(p), nil
}

func TestTwoAdultsWithTheSameDigitsAreToldApartByTheirBirthday(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "1234", "1970-01-01"}, [3]string{"husband", "1234", "1968-01-01"})
	issued, err := h.acts.IssueAccessCode(t.Context(), h.caseOfficer(), county, "h", "")
	h.must(err)
	_, err = h.resident(issued.Code, "1234")
	h.refused(err, "signin.resident.born_on")
	opened, err := h.acts.SignInResident(t.Context(), people.ResidentSignIn{County: county, Code: issued.Code, Tail: "1234", BornOn: period.MustDay("1968-01-01")}, here)
	h.must(err)
	if h.actor(opened.Token).ID != "husband" {
		t.Error("the wrong person is signed in")
	}
}

func TestAProxyIsRecordedTheHouseholdIsToldAndTheScopeHolds(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"})
	officer := h.caseOfficer()
	until := period.MustDay("2027-03-01")
	_, err := h.acts.RegisterProxy(t.Context(), officer, county, "h", people.NewProxy{Member: "wife", Name: "N", Relation: "neighbour", Tail: "5678", Scope: []access.Permission{access.SelfDeclare}, UntilOn: until})
	h.refused(err, "people.proxy.paper_missing")
	_, err = h.acts.RegisterProxy(t.Context(), officer, county, "h", people.NewProxy{Member: "wife", Scope: []access.Permission{access.HouseholdOpen}, UntilOn: period.MustDay("2029-01-01")})
	for _, key := range []string{"people.proxy.name_missing", "people.proxy.relation_missing", "signin.resident.tail_form", "people.proxy.scope_missing", "people.proxy.until_wrong"} {
		h.refused(err, key)
	}
	id, err := h.acts.RegisterProxy(t.Context(), officer, county, "h", people.NewProxy{Member: "wife", Name: "N", Relation: "neighbour", Tail: "5678", Paper: "A-1", Scope: []access.Permission{access.SelfDeclare}, UntilOn: until})
	h.must(err)
	issued, err := h.acts.IssueAccessCode(t.Context(), officer, county, "h", id)
	h.must(err)
	_, err = h.resident(issued.Code, "123X")
	h.refused(err, "signin.resident.wrong") // the proxy's code wants the proxy's digits
	token, err := h.resident(issued.Code, "5678")
	h.must(err)
	actor := h.actor(token)
	if actor.ID != "wife" || actor.Proxy == nil || actor.Proxy.ID != id || actor.Proxy.Name != "N" || actor.Proxy.Relation != "neighbour" {
		t.Fatalf("the actor is %+v", actor)
	}
	if signed := h.logged("ResidentSignedIn"); len(signed) != 1 || signed[0].ActingFor != id {
		t.Errorf("the sign-in is logged as %+v", signed)
	}
	act := func(permission access.Permission) error {
		_, err := casework.Do(t.Context(), h.acts.Runner, actor, casework.Act{Kind: "Tried", Permission: permission, County: county, Household: "h"},
			func(context.Context, *casework.Work) (struct{}, error) { return struct{}{}, nil })
		return err
	}
	h.must(act(access.SelfDeclare))
	h.refused(act(access.SelfPledge), "fault.forbidden")
	if tried := h.logged("Tried"); len(tried) != 1 || tried[0].ActingFor != id {
		t.Errorf("the act is logged as %+v", tried)
	}
	for _, topic := range []string{"people.told.proxy_registered", "people.told.proxy_signed_in", "outbox.proxy_acted"} {
		if !slices.Contains(h.told("h"), topic) {
			t.Errorf("the household is not told %s: %v", topic, h.told("h"))
		}
	}
	h.must(h.acts.EndProxy(t.Context(), officer, county, "h", id, "withdrawn"))
	h.signedOut(token)
	_, err = h.resident(issued.Code, "5678")
	h.refused(err, "signin.resident.wrong")
}

func TestAResidentRegistersAProxyForOneselfOnlyAndTheRegistrationExpires(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"wife", "123X", "1970-01-01"}, [3]string{"husband", "4321", "1968-01-01"})
	issued, err := h.acts.IssueAccessCode(t.Context(), h.caseOfficer(), county, "h", "")
	h.must(err)
	token, err := h.resident(issued.Code, "123X")
	h.must(err)
	wife := h.actor(token)
	id, err := h.acts.RegisterProxy(t.Context(), wife, county, "h", people.NewProxy{
		Member: "husband", Name: "D", Relation: "daughter", Tail: "5678", Scope: []access.Permission{access.SelfDeclare, access.SelfPledge}, UntilOn: period.MustDay("2026-11-24"),
	})
	h.must(err)
	proxies, err := h.db.Read().Proxies(t.Context(), county, "h")
	h.must(err)
	if len(proxies) != 1 || proxies[0].Member != "wife" || proxies[0].Name != "D" || proxies[0].Tail != "5678" {
		t.Fatalf("registered is %+v", proxies)
	}
	own, err := h.acts.IssueAccessCode(t.Context(), wife, county, "h", id)
	h.must(err)
	daughter, err := h.resident(own.Code, "5678")
	h.must(err)
	_, err = h.acts.RegisterProxy(t.Context(), h.actor(daughter), county, "h", people.NewProxy{Name: "X", Relation: "friend", Tail: "0000", Scope: []access.Permission{access.SelfDeclare}, UntilOn: period.MustDay("2026-12-01")})
	h.refused(err, "fault.forbidden") // a proxy makes no proxies
	husband, err := h.resident(issued.Code, "4321")
	h.must(err)
	h.refused(h.acts.EndProxy(t.Context(), h.actor(husband), county, "h", id, ""), "fault.not_found")
	h.wait(40 * time.Hour) // into 25 November in Shanghai
	_, err = h.resident(own.Code, "5678")
	h.refused(err, "signin.resident.wrong")
	h.signedOut(daughter)
}
