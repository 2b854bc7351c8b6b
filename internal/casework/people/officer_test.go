package people_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/region"
)

func TestTheFirstLinkMakesThreeAdministratorsAndNoneHoldsAll(t *testing.T) {
	h := newHouse(t)
	lost, err := h.acts.FirstStart(t.Context(), county)
	h.must(err)
	link, err := h.acts.FirstStart(t.Context(), county)
	h.must(err)
	_, err = h.acts.OpenInvitation(t.Context(), lost)
	h.refused(err, "people.link.closed") // only the latest link is good

	three := [3]people.NewOfficer{
		{Login: "sys", Name: "A", Phone: "13800000001"}, {Login: "sec", Name: "B", Phone: "13800000002"}, {Login: "aud", Name: "B", Phone: "13800000002"},
	}
	_, err = h.acts.NameAdministrators(t.Context(), link, three)
	h.refused(err, "people.setup.same_name")
	h.refused(err, "people.setup.same_phone")
	three[2].Name, three[2].Phone = "C", "13800000003"
	made, err := h.acts.NameAdministrators(t.Context(), link, three)
	h.must(err)
	_, err = h.acts.NameAdministrators(t.Context(), link, three)
	h.refused(err, "people.link.closed")
	if token, err := h.acts.FirstStart(t.Context(), county); err != nil || token != "" {
		t.Errorf("a second first start gives %q, %v", token, err)
	}

	factors := [3]string{}
	for i := range made {
		factors[i] = h.accept(made[i].Token)
	}
	system, security := h.actor(h.signIn("sys", factors[0])), h.actor(h.signIn("sec", factors[1]))
	if !system.May(access.OfficerCreate, county) || system.MayAnywhere(access.OfficerGrant) || system.MayAnywhere(access.AuditRead) {
		t.Error("the system administrator grants or reads the log")
	}
	if !security.May(access.OfficerGrant, county) || security.MayAnywhere(access.OfficerCreate) || security.MayAnywhere(access.AuditRead) {
		t.Error("the security administrator makes accounts or reads the log")
	}
	created, err := h.acts.CreateOfficer(t.Context(), system, county, people.NewOfficer{Login: "case", Name: "D", Unit: jiqiang})
	h.must(err)
	_, err = h.acts.CreateOfficer(t.Context(), security, county, people.NewOfficer{Login: "puppet", Name: "E", Unit: jiqiang})
	h.refused(err, "fault.forbidden")
	_, err = h.acts.GrantRole(t.Context(), system, county, created.Officer, access.CaseOfficer, jiqiang)
	h.refused(err, "fault.forbidden")
	_, err = h.acts.GrantRole(t.Context(), security, county, created.Officer, access.CaseOfficer, jiqiang)
	h.refused(err, "people.grant.not_ready")
	h.accept(created.Token)
	_, err = h.acts.GrantRole(t.Context(), security, county, created.Officer, access.CaseOfficer, jiqiang)
	h.must(err)
}

func (h *house) security() access.Actor {
	_, factor := h.officer("sec", county, access.Grant{Role: access.SecurityAdmin, Region: county})
	return h.actor(h.signIn("sec", factor))
}

func TestGrantsToOneselfAndIncompatibleOrTooWideGrantsAreRefused(t *testing.T) {
	h := newHouse(t)
	security := h.security()
	_, err := h.acts.GrantRole(t.Context(), security, county, security.ID, access.Auditor, county)
	h.refused(err, "people.grant.self")
	h.refused(h.acts.WithdrawRole(t.Context(), security, county, security.ID, "any", "reason"), "people.withdraw.self")
	h.refused(h.acts.LockOfficer(t.Context(), security, county, security.ID, "reason"), "people.lock.self")

	id, _ := h.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	_, err = h.acts.GrantRole(t.Context(), security, county, id, access.TownshipReviewer, jiqiang)
	h.refused(err, "access.incompatible")
	_, err = h.acts.GrantRole(t.Context(), security, county, id, access.CountyApprover, county)
	h.refused(err, "access.incompatible")
	_, err = h.acts.GrantRole(t.Context(), security, county, id, access.CaseOfficer, county)
	h.refused(err, "people.grant.region_too_wide")
	_, err = h.acts.GrantRole(t.Context(), security, county, id, access.CaseOfficer, datan)
	h.refused(err, "people.grant.already")

	h.wait(access.StepUpLasts + time.Minute)
	_, err = h.acts.GrantRole(t.Context(), security, county, id, access.CaseOfficer, "640422101")
	h.refused(err, "fault.step_up")
}

