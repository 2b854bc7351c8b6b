package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/comparison"
	"chengxin/internal/casework/people"
	"chengxin/internal/casework/register"
	"chengxin/internal/comparison"
	"chengxin/internal/exchange"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

const (
	transferCounty  = region.Code("640422")
	transferTown    = region.Code("640422100")
	transferVillage = region.Code("640422100202")
)

// transferHouse is a county in a folder with a case officer who is known by the login "clerk", and an auditor.
type transferHouse struct {
	*testing.T
	*App
	now     time.Time
	clerk   access.Actor
	sources map[string]steps.Inputs // what a test states for a household
}

func newTransferHouse(t *testing.T) *transferHouse {
	t.Helper()
	h := &transferHouse{T: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, period.Shanghai), sources: map[string]steps.Inputs{}}
	opened, err := Open(t.Context(), Config{Dir: t.TempDir()}, func() time.Time { return h.now })
	h.must(err)
	h.App = opened
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Error(err)
		}
	})
	h.must(h.KeepOffice(t.Context(), casework.Office{County: transferCounty, Agency: "A", CodeWord: "B", Demo: true, Edition: defaultEdition}))
	setup := access.Actor{Kind: access.Setup, ID: "test", County: transferCounty}
	for login, role := range map[string]access.Role{"clerk": access.CaseOfficer, "auditor": access.Auditor} {
		made, err := h.Acts.People.CreateOfficer(t.Context(), setup, transferCounty, people.NewOfficer{Login: login, Name: login, Unit: transferTown})
		h.must(err)
		_, err = h.Acts.People.GrantRole(t.Context(), setup, transferCounty, made.Officer, role, transferTown)
		h.must(err)
		h.must(h.Acts.People.SetDemoAccount(t.Context(), setup, transferCounty, made.Officer, demoPassword, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
	}
	h.clerk, err = h.officerByLogin(t.Context(), transferCounty, "clerk")
	h.must(err)
	for i := range h.Acts.Comparison.Sources {
		h.Acts.Comparison.Sources[i] = func(_ context.Context, _ casework.Tx, _ region.Code, id string) ([]steps.Stated, error) {
			return slices.Clone(h.sources[id][i]), nil
		}
	}
	return h
}

func (h *transferHouse) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *transferHouse) register(persons int) register.Registered {
	h.Helper()
	members := []household.Member{{Name: "\u9a6c\u5fd7\u5f3a", Relation: household.HeadOfHousehold}}
	for range persons - 1 {
		members = append(members, household.Member{Name: "\u9a6c\u5c0f\u71d5", Relation: "31"})
	}
	done, err := h.Acts.Register.RegisterHousehold(h.Context(), h.clerk, register.Registration{
		Household: household.Household{County: transferCounty, Region: transferVillage, Address: "3", Kind: household.Recipient}, Members: members,
	})
	h.must(err)
	return done
}

// invent states anything that sources may state about a household.
func invent(dice *rand.Rand, members []string) steps.Inputs {
	var in steps.Inputs
	for source := range in {
		// Declarations come early in the year, so that changes after them are found in time and late.
		day := func() period.Day { return period.MustDay("2026-01-01").AddDays(dice.IntN([]int{90, 320, 320}[source])) }
		if dice.IntN(6) == 0 {
			continue // this source has nothing
		}
		for _, item := range []string{"MEMB", "I101", "I201", "I202", "I499", "P102", "P201", "P301", "E101", "K102"} {
			owners := []string{""}
			if slices.Contains([]string{"MEMB", "I101", "P301", "K102"}, item) {
				owners = append(slices.Clone(members), "unregistered-1")
			}
			for _, owner := range owners {
				if dice.IntN(3) == 0 {
					continue
				}
				row := steps.Stated{Item: item, Member: owner, AsOf: day(), Value: int64(dice.IntN(4)) * 300000, SetAside: dice.IntN(8) == 0}
				if item == "MEMB" || item == "K102" {
					row.Value = int64(dice.IntN(2))
				}
				if dice.IntN(3) == 0 {
					row.Since = day()
				}
				if dice.IntN(8) == 0 {
					row.Period = []string{"2025", "2026"}[dice.IntN(2)]
				}
				if row.SetAside {
					row.Value = 0
				}
				in[source] = append(in[source], row)
			}
		}
		in[source] = append(in[source], steps.Stated{Item: "NOT-IN-THE-EDITION", AsOf: day(), Value: 1})
	}
	return in
}

