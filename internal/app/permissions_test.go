package app

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/people"
	"chengxin/internal/casework/register"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
)

var updatePermissions = flag.Bool("update-permissions", false, "write docs/permissions.md anew")

const permissionsFile = "../../docs/permissions.md"

// permissionTable is docs/permissions.md: who may open which address, read off the router and the roles.
func permissionTable(routes []page.Route) string {
	var text strings.Builder
	text.WriteString("# Who may open what\n\nWritten from the router and the roles by `go test ./internal/app -run Permissions -update-permissions`; a test holds it equal, and holds that every\n" +
		"address answers each role as it says, in the role's own region and in a foreign one (`internal/app/permissions_test.go`). A role is held for a region:\n" +
		"a permission counts inside it only. `public` needs no sign-in; `self.…` are a resident's own, for the own household.\n\n")
	roles := access.Roles()
	text.WriteString("| address | permission |")
	for _, role := range roles {
		text.WriteString(" " + strings.ReplaceAll(string(role), "_", " ") + " |")
	}
	text.WriteString("\n| --- | --- |" + strings.Repeat(" :-: |", len(roles)) + "\n")
	for _, route := range routes {
		fmt.Fprintf(&text, "| `%s` | %s |", route.Pattern, route.Permission)
		for _, role := range roles {
			if role.Gives(route.Permission) {
				text.WriteString(" ● |")
			} else {
				text.WriteString(" |")
			}
		}
		text.WriteString("\n")
	}
	return text.String()
}

// visitorAt is somebody with a browser, at a running server.
type visitorAt struct {
	*transferHouse
	server *httptest.Server
	client *http.Client
}

func (v *visitorAt) ask(method, path string, pairs ...string) (status int, body string) {
	v.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	var sent io.Reader
	if method == http.MethodPost {
		sent = strings.NewReader(values.Encode())
	}
	request, err := http.NewRequestWithContext(v.Context(), method, v.server.URL+path, sent)
	v.must(err)
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.client.Do(request)
	v.must(err)
	raw, err := io.ReadAll(answer.Body)
	v.must(err)
	v.must(answer.Body.Close())
	return answer.StatusCode, string(raw)
}