func TestAWithdrawnRoleHoldsFromTheNextRequestOn(t *testing.T) {
	h := newHouse(t)
	security := h.security()
	id, factor := h.officer("case", jiqiang, access.Grant{Role: access.CaseOfficer, Region: jiqiang})
	token := h.signIn("case", factor)
	if !h.actor(token).May(access.HouseholdOpen, datan) {
		t.Fatal("the role is not there")
	}
	roles, err := h.db.Read().Roles(t.Context(), county, id)
	h.must(err)
	h.refused(h.acts.WithdrawRole(t.Context(), security, county, id, roles[0].ID, " "), "people.reason_missing")
	h.must(h.acts.WithdrawRole(t.Context(), security, county, id, roles[0].ID, "moved"))
	if h.actor(token).MayAnywhere(access.HouseholdOpen) {
		t.Error("the role still holds")
	}
	h.refused(h.acts.WithdrawRole(t.Context(), security, county, id, roles[0].ID, "again"), "fault.not_found")
	last, err := h.db.Read().Roles(t.Context(), county, security.ID)
	h.must(err)
	h.refused(h.acts.WithdrawRole(t.Context(), setup, county, security.ID, last[0].ID, "x"), "people.withdraw.last")
}

func TestALinkIsGoodOnceAndForAWhile(t *testing.T) {
	h := newHouse(t)
	created, err := h.acts.CreateOfficer(t.Context(), setup, county, people.NewOfficer{Login: "case", Name: "D", Unit: jiqiang})
	h.must(err)
	invited, err := h.acts.OpenInvitation(t.Context(), created.Token)
	h.must(err)
	_, err = h.acts.AcceptInvitation(t.Context(), created.Token, "password123456", h.oneTime(invited.Invitation.Factor))
	h.refused(err, "people.password.common")
	_, err = h.acts.AcceptInvitation(t.Context(), created.Token, goodWord, "000000")
	h.refused(err, "signin.one_time_wrong")
	again, err := h.acts.Invite(t.Context(), setup, county, created.Officer)
	h.must(err)
	_, err = h.acts.OpenInvitation(t.Context(), created.Token)
	h.refused(err, "people.link.closed") // replaced
	h.accept(again)
	_, err = h.acts.OpenInvitation(t.Context(), again)
	h.refused(err, "people.link.closed") // used
	_, err = h.acts.Invite(t.Context(), setup, county, created.Officer)
	h.refused(err, "people.invite.in_use") // nobody takes over an account in use

	h.must(h.acts.ResetSecondFactor(t.Context(), setup, county, created.Officer, "lost phone"))
	_, err = h.acts.CheckPassword(t.Context(), "case", goodWord, here)
	h.refused(err, "signin.wrong")
	late, err := h.acts.Invite(t.Context(), setup, county, created.Officer)
	h.must(err)
	h.wait(people.LinkLasts)
	_, err = h.acts.OpenInvitation(t.Context(), late)
	h.refused(err, "people.link.closed") // expired
	for _, bad := range []string{"", "640422.x", strings.Replace(late, "640422", "640421", 1)} {
		_, err = h.acts.OpenInvitation(t.Context(), bad)
		h.refused(err, "people.link.closed")
	}
}

