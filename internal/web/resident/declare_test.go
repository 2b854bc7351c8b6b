package resident_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"chengxin/internal/access"
	"chengxin/internal/declaration"
	"chengxin/internal/web/page"
	"chengxin/internal/web/resident"
)

var (
	everybodyLives = url.Values{"lives-1": {"given"}, "lives-2": {"given"}, "lives-3": {"given"}, "others": {"none"}}
	keyOfForm      = regexp.MustCompile(`name="idempotency-key" value="([^"]*)"`)
	seenOfForm     = regexp.MustCompile(`name="seen" value="([^"]*)"`)
)

// next follows a post to the page it leads to.
func (w *declareWorld) next(path string, values url.Values) string {
	w.t.Helper()
	answer := w.do(http.MethodPost, path, values)
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("%s: %d\n%s", path, answer.Code, answer.Body)
	}
	return answer.Header().Get("Location")
}

// answersAll walks the questions from the first open one, answering "none" until the check page.
func (w *declareWorld) answersAll() int {
	w.t.Helper()
	path, pages := w.next(resident.MembersPath, everybodyLives), 1
	for path != resident.CheckPath {
		w.see(path)
		path = w.next(path, url.Values{"answer": {"none"}})
		if pages++; pages > 100 {
			w.t.Fatal("the questions never end")
		}
	}
	return pages
}

func TestAFamilyDeclaresOneQuestionAPageWithoutJavaScript(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-head").see("/r", "马*强，您好", "看告知书", "申报家庭经济状况", "已答 0 题，共")
	w.see(resident.MembersPath, "马国强", "李秀英", "马小明", "就是您", "未成年")
	w.refused(resident.MembersPath, "请回答：李秀英现在是不是一起生活？", url.Values{"lives-1": {"given"}, "lives-3": {"given"}, "others": {"none"}})
	w.refused(resident.MembersPath, "几个人", url.Values{"lives-1": {"given"}, "lives-2": {"given"}, "lives-3": {"given"}, "others": {"given"}})

	first := w.next(resident.MembersPath, everybodyLives)
	if first != resident.QuestionPath+"I101/head" {
		t.Fatal(first)
	}
	w.see(first, "您有“务工收入”吗", "我不知道", "请人帮我", "朗读", "每月", "每年")
	w.refused(first, "请选择一个回答", url.Values{})
	w.refused(first, "请填写数额", url.Values{"answer": {"given"}})
	w.refused(first, "请选择这个数额是按月算还是按年算", url.Values{"answer": {"given"}, "amount": {"1200"}})
	w.refused(first, "请只填数字", url.Values{"answer": {"given"}, "amount": {"一千多"}, "amount-per": {"month"}})
	w.refused(first, "开始的日期不能晚于今天", url.Values{"answer": {"none"}, "since": {"2027"}, "since-month": {"1"}, "since-day": {"1"}})
	second := w.next(first, url.Values{"answer": {"given"}, "amount": {"1,200"}, "amount-per": {"month"}, "note": {"只干了半年"}})
	w.see(second, "已保存：务工收入，您说每月 1,200.00 元，一年合计 14,400.00 元", "李秀英有“务工收入”吗")
	if html := w.see(first); !strings.Contains(html, `value="1,200"`) || !strings.Contains(html, "只干了半年") {
		t.Error("what was typed does not come back as it was typed")
	}
	w.next(second, url.Values{"answer": {"dont_know"}})

	w.see(resident.CheckPath, "每月 1,200.00 元，一年合计 14,400.00 元", "题没有回答", "还不能提交", "去签承诺书")
	w.refused(resident.CheckPath, "家中每位成年人都要先签承诺书", url.Values{"true": {"yes"}})
	w.signs()
	w.as("member-head")
	pages := w.answersAll()
	if pages < 20 {
		t.Errorf("only %d pages", pages)
	}
	html := w.see("/r", "待提交")
	if strings.Contains(html, "14,400") {
		t.Error("the home page shows an amount")
	}
	check := w.see(resident.CheckPath, "提交之前", "收入合计", "提交申报", "如实说明")
	form := url.Values{"idempotency-key": {keyOfForm.FindStringSubmatch(check)[1]}, "seen": {seenOfForm.FindStringSubmatch(check)[1]}}
	w.refused(resident.CheckPath, "确认真实后打勾", form)
	form.Set("true", "yes")
	done := w.next(resident.CheckPath, form)
	if again := w.next(resident.CheckPath, form); again != done {
		t.Errorf("sent twice: %s and %s", done, again)
	}
	w.see(done, "申报已经提交", "2026〕1号", "/r/papers/", "到您家里", "随时可以更正")
	w.see("/r", "已提交", "第 1 次申报", "更正或更新申报")
	w.see(resident.DeclarationPath, "第 1 次申报", "只干了半年")
	w.see(resident.PapersPath, "申报回执")
	if leads := w.do(http.MethodGet, resident.MembersPath, nil).Header().Get("Location"); leads != resident.CorrectPath {
		t.Errorf("declaring anew without saying why leads to %q", leads)
	}
}