func (h *transferHouse) visitor(server *httptest.Server) *visitorAt {
	h.Helper()
	jar, err := cookiejar.New(nil)
	h.must(err)
	return &visitorAt{h, server, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

const everybodysFactor = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

// officer is somebody who holds one role for one region, signed in.
func (h *transferHouse) officer(server *httptest.Server, login string, role access.Role, where region.Code) *visitorAt {
	h.Helper()
	setup := access.Actor{Kind: access.Setup, ID: "test", County: transferCounty}
	made, err := h.Acts.People.CreateOfficer(h.Context(), setup, transferCounty, people.NewOfficer{Login: login, Name: login, Unit: where})
	h.must(err)
	_, err = h.Acts.People.GrantRole(h.Context(), setup, transferCounty, made.Officer, role, where)
	h.must(err)
	h.must(h.Acts.People.SetDemoAccount(h.Context(), setup, transferCounty, made.Officer, demoPassword, everybodysFactor))
	v := h.visitor(server)
	v.ask(http.MethodPost, "/staff/sign-in", "login", login, "password", demoPassword)
	oneTime, err := access.PasswordAt(everybodysFactor, h.now)
	h.must(err)
	v.ask(http.MethodPost, "/staff/sign-in/factor", "one_time", oneTime)
	if status, body := v.ask(http.MethodGet, "/console/account"); status != http.StatusOK {
		h.Fatalf("%s is not signed in: %d\n%s", login, status, body)
	}
	return v
}

var pathPart = regexp.MustCompile(`\{([a-z_]+)\}`)

// Each address answers each role as docs/permissions.md says: nobody without the permission gets in, nobody learns of a
// household outside the own region, and nobody who is not signed in sees anything but the public pages.
func TestPermissionsOfEveryAddressForEveryRoleInTheOwnAndAForeignRegion(t *testing.T) {
	h := newTransferHouse(t)
	const address, foreignTown, foreignVillage = "secret lane 77", region.Code("640422101"), region.Code("640422101201")
	home, err := h.Acts.Register.RegisterHousehold(t.Context(), h.clerk, register.Registration{
		Household: household.Household{County: transferCounty, Region: transferVillage, Address: address, Kind: household.Recipient},
		Members:   []household.Member{{Name: "\u66fe\u5e78\u798f", Relation: household.HeadOfHousehold, Phone: "19900001234"}},
	})
	h.must(err)
	secrets := []string{home.Number, address, "\u66fe\u5e78\u798f", "\u66fe*\u798f", "19900001234", "199****1234"}

	router, err := h.Router(t.Context(), slog.New(slog.DiscardHandler))
	h.must(err)
	routes := router.Routes()
	table := permissionTable(routes)
	if *updatePermissions {
		h.must(os.WriteFile(permissionsFile, []byte(table), 0o644)) // #nosec G306 -- a document of the repository
	}
	if kept, err := os.ReadFile(permissionsFile); err != nil || string(kept) != table {
		t.Errorf("docs/permissions.md is not what the router and the roles say: run go test ./internal/app -run Permissions -update-permissions (%v)", err)
	}

	server := httptest.NewServer(router)
	defer server.Close()
	parts := map[string]string{"household": home.Household, "member": home.Members[0]}
	asked := map[string]string{"/console/pledges/issue": "?village=" + string(transferVillage)} // where the matter is not in the path
	open := func(pattern string) (method, path string) {
		method, path, _ = strings.Cut(pattern, " ")
		path = pathPart.ReplaceAllStringFunc(path, func(part string) string {
			if known := parts[strings.Trim(part, "{}")]; known != "" {
				return known
			}
			return "none"
		})
		return method, strings.TrimSuffix(path, "{$}") + asked[path]
	}
	// These change the sign-in of whoever asks, which the other addresses are asked with.
	ends := []string{"POST /staff/sign-out", "POST /r/sign-out", "POST /staff/sign-in", "POST /staff/sign-in/factor", "POST /r/sign-in"}
	tells := func(body string) string {
		for _, secret := range secrets {
			if strings.Contains(body, secret) {
				return secret
			}
		}
		return ""
	}

	nobody := h.visitor(server)
	for _, route := range routes {
		method, path := open(route.Pattern)
		status, body := nobody.ask(method, path)
		if route.Permission != access.Public && status != http.StatusSeeOther && status != http.StatusForbidden {
			t.Errorf("nobody: %s answers %d", route.Pattern, status)
		}
		if secret := tells(body); secret != "" {
			t.Errorf("nobody: %s says %q", route.Pattern, secret)
		}
	}

	for _, role := range access.Roles() {
		own, foreign := transferCounty, region.Code("")
		switch role {
		case access.VillageOfficer:
			own, foreign = transferVillage, foreignVillage
		case access.CaseOfficer, access.TownshipReviewer:
			own, foreign = transferTown, foreignTown
		case access.LegalReviewer, access.ObjectionReviewer, access.CountyReviewer, access.TipOffCustodian, access.Auditor, access.CountyOfficer, access.CountyApprover:
			foreign = foreignTown // held for a part of the county
		case access.SystemAdmin, access.SecurityAdmin, access.AuditAdmin:
		}
		t.Run(string(role), func(t *testing.T) {
			whole := h.T
			h.T = t
			defer func() { h.T = whole }()
			here := h.officer(server, "own-"+strings.ReplaceAll(string(role), "_", "-"), role, own)
			for _, route := range routes {
				if slices.Contains(ends, route.Pattern) {
					continue
				}
				method, path := open(route.Pattern)
				may := route.Permission == access.Public || role.Gives(route.Permission)
				if may && method == http.MethodPost {
					continue // what acts do in the own region is what their own tests show
				}
				status, body := here.ask(method, path)
				switch {
				case !may && status != http.StatusForbidden:
					t.Errorf("%s may not, and %s answers %d", role, route.Pattern, status)
				case may && status == http.StatusForbidden && !strings.Contains(path, "none"):
					t.Errorf("%s may, and %s is refused", role, route.Pattern)
				case status >= http.StatusInternalServerError:
					t.Errorf("%s answers %d", route.Pattern, status)
				}
				if secret := tells(body); secret != "" && !role.Gives(access.HouseholdSearch) {
					t.Errorf("%s sees no household, and %s says %q", role, route.Pattern, secret)
				}
			}
			if foreign == "" {
				return
			}
			h.now = h.now.Add(time.Minute)
			there := h.officer(server, "far-"+strings.ReplaceAll(string(role), "_", "-"), role, foreign)
			for _, route := range routes {
				if slices.Contains(ends, route.Pattern) || !role.Gives(route.Permission) {
					continue
				}
				method, path := open(route.Pattern)
				if method == http.MethodPost && !strings.Contains(route.Pattern, "{household}") {
					continue
				}
				status, body := there.ask(method, path, "purpose", "question")
				if secret := tells(body); secret != "" {
					t.Errorf("%s of another place: %s says %q", role, route.Pattern, secret)
				}
				if (strings.Contains(route.Pattern, "{household}") || strings.Contains(path, "?")) && status != http.StatusForbidden && status != http.StatusNotFound {
					t.Errorf("%s of another place: %s answers %d", role, route.Pattern, status)
				}
			}
		})
	}
}
