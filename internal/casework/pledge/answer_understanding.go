package pledge

import (
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/pledge"
)

// Answered is what one answer led to.
type Answered struct {
	Right    bool
	Progress pledge.Progress
}

// AnswerUnderstanding records a resident's answer to one understanding question. A wrong one is no refusal: the page
// explains and asks again.
func (a Acts) AnswerUnderstanding(ctx context.Context, actor access.Actor, key, question, choice string) (Answered, error) {
	act := casework.Act{
		Kind: "UnderstandingAnswered", Permission: access.SelfNotice, County: actor.County, Household: actor.Household,
		Key: key, Content: [2]string{question, choice}, OnTheWay: true,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Answered, error) {
		by := actor.ID
		if proxy, yes := byProxy(actor); yes {
			by = proxy
		}
		return a.answer(ctx, work, actor.ID, []Said{{question, choice}}, pledge.Answer{Channel: onlineChannel(actor), By: by})
	})
}

// Said is one answer given by word of mouth.
type Said struct {
	Question, Choice string
}

// Asked says how the questions were asked in person.
type Asked struct {
	Member      string
	ReadAloudBy string
	Language    pledge.Speech
	Answers     []Said
}

// RecordOralAnswers records the questions that an officer asked in person and what was answered, each as it was said
// first; a question answered wrongly was explained and is recorded again when answered anew.
func (a Acts) RecordOralAnswers(ctx context.Context, actor access.Actor, at At, asked Asked) (Answered, error) {
	act := casework.Act{
		Kind: "UnderstandingAskedInPerson", Permission: access.NoticeServe, County: at.County, Household: at.Household, Key: at.Key, Content: asked,
	}
	return casework.Do(ctx, a.Runner, actor, act, func(ctx context.Context, work *casework.Work) (Answered, error) {
		var wrong fault.List
		if strings.TrimSpace(asked.ReadAloudBy) == "" {
			wrong = append(wrong, fault.Field("read_aloud_by", "notice.service.reader_missing"))
		}
		if asked.Language == "" {
			wrong = append(wrong, fault.Field("language", "notice.service.language_missing"))
		}
		if len(asked.Answers) == 0 {
			wrong = append(wrong, fault.Field("answers", "notice.question.choose"))
		}
		persons, err := casework.As[Store](work.Tx).PledgePersons(ctx, at.County, at.Household, work.Today)
		if err != nil {
			return Answered{}, err
		}
		if _, known := pledge.Find(persons, asked.Member); !known {
			wrong = append(wrong, fault.Field("member", "notice.question.member_missing"))
		}
		if len(wrong) > 0 {
			return Answered{}, wrong
		}
		return a.answer(ctx, work, asked.Member, asked.Answers, pledge.Answer{
			Channel: pledge.InPerson, Language: asked.Language, ReadAloudBy: strings.TrimSpace(asked.ReadAloudBy), By: actor.ID,
		})
	})
}

// answer keeps answers and, with the last right one, the completion.
func (a Acts) answer(ctx context.Context, work *casework.Work, member string, said []Said, how pledge.Answer) (Answered, error) {
	store := casework.As[Store](work.Tx)
	terms, err := a.terms(ctx, work)
	if err != nil {
		return Answered{}, err
	}
	told, err := store.Told(ctx, work.County, work.Household.ID)
	if err != nil {
		return Answered{}, err
	}
	before := pledge.ProgressOf(terms, told.Answers, member)
	answered := Answered{Right: true}
	for _, one := range said {
		answer, err := pledge.AnswerQuestion(terms, told.Answers, member, one.Question, one.Choice)
		if err != nil {
			return Answered{}, err
		}
		answer.ID, answer.Household, answer.At, answer.By = a.NewID(), work.Household.ID, work.Now, how.By
		answer.Channel, answer.Language, answer.ReadAloudBy = how.Channel, how.Language, how.ReadAloudBy
		if err := store.AddUnderstandingAnswer(ctx, work.County, work.Household.ID, answer); err != nil {
			return Answered{}, err
		}
		told.Answers = append(told.Answers, answer)
		answered.Right = answered.Right && answer.Right
	}
	answered.Progress = pledge.ProgressOf(terms, told.Answers, member)
	work.Note("text_hash", terms.Notice.Hash)
	if answered.Progress.Done && !before.Done {
		work.Note("completed", member)
		return answered, store.AddUnderstanding(ctx, work.County, Understood{
			ID: a.NewID(), Household: work.Household.ID, Member: member, Version: terms.Notice.Version, Hash: terms.Notice.Hash,
			Total: answered.Progress.Total, FirstRight: answered.Progress.FirstRight, At: work.Now, By: how.By,
		})
	}
	return answered, nil
}
