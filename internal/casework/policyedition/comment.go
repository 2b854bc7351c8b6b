package policyedition

import (
	"context"
	"strings"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// What may be typed, in runes, and how long comments may be taken, in days.
const (
	MaxWords = 1000
	longest  = 180
)

// OpenForComment opens a draft for comments from today to a last day, which must come after today. It refuses a draft that
// was adopted, and one that is open already.
func (a Acts) OpenForComment(ctx context.Context, actor access.Actor, county region.Code, draft string, closesOn period.Day, words, key string) error {
	words = strings.TrimSpace(words)
	act := casework.Act{Kind: "PolicyOpenedForComment", Permission: access.PolicyDraft, County: county, Key: key, Content: []string{draft, closesOn.String(), words}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store, course, err := a.take(ctx, w, draft)
		if err != nil {
			return "", err
		}
		if course.OpenOn(w.Today) != nil {
			return "", fault.New(fault.Conflict, "edition.open_already")
		}
		var wrong fault.List
		if !closesOn.After(w.Today) || w.Today.DaysUntil(closesOn) > longest {
			wrong = append(wrong, fault.Field("closes_on", "edition.closes_on_wrong", "most", longest))
		}
		wrong = append(wrong, typed("words", words, false)...)
		if err := wrong.OrNil(); err != nil {
			return "", err
		}
		one := Consultation{ID: a.NewID(), Draft: draft, OpensOn: w.Today, ClosesOn: closesOn, Words: words, At: w.Now, By: actor.ID}
		w.Note("draft", draft)
		w.Note("closes_on", closesOn.String())
		return one.ID, store.AddConsultation(ctx, county, one)
	})
	return err
}

// Comment keeps an officer's comment on an article, or on the whole draft when the anchor is empty. It refuses one outside
// the period, and an article that the draft does not have.
func (a Acts) Comment(ctx context.Context, actor access.Actor, county region.Code, draft, anchor, words, key string) error {
	words = strings.TrimSpace(words)
	if anchor != "" {
		_, edition, err := a.Check(ctx, county, draft)
		if err != nil {
			return err
		}
		known := false
		if edition != nil {
			_, known = edition.Article(anchor)
		}
		if !known {
			return fault.Field("anchor", "edition.no_such_article")
		}
	}
	act := casework.Act{Kind: "PolicyCommented", Permission: access.PolicyComment, County: county, Region: actor.Unit, Key: key, Content: []string{draft, anchor, words}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store, course, err := a.take(ctx, w, draft)
		if err != nil {
			return "", err
		}
		if course.OpenOn(w.Today) == nil {
			return "", fault.New(fault.Conflict, "edition.not_open")
		}
		if err := typed("words", words, true).OrNil(); err != nil {
			return "", err
		}
		one := Comment{ID: a.NewID(), Draft: draft, Anchor: anchor, Words: words, At: w.Now, By: actor.ID}
		w.Note("draft", draft)
		w.Note("comment", one.ID)
		w.Note("anchor", anchor)
		return one.ID, store.AddComment(ctx, county, one)
	})
	return err
}

// AnswerComment answers a comment once, taking it up or saying why not.
func (a Acts) AnswerComment(ctx context.Context, actor access.Actor, county region.Code, draft, comment string, taken bool, words, key string) error {
	words = strings.TrimSpace(words)
	act := casework.Act{Kind: "PolicyCommentAnswered", Permission: access.PolicyDraft, County: county, Key: key, Content: []any{draft, comment, taken, words}}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, w *casework.Work) (string, error) {
		store, course, err := a.take(ctx, w, draft)
		if err != nil {
			return "", err
		}
		by := ""
		for _, one := range course.Comments {
			if one.ID == comment {
				by = one.By
			}
		}
		if by == "" {
			return "", fault.New(fault.NotFound, "fault.not_found")
		}
		if course.AnswerTo(comment) != nil {
			return "", fault.New(fault.Conflict, "edition.answered_already")
		}
		if err := typed("words", words, true).OrNil(); err != nil {
			return "", err
		}
		one := Answer{ID: a.NewID(), Draft: draft, Comment: comment, Taken: taken, Words: words, At: w.Now, By: actor.ID}
		w.Note("draft", draft)
		w.Note("comment", comment)
		if by != actor.ID {
			w.Send(casework.Message{Officer: by, Topic: "edition.told.answered", Detail: map[string]string{"draft": course.Draft.Title}})
		}
		return one.ID, store.AddAnswer(ctx, county, one)
	})
	return err
}

// take takes a draft that is not adopted yet.
func (a Acts) take(ctx context.Context, w *casework.Work, draft string) (Store, Course, error) {
	store := casework.As[Store](w.Tx)
	if err := store.TakeDraft(ctx, w.County, draft); err != nil {
		return nil, Course{}, err
	}
	course, err := store.Course(ctx, w.County, draft)
	if err == nil && course.Adoption != nil {
		err = fault.New(fault.Conflict, "edition.adopted_already")
	}
	return store, course, err
}

func typed(field, words string, needed bool) fault.List {
	if needed && words == "" {
		return fault.List{fault.Field(field, "edition.words_missing")}
	}
	if utf8.RuneCountInString(words) > MaxWords {
		return fault.List{fault.Field(field, "edition.words_long", "most", MaxWords)}
	}
	return nil
}
