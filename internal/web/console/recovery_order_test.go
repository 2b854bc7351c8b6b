package console

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	steps "chengxin/internal/casework/recovery"
	"chengxin/internal/deadline"
	"chengxin/internal/measure"
	"chengxin/internal/period"
	"chengxin/internal/recovery"
	"chengxin/internal/web/page"
)

// visits are browsers' sessions of nobody who is signed in.
type visits map[string][]byte

func (v visits) FindSession(_ context.Context, hashed string) ([]byte, bool, error) {
	content, found := v[hashed]
	return content, found, nil
}

func (v visits) KeepSession(_ context.Context, hashed string, content []byte, _ time.Time) error {
	v[hashed] = content
	return nil
}

func (v visits) DropSession(_ context.Context, hashed string) error {
	delete(v, hashed)
	return nil
}

// Before an order is made the officer reads every month, the sum, the law and the days; where it cannot be made, why not.
func TestAnOrderIsReadMonthByMonthBeforeItIsMade(t *testing.T) {
	now := period.MustDay("2026-11-23").Start()
	one := steps.Orderable{Measure: "m", Member: "one", State: measure.Active, Months: []recovery.Month{{Month: "2026-01", Fen: 52000, Words: "按标准重算"}, {Month: "2026-02", Fen: 48050, Words: "按标准重算"}}}
	view := steps.View{
		Household: casework.HouseholdRow{ID: "h", Number: "640422100202-0001", Region: "640422100202"}, Names: map[string]string{"one": "马*强"}, Orderable: []steps.Orderable{one},
		Rules: steps.Rules{Basis: []string{"《中华人民共和国社会救助法》第七十三条"}, Terms: recovery.Terms{Span: deadline.Span{Count: 30, Unit: deadline.Calendar}}},
	}
	router := page.New(page.Config{Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Sessions: visits{}, Authenticate: func(context.Context, string) (access.Actor, bool, error) {
		return access.Actor{}, false, nil
	}})
	router.Handle("GET /order", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		f, err := r.ReadForm()
		if err != nil {
			return err
		}
		return r.RenderForm(w, f, orderRecoveryView(r, f, view, one))
	})
	router.Handle("GET /stayed", access.Public, func(w http.ResponseWriter, r *page.Request) error {
		stayed := view
		stayed.Orderable = []steps.Orderable{one}
		stayed.Orderable[0].State = measure.Stayed
		return r.Render(w, recoveryView(r, RecoveryPages{}, stayed))
	})
	server := httptest.NewServer(router)
	t.Cleanup(server.Close)
	read := func(path string) string {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%d %v %s", answer.StatusCode, err, body)
		}
		return string(body)
	}
	order := read("/order")
	for _, words := range []string{"2026-01", "¥520.00", "2026-02", "¥480.50", "¥1,000.50", "按标准重算", "社会救助法", "30 天", "马*强", "/console/households/h/recovery/measures/m/order"} {
		if !strings.Contains(order, words) {
			t.Errorf("the order's page lacks %q", words)
		}
	}
	stayed := read("/stayed")
	if !strings.Contains(stayed, "有异议正在办理") {
		t.Error("nobody says why a stayed measure cannot be ordered")
	}
	for _, body := range []string{order, stayed} {
		if strings.Contains(body, "recovery.") {
			t.Error("a sentence is missing in the catalogue")
		}
	}
}
