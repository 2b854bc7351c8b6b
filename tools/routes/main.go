// Command routes prints every address of the product, a line each: method, pattern, and the permission that it asks for.
// The browser journeys compare with it what they have looked at, so that no page is built that nobody opens.
//
//	go run ./tools/routes
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"chengxin/internal/app"
	"chengxin/internal/casework"
	"chengxin/internal/web/page"
)

func main() {
	routes, err := list(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, "routes:", err)
		os.Exit(1)
	}
	for _, route := range routes {
		fmt.Println(route.Pattern, route.Permission)
	}
}

// list opens the product on an empty folder, as a first start does, and asks its router.
func list(ctx context.Context) (routes []page.Route, err error) {
	dir, err := os.MkdirTemp("", "chengxin-routes-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	house, err := app.Open(ctx, app.Config{Dir: dir}, time.Now)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, house.Close()) }()
	// A router needs a county to speak for; which one makes no difference to its addresses.
	office := casework.Office{County: "640422", Agency: "-", CodeWord: "-", Reconsider: "-", Edition: "jiqiang-2022"}
	if err := house.KeepOffice(ctx, office); err != nil {
		return nil, err
	}
	router, err := house.Router(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return router.Routes(), nil
}
