package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"chengxin/internal/casework"
	applicationsteps "chengxin/internal/casework/application"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/deadline"
	"chengxin/internal/fault"
	"chengxin/internal/numbering"
	"chengxin/internal/policy"
	"chengxin/internal/wording"
)

// Doctor checks the configuration, the keys, the database, the editions, the numbers and the logs, and says of each what to
// do. It rebuilds the projections when asked. A problem makes it an Invalid refusal.
func (a *App) Doctor(ctx context.Context, rebuild bool, out io.Writer) error {
	problems := 0
	say := func(ok bool, key string, pairs ...any) {
		mark := "\u2713"
		if !ok {
			mark, problems = "\u2717", problems+1
		}
		_, _ = fmt.Fprintln(out, mark, wording.T(wording.Chinese, key, pairs...))
	}
	for name, dir := range map[string]string{"keys": a.Config.KeyDir, "witness": a.Config.WitnessDir} {
		info, err := os.Stat(dir)
		say(err == nil && info.Mode().Perm()&0o077 == 0, "app.doctor.folder_"+name, "folder", dir)
	}
	separate := !strings.HasPrefix(a.Config.WitnessDir, a.Config.Dir)
	_, _ = fmt.Fprintln(out, map[bool]string{true: "\u2713", false: "!"}[separate], wording.T(wording.Chinese, "app.doctor.witness_apart"))
	say(a.DB.Ping(ctx) == nil, "app.doctor.database", "engine", a.DB.Engine().Name())
	offices, err := a.DB.Read().Offices(ctx)
	if err != nil {
		return err
	}
	say(len(offices) > 0, "app.doctor.offices", "n", len(offices))
	for _, office := range offices {
		if _, err := policy.Load(office.Edition); err != nil {
			say(false, "app.doctor.edition", "edition", office.Edition)
		}
		if err := a.doctorNamed(ctx, office, say); err != nil {
			return err
		}
		if err := a.doctorNumbers(ctx, office, say); err != nil {
			return err
		}
		if err := a.doctorCalendar(ctx, office, out); err != nil {
			return err
		}
		if rebuild {
			people, err := a.DB.RebuildNames(ctx, office.County)
			if err != nil {
				return err
			}
			if err := a.DB.RebuildCounts(ctx, office.County); err != nil {
				return err
			}
			if _, err := a.DB.RebuildHelp(ctx, office.County); err != nil {
				return err
			}
			if _, err := a.DB.RebuildStandings(ctx, office.County); err != nil {
				return err
			}
			say(true, "app.doctor.rebuilt", "people", people)
		}
		report, err := a.checkLog(ctx, office.County, "")
		if err != nil {
			return err
		}
		say(report.OK(), "app.doctor.log", "county", office.County, "entries", report.Entries, "problems", report.Total)
	}
	if problems > 0 {
		return fault.New(fault.Invalid, "app.doctor.problems", "n", problems)
	}
	return nil
}

func (a *App) doctorNumbers(ctx context.Context, office casework.Office, say func(bool, string, ...any)) error {
	for _, series := range casework.EverySeries() {
		for _, year := range []int{a.clock().Year() - 1, a.clock().Year()} {
			given, err := a.DB.Read().Numbers(ctx, office.County, series, year)
			if err != nil {
				return err
			}
			if gaps := numbering.Gaps(given); len(gaps) > 0 {
				say(false, "app.doctor.gap", "series", series.Word(), "year", year, "from", gaps[0].From, "to", gaps[0].To)
			}
		}
	}
	return nil
}

// doctorNamed names the officers of the question of other systems who have no open account.
func (a *App) doctorNamed(ctx context.Context, office casework.Office, say func(bool, string, ...any)) error {
	for _, one := range a.Config.ApplicationCheck {
		if one.County != string(office.County) {
			continue
		}
		officers, err := a.DB.Read().ApplicationOfficers(ctx, office.County)
		if err != nil {
			return err
		}
		for _, login := range one.Officers {
			if !slices.ContainsFunc(officers, func(o applicationsteps.Officer) bool { return o.Login == login }) {
				say(false, "app.doctor.named_officer", "county", office.County, "login", login)
			}
		}
	}
	return nil
}

// doctorCalendar warns of a county that has no notice of the next year's holidays. It is no fault before the State Council
// publishes one, so it makes no problem.
func (a *App) doctorCalendar(ctx context.Context, office casework.Office, out io.Writer) error {
	years, err := a.DB.Read().CalendarYears(ctx, office.County)
	if err != nil {
		return err
	}
	if next := a.clock().Year() + 1; !calendar.Table(deadline.Base(), years, nil).Known(next) {
		_, err = fmt.Fprintln(out, "!", wording.T(wording.Chinese, "app.doctor.calendar", "year", next, "county", office.County))
	}
	return err
}

// Version is the program's version as the build knows it.
func Version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return "unknown"
	}
	version := info.Main.Version
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			version += " " + setting.Value[:12]
		}
	}
	return version + " " + info.GoVersion
}
