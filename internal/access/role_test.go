package access

import (
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

func TestNobodyHoldsTwoAdministratorsOrActsAndApproves(t *testing.T) {
	for _, pair := range [][2]Role{
		{SystemAdmin, SecurityAdmin},
		{SecurityAdmin, AuditAdmin},
		{SystemAdmin, AuditAdmin},
		{CaseOfficer, TownshipReviewer},
		{CaseOfficer, CountyApprover},
		{Auditor, CaseOfficer},
		{ObjectionReviewer, CountyApprover},
		{SystemAdmin, CountyOfficer},
	} {
		for _, order := range [][2]Role{pair, {pair[1], pair[0]}} {
			// The region does not matter: duties exclude each other everywhere.
			err := Compatible([]Grant{{Role: order[0], Region: "640422100"}}, order[1])
			if fault.KindOf(err) != fault.Conflict || err == nil {
				t.Errorf("%s beside %s: %v", order[1], order[0], err)
			}
		}
	}
	if err := Compatible([]Grant{{Role: CaseOfficer, Region: "640422100"}}, CaseOfficer); err != nil {
		t.Errorf("the same role for another township: %v", err)
	}
}

func TestARoleFitsNoRegionWiderThanItsOwn(t *testing.T) {
	for _, row := range []struct {
		role Role
		at   region.Code
		fits bool
	}{
		{VillageOfficer, "640422100202", true},
		{VillageOfficer, "640422100", false},
		{VillageOfficer, "640422", false},
		{CaseOfficer, "640422100", true},
		{CaseOfficer, "640422100202", true},
		{CaseOfficer, "640422", false},
		{CountyApprover, "640422", true},
		{CountyApprover, "6404", false},
		{SecurityAdmin, "640422", true},
		{SecurityAdmin, "640422100", false},
		{Role("nobody"), "640422100202", false},
	} {
		if row.role.Fits(row.at) != row.fits {
			t.Errorf("%s at %s: %v", row.role, row.at, !row.fits)
		}
	}
}

func TestAVillageOfficerReachesTheOwnVillageOnly(t *testing.T) {
	actor := Actor{Kind: Officer, ID: "o", Grants: []Grant{{Role: VillageOfficer, Region: "640422100202"}}}
	if !actor.May(HouseholdOpen, "640422100202") || actor.May(HouseholdOpen, "640422100203") || actor.May(HouseholdOpen, "640422100") {
		t.Error("a village officer's region is not the village")
	}
	if actor.May(HouseholdReveal, "640422100202") || actor.May(AccessCodeIssue, "640422100202") {
		t.Error("a village officer reveals identity numbers or hands out codes")
	}
}

func TestAnOfficerWithoutRolesMindsTheOwnAccountOnly(t *testing.T) {
	actor := Actor{Kind: Officer, ID: "o"}
	for _, permission := range []Permission{SignedIn, OwnAccount, StaffPledge} {
		if !actor.May(permission, "") {
			t.Errorf("no %s", permission)
		}
	}
	for _, permission := range []Permission{HouseholdOpen, OfficerView, PolicyView, AuditRead} {
		if actor.MayAnywhere(permission) {
			t.Errorf("%s without a role", permission)
		}
	}
}

func TestAProxyDoesOnlyWhatTheRegistrationCovers(t *testing.T) {
	actor := Actor{Kind: Resident, ID: "m", Household: "h", Proxy: &Proxy{ID: "p", Scope: []Permission{SelfDeclare}}}
	if !actor.May(SelfDeclare, "") || !actor.May(SelfView, "") || !actor.May(SignedIn, "") {
		t.Error("a proxy lacks what the registration covers")
	}
	for _, permission := range []Permission{SelfPledge, SelfExit, SelfProxy, HouseholdOpen} {
		if actor.May(permission, "") {
			t.Errorf("a proxy registered for declarations may %s", permission)
		}
	}
}
