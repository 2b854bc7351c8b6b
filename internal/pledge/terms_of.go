package pledge

import (
	"strconv"

	"chengxin/internal/period"
	"chengxin/internal/policy"
)

// TermsOf takes the texts in force on a day out of an edition. The hashes are the edition's own.
func TermsOf(edition *policy.Edition, on period.Day) Terms {
	notice, promise, authorisation := edition.NoticeText(on), edition.Pledge(), edition.Authorisation()
	return Terms{
		Edition: edition.Name(),
		Notice:  noticeOf(notice),
		Pledge:  pledgeOf(promise),
		Authorisation: Text{
			Kind: AuthorisationText, Version: authorisation.Version, Title: authorisation.Title, Hash: authorisation.Hash,
			Parts: authorisationParts(authorisation),
		},
		Questions: questionsOf(edition.Questions()),
	}
}

func noticeOf(notice policy.NoticeText) Text {
	text := Text{Kind: NoticeText, Version: notice.Version, Title: notice.Title, Hash: notice.Hash}
	text.add("", notice.Greeting)
	for _, section := range notice.Sections {
		text.add(section.Heading, section.Paragraphs...)
	}
	text.add("", notice.Closing)
	return text
}

func pledgeOf(promise policy.PledgeText) Text {
	text := Text{Kind: PledgeText, Version: promise.Version, Title: promise.Title, Hash: promise.Hash}
	text.add("", promise.Opening)
	var promises []string // the edition numbers its promises itself
	for _, one := range promise.Promises {
		promises = append(promises, one.Text)
	}
	text.add("", promises...)
	text.add("", promise.Closing)
	return text
}

func authorisationParts(authorisation policy.AuthorisationText) []Part {
	var text Text
	text.add("", authorisation.Opening)
	var sources []string
	for _, source := range authorisation.Sources {
		sources = append(sources, source.Name+"\uff1a"+source.Items)
	}
	text.Parts = append(text.Parts, Part{Paragraphs: sources, Numbered: true})
	text.add("", authorisation.Purpose)
	text.add("", authorisation.Validity)
	text.add("", authorisation.Revocation)
	text.add("", authorisation.Closing)
	return text.Parts
}

// add appends a part; an empty paragraph is none.
func (t *Text) add(heading string, paragraphs ...string) {
	part := Part{Heading: heading}
	for _, paragraph := range paragraphs {
		if paragraph != "" {
			part.Paragraphs = append(part.Paragraphs, paragraph)
		}
	}
	if part.Heading != "" || len(part.Paragraphs) > 0 {
		t.Parts = append(t.Parts, part)
	}
}

func questionsOf(set policy.QuestionSet) []Question {
	var questions []Question
	for _, asked := range set.Questions {
		question := Question{ID: asked.Code, Text: asked.Ask, Explanation: asked.Teach}
		for i, option := range asked.Options {
			question.Options = append(question.Options, Option{ID: strconv.Itoa(i + 1), Text: option, Right: i == asked.Right})
		}
		questions = append(questions, question)
	}
	return questions
}