func amountText(amount comparison.Amount) string {
	if amount.Missing {
		return ""
	}
	return strconv.FormatInt(amount.Value, 10)
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(path) // #nosec G304 -- the test's own file
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCompareOnExportedFilesFindsWhatTheProgramFound(t *testing.T) {
	h := newTransferHouse(t)
	dice := rand.New(rand.NewPCG(7, 7)) // #nosec G404 -- a repeatable test
	numbers := map[string]string{}
	for range 120 {
		done := h.register(1 + dice.IntN(3))
		numbers[done.Household] = done.Number
		h.sources[done.Household] = invent(dice, done.Members)
	}
	_, err := h.Acts.Comparison.AskRegion(t.Context(), h.clerk, transferCounty, transferVillage, "")
	h.must(err)
	for done := 1; done > 0; {
		done, err = h.CompareDue(t.Context())
		h.must(err)
	}
	wantDifferences, wantSummary, kinds := map[string]bool{}, map[string]string{}, map[comparison.Kind]int{}
	for id, number := range numbers {
		runs, err := h.DB.Read().Runs(t.Context(), transferCounty, id, 1)
		h.must(err)
		if len(runs) == 0 {
			continue // nothing to compare with
		}
		found := runs[0].Found
		for _, line := range found.Lines {
			if line.Kind == "" {
				continue
			}
			kinds[line.Kind]++
			wantDifferences[strings.Join([]string{number, strings.ReplaceAll(line.Member, "-", ""), line.Item, string(line.Kind), amountText(line.Sums[0]), amountText(line.Sums[1]), amountText(line.Sums[2])}, ",")] = true
		}
		members, counted := strconv.Itoa(found.Members), strconv.Itoa(found.Counts().Counted)
		if found.Missing[0] != "" {
			members = ""
		}
		if !found.Compared {
			counted = ""
		}
		wantSummary[number] = strings.Join([]string{members, amountText(found.Income[0]), amountText(found.Income[1]), amountText(found.Income[2]), counted}, ",")
	}
	for _, kind := range []comparison.Kind{"INCOME_UNDER", "ASSET_UNDER", "EXPENSE_INFLATED", "KINSHIP_UNDISCLOSED", comparison.MemberUndeclared, comparison.MemberNotVisited, comparison.ChangedSince, comparison.ReportedLate, comparison.NotComparable} {
		if kinds[kind] == 0 {
			t.Errorf("the invented households show no %s: the test proves less than it says", kind)
		}
	}

	folder := filepath.Join(t.TempDir(), "sources")
	var said bytes.Buffer
	h.must(h.ExportSources(t.Context(), Export{Place: transferVillage, Officer: "clerk", Purpose: "to try compare", Out: folder, Language: wording.English}, &said))
	if !strings.Contains(said.String(), "120 households exported") {
		t.Errorf("said: %s", said.String())
	}
	out := filepath.Join(t.TempDir(), "out")
	people, err := os.Create(filepath.Join(t.TempDir(), "said"))
	h.must(err)
	defer func() { _ = people.Close() }()
	files := [3][]string{}
	for i, source := range comparison.Sources() {
		files[i] = []string{filepath.Join(folder, source.String()+".csv")}
	}
	h.must(CompareFiles(t.Context(), Comparison{Edition: defaultEdition, Files: files, Out: out, Language: wording.English}, people, &bytes.Buffer{}))

	got := readCSV(t, filepath.Join(out, "discrepancies.csv"))[1:]
	for _, row := range got {
		row[1] = strings.ReplaceAll(row[1], "-", "")
		if !wantDifferences[strings.Join(row, ",")] {
			t.Errorf("compare finds, the program does not: %v", row)
		}
	}
	if len(got) != len(wantDifferences) {
		t.Errorf("compare finds %d differences, the program %d", len(got), len(wantDifferences))
	}
	seen := 0
	for _, row := range readCSV(t, filepath.Join(out, "summary.csv"))[1:] {
		want, compared := wantSummary[row[0]]
		if !compared {
			if row[5] != "" {
				t.Errorf("%s was not compared by the program: %v", row[0], row)
			}
			continue
		}
		seen++
		if strings.Join(row[1:], ",") != want {
			t.Errorf("%s: compare says %v, the program %s", row[0], row[1:], want)
		}
	}
	if seen != len(wantSummary) {
		t.Errorf("%d of %d households stand in the summary", seen, len(wantSummary))
	}
}

func TestAnExportNamesWhoWhatAndWhyBeforeItsFirstRow(t *testing.T) {
	h := newTransferHouse(t)
	home := h.register(2)
	kin := h.register(1)
	_, err := h.Acts.Register.DiscloseKinship(t.Context(), h.clerk, register.At{County: transferCounty, Household: kin.Household}, household.Kinship{
		Official: "clerk", OfficerID: h.clerk.ID, Post: household.PublicServant, Relation: "\u5144\u5f1f", DisclosedBy: kin.Members[0],
	})
	h.must(err)
	h.sources[home.Household] = steps.Inputs{{{Item: "MEMB", Member: home.Members[0], Value: 1, AsOf: period.MustDay("2026-11-01")}}, nil, nil}
	head, err := h.DB.Read().LogHead(t.Context(), transferCounty)
	h.must(err)
	folder := t.TempDir()
	for name, refused := range map[string]struct {
		asked Export
		kind  fault.Kind
	}{
		"no purpose":      {Export{Place: transferVillage, Officer: "clerk", Out: filepath.Join(folder, "a")}, fault.Invalid},
		"unknown officer": {Export{Place: transferVillage, Officer: "nobody", Purpose: "to try it", Out: filepath.Join(folder, "a")}, fault.NotFound},
		"another place":   {Export{Place: "640422101", Officer: "clerk", Purpose: "to try it", Out: filepath.Join(folder, "a")}, fault.Forbidden},
		"may not reveal":  {Export{Place: transferVillage, Officer: "auditor", Purpose: "to try it", Full: true, Out: filepath.Join(folder, "a")}, fault.Forbidden},
	} {
		var said bytes.Buffer
		if err := h.ExportSources(t.Context(), refused.asked, &said); fault.KindOf(err) != refused.kind {
			t.Errorf("%s: %v", name, err)
		}
		refused.asked.Out += ".csv"
		if err := h.ExportRegister(t.Context(), refused.asked, &said); fault.KindOf(err) != refused.kind {
			t.Errorf("%s, register: %v", name, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(left) > 1 {
		t.Errorf("refused exports leave %v, %v", left, err)
	}
	if inside, err := filepath.Glob(filepath.Join(folder, "a", "*")); err != nil || len(inside) > 0 {
		t.Errorf("refused exports leave %v, %v", inside, err)
	}
	var said bytes.Buffer
	out := filepath.Join(folder, "sources")
	asked := Export{Place: transferVillage, Officer: "clerk", Purpose: "the yearly check", Out: out, Language: wording.English}
	h.must(h.ExportSources(t.Context(), asked, &said))
	if !strings.Contains(said.String(), "1 households exported") || !strings.Contains(said.String(), "1 households of the officer's kin were left out") {
		t.Errorf("said: %s", said.String())
	}
	if err := h.ExportSources(t.Context(), asked, &said); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an export over an export: %v", err)
	}
	raw, err := os.ReadFile(filepath.Join(out, "declaration.csv")) // #nosec G304 -- the test's own file
	h.must(err)
	want := home.Number + "," + strings.ReplaceAll(home.Members[0], "-", "") + ",MEMB,1,2026-11-01,,,found," + wording.T(wording.Chinese, "transfer.demo")
	if !strings.Contains(string(raw), want) || strings.Contains(string(raw), kin.Number) {
		t.Errorf("%s\nwants %s", raw, want)
	}
	if info, err := os.Stat(filepath.Join(out, "declaration.csv")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the export: %v %v", info.Mode(), err)
	}
	book := filepath.Join(folder, "register.xlsx")
	asked.Out = book
	h.must(h.ExportRegister(t.Context(), asked, &said))
	after, err := h.DB.Read().LogHead(t.Context(), transferCounty)
	h.must(err)
	if after.Size() != head.Size()+2 {
		t.Errorf("%d entries for two exports", after.Size()-head.Size())
	}
	content, err := os.ReadFile(book) // #nosec G304 -- the test's own file
	h.must(err)
	table, err := exchange.ReadRegister(content, exchange.TableLimits)
	if err != nil || len(table.Rows) != 2 || table.Rows[0].At(register.ColumnName) != "\u9a6c*\u5f3a" || table.Rows[0].At(register.ColumnAddress) != "" {
		t.Errorf("%+v %v", table.Rows, err)
	}
}

// registerFile writes a table of the register in CSV: one household a line, of one person.
func registerFile(t *testing.T, lines ...string) string {
	t.Helper()
	var titles []string
	for _, column := range register.Columns() {
		if column.Needed() {
			titles = append(titles, column.Title())
		}
	}
	path := filepath.Join(t.TempDir(), "register.csv")
	if err := os.WriteFile(path, []byte(strings.Join(append([]string{strings.Join(titles, ",")}, lines...), "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestARegisterIsImportedFromTheCommandLineAsOnTheDesk(t *testing.T) {
	h := newTransferHouse(t)
	village, kind, head := region.Label(transferVillage), household.Recipient.Label(wording.Chinese), household.HeadOfHousehold.Label(wording.Chinese)
	line := func(key, name, place string, n int) string {
		return strings.Join([]string{key, place, "3", kind, name, head, string(household.InventedID("990422", period.MustDay("1970-01-01"), n))}, ",")
	}
	mixed := registerFile(t, line("1", "\u9a6c\u5fd7\u5f3a", village, 11), line("2", "\u674e\u56db", "nowhere", 13))
	households := func() int {
		counts, err := h.DB.Read().StepCounts(t.Context(), transferCounty, transferVillage)
		h.must(err)
		return int(counts.Households)
	}
	ask := Import{File: mixed, Place: transferTown, Officer: "clerk", Language: wording.English}
	var said bytes.Buffer
	if err := h.ImportRegister(t.Context(), ask, &said); fault.KindOf(err) != fault.Invalid || households() != 0 {
		t.Errorf("%v, %d households", err, households())
	}
	if !strings.Contains(said.String(), fmt.Sprintf("%s:3: ", mixed)) {
		t.Errorf("the problem has no file and line: %s", said.String())
	}
	ask.Good, ask.Marked = true, filepath.Join(t.TempDir(), "marked.csv")
	h.must(h.ImportRegister(t.Context(), ask, &said))
	if households() != 1 {
		t.Errorf("%d households after the good one", households())
	}
	if marked, err := os.ReadFile(ask.Marked); err != nil || !strings.Contains(string(marked), wording.T(wording.Chinese, "registerimport.column.error")) {
		t.Errorf("not marked: %v", err)
	}
	good := registerFile(t, line("5", "\u738b\u4e94", village, 15))
	ask = Import{File: good, Place: transferTown, Officer: "clerk", Check: true, Language: wording.English}
	h.must(h.ImportRegister(t.Context(), ask, &said))
	if households() != 1 {
		t.Error("a check registers")
	}
	ask.Check = false
	h.must(h.ImportRegister(t.Context(), ask, &said))
	if households() != 2 || !strings.Contains(said.String(), "1 households registered") {
		t.Errorf("%d households; said %s", households(), said.String())
	}
	for name, refused := range map[string]struct {
		change func(*Import)
		kind   fault.Kind
	}{
		"no such file":    {func(i *Import) { i.File = "nowhere.csv" }, fault.NotFound},
		"another place":   {func(i *Import) { i.Place = "640422101" }, fault.Forbidden},
		"no permission":   {func(i *Import) { i.Officer = "auditor" }, fault.Forbidden},
		"nobody":          {func(i *Import) { i.Officer = "nobody" }, fault.NotFound},
		"the same again":  {func(*Import) {}, fault.Conflict},
		"no table at all": {func(i *Import) { i.File = registerFile(t); _ = os.WriteFile(i.File, []byte("\"open\n"), 0o600) }, fault.Invalid},
	} {
		again := ask
		refused.change(&again)
		if err := h.ImportRegister(t.Context(), again, &said); fault.KindOf(err) != refused.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	if households() != 2 {
		t.Errorf("a refusal registers: %d", households())
	}
}
