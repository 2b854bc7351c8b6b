// Command benchpeople prepares residents for the benchmark of submissions (performance.md W2): each is registered, told, has
// signed, has answered everything and is signed in, so that one POST hands the declaration in. All of it acts through
// casework and the pages. It writes one JSON person a line, as bench wants them:
//
//	benchpeople -dir DIR -n 4000 -to people.jsonl
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/app"
	"chengxin/internal/region"
)

func main() {
	dir := flag.String("dir", "", "data folder to fill; it must be empty")
	database := flag.String("db", "", "database, as the product's --db")
	n := flag.Int("n", 4000, "residents")
	to := flag.String("to", "", "file to write")
	show := flag.String("print", "", "print a file written before, and do nothing else")
	flag.Parse()
	if *show != "" {
		if err := printFile(*show); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := prepare(context.Background(), app.Config{Dir: *dir, DB: *database, Proxy: true}, *n, *to); err != nil {
		log.Fatal(err)
	}
}

func printFile(name string) error {
	file, err := os.Open(name) // #nosec G304 -- named by the benchmark
	if err != nil {
		return err
	}
	_, err = io.Copy(os.Stdout, file)
	return errors.Join(err, file.Close())
}

func prepare(ctx context.Context, config app.Config, n int, to string) (err error) {
	opened, err := app.Open(ctx, config, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	residents, err := opened.Ready(ctx, n)
	if err != nil {
		return err
	}
	handler, err := opened.Handler(ctx, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	file, err := os.Create(to) // #nosec G304 -- named by the benchmark
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	var writing sync.Mutex
	out := json.NewEncoder(file)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(64)
	for i, resident := range residents {
		group.Go(func() error {
			person, err := signedIn(ctx, server.URL, i, resident)
			if err != nil {
				return fmt.Errorf("resident %d: %w", i, err)
			}
			writing.Lock()
			defer writing.Unlock()
			return out.Encode(person)
		})
	}
	return group.Wait()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// signedIn signs a resident in as a browser does, opens the page that hands in, and keeps its cookie and its form.
func signedIn(ctx context.Context, base string, i int, resident app.ReadyResident) (map[string]string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar}
	address := fmt.Sprintf("10.%d.%d.%d", i>>16&255, i>>8&255, i&255) // tries are limited by address; these never leave the machine
	visit := func(method, path string, form url.Values) (string, error) {
		request, err := http.NewRequestWithContext(ctx, method, base+path, nil)
		if method == http.MethodPost {
			request, err = http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(form.Encode()))
		}
		if err != nil {
			return "", err
		}
		request.Header.Set("X-Forwarded-For", address)
		request.Header.Set("Sec-Fetch-Site", "same-origin")
		if method == http.MethodPost {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer, err := client.Do(request)
		if err != nil {
			return "", err
		}
		body, err := io.ReadAll(answer.Body)
		if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s %s: %s", method, path, answer.Status)
		}
		return string(body), err
	}
	_, err = visit(http.MethodPost, "/r/sign-in", url.Values{"code": {resident.Code}, "tail": {resident.Tail}, "county": {string(region.Code(resident.County))}})
	if err != nil {
		return nil, err
	}
	check, err := visit(http.MethodGet, "/r/declare/check", nil)
	if err != nil {
		return nil, err
	}
	form := url.Values{"true": {"yes"}}
	for _, field := range hidden.FindAllStringSubmatch(check, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	place, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	cookie := ""
	for _, one := range jar.Cookies(place) {
		cookie += one.Name + "=" + one.Value + "; "
	}
	return map[string]string{"cookie": cookie, "form": form.Encode()}, nil
}
