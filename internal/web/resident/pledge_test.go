package resident_test

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chengxin/internal/access"
)

var updatePledge = flag.Bool("update-pledge", false, "write the golden files of notice and pledge")

const desk = "/console/households/h/pledge"

var (
	issueForm  = url.Values{"channel": {"paper"}, "language": {"dialect"}}
	servedForm = url.Values{
		"method": {"handed_over"}, "served_at": {"2026"}, "served_at-month": {"11"}, "served_at-day": {"23"}, "hour": {"10"}, "minute": {"0"},
		"receiver": {"马国强"}, "mark": {"thumbprint"}, "language": {"dialect"},
	}
)

func signForm(name, code string, more url.Values) url.Values {
	form := url.Values{
		"hash_pledge": {"pledge-1"}, "hash_authorisation": {"authorisation-1"}, "agree_pledge": {"yes"}, "agree_authorisation": {"yes"},
		"name": {name}, "code": {code},
	}
	for key, values := range more {
		form[key] = values
	}
	return form
}

func TestAFamilyIsToldLearnsAndSignsWithoutJavaScript(t *testing.T) {
	w := newPledgeWorld(t)
	w.as("one").post(desk+"/notice", desk, issueForm)
	w.see(desk, "已制发，未送达", "未签")
	w.post(desk+"/served", desk, servedForm)
	w.see(desk, "已告知", "直接交给本人")

	w.as("member-head").see("/r/notice", "您的义务", "朗读")
	w.refused("/r/notice", "告知书刚刚更新了", url.Values{"hash": {"notice-0"}})
	w.post("/r/notice", "/r/understanding", url.Values{"hash": {"notice-1"}})
	w.see("/r/understanding", "家里收入变了", "第 1 题")
	w.refused("/r/understanding", "请选择一个答案", url.Values{"question": {"change"}})
	w.post("/r/understanding", "/r/understanding?wrong=change", url.Values{"question": {"change"}, "choice": {"2"}})
	w.see("/r/understanding?wrong=change", "有变化要及时说", "第 1 题")
	w.post("/r/understanding", "/r/understanding?right=change", url.Values{"question": {"change"}, "choice": {"1"}})
	w.post("/r/understanding", "/r/understanding?right=mistake", url.Values{"question": {"mistake"}, "choice": {"2"}})
	w.see("/r/understanding", "您已弄清楚主要内容")
	w.see("/r/pledge", "申报的信息真实完整")
	w.see("/r/authorisation", "可以随时撤回")
	w.see("/r/pledge/sign", "马小明", "pledge-1", "authorisation-1")

	w.refused("/r/pledge/sign", "请勾选是否作出承诺", signForm("马国强", "000001", url.Values{"agree_pledge": {}}))
	w.refused("/r/pledge/sign", "请勾选是否作出承诺", signForm("马国", "", url.Values{"agree_pledge": {}})) // all at once
	w.refused("/r/pledge/sign", "姓名与登记的不一样", signForm("马国", "", url.Values{"agree_pledge": {}}))
	w.refused("/r/pledge/sign", "请填写签名确认码", signForm("马国", "", url.Values{"agree_pledge": {}}))
	w.refused("/r/pledge/sign", "姓名与登记的不一样", signForm("马国", "000001", nil))
	w.refused("/r/pledge/sign", "还可以输入 4 次", signForm("马国强", "999999", nil))
	w.refused("/r/pledge/sign", "文本刚刚更新了", signForm("马国强", "000001", url.Values{"hash_pledge": {"pledge-0"}}))
	w.post("/r/pledge/sign", "/r/pledge/signed", signForm("马国强", "000001", url.Values{"wards": {"child"}}))
	w.see("/r/pledge/signed", "签好了", "还有 1 名家人", "/papers/")
	w.as("member-child").see("/r/pledge/sign", "由监护人代您签")
	w.as("member-wife").post("/r/pledge/sign", "/r/pledge/signed", signForm("李秀英", "000002", nil))
	w.see("/r/pledge/signed", "全家都已签好")

	w.see("/r/pledge/withdraw", "全家暂时不能提交申报")
	w.refused("/r/pledge/withdraw", "请选择要撤回哪一份", url.Values{})
	w.post("/r/pledge/withdraw", "/r/pledge/signed", url.Values{"what": {"wife/authorisation"}, "sure": {"yes"}})
	w.see("/r/pledge/signed", "还没有签完", `href="/r/pledge/withdraw"`) // the pledge can still be taken back
}

