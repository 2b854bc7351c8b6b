package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"text/template"
)

// description says how the product is started and loaded (targets/*.json). Texts in it are templates over .Dir and .Addr,
// and in the request over .URL, .Client, .N (1, 2, … over all requests) and .Person.
type description struct {
	Name   string   `json:"name"`
	Binary string   `json:"binary"` // from bench/
	Start  []string `json:"start"`
	Health string   `json:"health"`
	// Before runs with the server stopped, Prepare with it running: commands of the binary, or of a program named by ../path. They see $BENCH_DIR and $BENCH_URL.
	// Each line of JSON that Prepare prints (an object of texts) is one Person.
	Before  []string `json:"before"`
	Prepare []string `json:"prepare"`
	// OnePersonOneRequest is for an act that a person can do only once; else people take turns.
	OnePersonOneRequest bool `json:"one_person_one_request"`
	Request             struct {
		Method  string            `json:"method"`
		Path    string            `json:"path"`
		Headers map[string]string `json:"headers"`
		Body    string            `json:"body"`
	} `json:"request"`
	// Kept is the answer that means kept: its status and, for a redirect, how its Location begins (the sign-in page is one too).
	Kept struct {
		Status   int    `json:"status"`
		Location string `json:"location"`
	} `json:"kept"`
}

type product struct {
	description
	dir     string
	people  []map[string]string
	asked   atomic.Int64
	path    *template.Template
	body    *template.Template
	headers map[string]*template.Template
}

func newProduct(ctx context.Context, work, file string) (*product, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p := &product{dir: filepath.Join(work, "product"), headers: map[string]*template.Template{}}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p.description); err != nil {
		return nil, err
	}
	if p.path, err = template.New("path").Parse(p.Request.Path); err != nil {
		return nil, err
	}
	if p.body, err = template.New("body").Parse(p.Request.Body); err != nil {
		return nil, err
	}
	for name, text := range p.Request.Headers {
		if p.headers[name], err = template.New(name).Parse(text); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(p.dir, 0o700); err != nil {
		return nil, err
	}
	_, err = p.hook(ctx, p.Before, "")
	return p, err
}

func (p *product) name() string      { return p.Name }
func (p *product) binarySize() int64 { return sizeOf(p.Binary) }
func (p *product) health() string    { return p.Health }

func (p *product) version() string {
	out, err := exec.Command(p.Binary, "version").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(strings.TrimPrefix(string(out), p.Name))
}

func (p *product) command(address string) *exec.Cmd {
	return exec.Command(p.Binary, p.fill(p.Start, address)...)
}

func (p *product) fill(args []string, address string) []string {
	filled := slices.Clone(args)
	for i := range filled {
		filled[i] = strings.NewReplacer("{{.Dir}}", p.dir, "{{.Addr}}", address).Replace(filled[i])
	}
	return filled
}

// hook runs a command of the description and gives the people that it printed.
func (p *product) hook(ctx context.Context, args []string, url string) ([]map[string]string, error) {
	if len(args) == 0 {
		return nil, nil
	}
	args = p.fill(args, strings.TrimPrefix(url, "http://"))
	program := p.Binary
	if strings.HasPrefix(args[0], "../") { // another program beside the product's
		program, args = args[0], args[1:]
	}
	command := exec.CommandContext(ctx, program, args...) // #nosec G204 -- the description is ours
	command.Env = append(os.Environ(), "BENCH_DIR="+p.dir, "BENCH_URL="+url)
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, &said)
	}
	var people []map[string]string
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 && line[0] == '{' {
			var person map[string]string
			if err := json.Unmarshal(line, &person); err != nil {
				return nil, err
			}
			people = append(people, person)
		}
	}
	return people, nil
}

func (p *product) prepare(ctx context.Context, url string) error {
	people, err := p.hook(ctx, p.Prepare, url)
	if err != nil {
		return err
	}
	if len(p.Prepare) > 0 && len(people) == 0 {
		return errors.New("prepare printed nobody")
	}
	p.people = people
	return nil
}

func (p *product) request(ctx context.Context, url string, client int) (*http.Request, error) {
	n := p.asked.Add(1)
	with := struct {
		URL    string
		Client int
		N      int64
		Person map[string]string
	}{URL: url, Client: client, N: n}
	switch {
	case len(p.people) == 0:
	case p.OnePersonOneRequest && n > int64(len(p.people)):
		return nil, errors.New("prepare printed only " + strconv.Itoa(len(p.people)) + " people; one request each was not enough")
	default:
		with.Person = p.people[(n-1)%int64(len(p.people))]
	}
	var path, body strings.Builder
	if err := errors.Join(p.path.Execute(&path, with), p.body.Execute(&body, with)); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, p.Request.Method, url+path.String(), strings.NewReader(body.String()))
	if err != nil {
		return nil, err
	}
	for name, text := range p.headers {
		var value strings.Builder
		if err := text.Execute(&value, with); err != nil {
			return nil, err
		}
		request.Header.Set(name, value.String())
	}
	return request, nil
}

func (p *product) kept(answer *http.Response) error {
	if err := status(answer, p.Kept.Status); err != nil {
		return err
	}
	if where := answer.Header.Get("Location"); !strings.HasPrefix(where, p.Kept.Location) {
		_, _ = io.Copy(io.Discard, answer.Body)
		return fmt.Errorf("sent to %s, not to %s", where, p.Kept.Location)
	}
	return nil
}
