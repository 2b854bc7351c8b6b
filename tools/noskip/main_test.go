package main

import (
	"errors"
	"strings"
	"testing"
)

func TestARunIsGreenOnlyIfEveryTestRan(t *testing.T) {
	const pass = `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n" + `{"Action":"pass","Package":"p","Elapsed":0.5}` + "\n"
	for _, c := range []struct {
		name, events string
		err          error
		code         int
		last         string
	}{
		{"all passed", pass, nil, 0, "1 passed, 0 failed"},
		{"none ran", `{"Action":"skip","Package":"p"}` + "\n", nil, 1, "0 passed, 0 failed"},
		{"one skipped", pass + `{"Action":"skip","Package":"p","Test":"TestB"}` + "\n", nil, 1, "1 passed, 1 failed"},
		{"one failed", pass + `{"Action":"output","Package":"p","Test":"TestB","Output":"why\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestB"}` + "\n", nil, 1, "1 passed, 1 failed"},
		{"did not build", pass + `{"Action":"fail","Package":"q","Elapsed":0}` + "\n", nil, 1, "1 passed, 1 failed"},
		{"two did not build", pass + `{"Action":"fail","Package":"q"}` + "\n" + `{"Action":"fail","Package":"r"}` + "\n", nil, 1, "1 passed, 2 failed"},
		{"go test failed by itself", pass, errors.New("exit status 2"), 1, "1 passed, 0 failed"},
		{"output that is no event", "warning: noise\n" + pass, nil, 0, "1 passed, 0 failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var report strings.Builder
			sum, err := read(strings.NewReader(c.events), &report)
			if err != nil {
				t.Fatal(err)
			}
			if code := sum.close(&report, c.err); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if !strings.HasSuffix(report.String(), c.last+"\n") {
				t.Errorf("report ends without %q:\n%s", c.last, &report)
			}
		})
	}
}

func TestAFailingTestShowsItsOutput(t *testing.T) {
	var report strings.Builder
	events := `{"Action":"output","Package":"p","Test":"TestB","Output":"the reason\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"TestB"}` + "\n"
	if _, err := read(strings.NewReader(events), &report); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(report.String(), "the reason") {
		t.Errorf("the reason is missing:\n%s", &report)
	}
}
