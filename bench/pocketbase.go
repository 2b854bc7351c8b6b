package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pocketBase is the peer: its own program, built from its module as its releases are, with its default settings.
type pocketBase struct {
	binary, dir, module string
	token               string
	body                []byte
}

const (
	pocketBasePackage = "github.com/pocketbase/pocketbase/examples/base"
	benchEmail        = "bench@example.com"
	benchPassword     = "bench-only-1234"
)

func newPocketBase(ctx context.Context, work string) (*pocketBase, error) {
	p := &pocketBase{binary: filepath.Join(work, "pocketbase"), dir: filepath.Join(work, "pb_data")}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", p.binary, pocketBasePackage)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	version, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", "github.com/pocketbase/pocketbase").Output()
	if err != nil {
		return nil, err
	}
	p.module = strings.TrimSpace(string(version))
	first := exec.CommandContext(ctx, p.binary, "superuser", "upsert", benchEmail, benchPassword, "--dir", p.dir, "--dev=false")
	if out, err := first.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	p.body, err = json.Marshal(map[string]any{"household": "大滩村-001", "lines": declarationLines()})
	return p, err
}

func (p *pocketBase) name() string      { return "PocketBase" }
func (p *pocketBase) version() string   { return p.module }
func (p *pocketBase) binarySize() int64 { return sizeOf(p.binary) }
func (p *pocketBase) health() string    { return "/api/health" }

// command turns the development mode off, which a program below the temporary folder would otherwise think it is in.
func (p *pocketBase) command(address string) *exec.Cmd {
	return exec.Command(p.binary, "serve", "--http", address, "--dir", p.dir, "--dev=false")
}

// prepare makes a collection that any signed-in user may add to, and signs a user in.
func (p *pocketBase) prepare(ctx context.Context, url string) error {
	var super, user struct{ Token string }
	login := map[string]any{"identity": benchEmail, "password": benchPassword}
	if err := p.call(ctx, url+"/api/collections/_superusers/auth-with-password", "", login, &super); err != nil {
		return err
	}
	for _, step := range []struct {
		path string
		body map[string]any
	}{
		{"/api/collections", map[string]any{
			"name": "declarations", "type": "base", "createRule": `@request.auth.id != ""`,
			"fields": []map[string]any{{"name": "household", "type": "text"}, {"name": "lines", "type": "json"}},
		}},
		{"/api/collections/users/records", map[string]any{"email": benchEmail, "password": benchPassword, "passwordConfirm": benchPassword}},
	} {
		if err := p.call(ctx, url+step.path, super.Token, step.body, nil); err != nil {
			return err
		}
	}
	if err := p.call(ctx, url+"/api/collections/users/auth-with-password", "", login, &user); err != nil {
		return err
	}
	p.token = user.Token
	return nil
}

func (p *pocketBase) call(ctx context.Context, url, token string, body, answerInto any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if err := status(answer, http.StatusOK); err != nil {
		return err
	}
	if answerInto == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.NewDecoder(answer.Body).Decode(answerInto)
}

func (p *pocketBase) request(ctx context.Context, url string, _ int) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/collections/declarations/records", bytes.NewReader(p.body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", p.token)
	return request, nil
}

func (p *pocketBase) kept(answer *http.Response) error { return status(answer, http.StatusOK) }

// declarationLines are the lines of a household's declaration, about 3 KB of JSON.
func declarationLines() []map[string]any {
	items := []string{"I101", "I102", "I201", "I202", "I203", "I301", "I401", "I402", "I403", "I499", "P101", "P102", "P201", "P301", "P302", "P303", "P401", "P501", "E101", "E102", "E103", "K101", "K102", "K103"}
	lines := make([]map[string]any, 0, len(items))
	for i, item := range items {
		lines = append(lines, map[string]any{"item": item, "member": i % 4, "value": 120000 + i*731, "period": "year", "as_of": "2026-11-22", "status": "found", "said": "按月说的数字"})
	}
	return lines
}
