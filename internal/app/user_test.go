package app

import (
	"bytes"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// user runs a user command and gives what it printed.
func (h *transferHouse) user(command func(*bytes.Buffer) error) string {
	h.Helper()
	var out bytes.Buffer
	h.must(command(&out))
	return out.String()
}

func (h *transferHouse) accounts() string {
	return h.user(func(out *bytes.Buffer) error { return h.ListUsers(h.Context(), transferCounty, out) })
}

func TestTheMachinesOperatorInvitesLocksAndHelpsOfficersAndTheLogShowsIt(t *testing.T) {
	h := newTransferHouse(t)
	ctx := t.Context()
	wanted := UserInvitation{County: transferCounty, Login: "new.one", Name: "\u6768\u660e", Unit: transferTown, Role: access.CaseOfficer}
	invite := func(out *bytes.Buffer) error { return h.InviteUser(ctx, wanted, out) }
	first := h.user(invite)
	token := func(printed string) string {
		_, token, found := strings.Cut(strings.TrimSpace(printed), "/staff/invitation/")
		if !found {
			t.Fatalf("no link in %q", printed)
		}
		return token
	}
	if list := h.accounts(); !strings.Contains(list, "new.one") || !strings.Contains(list, access.CaseOfficer.Label()+" \u897f\u5409\u53bf") {
		t.Errorf("the list says neither who nor which role where:\n%s", list)
	}

	// The role stands already; a second invitation gives a new link, and the first is void.
	wanted.Role = ""
	second := h.user(invite)
	if _, err := h.Acts.People.OpenInvitation(ctx, token(first)); err == nil {
		t.Error("the first link opens still")
	}
	opened, err := h.Acts.People.OpenInvitation(ctx, token(second))
	h.must(err)
	oneTime, err := access.PasswordAt(opened.Invitation.Factor, h.now)
	h.must(err)
	_, err = h.Acts.People.AcceptInvitation(ctx, token(second), "mountain river lantern 7", oneTime)
	h.must(err)
	if err := h.InviteUser(ctx, wanted, &bytes.Buffer{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an account that somebody holds was given a new link: %v", err)
	}

	h.must(h.LockUser(ctx, transferCounty, " New.One ", "left the office"))
	if list := h.accounts(); !strings.Contains(list, wording.T(wording.Chinese, "people.state.locked")) {
		t.Errorf("nobody sees that the account is closed:\n%s", list)
	}
	h.must(h.UnlockUser(ctx, transferCounty, "new.one", "came back"))
	if printed := h.user(func(out *bytes.Buffer) error { return h.EndUserSessions(ctx, transferCounty, "new.one", out) }); !strings.Contains(printed, "0") {
		t.Errorf("ended %q of no sessions", printed)
	}
	reset := h.user(func(out *bytes.Buffer) error {
		return h.ResetSecondFactor(ctx, transferCounty, "new.one", "lost the phone", out)
	})
	if again, err := h.Acts.People.OpenInvitation(ctx, token(reset)); err != nil || again.Invitation.Factor == opened.Invitation.Factor {
		t.Errorf("the lost factor stands in the new link: %v", err)
	}

	for name, err := range map[string]error{
		"nobody":                 h.LockUser(ctx, transferCounty, "nobody", "r"),
		"of another county":      h.LockUser(ctx, "640423", "new.one", "r"),
		"nobody's second factor": h.ResetSecondFactor(ctx, transferCounty, "nobody", "r", &bytes.Buffer{}),
		"nobody's sessions":      h.EndUserSessions(ctx, transferCounty, "nobody", &bytes.Buffer{}),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := h.LockUser(ctx, transferCounty, "new.one", " "); fault.KindOf(err) != fault.Invalid {
		t.Errorf("locked without a reason: %v", err)
	}

	seen := map[string]int{}
	source, done, err := h.DB.LogSnapshot(ctx, transferCounty)
	h.must(err)
	for record, err := range source.Entries(ctx, 0) {
		h.must(err)
		if record.ActorID == "command-line" {
			seen[record.Kind]++
		}
	}
	h.must(done())
	for _, kind := range []string{"OfficerCreated", "OfficerInvited", "RoleGranted", "OfficerLocked", "OfficerUnlocked", "SecondFactorReset", "SessionsEnded"} {
		if seen[kind] == 0 {
			t.Errorf("the log has no %s of the command line: %v", kind, seen)
		}
	}
}
