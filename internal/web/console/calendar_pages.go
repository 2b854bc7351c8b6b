package console

import (
	"net/http"
	"strconv"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework/calendar"
	"chengxin/internal/deadline"
	"chengxin/internal/period"
	"chengxin/internal/web/page"
)

// CalendarPages are the desk's pages of the working days that deadlines count by.
type CalendarPages struct {
	Acts  calendar.Acts
	Names OfficerNames
}

const calendarPath = "/console/calendar"

// Routes adds the pages.
func (p CalendarPages) Routes(r *page.Router) {
	both := func(path string, permission access.Permission, handler page.Handler) {
		r.Handle("GET "+path, permission, handler)
		r.Handle("POST "+path, permission, handler)
	}
	r.Handle("GET "+calendarPath, access.CalendarView, p.year)
	both(calendarPath+"/day", access.CalendarEdit, p.markDay)
	both(calendarPath+"/import", access.CalendarEdit, p.importYear)
}

// calendarShown is a year as the page shows it.
type calendarShown struct {
	year   int
	last   int // the latest year that is shown
	table  deadline.Table
	days   []calendar.Day // what the county said about days of the year
	notice *calendar.Year // the county's own notice of the year
	names  map[string]string
	// lastDays: the last days of December wait for the next year's notice.
	lastDays bool
	unknown  []int // the years of coming deadlines without a notice
}

// year shows a year's months, what the county said about its days, and which years are still without a notice.
func (p CalendarPages) year(w http.ResponseWriter, r *page.Request) error {
	today := period.DayOf(r.Now)
	shown := calendarShown{year: today.Year(), last: today.Year() + 2}
	if year, err := strconv.Atoi(r.Query("year")); err == nil && year >= 2004 && year <= shown.last {
		shown.year = year
	}
	days, err := p.Acts.Reads.CalendarDays(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	years, err := p.Acts.Reads.CalendarYears(r.Context(), r.Actor.County)
	if err != nil {
		return err
	}
	shown.table = calendar.Table(deadline.Base(), years, days)
	for _, day := range calendar.Latest(days) {
		if day.On.Year() == shown.year {
			shown.days = append(shown.days, day)
		}
	}
	for i, year := range years {
		if year.Year == shown.year {
			shown.notice = &years[i]
		}
	}
	shown.lastDays = shown.table.Known(shown.year) && !shown.table.Final(period.NewDay(shown.year, time.December, 31))
	for year := today.Year(); year <= today.Year()+1; year++ {
		if !shown.table.Known(year) {
			shown.unknown = append(shown.unknown, year)
		}
	}
	if shown.names, err = p.Names.OfficerNames(r.Context(), r.Actor.County); err != nil {
		return err
	}
	return r.Render(w, calendarView(r, shown))
}

func (p CalendarPages) markDay(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		on := f.RequireDay("on", r.T("calendar.day"))
		if f.Valid() {
			err := p.Acts.MarkDay(r.Context(), r.Actor, r.Actor.County, on.Day, calendar.Mark(f.Text("mark")), f.Text("name"), f.Text("reason"), f.Key())
			if err == nil {
				r.Flash(r.T("calendar.marked"))
				return r.SeeOther(w, calendarPath+"?year="+strconv.Itoa(on.Day.Year()))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else if day, err := period.ParseDay(r.Query("on")); err == nil {
		f.SetDay("on", day)
	}
	return r.RenderForm(w, f, markDayView(r, f))
}

func (p CalendarPages) importYear(w http.ResponseWriter, r *page.Request) error {
	f, err := r.ReadForm()
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		year, _ := f.Whole("year", 9999)
		if f.Valid() {
			err := p.Acts.ImportYear(r.Context(), r.Actor, r.Actor.County, year, f.Text("source"), f.Text("lines"), f.Key())
			if err == nil {
				r.Flash(r.T("calendar.imported", "year", year))
				return r.SeeOther(w, calendarPath+"?year="+strconv.Itoa(year))
			}
			if err := takeAct(f, err); err != nil {
				return err
			}
		}
	} else {
		f.Set("year", r.Query("year"))
	}
	return r.RenderForm(w, f, importYearView(r, f))
}

// yearGrid shows each month: how many days work, which days are off beside weekends, and which weekends work.
func yearGrid(r *page.Request, s calendarShown) page.Grid {
	grid := page.Grid{
		Caption: r.T("calendar.table", "year", s.year), Sticky: true,
		Columns: []page.Column{{Text: r.T("calendar.month")}, {Text: r.T("calendar.working"), Numeric: true}, {Text: r.T("calendar.off")}, {Text: r.T("calendar.make_up")}},
	}
	for month := time.January; month <= time.December; month++ {
		working, off, up := 0, "", ""
		name := ""
		for day := period.NewDay(s.year, month, 1); day.Month() == month; day = day.AddDays(1) {
			works, holiday := s.table.Works(day)
			weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
			if works {
				working++
			}
			switch {
			case works && weekend:
				up += dayWord(r, day) + " "
			case holiday != "":
				if !s.table.Final(day) {
					holiday = r.T("calendar.tentative", "name", holiday)
				}
				if holiday != name {
					off += holiday + " "
				}
				name = holiday
				off += dayWord(r, day) + " "
			}
		}
		grid.Rows = append(grid.Rows, []page.Cell{{Text: r.T("calendar.month_of", "month", int(month)), Header: true}, {Text: number(working), Numeric: true}, {Text: off}, {Text: up}})
	}
	return grid
}

func dayWord(r *page.Request, day period.Day) string {
	return r.T("calendar.date", "date", day.Date())
}
