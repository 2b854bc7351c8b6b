package api

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"
	"time"

	"chengxin/internal/access"
	"chengxin/internal/application"
	steps "chengxin/internal/casework/application"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/region"
	"chengxin/internal/web/page"
	"chengxin/internal/wording"
)

// ApplicationChecks answers whether a request is to be referred.
type ApplicationChecks interface {
	Check(ctx context.Context, asker steps.Asker, q steps.Question) (steps.Answer, error)
}

// Applications is the question of other systems about requests for assistance (safeguards, rule 8).
type Applications struct {
	Acts  ApplicationChecks
	Keys  map[string]steps.Asker // by the SHA-256 of the key, hex; empty: it is switched off
	Clock func() time.Time
}

// The addresses.
const (
	CheckPath       = "/api/v1/application-check"
	DescriptionPath = "/api/v1/openapi.json"
)

//go:embed openapi.json
var description []byte

// Wrong keys are slowed by address, and questions by key: ten at once, then one every five seconds.
const (
	everyQuestion = 5 * time.Second
	questions     = 10
	longestBody   = 4 << 10 // bytes
)

// Routes adds the question and its description.
func (p Applications) Routes(r *page.Router) {
	tries, asked := page.NewLimiter(everyQuestion, questions), page.NewLimiter(everyQuestion, questions)
	r.Handle("POST "+CheckPath, access.Public, func(w http.ResponseWriter, r *page.Request) error {
		answer, err := p.answer(r, tries, asked)
		if err != nil {
			return p.refuse(w, r, err)
		}
		return write(w, http.StatusOK, "application/json", answer)
	}, page.WithoutSession(), page.Body(longestBody))
	r.Handle("GET "+DescriptionPath, access.Public, func(w http.ResponseWriter, _ *page.Request) error {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(description) // the reader went away: nobody is left to tell
		return nil
	}, page.WithoutSession())
}

// question is what is posted.
type question struct {
	Number    string `json:"id_number"`
	Programme string `json:"programme"`
	Purpose   string `json:"purpose"`
}

// Outcomes are all that is ever answered.
const (
	RegisterAndRefer = "register_and_refer"
	NoBarKnown       = "no_bar_known"
)

// answer is what is given back: what to do, and when it was known.
type answer struct {
	Outcome string   `json:"outcome"`
	AsOf    string   `json:"as_of"`
	Officer *officer `json:"officer,omitempty"`
	Text    string   `json:"text"`
}

type officer struct {
	Name   string `json:"name"`
	Office string `json:"office"`
	Phone  string `json:"phone"`
}

// wrongKey is a question without a key that anybody knows.
var errWrongKey = errors.New("the key is not known")

func (p Applications) answer(r *page.Request, tries, asked *page.Limiter) (answer, error) {
	if len(p.Keys) == 0 {
		return answer{}, fault.New(fault.NotFound, "application.check.off")
	}
	asker, known := p.asker(r.Header.Get("Authorization"))
	if !known {
		if err := tries.Allow(p.Clock(), r.Address(), ""); err != nil {
			return answer{}, err
		}
		return answer{}, errWrongKey
	}
	if err := asked.Allow(p.Clock(), string(asker.County)+" "+asker.System, ""); err != nil {
		return answer{}, err
	}
	q, err := read(r)
	if err != nil {
		return answer{}, err
	}
	given, err := p.Acts.Check(r.Context(), asker, q)
	if err != nil {
		return answer{}, err
	}
	out := answer{Outcome: NoBarKnown, AsOf: given.AsOf.String(), Text: wording.T(wording.Chinese, "application.check.free", "day", given.AsOf.Chinese())}
	if given.Refer {
		out.Outcome = RegisterAndRefer
		out.Officer = &officer{Name: given.Officer, Office: region.FullName(given.Unit), Phone: given.Phone}
		out.Text = wording.T(wording.Chinese, "application.check.refer", "office", out.Officer.Office, "name", given.Officer, "phone", given.Phone)
	}
	return out, nil
}

// asker finds whose key was sent. Every known key is compared, so that the time tells nothing.
func (p Applications) asker(header string) (steps.Asker, bool) {
	key, is := strings.CutPrefix(header, "Bearer ")
	sum := sha256.Sum256([]byte(strings.TrimSpace(key)))
	sent := []byte(hex.EncodeToString(sum[:]))
	var found steps.Asker
	known := false
	for hash, asker := range p.Keys {
		if subtle.ConstantTimeCompare(sent, []byte(hash)) == 1 {
			found, known = asker, is
		}
	}
	return found, known
}

func read(r *page.Request) (steps.Question, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return steps.Question{}, fault.Field("content_type", "application.check.type")
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	var q question
	if err := decoder.Decode(&q); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return steps.Question{}, err
		}
		return steps.Question{}, fault.Field("body", "application.check.body")
	}
	return steps.Question{Number: household.ReadIDNumber(q.Number), Asked: application.Assistance(q.Programme), Purpose: q.Purpose}, nil
}

// problem is an error as RFC 9457 has it.
type problem struct {
	Title     string   `json:"title"`
	Status    int      `json:"status"`
	Reference string   `json:"reference"`
	Wrong     []wrongs `json:"errors,omitempty"`
}

type wrongs struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// refuse writes a problem document. What only the log may see goes to the page's own error, which logs it.
func (p Applications) refuse(w http.ResponseWriter, r *page.Request, err error) error {
	said := problem{Status: page.Status(err), Reference: r.Reference()}
	var list fault.List
	var one *fault.Error
	switch {
	case errors.Is(err, errWrongKey):
		w.Header().Set("WWW-Authenticate", "Bearer")
		said.Status, said.Title = http.StatusUnauthorized, wording.T(wording.Chinese, "application.check.key")
	case errors.As(err, &list):
		said.Title = wording.T(wording.Chinese, "application.check.body")
		for _, each := range list {
			said.Wrong = append(said.Wrong, wrongs{Field: each.Field, Text: each.Message(wording.Chinese)})
		}
	case errors.As(err, &one) && one.Key == "application.check.enough":
		said.Status, said.Title = http.StatusTooManyRequests, one.Message(wording.Chinese)
	case errors.As(err, &one) && one.Kind != fault.Internal:
		said.Title = one.Message(wording.Chinese)
	case said.Status == http.StatusTooManyRequests:
		w.Header().Set("Retry-After", "5")
		said.Title = wording.T(wording.Chinese, "page.problem.too_many.title")
	case said.Status == http.StatusRequestEntityTooLarge:
		said.Title = wording.T(wording.Chinese, "application.check.body")
	default:
		return err
	}
	return write(w, said.Status, "application/problem+json", said)
}

func write(w http.ResponseWriter, status int, kind string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the reader went away: nobody is left to tell
	return nil
}
