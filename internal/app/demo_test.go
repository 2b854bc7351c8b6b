package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The town is small, but whole: every step, every place's kind, and files to try by hand.
func TestTheDemonstrationFindsWhatWasPlantedAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	var said bytes.Buffer
	err := Demo(t.Context(), Config{Dir: dir, Listen: "127.0.0.1:0"}, DemoOptions{Seed: 5, Households: 190}, &said)
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	for _, name := range []string{"declaration.csv", "visit.csv", "platform.csv", "register-template.xlsx"} {
		if info, err := os.Stat(filepath.Join(dir, demoFiles, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !strings.Contains(said.String(), "14/148\uff089.5%\uff09") {
		t.Errorf("the village's share is not told:\n%s", &said)
	}
	if err := Demo(context.Background(), Config{Dir: dir}, DemoOptions{Seed: 5, Households: 1}, &said); err == nil {
		t.Error("a town is built over another")
	}
}

func TestADemonstrationThatFindsSomethingElseFails(t *testing.T) {
	agreeing := demoFound{lines: []demoLine{{key: "households", found: 2, planted: 2}, {key: "late", found: 1, planted: 1, of: 2}}}
	if err := agreeing.mustAgree(); err != nil {
		t.Error(err)
	}
	other := agreeing
	other.lines = append(slices.Clone(agreeing.lines), demoLine{key: "late", found: 1, planted: 2, of: 2})
	missed := agreeing
	missed.misses = []demoMiss{{"1", []string{"P201 household PROPERTY_UNDECLARED"}, nil}}
	for _, one := range []demoFound{other, missed} {
		var said bytes.Buffer
		if one.mustAgree() == nil || one.print(&said) != nil || said.Len() == 0 {
			t.Errorf("%+v", one)
		}
	}
}