func TestAskedForHelpTheOfficerIsTold(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-head").next(resident.QuestionPath+"P102", url.Values{"answer": {"needs_help"}})
	w.as("clerk").see("/console/help", "640422100202-0001", "去帮忙录入")
	entry := "/console/households/h/declaration"
	w.see(entry, "这家人在网上已经填了一部分")
	w.post(entry, entry, url.Values{"action": {"continue"}})
	if html := w.see(entry); !strings.Contains(html, `<option value="needs_help" selected>`) {
		t.Error("the household's answers were not taken over")
	}
}

func TestWhatAnAdultSaysIsNotShownToTheOthers(t *testing.T) {
	w := newDeclareWorld(t)
	own := resident.QuestionPath + "P301/wife"
	w.as("member-wife").next(own, url.Values{"answer": {"given"}, "amount": {"88888"}})
	w.see(resident.CheckPath, "88,888.00 元")
	w.as("member-head").see(own, "李秀英已经自己填好了")
	for _, path := range []string{own, resident.CheckPath, "/r"} {
		if html := w.see(path); strings.Contains(html, "88,888") || strings.Contains(html, "88888") {
			t.Errorf("%s shows her savings", path)
		}
	}
	w.see(resident.CheckPath, "本人已填写（不显示）", "不加在一起")
	answer := w.do(http.MethodPost, own, url.Values{"answer": {"none"}})
	if answer.Code == http.StatusSeeOther {
		t.Error("the head put an answer in place of hers")
	}
	w.as("member-wife").see(resident.CheckPath, "88,888.00 元")
}

func TestWrongThenAndChangedSinceAreAskedInPlainWords(t *testing.T) {
	w := newDeclareWorld(t)
	w.signs()
	w.as("member-head").answersAll()
	w.next(resident.CheckPath, url.Values{"true": {"yes"}})
	w.now = w.now.AddDate(0, 0, 20)
	w.see(resident.CorrectPath, "上次填错了", "后来情况变了", "从哪一天开始变的")
	w.refused(resident.CorrectPath, "请选择为什么要改", url.Values{})
	w.refused(resident.CorrectPath, "从哪一天开始变的", url.Values{"why": {"succession"}})
	w.refused(resident.CorrectPath, "要晚于上一次申报", url.Values{"why": {"succession"}, "effective": {"2026"}, "effective-month": {"11"}, "effective-day": {"1"}})
	w.post(resident.CorrectPath, resident.CheckPath, url.Values{"why": {"correction"}})
	w.see(resident.CheckPath, "这次是更正")
	w.see(resident.CorrectPath, "没提交的更改")
	w.post(resident.CorrectPath, resident.CheckPath, url.Values{"why": {"succession"}, "effective": {"2026"}, "effective-month": {"12"}, "effective-day": {"1"}})
	w.see(resident.CheckPath, "这次是更新", "2026年12月1日")
	w.post(resident.QuestionPath+"P201?from=check", resident.CheckPath, url.Values{"answer": {"given"}, "amount": {"1"}, "from": {"check"}})
	w.next(resident.CheckPath, url.Values{"true": {"yes"}})
	w.see(resident.DeclarationPath, "第 2 次申报", "2026年12月1日")
}

