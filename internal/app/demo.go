package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"text/tabwriter"
	"time"

	"github.com/pquerna/otp/totp"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// DemoOptions says what `chengxin demo` is asked for.
type DemoOptions struct {
	Seed       int64
	Households int // DemoTown for the whole pilot; up to 148 are 大滩村 alone
	Serve      bool
}

// DemoSignIn is one of the demonstration's people, as the terminal and the page /demo show them.
type DemoSignIn struct {
	Name     string
	Role     string
	Login    string
	Password string
	Secret   string // of the second factor; empty for residents
	Link     string // where to sign in
	Code     string // a resident's code; Tail and Signing go with it
	Tail     string
	Signing  string
}

// OneTime is the second factor's digits at a moment; empty for residents.
func (d DemoSignIn) OneTime(now time.Time) (string, error) {
	if d.Secret == "" {
		return "", nil
	}
	return totp.GenerateCode(d.Secret, now)
}

// demoGarbage lets the program hold more while it builds a town than it may while it serves: the building is over in a minute.
const demoGarbage = 300

// Demo builds the demonstration town in a fresh folder by acting through casework, prints what the system holds then and
// the sign-ins, and serves it.
func Demo(ctx context.Context, config Config, options DemoOptions, out io.Writer) (err error) {
	if config.Dir == "" {
		if config.Dir, err = os.MkdirTemp("", "chengxin-demo-"); err != nil {
			return err
		}
	}
	clock := &demoClock{}
	clock.set(time.Now()) // #nosec -- the app floor reads the real clock
	var listener net.Listener
	if options.Serve {
		if listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", config.Listen); err != nil {
			return fmt.Errorf("listen on %s (choose another with --addr): %w", config.Listen, err)
		}
		config.Listen = listener.Addr().String()
	}
	app, err := Open(ctx, config, clock.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	if offices, err := app.DB.Read().Offices(ctx); err != nil {
		return err
	} else if len(offices) > 0 {
		return fault.New(fault.Conflict, "app.demo.not_empty", "folder", app.Config.Dir)
	}
	progress := &demoProgress{out: out, terminal: onTerminal(out)}
	play := &demoPlay{
		app: app, clock: clock, dice: rand.New(rand.NewPCG(uint64(options.Seed), 1)), // #nosec G404 G115 -- a repeatable town
		start: period.DayOf(time.Now()).AddDays(-demoDays), wanted: options.Households, progress: progress.show,
	}
	if err := app.KeepOffice(ctx, play.office()); err != nil {
		return err
	}
	garbage := debug.SetGCPercent(demoGarbage)
	began := time.Now()
	if err := play.run(ctx); err != nil {
		return err
	}
	clock.run()
	if _, err := app.Checkpoint(ctx, demoCounty); err != nil {
		return err
	}
	progress.wipe()
	took := time.Since(began)
	found, err := play.found(ctx)
	if err != nil {
		return err
	}
	if err := app.layOut(ctx); err != nil {
		return err
	}
	if err := app.printDemo(ctx, play, took, out); err != nil {
		return err
	}
	if err := found.print(out); err != nil {
		return err
	}
	if err := play.printSignIns(out); err != nil {
		return err
	}
	if !options.Serve {
		return found.mustAgree()
	}
	debug.SetGCPercent(garbage)
	app.demoSignIns = play.signIns()
	return app.ServeOn(ctx, listener, out)
}

// printDemo prints what the system itself counts.
func (a *App) printDemo(ctx context.Context, play *demoPlay, took time.Duration, out io.Writer) error {
	head, err := a.DB.Read().LogHead(ctx, demoCounty)
	if err != nil {
		return err
	}
	say := func(key string, pairs ...any) { _, _ = fmt.Fprintln(out, wording.T(wording.Chinese, key, pairs...)) }
	say("app.demo.mark")
	for _, place := range []region.Code{demoTownship, demoVillage} {
		if place == demoTownship && play.wanted <= demoVillageHouseholds {
			continue
		}
		counts, err := a.DB.Read().StepCounts(ctx, demoCounty, place)
		if err != nil {
			return err
		}
		say("app.demo.counts", "village", region.FullName(place), "households", counts.Households, "told", counts.Told,
			"pledged", counts.Signed, "online", counts.Online, "paper", counts.Paper, "drafts", counts.Drafts)
	}
	say("app.demo.log", "entries", head.Size(), "seconds", fmt.Sprintf("%.1f", took.Seconds()))
	say("app.demo.folder", "folder", a.Config.Dir)
	say("app.demo.files", "folder", filepath.Join(a.Config.Dir, demoFiles))
	return nil
}

// printSignIns prints how to sign in.
func (p *demoPlay) printSignIns(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, person := range p.signIns() {
		if person.Secret != "" {
			code, err := person.OneTime(time.Now())
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s %s\t%s %s\n", person.Role, person.Name, person.Login, person.Password,
				wording.T(wording.Chinese, "app.demo.code_now"), code, wording.T(wording.Chinese, "app.demo.secret"), person.Secret)
			continue
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s %s\t%s %s\n", person.Role, person.Name, person.Code,
			wording.T(wording.Chinese, "app.demo.tail"), person.Tail, wording.T(wording.Chinese, "app.demo.signing"), person.Signing)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, wording.T(wording.Chinese, "app.demo.codes_page", "address", p.app.Config.BaseURL+"/demo"))
	return err
}

// signIns lists a resident who has been told and nothing more, a resident with a finished declaration, and the officers.
func (p *demoPlay) signIns() []DemoSignIn {
	var list []DemoSignIn
	resident := func(key string, which func(*demoHousehold) bool) {
		for _, h := range p.households {
			if !which(h) || len(h.slips) == 0 {
				continue
			}
			head := h.family.people[0].member
			for _, slip := range h.slips {
				if slip.Member == head.ID {
					list = append(list, DemoSignIn{
						Name: head.Name, Role: wording.T(wording.Chinese, key), Link: p.app.Config.BaseURL + "/r/sign-in", Code: slip.AccessCode,
						Tail: head.IDNumber.LastFour(), Signing: slip.SigningCode,
					})
					return
				}
			}
		}
	}
	resident("app.demo.resident_new", func(h *demoHousehold) bool { return !h.family.way.reads && !h.family.way.signsInk })
	resident("app.demo.resident_done", func(h *demoHousehold) bool { return h == p.declared() })
	resident("app.demo.resident_judged", func(h *demoHousehold) bool { return h.judged })
	for _, known := range p.hired {
		list = append(list, DemoSignIn{
			Name: known.name, Role: access.Role(known.role).Label(), Login: known.login, Password: demoPassword, Secret: known.factor,
			Link: p.app.Config.BaseURL + "/staff/sign-in",
		})
	}
	return list
}
