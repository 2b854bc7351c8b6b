package page

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"chengxin/internal/fault"
	"chengxin/internal/money"
	"chengxin/internal/period"
)

func posted(t *testing.T, values url.Values) *Form {
	t.Helper()
	raw := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(values.Encode()))
	raw.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := New(testConfig()).request(raw).ReadForm()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRefusedFormComesBackAsTyped(t *testing.T) {
	b := newBrowser(t)
	answer := b.do(http.MethodPost, "/fields", url.Values{
		"wage": {" 一千 "}, "wage-per": {"month"}, "since": {"２０２６"}, "since-month": {"2月"}, "since-day": {"30"}, "kind": {"wage"}, "has": {"car", "tractor"},
		"village": {"2"}, "name": {`<script>"'`}, keyField: {strings.Repeat("K", 26)},
	})
	html := answer.Body.String()
	if answer.Code != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d", answer.Code)
	}
	for _, want := range []string{
		`value=" 一千 "`, `value="２０２６"`, `value="2月"`, `value="month" checked`, `value="wage" checked`, `value="tractor" checked`,
		`<option value="2" selected>`, `value="&lt;script&gt;`, `href="#wage"`, `href="#since"`, `id="wage-error"`, `aria-describedby="since-hint since-error"`,
		`value="` + strings.Repeat("K", 26) + `"`, "<title>错误",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("lacks %s", want)
		}
	}
}

func TestGoodFormAnswersSeeOtherAndSaysSoOnce(t *testing.T) {
	b := newBrowser(t)
	answer := b.do(http.MethodPost, "/fields", url.Values{
		"wage": {"1,200"}, "wage-per": {"month"}, "since": {"2026"}, "since-month": {"2"}, "since-day": {"3"}, "kind": {"farm"}, "name": {"x"},
	})
	if answer.Code != http.StatusSeeOther {
		t.Fatalf("answered %d: %s", answer.Code, answer.Body)
	}
	if !strings.Contains(b.get("/").Body.String(), "govuk-notification-banner--success") {
		t.Error("what was done is not said")
	}
	if strings.Contains(b.get("/").Body.String(), "govuk-notification-banner--success") {
		t.Error("it is said twice")
	}
}

func TestAmountsAreReadBesideWhatWasTyped(t *testing.T) {
	f := posted(t, url.Values{"a": {"１,２００.5元"}, "a-per": {"year"}, "b": {""}, "c": {"x"}, "c-per": {"week"}, "d": {"5"}})
	if got := f.RequireAmount("a", "a"); got != (Amount{Text: "１,２００.5元", Per: period.Year, Fen: money.Fen(120050), Given: true}) || !f.Valid() {
		t.Errorf("%+v", got)
	}
	if got := f.Amount("b"); got.Given || !f.Valid() {
		t.Errorf("an empty amount is not given: %+v", got)
	}
	if got := f.RequireAmount("c", "c"); got.Given || got.Text != "x" || got.Per != period.Unsaid || len(f.Errors()) != 1 {
		t.Errorf("%+v %v", got, f.Errors())
	}
	if f.RequireAmount("d", "d"); f.Wrong("d-per") == "" {
		t.Error("the period was not asked")
	}
}

func TestDaysAreReadBesideWhatWasTyped(t *testing.T) {
	day := func(year, month, date string) (Day, *Form) {
		f := posted(t, url.Values{"d": {year}, "d-month": {month}, "d-day": {date}})
		return f.Day("d"), f
	}
	if got, f := day("２０２４年", " 2 ", "29日"); got.Day.String() != "2024-02-29" || got.Year != "２０２４年" || !f.Valid() {
		t.Errorf("%+v", got)
	}
	if got, f := day("", "", ""); got.Given() || !f.Valid() {
		t.Errorf("an empty day is not given: %+v", got)
	}
	for _, wrong := range [][3]string{{"2023", "2", "29"}, {"2023", "", "1"}, {"23", "1", "1"}, {"2023", "13", "1"}, {"20230", "1", "1"}, {"x", "1", "1"}} {
		if got, f := day(wrong[0], wrong[1], wrong[2]); got.Given() || f.Valid() {
			t.Errorf("%v was read as %v", wrong, got.Day)
		}
	}
	f := posted(t, url.Values{}).SetDay("d", period.NewDay(2026, 11, 2)).SetDay("e", period.Day{})
	if f.Typed("d") != "2026" || f.Typed("d-month") != "11" || f.Typed("d-day") != "2" || f.Has("e") {
		t.Error("SetDay does not fill the boxes")
	}
}