func TestAWrongPasswordAndAnUnknownAccountReadTheSameAndBlockTheSame(t *testing.T) {
	h := newHouse(t)
	id, factor := h.officer("case", jiqiang)
	for _, login := range []string{"case", "nobody"} {
		for try := range access.AccountLimit.Free {
			_, err := h.acts.CheckPassword(t.Context(), login, "wrong", people.Visitor{Address: "192.0.2." + login})
			h.refused(err, "signin.wrong")
			if try == access.AccountLimit.Free-1 {
				_, err = h.acts.CheckPassword(t.Context(), login, goodWord, people.Visitor{Address: "192.0.2." + login})
				h.refused(err, "signin.blocked") // with the right password too
			}
		}
	}
	if blocked := h.logged("SignInBlocked"); len(blocked) != 2 || blocked[0].Detail["officer"] != id || blocked[1].Detail["officer"] != "" {
		t.Errorf("the log has %v", blocked)
	}
	if told := h.told(id); len(told) != 1 || told[0] != "people.told.sign_in_blocked" {
		t.Errorf("the officer is told %v", told)
	}
	h.wait(access.AccountLimit.First)
	h.signIn("case", factor) // after the waiting
	for range access.AccountLimit.Free {
		_, _ = h.acts.CheckPassword(t.Context(), "case", "wrong", here)
	}
	h.must(h.acts.UnlockOfficer(t.Context(), setup, county, id, "called back"))
	h.signIn("case", factor)
}

func TestAStrangerCannotLockAnOfficerOut(t *testing.T) {
	h := newHouse(t)
	id, factor := h.officer("case", jiqiang)
	enter := func(from people.Visitor) (people.Opened, error) {
		half, err := h.acts.CheckPassword(t.Context(), "case", goodWord, from)
		if err != nil {
			return half, err
		}
		return h.acts.CheckSecondFactor(t.Context(), half.Token, h.oneTime(factor), from)
	}
	opened, err := enter(here)
	h.must(err)
	usual := people.Visitor{Address: here.Address, Browser: opened.Browser}
	// The stranger tries from many addresses, the officer's own among them, and has a mark of another account.
	h.officer("other", jiqiang)
	for i := range 3 * access.ElsewhereLimit.Free {
		from := people.Visitor{Address: "198.51.100." + strconv.Itoa(i), Browser: h.db.NameBrowser("other", "", h.now)}
		if i%3 == 0 {
			from.Address = here.Address
		}
		if _, err := h.acts.CheckPassword(t.Context(), "case", "wrong", from); err == nil {
			t.Fatal("a wrong password opened something")
		}
	}
	_, err = enter(people.Visitor{Address: "203.0.113.7"})
	h.refused(err, "signin.blocked") // from a browser that nobody knows all wait together
	_, err = enter(people.Visitor{Address: here.Address, Browser: h.db.NameBrowser("other", "", h.now)})
	h.refused(err, "signin.blocked")
	again, err := enter(usual)
	h.must(err) // the officer's own does not
	if len(h.told(id)) == 0 {
		t.Error("the officer is not told")
	}

	// A browser that is known has no more tries than any other, and its waiting grows.
	usual.Browser = again.Browser
	for try := range access.AccountLimit.Free + 1 {
		_, err := h.acts.CheckPassword(t.Context(), "case", "wrong", usual)
		if want := "signin.wrong"; try < access.AccountLimit.Free {
			h.refused(err, want)
		} else {
			h.refused(err, "signin.blocked")
		}
	}
	h.wait(access.AccountLimit.First)
	_, err = h.acts.CheckPassword(t.Context(), "case", "wrong", usual)
	h.refused(err, "signin.wrong")
	h.wait(access.AccountLimit.First)
	_, err = enter(usual)
	h.refused(err, "signin.blocked") // twice as long now
	h.must(h.acts.UnlockOfficer(t.Context(), setup, county, id, "called back"))
	_, err = enter(usual)
	h.must(err) // the security administrator ends every waiting of the account
	h.wait(time.Minute)
	_, err = enter(people.Visitor{Address: "203.0.113.8"})
	h.must(err)
}