func TestAChangeIsReportedAndSaysIfItCameInTime(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-head").see(resident.ChangePath, "3 个月以内")
	w.refused(resident.ChangePath, "请选择发生了什么变化", url.Values{"happened": {"2026"}, "happened-month": {"11"}, "happened-day": {"1"}, "words": {"x"}})
	w.refused(resident.ChangePath, "不能晚于今天", url.Values{"kind": {"other"}, "happened": {"2027"}, "happened-month": {"11"}, "happened-day": {"1"}, "words": {"x"}})
	change := url.Values{"kind": {"income_up"}, "happened": {"2026"}, "happened-month": {"11"}, "happened-day": {"1"}, "words": {"找到了活"}}
	w.see(w.next(resident.ChangePath, change), "属于及时申报", "号")
	change.Set("happened-month", "6")
	w.see(w.next(resident.ChangePath, change), "不算失信")
	w.see(resident.ChangePath, "找到了活")
	if html := w.as("member-wife").see(resident.ChangePath, "收入多了"); strings.Contains(html, "找到了活") {
		t.Error("another adult reads the words")
	}
}

func TestLeavingTakesACallByAnotherOfficeAndCanBeTakenBack(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-head").see(resident.ExitPath, "另一个办公室", "10 个工作日", "随时可以再申请", "劝您、逼您")
	w.refused(resident.ExitPath, "再打勾", url.Values{"words": {"有工作了"}})
	w.refused(resident.ExitPath, "请写明退出的原因", url.Values{"understood": {"yes"}})
	w.post(resident.ExitPath, resident.ExitPath, url.Values{"words": {"有工作了"}, "understood": {"yes"}})
	w.see(resident.ExitPath, "正在等另一个办公室", "撤回退出申请", "2026年12月7日")
	w.see("/r", "等待回访")

	if answer := w.as("clerk").do(http.MethodGet, "/console/exits", nil); answer.Code != http.StatusForbidden {
		t.Errorf("a township's clerk reads the call list: %d", answer.Code)
	}
	list := w.as("desk").see("/console/exits", "640422100202-0001", "2026年11月30日", "去回访")
	call := regexp.MustCompile(`/console/exits/h/[^"]+`).FindString(list)
	w.see(call, "是您自己提出的吗", "有工作了")
	w.refused(call, "请选择回访结果", url.Values{"words": {"x"}})
	w.refused(call, "对方说了什么", url.Values{"result": {"confirmed"}})
	w.post(call, "/console/exits", url.Values{"result": {"confirmed"}, "words": {"本人确认"}})
	w.see("/console/exits", "现在没有要回访的退出申请")

	w.as("member-head").see(resident.ExitPath, "现在还可以反悔")
	w.see(resident.RevokeExitPath, "不用说理由")
	w.post(resident.RevokeExitPath, "/r", url.Values{})
	w.see("/r", "已撤回")
	w.see(resident.ExitPath, "上一次的退出申请您已撤回")

	exit := "/console/households/h/exit"
	w.as("desk").see(exit, "不得劝退")
	w.refused(exit, "由家中哪位成年人申报", url.Values{"channel": {"oral"}, "words": {"x"}})
	w.next(exit, url.Values{"channel": {"oral"}, "declarant": {"wife"}, "words": {"不需要了"}})
	w.see("/console/exits", "由别的办公室回访")
}