func TestPagesLeadToTheNoticeFirst(t *testing.T) {
	w := newPledgeWorld(t).as("member-head")
	for _, path := range []string{"/r/understanding", "/r/pledge", "/r/authorisation", "/r/pledge/sign"} {
		if answer := w.do(http.MethodGet, path, nil); answer.Header().Get("Location") != "/r/notice" {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
}

func TestAPaperIsRecordedByOneAndCheckedByAnother(t *testing.T) {
	w := newPledgeWorld(t)
	w.as("one").post(desk+"/notice", desk, issueForm)
	w.post(desk+"/served", desk, servedForm)
	var scan bytes.Buffer
	if err := png.Encode(&scan, image.NewGray(image.Rect(0, 0, 200, 300))); err != nil {
		t.Fatal(err)
	}
	upload := func(witness string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for _, field := range [][2]string{
			{"texts", "pledge"},
			{"texts", "authorisation"},
			{"hash_pledge", "pledge-1"},
			{"hash_authorisation", "authorisation-1"},
			{"signed_on", "2026"},
			{"signed_on-month", "11"},
			{"signed_on-day", "23"},
			{"signer", "head"},
			{"signer_name", "马国强"},
			{"capacity", "guardian"},
			{"members", "head"},
			{"members", "child"},
			{"method", "paper_thumbprint"},
			{"witness", witness},
		} {
			if err := form.WriteField(field[0], field[1]); err != nil {
				t.Fatal(err)
			}
		}
		part, err := form.CreateFormFile("scan", "手机照片.png")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(scan.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := form.Close(); err != nil {
			t.Fatal(err)
		}
		raw := httptest.NewRequest(http.MethodPost, desk+"/paper", &body)
		raw.Header.Set("Content-Type", form.FormDataContentType())
		return w.send(raw, false)
	}
	w.see(desk+"/paper", "录入纸质承诺书")
	if answer := upload(""); answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), "请填写见证人姓名") {
		t.Fatal(answer.Code, answer.Body)
	}
	if answer := upload("王会计"); answer.Code != http.StatusSeeOther {
		t.Fatal(answer.Code, answer.Body)
	}
	view, err := w.acts.Mine(t.Context(), mustActor("member-head"))
	if err != nil {
		t.Fatal(err)
	}
	check := desk + "/paper/" + view.Facts.Papers[0].ID
	w.see(check, "请由另一名工作人员复核")
	w.as("two").see(desk, "等待复核的纸质件", "待复核")
	w.see(check, "王会计", "马小明")
	if answer := w.do(http.MethodGet, check+"/scan", nil); answer.Header().Get("Content-Type") != "image/png" || answer.Header().Get("Cache-Control") != "no-store" {
		t.Error(answer.Code, answer.Header())
	}
	w.refused(check, "请写明哪里不一致", url.Values{"agrees": {"no"}})
	w.post(check, desk, url.Values{"agrees": {"yes"}})
	w.see(desk, "还有 1 人没有签齐", "有效")
}

func TestTheDeskReadsOutACodeAsksAndPrints(t *testing.T) {
	w := newPledgeWorld(t).as("one")
	w.post(desk+"/notice", desk, issueForm)
	w.see("/console/pledges", "请先选择一个村")
	w.see("/console/pledges?village="+string(village), "640422100202-0001", "马*强", "共 1 户", "打印登录单")
	slips := w.do(http.MethodPost, "/console/pledges/slips", url.Values{"village": {string(village)}})
	if slips.Header().Get("Content-Type") != "application/pdf" || slips.Header().Get("Cache-Control") != "no-store" {
		t.Error(slips.Code, slips.Header())
	}
	w.refused("/console/pledges/slips", "没有等待打印的登录单", url.Values{"village": {string(village)}})
	w.post(desk+"/slips", desk, url.Values{})
	answer := w.do(http.MethodPost, desk+"/code", url.Values{"member": {"head"}})
	if !strings.Contains(answer.Body.String(), "000005") || !strings.Contains(answer.Body.String(), "念给签名人") {
		t.Error(answer.Code, answer.Body)
	}
	w.refused(desk+"/asked", "请填写宣读人的姓名", url.Values{})
	w.post(desk+"/asked", desk, url.Values{
		"member": {"wife"}, "read_aloud_by": {"王干事"}, "language": {"dialect"}, "first_change": {"1"}, "first_mistake": {"1"}, "explained_mistake": {"yes"},
	})
	w.see(desk, "2 / 2 题")
	forms := w.do(http.MethodPost, desk+"/forms", url.Values{})
	if !strings.Contains(forms.Body.String(), "纸质件已备好") {
		t.Error(forms.Code, forms.Body)
	}
	run := w.do(http.MethodPost, "/console/pledges/issue", url.Values{"village": {string(village)}, "channel": {"paper"}, "language": {"mandarin"}})
	w.runs.Wait()
	w.see(run.Header().Get("Location"), "已处理 1 / 1 户", "已有当前版本 1 户")
	if answer := w.do(http.MethodPost, "/console/pledges/issue", url.Values{"village": {"640422101200"}, "channel": {"paper"}, "language": {"mandarin"}}); answer.Code != http.StatusForbidden {
		t.Error("another township", answer.Code)
	}
	if answer := w.as("auditor").do(http.MethodPost, desk+"/code", url.Values{"member": {"head"}}); answer.Code != http.StatusForbidden {
		t.Error("an auditor acts", answer.Code)
	}
}

func mustActor(token string) access.Actor {
	actor, _ := pledgeActor(token)
	return actor
}

var volatile = []struct {
	form *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`app-reference">[^<]*`), `app-reference">ABCD-EFGH`},
	{regexp.MustCompile(`name="idempotency-key" value="[^"]*"`), `name="idempotency-key" value="KEY"`},
	{regexp.MustCompile(`(/assets/[a-z]+)-[0-9a-f]{12}`), `$1-HASH`},
}

