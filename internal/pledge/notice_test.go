package pledge_test

import (
	"testing"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

func issue() pledge.Issue {
	return pledge.Issue{ID: "i", Household: "h", Version: "1", Hash: terms().Notice.Hash, IssuedAt: noon.Add(-24 * time.Hour)}
}

func service() pledge.Service {
	return pledge.Service{Method: pledge.HandedOver, ServedAt: noon, Receiver: "马国强", Mark: pledge.SignedPaper, Language: pledge.Dialect}
}

func TestProofsOfServiceAreRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*pledge.Service)
		field  string
	}{
		"served tomorrow":               {func(s *pledge.Service) { s.ServedAt = noon.Add(time.Hour) }, "served_at"},
		"served before it was issued":   {func(s *pledge.Service) { s.ServedAt = noon.Add(-72 * time.Hour) }, "served_at"},
		"without a moment":              {func(s *pledge.Service) { s.ServedAt = time.Time{} }, "served_at"},
		"received by nobody":            {func(s *pledge.Service) { s.Receiver = " " }, "receiver"},
		"refused without a witness":     {func(s *pledge.Service) { s.Mark = pledge.Refused }, "witness"},
		"unable without a witness":      {func(s *pledge.Service) { s.Mark = pledge.Unable }, "witness"},
		"left with an adult, unrelated": {func(s *pledge.Service) { s.Method = pledge.LeftWithAdult }, "relation"},
		"read aloud by nobody":          {func(s *pledge.Service) { s.Method = pledge.ReadAloud }, "read_aloud_by"},
		"by an unknown method":          {func(s *pledge.Service) { s.Method = "shouted" }, "method"},
		"as read online":                {func(s *pledge.Service) { s.Method = pledge.ReadOnline }, "method"},
		"in no language":                {func(s *pledge.Service) { s.Language = "" }, "language"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := service()
			c.change(&s)
			_, err := s.Record(issue(), noon)
			refusedOn(t, err, c.field)
		})
	}
	kept, err := service().Record(issue(), noon)
	if err != nil || kept.Hash != terms().Notice.Hash || kept.Issue != "i" {
		t.Fatal(kept, err)
	}
}

func TestANoticeIsServedAtOrAfterTheMinuteOfItsIssue(t *testing.T) {
	issued := issue()
	issued.IssuedAt = time.Date(2026, 11, 23, 10, 18, 30, 0, period.Shanghai)
	now := issued.IssuedAt.Add(8 * time.Hour)
	for clock, refused := range map[string]bool{"00:00": true, "10:17": true, "10:18": false, "14:00": false} {
		s := service()
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-23 "+clock, period.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		s.ServedAt = at
		_, err = s.Record(issued, now)
		if refused {
			refusedOn(t, err, "served_at")
		} else if err != nil {
			t.Errorf("%s: %v", clock, err)
		}
	}
}

func TestANewVersionMakesATellingAnEarlierOne(t *testing.T) {
	now := terms()
	kept, err := service().Record(issue(), noon)
	if err != nil {
		t.Fatal(err)
	}
	told := pledge.Told{Issues: []pledge.Issue{issue()}}
	if got := pledge.NoticeStandingOf(now, pledge.Told{}); got.State != pledge.NotIssued || got.MustBeTold() == nil {
		t.Error(got)
	}
	if got := pledge.NoticeStandingOf(now, told); got.State != pledge.NotServed || got.MustBeTold() == nil {
		t.Error(got)
	}
	told.Readings = []pledge.Reading{{Hash: now.Notice.Hash, At: noon}}
	if got := pledge.NoticeStandingOf(now, told); got.State != pledge.NotServed || !got.Opened {
		t.Error("opening is not reading", got)
	}
	told.Services = []pledge.Service{kept}
	if got := pledge.NoticeStandingOf(now, told); got.State != pledge.ToldNow || got.MustBeTold() != nil || !got.ToldAt.Equal(noon) {
		t.Error(got)
	}
	next := terms()
	next.Notice.Version, next.Notice.Hash = "2", "notice-2"
	got := pledge.NoticeStandingOf(next, told)
	if got.State != pledge.ToldBefore || got.Version != "1" || fault.KindOf(got.MustBeTold()) != fault.Conflict {
		t.Error(got)
	}
	told.Readings = append(told.Readings, pledge.Reading{Hash: next.Notice.Hash, Version: "2", Confirmed: true, At: noon.Add(time.Hour)})
	if got := pledge.NoticeStandingOf(next, told); got.State != pledge.ToldNow || got.Version != "2" || len(got.Methods) != 1 {
		t.Error(got)
	}
}

func TestAWrongAnswerIsAskedAgainAndTheFirstOneCounts(t *testing.T) {
	now := terms()
	var answers []pledge.Answer
	say := func(member, question, choice string) pledge.Answer {
		t.Helper()
		answer, err := pledge.AnswerQuestion(now, answers, member, question, choice)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, answer)
		return answer
	}
	if a := say("head", "q1", "b"); a.Right || !a.First {
		t.Error(a)
	}
	if p := pledge.ProgressOf(now, answers, "head"); p.Next != "q1" || p.Done {
		t.Error("a wrong answer asks again", p)
	}
	if a := say("head", "q1", "a"); !a.Right || a.First {
		t.Error(a)
	}
	if p := pledge.ProgressOf(now, answers, "head"); p.Next != "q2" || p.Number != 2 {
		t.Error(p)
	}
	say("head", "q2", "b")
	if p := pledge.ProgressOf(now, answers, "head"); !p.Done || p.Right != 2 || p.FirstRight != 1 {
		t.Error(p)
	}
	if p := pledge.ProgressOf(now, answers, "wife"); p.Right != 0 || p.Next != "q1" {
		t.Error("each member answers alone", p)
	}
	if _, err := pledge.AnswerQuestion(now, answers, "head", "q2", "z"); err == nil {
		t.Error("an unknown choice")
	}
	if _, err := pledge.AnswerQuestion(now, answers, "head", "q9", "a"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
	now.Notice.Hash = "notice-2"
	if p := pledge.ProgressOf(now, answers, "head"); p.Right != 0 {
		t.Error("a new text is asked anew", p)
	}
}

func TestSigningCodesEnd(t *testing.T) {
	code := pledge.NewSigningCode("h", "head", pledge.ReadOut, "officer", noon)
	if err := code.Usable(noon.Add(29 * time.Minute)); err != nil {
		t.Error(err)
	}
	if code.Usable(noon.Add(30*time.Minute)) == nil {
		t.Error("over")
	}
	code.Tries = pledge.CodeTries
	if code.Usable(noon) == nil {
		t.Error("locked")
	}
	code = pledge.NewSigningCode("h", "head", pledge.PrintedOnSlip, "officer", noon)
	code.UsedAt = noon
	if code.Usable(noon) == nil {
		t.Error("used")
	}
}
