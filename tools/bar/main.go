// Command bar puts a decision that was made and served two months ago, with an application bar that was imposed, into the file of the head of
// a household of the demonstration, so that the browser journeys need not wait for the days of an objection. Whether the bar runs is
// derived from it as from any other. It refuses every county that is not a demonstration. The server must be stopped.
//
//	go run ./tools/bar -dir DIR -household FILE-NUMBER
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/app"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/determination"
	"chengxin/internal/household"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/policy"
	"chengxin/internal/region"
	"chengxin/internal/storage"
)

func main() {
	dir, number := flag.String("dir", "", "the demonstration's folder"), flag.String("household", "", "the file number")
	flag.Parse()
	if err := run(context.Background(), *dir, *number); err != nil {
		fmt.Fprintln(os.Stderr, "bar:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, number string) (err error) {
	house, err := app.Open(ctx, app.Config{Dir: dir}, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.Close()) }()
	offices, err := house.DB.Read().Offices(ctx)
	if err != nil || len(offices) != 1 || !offices[0].Demo {
		return errors.Join(errors.New("only for the demonstration"), err)
	}
	county := offices[0].County
	found, err := house.DB.Read().FindNumber(ctx, county, number, county, casefile.Hit{}, 1)
	if err != nil || len(found) != 1 {
		return errors.Join(fmt.Errorf("no household %s", number), err)
	}
	actor := access.Actor{Kind: access.Setup, ID: "tools-bar", County: county}
	act := casework.Act{Kind: "MeasureImposed", Permission: access.MeasureHandle, County: county, Household: found[0].Household}
	_, err = casework.Do(ctx, house.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		tx := casework.As[*storage.Tx](work.Tx)
		versions, err := tx.MemberVersions(ctx, county, work.Household.ID)
		if err != nil {
			return "", err
		}
		head, _ := household.Head(household.Members(versions, work.Today))
		return head.ID, decided{tx: tx, county: county, household: work.Household.ID, place: work.Region, now: work.Now}.keep(ctx, head.ID)
	})
	return err
}

// decided writes a decision and its bar.
type decided struct {
	tx            *storage.Tx
	county, place region.Code
	household     string
	now           time.Time
}

const (
	invented = "演示：虚构的决定" // every text of it
	months   = 6
)

func (d decided) keep(ctx context.Context, member string) error {
	long, served := d.now.AddDate(0, -3, 0), d.now.AddDate(0, -2, 0)
	bar := determination.MeasureDrawn{Code: "moderate-bar", Kind: policy.ApplicationBar, InForce: true, Months: months}
	derived := determination.Derived{Conduct: policy.Breach, Clause: "moderate-2", Grade: "moderate", Measures: []determination.MeasureDrawn{bar}, Explain: []string{invented}}
	finding := determination.Finding{Reason: invented, Intent: invented}
	c := determination.Case{ID: storage.NewID(), Household: d.household, Member: member, Township: d.place.Township(), ConductOn: period.DayOf(long), At: long, By: "tools-bar"}
	if err := d.tx.AddMatter(ctx, d.county, d.place, c); err != nil {
		return err
	}
	proof := func(way determination.Way) determination.Proof {
		return determination.Proof{Way: way, At: served, Receiver: invented}
	}
	for i, what := range []determination.What{
		determination.NoticeIssued{Intended: finding, Derived: derived},
		determination.ProposedFinding{Finding: finding, Derived: derived},
		determination.Confirmed{Reason: invented, Office: policy.CountyOffice},
		determination.DecisionServed{Proof: proof(determination.InPerson)},
		determination.DecisionServed{Proof: proof(determination.OnPaper)},
	} {
		record := determination.Record{ID: storage.NewID(), At: served.Add(time.Duration(i) * time.Second), By: "tools-bar", What: what}
		if err := d.tx.AddMatterRecord(ctx, d.county, d.household, c.ID, record); err != nil {
			return err
		}
	}
	m := measure.Measure{ID: storage.NewID(), Household: d.household, Case: c.ID, Member: member, Drawn: bar, At: served, By: "tools-bar"}
	if err := d.tx.AddMeasure(ctx, d.county, m); err != nil {
		return err
	}
	none := map[measure.Hardship]bool{}
	for _, one := range measure.Hardships() {
		none[one] = false
	}
	for i, what := range []measure.What{measure.Checked{Found: none, Words: invented, On: period.DayOf(d.now)}, measure.Imposed{Words: invented}} {
		record := measure.Record{ID: storage.NewID(), At: d.now.Add(time.Duration(i) * time.Microsecond), By: "tools-bar", What: what}
		if err := d.tx.AddMeasureRecord(ctx, d.county, d.household, m.ID, record); err != nil {
			return err
		}
	}
	return nil
}