func TestAnAddressThatTriesManyAccountsIsBlocked(t *testing.T) {
	h := newHouse(t)
	_, factor := h.officer("case", jiqiang)
	var err error
	for i := range access.AddressLimit.Free + 1 {
		_, err = h.acts.CheckPassword(t.Context(), "guess"+strings.Repeat("x", i), "wrong", here)
	}
	h.refused(err, "signin.blocked")
	if blocked := h.logged("SignInBlocked"); len(blocked) != 1 || blocked[0].Detail["scope"] != "address" {
		t.Errorf("%d wrong tries make the entries %v", access.AddressLimit.Free+1, blocked)
	}
	half, err := h.acts.CheckPassword(t.Context(), "case", goodWord, people.Visitor{Address: "198.51.100.1"})
	h.must(err)
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, h.oneTime(factor), people.Visitor{Address: "198.51.100.1"})
	h.must(err)
}

func TestAOneTimePasswordIsNotTakenTwiceAndGuessesAreLimited(t *testing.T) {
	h := newHouse(t)
	_, factor := h.officer("case", jiqiang)
	half, err := h.acts.CheckPassword(t.Context(), "case", goodWord, here)
	h.must(err)
	typed := h.oneTime(factor)
	opened, err := h.acts.CheckSecondFactor(t.Context(), half.Token, typed, here)
	h.must(err)
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, typed, here)
	h.refused(err, "signin.half_over") // a half session is good once
	if _, ok, err := h.acts.Authenticate(t.Context(), half.Token); ok || err != nil {
		t.Error("a half session is taken as a whole one")
	}
	half, err = h.acts.CheckPassword(t.Context(), "case", goodWord, here)
	h.must(err)
	if _, ok, _ := h.acts.Authenticate(t.Context(), half.Token); ok {
		t.Error("a half session opens pages")
	}
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, typed, here)
	h.refused(err, "signin.one_time_wrong") // replayed within its thirty seconds
	h.refused(h.acts.StepUp(t.Context(), h.actor(opened.Token), typed), "signin.one_time_wrong")
	for range access.AccountLimit.Free - 1 { // the wrong one while signed in is counted apart
		_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, "000000", here)
		h.refused(err, "signin.one_time_wrong")
	}
	_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, h.oneTime(factor), here)
	h.refused(err, "signin.blocked") // the right password does not open the count anew
}

func TestARecoveryCodeReplacesTheSecondFactorOnce(t *testing.T) {
	h := newHouse(t)
	id, factor := h.officer("case", jiqiang)
	actor := h.actor(h.signIn("case", factor))
	codes, err := h.acts.RenewRecoveryCodes(t.Context(), actor)
	h.must(err)
	for i, want := range []string{"", "signin.one_time_wrong"} {
		half, err := h.acts.CheckPassword(t.Context(), "case", goodWord, here)
		h.must(err)
		_, err = h.acts.CheckSecondFactor(t.Context(), half.Token, strings.ToLower(codes[0]), here)
		if i == 0 {
			h.must(err)
		} else {
			h.refused(err, want)
		}
	}
	if left, err := h.db.Read().RecoveryCodesLeft(t.Context(), county, id); err != nil || left != 9 {
		t.Errorf("%d codes are left, %v", left, err)
	}
}