func TestASheetIsEnteredOnOnePage(t *testing.T) {
	w := newDeclareWorld(t)
	entry := "/console/households/h/declaration"
	w.as("clerk").see(entry, "没有有效的承诺书", "马*强", "务工收入")
	form := url.Values{"channel": {"paper"}, "sheet": {"A-7"}, "declarant": {"head"}, "kind": {"first"}, "action": {"save"}, "I101_head-amount": {"500"}, "I101_head-per": {"month"}}
	w.post(entry, entry, form)
	if html := w.see(entry, "一年 6,000.00 元"); !strings.Contains(html, `value="500"`) {
		t.Error("the entry was not kept")
	}
	w.signs()
	w.as("clerk")
	form.Set("action", "submit")
	w.refused(entry, "项没有填，不能提交", form)
	view, err := w.declaring.Mine(t.Context(), mustActor("member-head"))
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range view.Path() {
		name := asked.Question.Code
		if asked.Member != "" {
			name += "_" + asked.Member
		}
		if form.Get(name+"-amount") == "" {
			form.Set(name+"-state", "none")
		}
	}
	form.Set("I101_head-state", "none")
	w.refused(entry, "请只留一个", form)
	form.Del("I101_head-state")
	form.Set("I101_wife-since", "2026-13-01")
	w.refused(entry, "2026-03-01", form)
	form.Set("I101_wife-since", "2026-10-01")
	w.refused(entry, "请附上申报表的扫描件", form) // a paper form waits for a second person, who needs its scan
	form.Set("channel", "oral")
	w.see(w.next(entry, form), "申报已提交，回执编号", "以前的申报", "当面口述")
	view, err = w.declaring.Mine(t.Context(), mustActor("member-head"))
	if err != nil || len(view.Declarations) != 1 || view.Declarations[0].Channel != declaration.Oral {
		t.Errorf("%+v %v", view.Declarations, err)
	}
	w.as("member-head").see(resident.MessagesPath)
}

func TestAnOfficersChangeIsRegistered(t *testing.T) {
	w := newDeclareWorld(t)
	path := "/console/households/h/change"
	w.as("clerk").see(path, "登记情况变化", "照本户的话记")
	form := url.Values{"channel": {"oral"}, "declarant": {"wife"}, "kind": {"member_joined"}, "happened": {"2026"}, "happened-month": {"11"}, "happened-day": {"1"}, "words": {"孩子出生"}}
	w.see(w.next(path, form), "变化已登记，回执编号", "孩子出生", "及时")
}

func TestAProxyIsNamedAndDoesOnlyWhatWasEntrusted(t *testing.T) {
	w := newDeclareWorld(t)
	html := w.as("member-proxy").see("/r", "您是马小兰", "由马小兰代办", "要本人办")
	if strings.Contains(html, `href="/r/exit"`) {
		t.Error("a proxy without that scope is led to the exit")
	}
	if answer := w.do(http.MethodGet, resident.ExitPath, nil); answer.Code != http.StatusForbidden {
		t.Errorf("the exit opens: %d", answer.Code)
	}
	w.next(resident.MembersPath, everybodyLives)
}

func TestNobodyElseReachesTheseHouseholds(t *testing.T) {
	w := newDeclareWorld(t)
	for _, route := range w.pages.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if !strings.HasPrefix(path, "/console/") && !strings.HasPrefix(path, "/r") || route.Permission == access.Public {
			continue
		}
		path = strings.NewReplacer("{household}", "h", "{item}", "I101", "{member}", "head", "{document}", "id-1", "{exit}", "e", "{paper}", "p", "{$}", "").Replace(path)
		who := "auditor" // reads files, enters nothing
		if strings.HasPrefix(path, "/r") {
			who = "clerk"
		}
		w.as(who)
		if answer := w.do(method, path, url.Values{}); strings.HasPrefix(path, "/r") && answer.Code != http.StatusForbidden || method == http.MethodPost && answer.Code != http.StatusForbidden {
			t.Errorf("%s: %s got %d", route.Pattern, who, answer.Code)
		}
	}
}

