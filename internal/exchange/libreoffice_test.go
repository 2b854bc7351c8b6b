package exchange_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"chengxin/internal/exchange"
)

// updateLibreOffice opens our workbooks in LibreOffice, saves them and keeps what it saved: `make libreoffice`. The tests read
// what is kept, so that they need no office.
var updateLibreOffice = flag.Bool("update-libreoffice", false, "open our workbooks in LibreOffice and keep what it saves")

// savedByLibreOffice is one of our workbooks as LibreOffice saved it.
func savedByLibreOffice(t *testing.T, name string, ours []byte) []byte {
	t.Helper()
	kept := filepath.Join("testdata", "libreoffice", name)
	if *updateLibreOffice {
		dir := t.TempDir()
		from, into := filepath.Join(dir, "from", name), filepath.Join(dir, "into")
		if err := os.MkdirAll(filepath.Dir(from), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(from, ours, 0o600); err != nil {
			t.Fatal(err)
		}
		// #nosec G204 -- a developer's own office
		office := exec.CommandContext(t.Context(), "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", into, from)
		if said, err := office.CombinedOutput(); err != nil {
			t.Fatalf("soffice: %v\n%s", err, said)
		}
		saved, err := os.ReadFile(filepath.Join(into, name)) // #nosec G304 -- the test's own file
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(kept), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kept, saved, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	saved, err := os.ReadFile(kept) // #nosec G304 -- a kept file
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func TestATemplateFilledInAndSavedByLibreOfficeComesBack(t *testing.T) {
	rows := people(6)
	saved := savedByLibreOffice(t, "register.xlsx", filledTemplate(t, rows, nil))
	table := read(t, saved)
	same(t, table, rows)
	for _, row := range table.Rows {
		if row.Numbers != 0 {
			t.Errorf("line %d: LibreOffice made numbers of texts: %b", row.Line, row.Numbers)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(saved))
	if err != nil {
		t.Fatal(err)
	}
	if lists, err := f.GetDataValidations(f.GetSheetName(0)); err != nil || len(lists) < 4 {
		t.Errorf("%d lists are left, %v", len(lists), err)
	}
}

func TestAMarkedWorkbookSavedByLibreOfficeIsReadAndMarkedAgain(t *testing.T) {
	rows := people(3)
	marked, err := exchange.MarkRegister(filledTemplate(t, rows, nil), []exchange.Mark{{Line: 4, Text: "first"}}, exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	saved := savedByLibreOffice(t, "marked.xlsx", marked)
	same(t, read(t, saved), rows)
	again, err := exchange.MarkRegister(saved, []exchange.Mark{{Line: 5, Text: "second"}}, exchange.TableLimits)
	if err != nil {
		t.Fatal(err)
	}
	same(t, read(t, again), rows)
	f, err := excelize.OpenReader(bytes.NewReader(again))
	if err != nil {
		t.Fatal(err)
	}
	all, err := f.GetRows(f.GetSheetName(0))
	if err != nil || !strings.HasSuffix(all[4][len(all[4])-1], "second") || strings.Contains(fmt.Sprint(all), "first") {
		t.Errorf("%v\n%v", err, all)
	}
}