func TestAnEndedLockedOrIdleSessionIsRefusedAtOnce(t *testing.T) {
	h := newHouse(t)
	id, factor := h.officer("case", jiqiang)
	admin := h.security()
	first := h.signIn("case", factor)
	second := h.signIn("case", factor)
	sessions, err := h.acts.Sessions(t.Context(), county, id)
	h.must(err)
	if len(sessions) != 2 || sessions[0].Device != "browser" {
		t.Fatalf("the officer's sessions are %v", sessions)
	}
	h.must(h.acts.EndSession(t.Context(), h.actor(second), county, h.actor(first).Session)) // one's own, from afar
	h.signedOut(first)
	h.must(h.acts.EndSession(t.Context(), admin, county, h.actor(second).Session)) // an administrator's act
	h.signedOut(second)

	third := h.signIn("case", factor)
	_, otherFactor := h.officer("other", jiqiang)
	other := h.actor(h.signIn("other", otherFactor))
	h.refused(h.acts.EndSession(t.Context(), other, county, h.actor(third).Session), "fault.forbidden")
	h.must(h.acts.LockOfficer(t.Context(), admin, county, id, "left the office"))
	h.signedOut(third)
	_, err = h.acts.CheckPassword(t.Context(), "case", goodWord, here)
	h.refused(err, "signin.locked")
	h.must(h.acts.UnlockOfficer(t.Context(), setup, county, id, "back"))

	fourth := h.signIn("case", factor)
	for busy := time.Minute; busy+28*time.Minute < access.OfficerSession.Most; busy += 28 * time.Minute { // all day
		h.wait(28 * time.Minute)
		h.actor(fourth)
	}
	h.wait(28 * time.Minute)
	h.signedOut(fourth) // whatever happens in it, a session ends
	fifth := h.signIn("case", factor)
	h.wait(access.OfficerSession.Idle)
	h.signedOut(fifth)
	sixth := h.signIn("case", factor)
	h.must(h.acts.SignOut(t.Context(), h.actor(sixth)))
	h.signedOut(sixth)
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	h := newHouse(t)
	_, factor := h.officer("case", jiqiang)
	other, mine := h.signIn("case", factor), h.signIn("case", factor)
	actor := h.actor(mine)
	h.refused(h.acts.ChangePassword(t.Context(), actor, "wrong", "seven goats on the ridge"), "people.password.current_wrong")
	h.refused(h.acts.ChangePassword(t.Context(), actor, goodWord, goodWord), "people.password.same")
	h.must(h.acts.ChangePassword(t.Context(), actor, goodWord, "seven goats on the ridge"))
	h.signedOut(other)
	h.actor(mine)
	_, err := h.acts.CheckPassword(t.Context(), "case", goodWord, here)
	h.refused(err, "signin.wrong")
}

func TestTheStaffPledgeIsSignedOnceOnTheTextThatWasSeen(t *testing.T) {
	h := newHouse(t)
	_, factor := h.officer("case", jiqiang)
	actor := h.actor(h.signIn("case", factor))
	if _, signed, err := h.acts.StaffPledgeState(t.Context(), actor); err != nil || signed != nil {
		t.Errorf("signed before signing: %v, %v", signed, err)
	}
	h.refused(h.acts.SignStaffPledge(t.Context(), actor, "hash-0"), "people.staff_pledge.changed")
	h.must(h.acts.SignStaffPledge(t.Context(), actor, "hash-1"))
	h.refused(h.acts.SignStaffPledge(t.Context(), actor, "hash-1"), "people.staff_pledge.already")
	if _, signed, err := h.acts.StaffPledgeState(t.Context(), actor); err != nil || signed == nil || signed.Edition != "test-2026" {
		t.Errorf("not signed after signing: %v, %v", signed, err)
	}
}