func TestPagesOfHomeAndDeclarationAreAsTheyWere(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-wife").next(resident.QuestionPath+"P301/wife", url.Values{"answer": {"given"}, "amount": {"500"}})
	w.as("member-head").next(resident.MembersPath, everybodyLives)
	w.next(resident.QuestionPath+"I101/head", url.Values{"answer": {"given"}, "amount": {"1200"}, "amount-per": {"month"}})
	w.see("/r")
	see := func(name, who, path string) { w.look(t, name, w.as(who).see(path)) }
	see("home", "member-head", "/r")
	see("home_proxy", "member-proxy", "/r")
	see("members", "member-head", resident.MembersPath)
	see("question_income", "member-head", resident.QuestionPath+"I101/head")
	see("question_count", "member-head", resident.QuestionPath+"P101")
	see("question_area", "member-head", resident.QuestionPath+"P102")
	see("question_kinship", "member-head", resident.QuestionPath+"K101/wife")
	see("question_withheld", "member-head", resident.QuestionPath+"P301/wife")
	see("check_open", "member-head", resident.CheckPath)
	see("change", "member-head", resident.ChangePath)
	see("exit", "member-head", resident.ExitPath)
	see("papers_none", "member-head", resident.PapersPath)
	see("desk_declaration", "clerk", "/console/households/h/declaration")
	see("desk_change", "clerk", "/console/households/h/change")
	see("desk_exit", "clerk", "/console/households/h/exit")
	see("desk_help", "clerk", "/console/help")
	see("desk_exits_none", "desk", "/console/exits")
	refusedPage := w.as("member-head").do(http.MethodPost, resident.QuestionPath+"I102/head", url.Values{"answer": {"given"}, "amount": {"x"}})
	w.look(t, "question_refused", refusedPage.Body.String())
	w.signs()
	w.as("member-head").answersAll()
	see("check", "member-head", resident.CheckPath)
	done := w.next(resident.CheckPath, url.Values{"true": {"yes"}})
	see("done", "member-head", done)
	see("declared", "member-head", resident.DeclarationPath)
	see("correct", "member-head", resident.CorrectPath)
	see("home_declared", "member-head", "/r")
	see("papers", "member-head", resident.PapersPath)
	changed := w.next(resident.ChangePath, url.Values{"kind": {"income_up"}, "happened": {"2026"}, "happened-month": {"11"}, "happened-day": {"1"}, "words": {"找到了活"}})
	see("change_done", "member-head", changed)
	w.next(resident.ExitPath, url.Values{"words": {"有工作了"}, "understood": {"yes"}})
	w.see(resident.ExitPath)
	see("exit_state", "member-head", resident.ExitPath)
	see("exit_revoke", "member-head", resident.RevokeExitPath)
	see("messages", "member-head", resident.MessagesPath)
	list := w.as("desk").see("/console/exits")
	w.look(t, "desk_exits", list)
	see("desk_call", "desk", regexp.MustCompile(`/console/exits/h/[^"]+`).FindString(list))
	see("desk_earlier", "clerk", "/console/households/h/declaration")
	see("english", "member-head", "/r?lang=en")
}

