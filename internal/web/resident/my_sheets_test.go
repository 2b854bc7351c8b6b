package resident_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"

	declaring "chengxin/internal/casework/declaration"
	"chengxin/internal/declaration"
	"chengxin/internal/period"
	"chengxin/internal/web/resident"
)

// onPaper has the clerk type a sheet that the head has signed, and gives its answers.
func (w *declareWorld) onPaper(entry declaring.Entry) declaring.SheetDone {
	w.t.Helper()
	var scan bytes.Buffer
	if err := png.Encode(&scan, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		w.t.Fatal(err)
	}
	clerk, _ := declareActor("clerk")
	done, err := w.declaring.EnterSheet(w.t.Context(), clerk, sheetOfTheFamily, declaring.PaperEntry{
		Number: "AAAA-2222", Declarant: "head", SignedOn: period.DayOf(w.now), Entry: entry, Posted: scan.Bytes(),
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return done
}

var sheetOfTheFamily = declaring.At{County: county, Household: "h"}

func TestAHouseholdReadsWhatWasEnteredForItFromPaperAndByWhom(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	if html := w.as("member-head").see("/r"); strings.Contains(html, resident.SheetsPath) {
		t.Error("the home page leads to sheets that nobody has handed in")
	}
	w.look(t, "sheets_none", w.see(resident.SheetsPath, "还没有录入过您家的纸质申报表"))
	head := mustActor("member-head")
	view, err := w.declaring.Mine(t.Context(), head)
	if err != nil {
		t.Fatal(err)
	}
	entry := declaring.Entry{Kind: declaration.First}
	for _, asked := range view.Path() {
		line := declaration.Line{Item: asked.Question.Code, Member: asked.Member, State: declaration.None}
		if line.Item == "I102" && line.Member == "head" {
			line = declaration.Line{Item: "I102", Member: "head", State: declaration.Given, Amount: 60000, Said: "600", Length: period.Month}
		}
		if line.Item == "P301" && line.Member == "wife" {
			line = declaration.Line{Item: "P301", Member: "wife", State: declaration.Given, Amount: 8888800, Said: "88888"}
		}
		entry.Lines = append(entry.Lines, line)
	}
	done := w.onPaper(entry)
	path := resident.SheetsPath + "/" + done.Entry
	w.as("member-head").see("/r", resident.SheetsPath, "替您录入的纸质申报表")
	w.see(path, "等复核", "600.00 元", "AAAA-2222", "田经办", "另一名工作人员还没有复核")

	desk, _ := declareActor("desk")
	other := declaration.Line{Item: "I102", Member: "head", State: declaration.Given, Amount: 80000, Said: "800", Length: period.Month}
	savings := declaration.Line{Item: "P301", Member: "wife", State: declaration.Given, Amount: 7777700, Said: "77777"}
	if _, err := w.declaring.CheckSheet(t.Context(), desk, sheetOfTheFamily, done.Entry, []declaration.Line{other, savings}); err != nil {
		t.Fatal(err)
	}
	settled := []declaration.Settlement{
		{Item: "I102", Member: "head", Second: true, Reason: "像 8"}, {Item: "P301", Member: "wife", Second: true, Reason: "她的存款写得很清楚"},
	}
	if _, err := w.declaring.SettleSheet(t.Context(), desk, sheetOfTheFamily, done.Entry, settled); err != nil {
		t.Fatal(err)
	}
	clerk, _ := declareActor("clerk")
	if _, err := w.declaring.AgreeSheet(t.Context(), clerk, sheetOfTheFamily, done.Entry); err != nil {
		t.Fatal(err)
	}

	w.look(t, "sheets", w.as("member-head").see(resident.SheetsPath, "已算作申报", path))
	html := w.see(path, "算作您家的第 1 次申报", "600.00 元", "800.00 元", "以复核人为准。理由：像 8", "县经办", path+"/scan", "本人已填写（不显示）")
	w.look(t, "sheet", html)
	for _, hers := range []string{"88888", "88,888", "77,777", "她的存款"} {
		if strings.Contains(html, hers) {
			t.Errorf("the head reads %s of her savings", hers)
		}
	}
	w.see(resident.DeclarationPath, path, "AAAA-2222")
	scan := w.do(http.MethodGet, path+"/scan", nil)
	if scan.Code != http.StatusOK || scan.Header().Get("Content-Type") != "image/png" || scan.Header().Get("Cache-Control") != "no-store" || scan.Body.Len() == 0 {
		t.Errorf("the scan: %d %v", scan.Code, scan.Header())
	}

	html = w.as("member-wife").see(path, "77,777.00 元", "这张表的扫描件，只给签字的人看")
	if strings.Contains(html, path+"/scan") {
		t.Error("who did not sign is led to the scan")
	}
	if answer := w.do(http.MethodGet, path+"/scan", nil); answer.Code != http.StatusForbidden {
		t.Errorf("who did not sign is answered %d", answer.Code)
	}
	if answer := w.do(http.MethodGet, resident.SheetsPath+"/none", nil); answer.Code != http.StatusNotFound {
		t.Errorf("a sheet that is not there: %d", answer.Code)
	}
}

func TestASheetThatWasSentBackSaysWhyAndThatItIsNoFault(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	view, err := w.declaring.Mine(t.Context(), mustActor("member-head"))
	if err != nil {
		t.Fatal(err)
	}
	entry := declaring.Entry{Kind: declaration.First}
	for _, asked := range view.Path() {
		entry.Lines = append(entry.Lines, declaration.Line{Item: asked.Question.Code, Member: asked.Member, State: declaration.None})
	}
	done := w.onPaper(entry)
	desk, _ := declareActor("desk")
	if _, err := w.declaring.RejectSheet(t.Context(), desk, sheetOfTheFamily, done.Entry, "第二页没有签字"); err != nil {
		t.Fatal(err)
	}
	w.as("member-head").see(resident.SheetsPath+"/"+done.Entry, "没有算作申报", "理由：第二页没有签字", "这不算失信")
}
