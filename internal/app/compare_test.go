package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/wording"
)

// comparing runs the command on three texts and gives what people and programs read.
func comparing(t *testing.T, c Comparison, texts [3]string) (folder, people, program string, err error) {
	t.Helper()
	folder = t.TempDir()
	t.Chdir(folder) // files are told as they were given
	for source, name := range []string{"D.csv", "V.csv", "P.csv"} {
		if err := os.WriteFile(name, []byte(texts[source]), 0o600); err != nil {
			t.Fatal(err)
		}
		c.Files[source] = []string{name}
	}
	c.Out, c.Edition, c.Language = "out", "jiqiang-2022", wording.English
	said, err := os.Create(filepath.Join(folder, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = said.Close() }()
	var line bytes.Buffer
	err = CompareFiles(t.Context(), c, said, &line)
	raw, readErr := os.ReadFile(said.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	return folder, string(raw), line.String(), err
}

const (
	declaredText = "household_id,member_id_no,item_code,value,as_of,since,period,status\n" +
		"H2,99010119900101123x,MEMB,1,2026-06-15,,,\nH2,,I201,100000,2026-06-15,,,\nH1,,I201,0,2026-06-15,,,none\nH1,,E101,900000,2026-06-15,,,\n"
	visitedText = "as_of,household_id,member_id_no,item_code,value,since,note\r\n" +
		"2026-07-20,H2,99010119900101123X,MEMB,1,,\r\n2026-07-20,H2,,I201,160001,,\"x,y\"\r\n2026-09-30,H1,,I201,70000,2026-06-30,\r\n"
	verifiedText = "household_id,member_id_no,item_code,value,as_of,status\n" +
		"H2,99010119900101123X,MEMB,1,2026-07-01,found\nH1,,E101,,2026-07-01,unavailable\n\"H,3\",,I201,5,2026-07-01,\n"
)

func TestCompareWritesTheThreeResultsAndReports(t *testing.T) {
	folder, people, program, err := comparing(t, Comparison{}, [3]string{declaredText, visitedText, verifiedText})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"discrepancies.csv": "household_id,member_id_no,item_code,kind,declared,visited,platform\n" +
			"H1,,E101,EXPENSE_INFLATED,900000,0,\nH1,,I201,CHANGED_SINCE,0,70000,\nH2,,I201,INCOME_UNDER,100000,160001,0\n",
		"summary.csv": "household_id,members,declared_income,visited_income,platform_income,discrepancies\n" +
			"\"H,3\",,,,5,\nH1,0,0,70000,,1\nH2,1,100000,160001,0,1\n",
		"missing.csv": "household_id,source,reason\n\"H,3\",declaration,no_rows\n\"H,3\",visit,no_rows\nH1,platform,set_aside\n",
	} {
		got, err := os.ReadFile(filepath.Join(folder, "out", name))
		if err != nil || string(got) != want {
			t.Errorf("%s, %v\ngot  %q\nwant %q", name, err, got, want)
		}
	}
	for _, want := range []string{"3 households, 2 of them compared", "CHANGED_SINCE Changed since, within the reporting period: 1", "INCOME_UNDER More income found than declared: 1", "2 discrepancies."} {
		if !strings.Contains(people, want) {
			t.Errorf("people do not read %q in\n%s", want, people)
		}
	}
	var told struct {
		Households, Discrepancies int64
		Kinds                     map[string]int64
		Rows                      map[string]int64
	}
	if err := json.Unmarshal([]byte(program), &told); err != nil || strings.Count(program, "\n") != 1 {
		t.Fatalf("%q: %v", program, err)
	}
	if told.Households != 3 || told.Discrepancies != 2 || told.Kinds["EXPENSE_INFLATED"] != 1 || told.Rows["declaration"] != 4 {
		t.Errorf("%+v", told)
	}
}

func TestCompareListsBadRowsAndRefuses(t *testing.T) {
	texts := [3]string{declaredText, visitedText, verifiedText + "H1,,I999,1,2026-07-01,\n"}
	folder, people, program, err := comparing(t, Comparison{}, texts)
	if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(people, "P.csv:5: bad row: item\n") || program != "" {
		t.Errorf("%v\n%s%s", err, people, program)
	}
	if _, err := os.Stat(filepath.Join(folder, "out")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	if _, people, _, err = comparing(t, Comparison{BadRows: "bad.csv"}, texts); err != nil || !strings.Contains(people, "1 bad rows, written to bad.csv") {
		t.Errorf("%v\n%s", err, people)
	}
}

func TestAnAmountOfMemory(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "64KiB": 64 << 10, "256MiB": 256 << 20, "2GiB": 2 << 30} {
		if got, err := parseMemory(text); err != nil || got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"256", "MiB", "-1MiB", "1.5GiB", "0MiB", "1MB", "99999999999999999999MiB", "1MiB "} {
		if _, err := parseMemory(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q passed", text)
		}
	}
}