func TestPagesOfNoticeAndPledgeAreAsTheyWere(t *testing.T) {
	w := newPledgeWorld(t)
	w.as("one").post(desk+"/notice", desk, issueForm)
	w.post(desk+"/served", desk, servedForm)
	pages := []struct{ name, who, path string }{
		{"notice", "member-head", "/r/notice"},
		{"question", "member-head", "/r/understanding"},
		{"question_again", "member-head", "/r/understanding?wrong=change"},
		{"pledge", "member-head", "/r/pledge"},
		{"authorisation", "member-head", "/r/authorisation"},
		{"sign", "member-head", "/r/pledge/sign"},
		{"signed", "member-head", "/r/pledge/signed"},
		{"withdraw", "member-head", "/r/pledge/withdraw"},
		{"desk_file", "one", desk},
		{"desk_notice", "one", desk + "/notice"},
		{"desk_served", "one", desk + "/served"},
		{"desk_asked", "one", desk + "/asked"},
		{"desk_slips", "one", desk + "/slips"},
		{"desk_code", "one", desk + "/code"},
		{"desk_forms", "one", desk + "/forms"},
		{"desk_paper", "one", desk + "/paper"},
		{"desk_withdrawal", "one", desk + "/withdrawal"},
		{"desk_village", "one", "/console/pledges?village=" + string(village)},
	}
	for _, one := range pages {
		html := w.as(one.who).see(one.path)
		for _, v := range volatile {
			html = v.form.ReplaceAllString(html, v.with)
		}
		html = strings.ReplaceAll(html, "><", ">\n<") + "\n"
		file := filepath.Join("testdata", "pledge", one.name+".html")
		if *updatePledge {
			if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(html), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != html {
			t.Errorf("%s changed: look at it, then go test ./internal/web/resident -update-pledge", file)
		}
		for _, key := range regexp.MustCompile(`>(notice|pledge)\.[a-z_.]+<`).FindAllString(html, -1) {
			t.Errorf("%s: a key without words: %s", file, key)
		}
	}
}
