package app

import (
	"context"
	"crypto/rand"
	"strings"

	"chengxin/internal/casework"
	"chengxin/internal/casework/people"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
	"chengxin/internal/wording"
)

// residentHome is where a resident begins after signing in.
const residentHome = "/r"

// wirePeople puts the acts about people and access together.
func (a *App) wirePeople() error {
	passwords, err := a.Config.Passwords.policy()
	if err != nil {
		return err
	}
	a.Acts.People = people.New(people.Parts{
		Runner: a.Runner, Reader: a.DB.Read(), Door: a.DB, Pledges: staffPledges{a}, Home: a.homeCounty,
		Passwords: passwords, Random: rand.Reader, NewID: storage.NewID,
		Issuer: wording.T(wording.Chinese, "page.product"),
	})
	return nil
}

// homeCounty is the first county set up on this machine.
func (a *App) homeCounty(ctx context.Context) (region.Code, error) {
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return "", err
	}
	if len(offices) == 0 {
		return "", fault.New(fault.Unavailable, "fault.busy")
	}
	return offices[0].County, nil
}

// staffPledges reads the staff pledge of the edition in force.
type staffPledges struct{ app *App }

func (s staffPledges) StaffPledge(ctx context.Context, county region.Code) (people.Text, error) {
	edition, err := s.app.editions.InForce(ctx, county, period.DayOf(s.app.clock()))
	if err != nil {
		return people.Text{}, err
	}
	pledge := edition.StaffPledge()
	text := people.Text{Edition: pledge.Version, Title: pledge.Title, Hash: pledge.Hash, Paragraphs: []string{pledge.Opening}}
	for _, promise := range pledge.Promises {
		text.Paragraphs = append(text.Paragraphs, promise.Text)
	}
	text.Paragraphs = append(text.Paragraphs, pledge.Closing)
	return text, nil
}

// noticeCodes gives a notice its sign-in code, in the act that issues the notice.
type noticeCodes struct{ acts *people.Acts }

func (n noticeCodes) IssueAccessCode(ctx context.Context, work *casework.Work) (pledgesteps.AccessCode, error) {
	issued, err := n.acts.IssueWithin(ctx, work, "")
	return pledgesteps.AccessCode{Code: issued.Code, Until: issued.Until}, err
}

// routePeople adds the pages about people and access.
func (a *App) routePeople(router *page.Router) {
	(&console.People{Acts: a.Acts.People, Reads: a.DB.Read(), BaseURL: a.Config.BaseURL}).Routes(router)
	(&resident.SignIn{Acts: a.Acts.People, Reads: a.DB.Read(), Home: residentHome, BaseURL: a.Config.BaseURL}).Routes(router)
}

// signInPage is where somebody signs in who wants a page: officers for the desk, residents for everything else.
func signInPage(path string) string {
	if path == "/console" || strings.HasPrefix(path, "/console/") {
		return "/staff/sign-in"
	}
	return "/r/sign-in"
}
