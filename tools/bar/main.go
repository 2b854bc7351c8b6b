// Command bar lets an application bar begin for the head of a household of the demonstration, as a decision's measure does, so that the
// browser journeys walk what an officer does under one. It refuses any county that is not a demonstration. The server must be stopped.
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
	"chengxin/internal/application"
	"chengxin/internal/casefile"
	"chengxin/internal/casework"
	"chengxin/internal/household"
	"chengxin/internal/storage"
)

func main() {
	dir, number := flag.String("dir", "", "the demonstration's folder"), flag.String("household", "", "the file number")
	flag.Parse()
	if err := begin(context.Background(), *dir, *number); err != nil {
		fmt.Fprintln(os.Stderr, "bar:", err)
		os.Exit(1)
	}
}

const months = 6

func begin(ctx context.Context, dir, number string) (err error) {
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
	act := casework.Act{Kind: "MeasureImposed", Permission: access.ApplicationDecide, County: county, Household: found[0].Household}
	actor := access.Actor{Kind: access.Setup, ID: "tools-bar", County: county}
	_, err = casework.Do(ctx, house.Runner, actor, act, func(ctx context.Context, work *casework.Work) (string, error) {
		tx := casework.As[*storage.Tx](work.Tx)
		versions, err := tx.MemberVersions(ctx, county, work.Household.ID)
		if err != nil {
			return "", err
		}
		head, _ := household.Head(household.Members(versions, work.Today))
		bar := application.Bar{ID: storage.NewID(), Measure: storage.NewID(), Member: head.ID, From: work.Today, Until: work.Today.AddMonths(months)}
		return bar.ID, tx.AddBar(ctx, county, work.Household.ID, bar, "-", work.Now, actor.ID)
	})
	return err
}
