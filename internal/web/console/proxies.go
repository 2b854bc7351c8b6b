package console

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// atHousehold checks, before a page shows anything of a household, what the runner checks before an act: place and kinship.
func (p *People) atHousehold(r *page.Request, permission access.Permission, purpose string) (casework.HouseholdRow, error) {
	return p.Acts.LookAtHousehold(r.Context(), r.Actor, r.Actor.County, r.PathValue("household"), permission, purpose)
}

// proxies lists who acts for a household.
func (p *People) proxies(w http.ResponseWriter, r *page.Request) error {
	row, err := p.atHousehold(r, access.ProxyRegister, "proxies")
	if err != nil {
		return err
	}
	found, names, err := p.proxiesOf(r, row.ID)
	if err != nil {
		return err
	}
	return r.Render(w, proxiesView(r, row, found, names))
}

func (p *People) proxiesOf(r *page.Request, household string) ([]people.Proxy, map[string]string, error) {
	found, err := p.Reads.Proxies(r.Context(), r.Actor.County, household)
	if err != nil {
		return nil, nil, err
	}
	members, err := p.Reads.Residents(r.Context(), r.Actor.County, household, period.DayOf(r.Now))
	names := map[string]string{}
	for _, member := range members {
		names[member.Member] = member.Name
	}
	return found, names, err
}

func proxyState(proxy people.Proxy, today period.Day) (key string, colour page.Colour) {
	switch {
	case !proxy.EndedAt.IsZero():
		return "people.proxies.ended", page.Neutral
	case today.After(proxy.UntilOn):
		return "people.proxies.over", page.Neutral
	}
	return "people.proxies.standing", page.Success
}

func proxyRows(r *page.Request, household string, proxies []people.Proxy, names map[string]string) [][]page.Cell {
	rows := make([][]page.Cell, len(proxies))
	today := period.DayOf(r.Now)
	for i, proxy := range proxies {
		rows[i] = []page.Cell{
			{Text: proxy.Name, Header: true},
			{Text: proxy.Relation},
			{Text: names[proxy.Member]},
			{Text: onDay(r, proxy.UntilOn)},
			{Body: proxyActions(r, household, proxy, today)},
		}
	}
	return rows
}

// registerProxy registers a proxy on a signed authorisation.
func (p *People) registerProxy(w http.ResponseWriter, r *page.Request) error {
	row, err := p.atHousehold(r, access.ProxyRegister, "proxies")
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	members, err := p.Reads.Residents(r.Context(), r.Actor.County, row.ID, period.DayOf(r.Now))
	if err != nil {
		return err
	}
	if r.Method == http.MethodGet {
		return r.Render(w, registerProxyView(r, f, row, members))
	}
	given := people.NewProxy{
		Member: f.Text("member"), Name: f.Text("name"), Relation: f.Text("relation"), Tail: f.Text("tail"), Paper: f.Text("paper"), UntilOn: f.Day("until").Day,
	}
	for _, scope := range f.Choices("scope") {
		given.Scope = append(given.Scope, access.Permission(scope))
	}
	if f.Valid() {
		_, err = p.Acts.RegisterProxy(r.Context(), r.Actor, r.Actor.County, row.ID, given)
		if err == nil {
			return r.SeeOther(w, "/console/households/"+row.ID+"/proxies")
		}
		if err := f.Take(err); err != nil {
			return err
		}
	}
	return r.RenderForm(w, f, registerProxyView(r, f, row, members))
}

func memberChoices(members []people.Person) []page.Choice {
	choices := make([]page.Choice, len(members))
	for i, member := range members {
		choices[i] = page.Choice{Value: member.Member, Label: member.Name}
	}
	return choices
}

// scopeChoices are what a proxy may be registered for.
func scopeChoices(r *page.Request) []page.Choice {
	choices := make([]page.Choice, 0, len(access.ProxyScopes()))
	for _, scope := range access.ProxyScopes() {
		choices = append(choices, page.Choice{Value: string(scope), Label: r.T("people.proxy.scope." + string(scope))})
	}
	return choices
}

// endProxy ends a registration.
func (p *People) endProxy(w http.ResponseWriter, r *page.Request) error {
	row, err := p.atHousehold(r, access.ProxyRegister, "proxies")
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	found, _, err := p.proxiesOf(r, row.ID)
	if err != nil {
		return err
	}
	for _, proxy := range found {
		if proxy.ID != r.PathValue("proxy") {
			continue
		}
		if r.Method == http.MethodGet {
			return r.Render(w, endProxyView(r, f, row, proxy))
		}
		err := p.Acts.EndProxy(r.Context(), r.Actor, r.Actor.County, row.ID, proxy.ID, f.Text("reason"))
		if err == nil {
			r.Flash(r.T("people.proxies.was_ended"))
			return r.SeeOther(w, "/console/households/"+row.ID+"/proxies")
		}
		if err := f.Take(err); err != nil {
			return err
		}
		return r.RenderForm(w, f, endProxyView(r, f, row, proxy))
	}
	return fault.New(fault.NotFound, "fault.not_found")
}

// issueAccessCode replaces a household's sign-in code, or a proxy's (?proxy=), and shows the new one, once.
func (p *People) issueAccessCode(w http.ResponseWriter, r *page.Request) error {
	row, err := p.atHousehold(r, access.AccessCodeIssue, "access_code")
	if err != nil {
		return err
	}
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	proxy := or(f.Text("proxy"), r.Query("proxy"))
	if r.Method == http.MethodGet {
		return r.Render(w, askCodeView(r, f, row, proxy))
	}
	issued, err := p.Acts.IssueAccessCode(r.Context(), r.Actor, r.Actor.County, row.ID, proxy)
	if err != nil {
		return err
	}
	address := p.BaseURL + "/r/sign-in"
	drawn, err := drawQR(address + "?county=" + string(r.Actor.County) + "&code=" + issued.Code)
	if err != nil {
		return err
	}
	noStore(w)
	return r.Render(w, codeView(r, row, issued, address, drawn))
}

// drawing is a QR picture as one path on a square of modules. It stands in the page itself: a picture at an address of its
// own would put the code into that address.
type drawing struct{ box, path string }

func drawQR(text string) (drawing, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return drawing{}, err
	}
	rows := code.Bitmap()
	var path strings.Builder
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				path.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	side := strconv.Itoa(len(rows))
	return drawing{box: "0 0 " + side + " " + side, path: path.String()}, nil
}
