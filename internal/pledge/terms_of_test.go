package pledge_test

import (
	"strings"
	"testing"

	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
)

// What is shown and printed must be every word that the hash covers, and nothing beside it.
func TestTheTextsShownAreExactlyTheTextsHashed(t *testing.T) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	on := period.MustDay("2026-11-23")
	terms := pledge.TermsOf(edition, on)
	hashed := map[pledge.Kind]string{
		pledge.NoticeText: edition.NoticeText(on).Words(), pledge.PledgeText: edition.Pledge().Words(), pledge.AuthorisationText: edition.Authorisation().Words(),
	}
	for _, text := range []pledge.Text{terms.Notice, terms.Pledge, terms.Authorisation} {
		shown := text.Version + text.Title
		for _, part := range text.Parts {
			shown += part.Heading + strings.Join(part.Paragraphs, "")
		}
		if bare(shown) != bare(hashed[text.Kind]) {
			t.Errorf("%s: shown\n%s\nhashed\n%s", text.Kind, shown, hashed[text.Kind])
		}
		if len(text.Hash) != 64 || text.Kind == "" {
			t.Errorf("%s: no hash", text.Kind)
		}
	}
	if len(terms.Questions) == 0 {
		t.Fatal("no questions")
	}
	for _, question := range terms.Questions {
		right := 0
		for _, option := range question.Options {
			if option.Right {
				right++
			}
		}
		if right != 1 || question.Explanation == "" {
			t.Errorf("%s: %d right answers", question.ID, right)
		}
	}
}

func bare(text string) string { return strings.Join(strings.Fields(text), "") }
