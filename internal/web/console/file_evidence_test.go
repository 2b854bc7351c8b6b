package console_test

import (
	"net/http"
	"strings"
	"testing"

	"chengxin/internal/casework/comparison"
	"chengxin/internal/homevisit"
	"chengxin/internal/period"
	"chengxin/internal/storage"
	"chengxin/internal/web/console"
)

// visited puts a visit with a photo and a scanned sheet into the household's file.
func (d *registerDesk) visited() {
	d.Helper()
	d.must(d.db.Write(d.Context(), func(tx *storage.Tx) error {
		err := tx.AddVisitAssignment(d.Context(), xiji, homevisit.Assignment{
			ID: "visit-1", Household: d.home.Household, Region: datan, On: period.MustDay("2026-11-22"), Officers: [2]string{"case", "beside"},
			Method: homevisit.FirstVisit, AssignedAt: d.now, AssignedBy: "case",
		})
		if err != nil {
			return err
		}
		for _, photo := range []homevisit.Photo{
			{ID: "photo-1", Kind: homevisit.OfHome, Caption: "the roof", Type: "image/jpeg"}, {ID: "photo-2", Kind: homevisit.OfSheet, Type: "application/pdf"},
		} {
			photo.Assignment, photo.Household, photo.Hash, photo.Size, photo.At, photo.By = "visit-1", d.home.Household, strings.Repeat("a", 64), 9, d.now, "case"
			if err := tx.AddVisitPhoto(d.Context(), xiji, photo); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestEvidenceIsLookedAtInAnOpenFileOnlyAndZoomedWithoutAScript(t *testing.T) {
	d := newRegisterDesk(t)
	d.visited()
	ask := d.as("case")
	photo := "/console/households/" + d.home.Household + "/evidence/photo_of_home/visit-1/photo-1"
	if _, body, at := ask(photo); strings.Contains(at, "/evidence/") || !strings.Contains(body, `name="purpose"`) {
		t.Errorf("evidence is shown before the file is opened for a purpose: %s", at)
	}
	file := d.open(ask)
	_, list, _ := ask(file + "?part=evidence")
	if strings.Count(list, "/evidence/") != 2 || !strings.Contains(list, "the roof") {
		t.Error("the file does not list what was kept")
	}
	d.stands("file_evidence_kept", list)
	_, body, _ := ask(photo)
	d.stands("evidence_photo", body)
	if !strings.Contains(body, `src="/console/visits/`+d.home.Household+`/visit-1/photos/photo-1"`) || strings.Contains(body, "<script>") {
		t.Error("the picture does not come by the visit's own logged address")
	}
	if _, body, _ := ask(file + "/evidence/sheet_of_visit/visit-1/photo-2"); strings.Contains(body, "app-viewer") || !strings.Contains(body, says("casefile.evidence.open_pdf")) {
		t.Error("a PDF is shown as a picture")
	}
	for _, rest := range []string{"/evidence/photo_of_home/visit-1/photo-9", "/evidence/signed_paper/visit-1/photo-1", "/evidence/nothing/visit-1/photo-1"} {
		if status, _, _ := ask(file + rest); status != http.StatusNotFound {
			t.Errorf("%s: %d", rest, status)
		}
	}
	if status, _, _ := d.as("beside")(photo); status != http.StatusForbidden {
		t.Errorf("another village's officer looks at evidence: %d", status)
	}
}

func TestTheWholeFileIsPrintedMaskedForTheDayShown(t *testing.T) {
	d := newRegisterDesk(t)
	d.declare()
	d.visited()
	d.compared.view.Runs[0].Cause = comparison.Asked
	ask := d.as("case")
	whole := "/console/households/" + d.home.Household + "/print"
	if _, body, _ := ask(whole); strings.HasPrefix(body, "%PDF") || len(d.printed) > 0 {
		t.Error("the file is printed before it is opened for a purpose")
	}
	file := d.open(ask)
	if status, body, _ := ask(file + "/print"); status != http.StatusOK || !strings.HasPrefix(body, "%PDF") || len(d.printed) != 1 {
		t.Fatalf("not printed: %d", status)
	}
	all := textOf(d.printed[0])
	for _, words := range []string{
		"\u9a6c*\u5f3a", d.home.Number, says("casefile.print.note"), says("casefile.purpose.question"), says("comparison.kind.INCOME_UNDER"), "\u25c6 ", "\u25b3 ", "\u25cb ",
		says("casefile.event.visit_assigned", "day", "2026\u5e7411\u670822\u65e5"), "the roof", says("casefile.look.HouseholdOpened"), "1,500",
	} {
		if !strings.Contains(all, words) {
			t.Errorf("the print does not say %s", words)
		}
	}
	if leak := fullValues.FindString(all); leak != "" {
		t.Errorf("the print shows %s", leak)
	}
	if status, _, _ := ask(file + "/print?on=2026-11-20"); status != http.StatusOK {
		t.Fatalf("not printed as of a day: %d", status)
	}
	if earlier := textOf(d.printed[1]); strings.Contains(earlier, says("comparison.kind.INCOME_UNDER")) || !strings.Contains(earlier, "2026\u5e7411\u670820\u65e5") {
		t.Error("the print of an earlier day knows the later comparison")
	}
	if status, _, _ := ask(file + "/print?on=soon"); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		t.Errorf("a day that is none: %d", status)
	}
	if status, _, _ := d.as("beside")(whole); status != http.StatusForbidden {
		t.Errorf("another village's officer prints: %d", status)
	}
}

func textOf(file console.PrintedFile) string {
	var all strings.Builder
	all.WriteString(file.Title + "\n" + file.Number + "\n" + file.Note + "\n")
	for _, fact := range file.Facts {
		all.WriteString(fact.Key + "\t" + fact.Value + "\n")
	}
	for _, section := range file.Sections {
		all.WriteString(section.Heading + "\n" + section.Empty + "\n")
		for _, row := range section.Rows {
			all.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return all.String()
}
