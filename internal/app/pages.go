package app

import (
	"context"
	"log/slog"
	"net/http"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/storage"
	"chengxin/internal/web/page"
)

// menu is the officers' main menu; everybody sees what the own roles allow.
var menu = []page.MenuItem{
	{Path: "/console", Key: "console.menu.home", Permission: access.OwnAccount},

	{Group: "console.group.households", Path: "/console/households", Key: "console.menu.households", Permission: access.HouseholdSearch},
	{Group: "console.group.households", Path: "/console/imports", Key: "imports.title", Permission: access.HouseholdRegister},
	{Group: "console.group.households", Path: "/console/applications", Key: "application.title", Permission: access.ApplicationView},

	{Group: "console.group.declare", Path: "/console/pledges", Key: "console.menu.pledges", Permission: access.HouseholdSearch},
	{Group: "console.group.declare", Path: "/console/sheets", Key: "paper.list.title", Permission: access.DeclarationEnter},
	{Group: "console.group.declare", Path: "/console/forms", Key: "paper.forms.title", Permission: access.DeclarationEnter},
	{Group: "console.group.declare", Path: "/console/help", Key: "declare.menu.help", Permission: access.DeclarationEnter},
	{Group: "console.group.declare", Path: "/console/exits", Key: "console.menu.exits", Permission: access.ExitCallBack},
	{Group: "console.group.declare", Path: "/console/outbox", Key: "outbox.title", Permission: access.OutboxHandle},

	{Group: "console.group.check", Path: "/console/visits", Key: "visit.list.title", Permission: access.HouseholdSearch},
	{Group: "console.group.check", Path: "/console/verification", Key: "verification.menu", Permission: access.VerificationImport},
	{Group: "console.group.check", Path: "/console/comparison", Key: "compare.title", Permission: access.ComparisonView},
	{Group: "console.group.check", Path: "/console/clues", Key: "clue.title", Permission: access.ClueView},
	{Group: "console.group.check", Path: "/console/tipoffs", Key: "tipoff.title", Permission: access.TipOffHandle},
	{Group: "console.group.check", Path: "/console/cases", Key: "case.title", Permission: access.CaseView},
	{Group: "console.group.check", Path: "/console/recovery", Key: "recovery.title", Permission: access.RecoveryView},

	{Group: "console.group.rules", Path: "/console/policy", Key: "console.menu.policy", Permission: access.PolicyView},
	{Group: "console.group.rules", Path: "/console/calendar", Key: "console.menu.calendar", Permission: access.CalendarView},

	{Group: "console.group.office", Path: "/console/officers", Key: "console.menu.officers", Permission: access.OfficerView},
	{Group: "console.group.office", Path: "/console/sessions", Key: "console.menu.sessions", Permission: access.SessionView},
	{Group: "console.group.office", Path: "/console/audit", Key: "console.menu.audit", Permission: access.AuditRead},
}

// Handler puts the pages together.
func (a *App) Handler(ctx context.Context, log *slog.Logger) (http.Handler, error) {
	router, err := a.Router(ctx, log)
	return router, err
}

// Router is the pages with the table of their routes, for the test that walks them.
func (a *App) Router(ctx context.Context, log *slog.Logger) (*page.Router, error) {
	home, err := a.homeCounty(ctx)
	if err != nil {
		return nil, err
	}
	office, err := a.DB.Read().Office(ctx, home)
	if err != nil {
		return nil, err
	}
	router := page.New(page.Config{
		Place: office.Agency, Phone: office.Phone, Demo: office.Demo, TLS: a.Config.TLS(), Proxy: a.Config.Proxy, Now: a.clock, Log: log,
		Sessions: storage.BrowserSessions{DB: a.DB, Clock: a.clock}, Authenticate: a.Acts.People.Authenticate, SignIn: signInPage, Menu: menu,
		Refused: func(ctx context.Context, actor access.Actor, refused casework.Refused) error {
			return casework.KeepRefused(ctx, a.Runner, actor, refused)
		},
	})
	a.routePeople(router)
	a.routePledge(router)
	a.routeDeclaration(router)
	a.routeVisit(router)
	a.routeVerification(router)
	a.routeComparison(router)
	a.routeCases(router)
	a.routeApplication(router)
	a.routeRecovery(router)
	if err := a.routeTipOffs(ctx, router); err != nil {
		return nil, err
	}
	a.routeRegister(router)
	a.routePublic(router)
	a.routePolicy(router)
	return router, nil
}
