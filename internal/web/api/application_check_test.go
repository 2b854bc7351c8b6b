package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/web/api"
	"chengxin/internal/web/page"
)

const key = "the county's key"

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, period.Shanghai)

// county answers as the acts do: one person's requests are to be referred.
type county struct {
	asked  []steps.Question
	askers []steps.Asker
	err    error
}

func (c *county) Check(_ context.Context, asker steps.Asker, q steps.Question) (steps.Answer, error) {
	c.asked, c.askers = append(c.asked, q), append(c.askers, asker)
	answer := steps.Answer{AsOf: period.DayOf(now)}
	if q.Number == "99000019700501001X" {
		answer.Refer, answer.Officer, answer.Unit, answer.Phone = true, "李经办", "640422100", "0954"
	}
	return answer, c.err
}

// noSessions keeps nothing: whoever asks has no session.
type noSessions struct{ page.SessionStore }

// open serves the question; off is a county that has not switched it on.
func open(t *testing.T, c *county, off bool) *httptest.Server {
	t.Helper()
	sum := sha256.Sum256([]byte(key))
	keys := map[string]steps.Asker{hex.EncodeToString(sum[:]): {County: "640422", System: "大厅", Officers: []string{"jingban"}, PerDay: 9}}
	if off {
		keys = nil
	}
	router := page.New(page.Config{
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Sessions: noSessions{},
		Authenticate: func(context.Context, string) (access.Actor, bool, error) { return access.Actor{}, false, nil },
	})
	api.Applications{Acts: c, Keys: keys, Clock: func() time.Time { return now }}.Routes(router)
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	return server
}

// ask posts a body with a key and gives status, type and the answer's text.
func ask(t *testing.T, server *httptest.Server, sent, body string) (status int, kind, said string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+api.CheckPath, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if sent != "" {
		request.Header.Set("Authorization", "Bearer "+sent)
	}
	answer, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(answer.Body)
	if err := answer.Body.Close(); err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Content-Type"), string(raw)
}

func question(number string) string {
	return `{"id_number":"` + number + `","programme":"dibao","purpose":"本人到大厅申请"}`
}

func TestACountyThatDidNotSwitchItOnAnswersNobody(t *testing.T) {
	c := &county{}
	if status, _, _ := ask(t, open(t, c, true), key, question("99000019700501001X")); status != http.StatusNotFound || len(c.asked) != 0 {
		t.Errorf("%d, asked %v", status, c.asked)
	}
}

func TestOnlyAKnownKeyIsAnswered(t *testing.T) {
	c := &county{}
	server := open(t, c, false)
	for _, sent := range []string{"", "another key", key + "x"} {
		if status, _, said := ask(t, server, sent, question("99000019700501001X")); status != http.StatusUnauthorized || strings.Contains(said, "9900") {
			t.Errorf("%q: %d %s", sent, status, said)
		}
	}
	if len(c.asked) != 0 {
		t.Error("nobody was asked about")
	}
	for range 20 {
		ask(t, server, "another key", "{}")
	}
	if status, _, _ := ask(t, server, "another key", "{}"); status != http.StatusTooManyRequests {
		t.Errorf("guessing keys is slowed: %d", status)
	}
	if status, _, _ := ask(t, server, key, question("1")); status != http.StatusOK {
		t.Errorf("who has the key is not slowed by who guesses: %d", status)
	}
}

// There are two outcomes, and neither is a refusal.
func TestTheAnswerIsToRegisterAndNeverToRefuse(t *testing.T) {
	c := &county{}
	server := open(t, c, false)
	status, kind, said := ask(t, server, key, question("99000019700501001x"))
	var given struct {
		Outcome string
		Officer struct{ Name, Office, Phone string }
		Text    string
	}
	if err := json.Unmarshal([]byte(said), &given); err != nil {
		t.Fatal(err)
	}
	if status != http.StatusOK || kind != "application/json" || given.Outcome != api.RegisterAndRefer || given.Officer.Name != "李经办" || given.Officer.Office != "西吉县吉强镇" {
		t.Errorf("%d %s %s", status, kind, said)
	}
	if !strings.Contains(given.Text, "请登记") || c.askers[0].System != "大厅" || c.askers[0].County != "640422" || c.asked[0].Purpose != "本人到大厅申请" {
		t.Errorf("%s %+v", said, c.askers)
	}
	_, _, free := ask(t, server, key, question("990000197005010028"))
	if !strings.Contains(free, api.NoBarKnown) || !strings.Contains(free, "2026-11-23") || strings.Contains(free, "officer") {
		t.Error(free)
	}
	for _, word := range []string{"refuse", "拒绝", "不予", "失信", "9900"} {
		if strings.Contains(said+free, word) {
			t.Errorf("an answer says %q: %s %s", word, said, free)
		}
	}
}

func TestWhatIsWrongIsAProblemDocument(t *testing.T) {
	for name, one := range map[string]struct {
		body   string
		err    error
		status int
	}{
		"no JSON":           {"id=1", nil, http.StatusUnprocessableEntity},
		"an unknown field":  {`{"name":"某某"}`, nil, http.StatusUnprocessableEntity},
		"too long":          {`{"purpose":"` + strings.Repeat("x", 5000) + `"}`, nil, http.StatusRequestEntityTooLarge},
		"without purpose":   {question("1"), fault.List{fault.Field("purpose", "application.check.purpose", "least", 5, "most", 200)}, http.StatusUnprocessableEntity},
		"the day's are out": {question("1"), fault.New(fault.Unavailable, "application.check.enough", "most", 9), http.StatusTooManyRequests},
		"nobody is named":   {question("1"), fault.New(fault.Unavailable, "application.check.nobody"), http.StatusServiceUnavailable},
	} {
		status, kind, said := ask(t, open(t, &county{err: one.err}, false), key, one.body)
		if status != one.status || kind != "application/problem+json" || !json.Valid([]byte(said)) || strings.Contains(said, "application.check") {
			t.Errorf("%s: %d %s %s", name, status, kind, said)
		}
	}
}

func TestOneKeyAsksOnlySoFast(t *testing.T) {
	server, slowed := open(t, &county{}, false), false
	for range 15 {
		status, _, _ := ask(t, server, key, question("1"))
		slowed = slowed || status == http.StatusTooManyRequests
	}
	if !slowed {
		t.Error("a register is not to be read out question by question")
	}
}

func TestTheDescriptionNamesEveryOutcome(t *testing.T) {
	server := open(t, &county{}, true)
	answer, err := server.Client().Get(server.URL + api.DescriptionPath)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(answer.Body)
	if err := answer.Body.Close(); err != nil || !json.Valid(raw) {
		t.Error(err)
	}
	if err != nil || !bytes.Contains(raw, []byte(api.RegisterAndRefer)) || !bytes.Contains(raw, []byte(api.NoBarKnown)) || !bytes.Contains(raw, []byte(api.CheckPath)) {
		t.Errorf("%s", raw)
	}
}