func TestTakeKeepsRefusalsAndGivesBackTheRest(t *testing.T) {
	f := posted(t, url.Values{})
	if err := f.Take(fault.List{fault.Field("a", "fault.busy"), fault.Field("b", "fault.busy")}.OrNil()); err != nil {
		t.Error(err)
	}
	if err := f.Take(fault.New(fault.Invalid, "fault.busy")); err != nil || len(f.Errors()) != 3 || f.Wrong("b") == "" || f.Wrong("") == "" {
		t.Errorf("%v %v", err, f.Errors())
	}
	conflict := fault.New(fault.Conflict, "fault.changed_meanwhile")
	if err := f.Take(conflict); err != conflict { //nolint:errorlint // the same error must come back, not one like it
		t.Errorf("a conflict came back as %v", err)
	}
	if err := f.Take(nil); err != nil {
		t.Error(err)
	}
}

func TestFormKeysAreNewOnEveryRendering(t *testing.T) {
	if a, b := posted(t, url.Values{}).Key(), posted(t, url.Values{}).Key(); a == b {
		t.Error("two renderings share a key")
	}
	if key := posted(t, url.Values{keyField: {"short"}}).Key(); key == "short" {
		t.Error("a made-up key was taken")
	}
}

func TestFilesAreReadWithinTheirLimit(t *testing.T) {
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	part, err := writer.CreateFormFile("paper", "../照片.jpg")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte("content"))
	for field, name := range map[string]string{"empty": "a.xlsx", "unchosen": ""} {
		if _, err := writer.CreateFormFile(field, name); err != nil {
			t.Fatal(err)
		}
	}
	_ = writer.WriteField("name", "x")
	_ = writer.Close()
	raw := httptest.NewRequest(http.MethodPost, "/", &body)
	raw.Header.Set("Content-Type", writer.FormDataContentType())
	f, err := New(testConfig()).request(raw).ReadForm()
	if err != nil {
		t.Fatal(err)
	}
	if file, given := f.File("paper", 10); !given || string(file.Content) != "content" || strings.Contains(file.Name, "/") || f.Text("name") != "x" {
		t.Errorf("%+v %v", file, given)
	}
	if _, given := f.File("paper", 3); given || f.Wrong("paper") == "" {
		t.Error("a file over the limit was taken")
	}
	if _, given := f.File("empty", 10); given || !strings.Contains(f.Wrong("empty"), "\u7a7a") {
		t.Errorf("an empty file is not called empty: %q", f.Wrong("empty"))
	}
	if _, given := f.File("unchosen", 10); given || f.Wrong("unchosen") != "" {
		t.Errorf("where no file was chosen, %q is said", f.Wrong("unchosen"))
	}
	if _, given := f.File("none", 3); given {
		t.Error("a file that was not sent was found")
	}
}

func TestWholeNumbers(t *testing.T) {
	f := posted(t, url.Values{"a": {"１２"}, "b": {"-1"}, "c": {"101"}, "d": {""}})
	if n, given := f.Whole("a", 100); n != 12 || !given {
		t.Error(n)
	}
	if _, given := f.Whole("d", 100); given || !f.Valid() {
		t.Error("an empty number is not given")
	}
	for _, name := range []string{"b", "c"} {
		if _, given := f.Whole(name, 100); given || f.Wrong(name) == "" {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzFormsNeverPanic(f *testing.F) {
	f.Add("1,200", "2026", "2", "30")
	f.Add("１２", "２０２６年", "", "\x00")
	f.Fuzz(func(t *testing.T, amount, year, month, date string) {
		form := posted(t, url.Values{"a": {amount}, "d": {year}, "d-month": {month}, "d-day": {date}, "w": {amount}})
		if got := form.Amount("a"); got.Text != amount || got.Fen < 0 {
			t.Errorf("%+v", got)
		}
		if got := form.Day("d"); got.Year != year || got.Month != month || got.Date != date {
			t.Errorf("%+v", got)
		}
		form.Whole("w", 10)
	})
}
