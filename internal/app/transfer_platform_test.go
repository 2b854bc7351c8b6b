package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/verification"
	"chengxin/internal/wording"
)

func TestAPlatformFileOfPeopleWhoAuthorisedNothingIsRefusedRowByRow(t *testing.T) {
	h := newTransferHouse(t)
	home := h.register(1)
	path := filepath.Join(t.TempDir(), "insurance.csv")
	h.must(os.WriteFile(path, []byte("\u8eab\u4efd\u8bc1\u53f7,\u7ed3\u679c,\u91d1\u989d\n990422197001010114,\u67e5\u5f97,1200\nnobody,\u67e5\u5f97,x\n"), 0o600))
	asked := PlatformImport{
		Import: Import{File: path, Place: transferTown, Officer: "clerk", Language: wording.English}, Source: string(verification.SocialInsurance), AsOf: "2026-11-01",
	}
	var said bytes.Buffer
	if err := h.ImportPlatform(t.Context(), asked, &said); fault.KindOf(err) != fault.NotFound {
		t.Errorf("read without a mapping: %v", err)
	}
	mapping := verification.Mapping{Source: verification.SocialInsurance, Item: "I401"}
	mapping.Headings[verification.ColumnIDNumber], mapping.Headings[verification.ColumnResult], mapping.Headings[verification.ColumnValue] = "\u8eab\u4efd\u8bc1\u53f7", "\u7ed3\u679c", "\u91d1\u989d"
	h.must(h.Acts.Verification.SaveMapping(t.Context(), h.clerk, "", mapping))
	for name, refused := range map[string]struct {
		change func(*PlatformImport)
		kind   fault.Kind
	}{
		"no such source": {func(p *PlatformImport) { p.Source = "weather" }, fault.Invalid},
		"no day":         {func(p *PlatformImport) { p.AsOf = "yesterday" }, fault.Invalid},
		"a day to come":  {func(p *PlatformImport) { p.AsOf = "2027-01-01" }, fault.Invalid},
		"another place":  {func(p *PlatformImport) { p.Place = "640422101" }, fault.Forbidden},
		"no permission":  {func(p *PlatformImport) { p.Officer = "auditor" }, fault.Forbidden},
		"no file":        {func(p *PlatformImport) { p.File = "nowhere.csv" }, fault.NotFound},
	} {
		again := asked
		refused.change(&again)
		if err := h.ImportPlatform(t.Context(), again, &said); fault.KindOf(err) != refused.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	said.Reset()
	if err := h.ImportPlatform(t.Context(), asked, &said); fault.KindOf(err) != fault.Invalid {
		t.Errorf("nobody is known or has authorised it: %v", err)
	}
	for _, line := range []int{2, 3} {
		if !strings.Contains(said.String(), fmt.Sprintf("%s:%d: ", path, line)) {
			t.Errorf("line %d is not told: %s", line, said.String())
		}
	}
	runs, err := h.DB.Read().Runs(t.Context(), transferCounty, home.Household, 1)
	if err != nil || len(runs) != 0 {
		t.Errorf("a refused row states something: %v %v", runs, err)
	}
}