func TestADemoPasswordIsRefusedOutsideTheDemonstration(t *testing.T) {
	h := newHouse(t)
	created, err := h.acts.CreateOfficer(t.Context(), setup, county, people.NewOfficer{Login: "demo", Name: "D", Unit: county})
	h.must(err)
	const factor = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	h.must(h.acts.SetDemoAccount(t.Context(), setup, county, created.Officer, goodWord, factor))
	h.signIn("demo", factor)
	security := h.security()
	err = h.acts.SetDemoAccount(t.Context(), security, county, created.Officer, goodWord, factor)
	h.refused(err, "fault.forbidden")
	const elsewhere = region.Code("640402")
	_, err = h.acts.CreateOfficer(t.Context(), access.Actor{Kind: access.Setup, ID: "cli"}, elsewhere, people.NewOfficer{Login: "real", Name: "R", Unit: elsewhere})
	h.must(err)
	if err := h.acts.SetDemoAccount(t.Context(), setup, elsewhere, created.Officer, goodWord, factor); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a county without an office row: %v", err)
	}
}

func TestOnlyHashesAndSealedSecretsAreKept(t *testing.T) {
	h := newHouse(t)
	_, factor := h.officer("case", jiqiang)
	token := h.signIn("case", factor)
	var password, secret, hash []byte
	h.must(h.db.Engine().Readers().QueryRowContext(t.Context(), `SELECT s.password, s.factor, x.hash FROM officer_secret s, session x WHERE x.ended_at = 0`).Scan(&password, &secret, &hash))
	for name, kept := range map[string]string{"password": string(password), "factor": string(secret), "session": string(hash)} {
		for _, plain := range []string{"argon2id", factor, token, goodWord} {
			if strings.Contains(kept, plain) {
				t.Errorf("%s is kept readable", name)
			}
		}
	}
	for _, entry := range h.entries() {
		text := string(entry.Canonical())
		for _, plain := range []string{token, factor, goodWord, "13800001234", "Name of case"} {
			if strings.Contains(text, plain) {
				t.Errorf("the log's %s says %q", entry.Kind, plain)
			}
		}
	}
}

// A relative in office, and an officer of another village, are refused by the runner on real SQLite.
func TestAnOfficerOutOfRegionOrKinIsRefused(t *testing.T) {
	h := newHouse(t)
	h.household("h", datan, [3]string{"m", "123X", "1970-01-01"})
	id, factor := h.officer("village", datan, access.Grant{Role: access.VillageOfficer, Region: datan})
	_, elsewhere := h.officer("neighbour", "640422100203", access.Grant{Role: access.VillageOfficer, Region: "640422100203"})
	inside, outside := h.actor(h.signIn("village", factor)), h.actor(h.signIn("neighbour", elsewhere))
	open := func(actor access.Actor) error {
		_, err := casework.Do(t.Context(), h.acts.Runner, actor, casework.Act{Kind: "HouseholdOpened", Permission: access.HouseholdOpen, County: county, Household: "h", Looks: true, Purpose: "test"},
			func(context.Context, *casework.Work) (struct{}, error) { return struct{}{}, nil })
		return err
	}
	h.must(open(inside))
	h.refused(open(outside), "fault.out_of_region")
	h.disclose(id, "h")
	h.refused(open(inside), "fault.recused")
}

func TestAPasswordBuiltOfWordsThatOthersKnowIsRefused(t *testing.T) {
	h := newHouse(t)
	created, err := h.acts.CreateOfficer(t.Context(), setup, county, people.NewOfficer{Login: "mjg", Name: "\u9a6c\u5efa\u56fd", Unit: datan, Phone: "13800001234"})
	h.must(err)
	for _, password := range []string{"majianguo goes9", "\u9a6c\u5efa\u56fd\u5728\u5927\u6ee9\u6751\u4e0a\u73ed\u5f88\u6109\u5feb\u554a", "xiji jiqiang 7", "chengxin is mine"} {
		_, err := h.acts.AcceptInvitation(t.Context(), created.Token, password, "000000")
		h.refused(err, "people.password.context")
	}
	_, err = h.acts.AcceptInvitation(t.Context(), created.Token, "three goats of xiji on the ridge", "000000")
	h.refused(err, "signin.one_time_wrong") // the password is good, the app's digits are not
}
