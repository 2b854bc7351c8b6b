package app

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/application"
	"chengxin/internal/casework"
	"chengxin/internal/document"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// oneDesk is a transaction that knows one family and two officers.
type oneDesk struct{ oneFamily }

func (oneDesk) OfficerNames(context.Context, region.Code) (map[string]string, error) {
	return map[string]string{"one": "李经办", "other": "苏确认"}, nil
}

// The receipt says that a request is registered; the refusal has reasons, provision, both people, what is still possible and the last days.
func TestThePapersOfTheIntakePrint(t *testing.T) {
	on := period.MustDay("2026-11-23")
	house, err := Open(t.Context(), Config{Dir: filepath.Join(t.TempDir(), "data")}, func() time.Time { return on.Start() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := house.Close(); err != nil {
			t.Error(err)
		}
	})
	letters := applicationLetters{house}
	office := casework.Office{Edition: "jiqiang-2022", County: "640422", Agency: "西吉县民政局", CodeWord: "西民", Phone: "0954-0000000", Address: "吉强镇", Reconsider: "西吉县人民政府", Demo: true}
	paper := casework.Paper{Number: "西民不受\u30142026\u30151号", Code: "abcdefghijklmnop", IssuedOn: on, Office: office, LogSize: 7, LogRoot: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}
	row := casework.HouseholdRow{ID: "h", Number: "640422100202-0001", Region: "640422100202"}
	request := application.Request{
		Applicant: "head", Asked: application.Dibao, For: []string{"head"}, Channel: application.AtDesk, Number: "西民收\u30142026\u30153号", On: on,
		Deputy:  application.Deputy{Name: "马代办", Relation: "侄子"},
		Records: []application.Record{{By: "one", What: application.Proposed{Reason: "全家户籍在外县", Basis: "审核确认办法第六条"}}},
	}
	if err := house.KeepOffice(t.Context(), office); err != nil {
		t.Fatal(err)
	}
	remedies, err := applicationScheme{house}.Remedies(t.Context(), "640422", on)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		compose func() ([]byte, error)
		says    []string
	}{
		"receipt": {
			func() ([]byte, error) { return letters.Receipt(t.Context(), oneDesk{}, paper, row, request) },
			[]string{"救助申请登记回执", "最低生活保障", "马国强", "马代办", "登记不等于受理"},
		},
		"refusal": {
			func() ([]byte, error) {
				return letters.Refusal(t.Context(), oneDesk{}, paper, row, request, remedies, "other")
			},
			[]string{"不予受理通知书", "全家户籍在外县", "审核确认办法第六条", "李经办", "苏确认", "西吉县人民政府", "60日", "6个月", "2027-01-22", "2027-05-23", "随时可以再申请"},
		},
	} {
		raw, err := c.compose()
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range c.says {
			if !strings.Contains(string(raw), words) {
				t.Errorf("%s lacks %q: %s", name, words, raw)
			}
		}
		for _, secret := range []string{"99000019700501001X", "13800001234", "application."} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%s shows %q", name, secret)
			}
		}
		content, err := document.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		keepPaper(t, "application-"+name, func(out *bytes.Buffer) error { return document.Render(out, content) })
	}
}

func TestTheCheckIsConfiguredWholeOrNotAtAll(t *testing.T) {
	whole := func() ApplicationCheckConfig {
		return ApplicationCheckConfig{County: "640422", Officers: []string{"jingban"}, Keys: []ApplicationKeyConf{{System: "大厅", SHA256: strings.Repeat("AB", 32)}}}
	}
	fine := whole()
	if err := fine.complete(); err != nil || fine.PerDay != usualQuestions || fine.Keys[0].SHA256 != strings.Repeat("ab", 32) {
		t.Errorf("%+v %v", fine, err)
	}
	for name, change := range map[string]func(*ApplicationCheckConfig){
		"no county":     func(c *ApplicationCheckConfig) { c.County = "" },
		"a township":    func(c *ApplicationCheckConfig) { c.County = "640422100" },
		"nobody named":  func(c *ApplicationCheckConfig) { c.Officers = nil },
		"no key":        func(c *ApplicationCheckConfig) { c.Keys = nil },
		"no system":     func(c *ApplicationCheckConfig) { c.Keys[0].System = " " },
		"the key":       func(c *ApplicationCheckConfig) { c.Keys[0].SHA256 = "secret" },
		"all questions": func(c *ApplicationCheckConfig) { c.PerDay = mostQuestions + 1 },
	} {
		broken := whole()
		change(&broken)
		if broken.complete() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