// TestDeclarePagesServe shows the pages in a browser: go test ./internal/web/resident -run DeclarePagesServe
// -serve-declare 127.0.0.1:8098. ?as=member-head signs in, ?size=30 shows a size of type.
func TestDeclarePagesServe(t *testing.T) {
	if *serveDeclare == "" {
		return
	}
	w := newDeclareWorld(t)
	w.signs()
	w.as("member-wife").next(resident.QuestionPath+"P301/wife", url.Values{"answer": {"given"}, "amount": {"500"}})
	w.as("member-head").next(resident.MembersPath, everybodyLives)
	w.next(resident.QuestionPath+"I101/head", url.Values{"answer": {"given"}, "amount": {"1200"}, "amount-per": {"month"}})
	w.next(resident.QuestionPath+"P102", url.Values{"answer": {"needs_help"}})
	show := http.HandlerFunc(func(answer http.ResponseWriter, raw *http.Request) {
		if size := raw.URL.Query().Get("size"); size != "" {
			raw.AddCookie(&http.Cookie{Name: "type-size", Value: size})
		}
		if as := raw.URL.Query().Get("as"); as != "" {
			signIn := httptest.NewRecorder()
			w.pages.ServeHTTP(signIn, httptest.NewRequest(http.MethodGet, "/as/"+as, nil))
			for _, cookie := range signIn.Result().Cookies() {
				raw.AddCookie(cookie)
			}
		}
		switch raw.URL.Query().Get("do") {
		case "declare":
			w.as("member-head").answersAll()
		case "submit":
			http.Redirect(answer, raw, w.next(resident.CheckPath, url.Values{"true": {"yes"}})+"&as=member-head", http.StatusSeeOther)
			return
		case "exit":
			w.next(resident.ExitPath, url.Values{"words": {"有工作了"}, "understood": {"yes"}})
		}
		w.pages.ServeHTTP(answer, raw)
	})
	t.Log(page.Server(*serveDeclare, show, slog.New(slog.DiscardHandler)).ListenAndServe())
}

func TestTheHistoryTellsWhatChangedAndNothingOfAnotherAdult(t *testing.T) {
	w := newDeclareWorld(t)
	w.as("member-head").see(resident.HistoryPath, "还没有提交过申报")
	w.signs()
	w.as("member-wife").next(resident.QuestionPath+"P301/wife", url.Values{"answer": {"given"}, "amount": {"88888"}})
	w.as("member-head").answersAll()
	w.next(resident.CheckPath, url.Values{"true": {"yes"}})
	w.now = w.now.AddDate(0, 0, 20)
	w.as("member-wife").post(resident.CorrectPath, resident.CheckPath, url.Values{"why": {"correction"}})
	w.next(resident.QuestionPath+"P301/wife?from=check", url.Values{"answer": {"given"}, "amount": {"77777"}, "from": {"check"}})
	w.next(resident.QuestionPath+"P201?from=check", url.Values{"answer": {"given"}, "amount": {"3"}, "from": {"check"}})
	w.next(resident.CheckPath, url.Values{"true": {"yes"}})

	hers := w.see(resident.HistoryPath, "第 2 次申报", "第 1 次申报", "这次是更正", "88,888.00 元", "77,777.00 元", "和上一次比，改了什么")
	his := w.as("member-head").see(resident.HistoryPath, "第 2 次申报", "这次是更正", "改没改，只有本人能看")
	first := regexp.MustCompile(`/r/declarations/[^"]+`).FindAllString(his, -1)
	if len(first) != 2 {
		t.Fatalf("%d declarations are named", len(first))
	}
	for name, html := range map[string]string{"history": his, "latest": w.see(first[0], "您上次的申报"), "first": w.see(first[1], "第 1 次申报")} {
		for _, secret := range []string{"88,888", "88888", "77,777", "77777"} {
			if strings.Contains(html, secret) {
				t.Errorf("the %s shows her savings to him", name)
			}
		}
	}
	if rows := strings.Count(hers, "上一次：") - strings.Count(his, "上一次："); rows != 1 {
		t.Errorf("she reads %d changes more than he, not one", rows)
	}
	w.as("member-wife").see(first[1], "88,888.00 元")
	if answer := w.do(http.MethodGet, resident.HistoryPath+"/of-somebody-else", nil); answer.Code != http.StatusNotFound {
		t.Errorf("a declaration that is not theirs answers %d", answer.Code)
	}
}
