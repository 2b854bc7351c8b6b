package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"chengxin/internal/period"
)

// hashWords is the SHA-256 of canonical words, in hexadecimal: parts joined by a line feed, blanks at line ends dropped.
// A signature binds to this, so a changed comma is another text.
func hashWords(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])
}

func canonical(parts ...string) string {
	lines := strings.Split(strings.Join(parts, "\n"), "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = strings.TrimRight(line, " \t\r"); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// NoticeText is the notice of duties (告知书), in force from a day.
type NoticeText struct {
	Version  string          `yaml:"version"`
	Title    string          `yaml:"title"`
	Greeting string          `yaml:"greeting"`
	Sections []NoticeSection `yaml:"sections"`
	Closing  string          `yaml:"closing"`
	Rule     `yaml:",inline"`
	Hash     string `yaml:"-"` // of Words()
}

// NoticeSection is a heading of the notice with its paragraphs.
type NoticeSection struct {
	Code       string   `yaml:"code"`
	Heading    string   `yaml:"heading"`
	Paragraphs []string `yaml:"paragraphs"`
}

// Words are the canonical words, as they are read aloud and hashed.
func (n NoticeText) Words() string {
	parts := []string{n.Version, n.Title, n.Greeting}
	for _, section := range n.Sections {
		parts = append(parts, section.Heading)
		parts = append(parts, section.Paragraphs...)
	}
	return canonical(append(parts, n.Closing)...)
}

// Question is one understanding question: it teaches, it does not examine. A wrong answer is explained and asked again.
type Question struct {
	Code    string   `yaml:"code"`
	Ask     string   `yaml:"ask"`
	Options []string `yaml:"options"`
	Right   int      `yaml:"right"` // index into Options, from 0
	Teach   string   `yaml:"teach"`
	Rule    `yaml:",inline"`
}

// QuestionSet is the questions as asked together, with the hash of their words.
type QuestionSet struct {
	Version   string     `yaml:"version"`
	Questions []Question `yaml:"questions"`
	Hash      string     `yaml:"-"`
}

// Words are the canonical words of all questions.
func (s QuestionSet) Words() string {
	parts := []string{s.Version}
	for _, question := range s.Questions {
		parts = append(parts, question.Ask)
		parts = append(parts, question.Options...)
		parts = append(parts, question.Teach)
	}
	return canonical(parts...)
}

// Promise is one promise of a pledge.
type Promise struct {
	Code string `yaml:"code"`
	Text string `yaml:"text"`
	Rule `yaml:",inline"`
}

// PledgeText is a pledge as it is signed: the household's 诚信承诺书, or the staff's.
type PledgeText struct {
	Version  string    `yaml:"version"`
	Title    string    `yaml:"title"`
	Opening  string    `yaml:"opening"`
	Promises []Promise `yaml:"promises"`
	Closing  string    `yaml:"closing"`
	Rule     `yaml:",inline"`
	Hash     string `yaml:"-"`
}

// StaffPledge is the pledge that officers sign (双承诺).
type StaffPledge = PledgeText

// Words are the canonical words that a signature binds to.
func (p PledgeText) Words() string {
	parts := []string{p.Version, p.Title, p.Opening}
	for _, promise := range p.Promises {
		parts = append(parts, promise.Text)
	}
	return canonical(append(parts, p.Closing)...)
}

// AuthorisedSource is one source that may be asked, and for what.
type AuthorisedSource struct {
	Code  string `yaml:"code"`
	Name  string `yaml:"name"`
	Items string `yaml:"items"` // what is asked there, in words
}

// AuthorisationText is the verification authorisation (授权核对书) as each adult signs it. Support obligors outside the
// household have their own text, and only with their own consent (LAW Art. 41).
type AuthorisationText struct {
	Version    string             `yaml:"version"`
	Title      string             `yaml:"title"`
	Opening    string             `yaml:"opening"`
	Sources    []AuthorisedSource `yaml:"sources"`
	Purpose    string             `yaml:"purpose"`
	Validity   string             `yaml:"validity"`
	Revocation string             `yaml:"revocation"`
	Closing    string             `yaml:"closing"`
	Rule       `yaml:",inline"`
	Hash       string `yaml:"-"`
}

// Words are the canonical words that a signature binds to.
func (a AuthorisationText) Words() string {
	parts := []string{a.Version, a.Title, a.Opening}
	for _, source := range a.Sources {
		parts = append(parts, source.Name+"\uff1a"+source.Items)
	}
	return canonical(append(parts, a.Purpose, a.Validity, a.Revocation, a.Closing)...)
}

// hashTexts fills the hashes after loading.
func (c *content) hashTexts() {
	for i := range c.Notices {
		c.Notices[i].Hash = hashWords(c.Notices[i].Words())
	}
	c.Understanding.Hash = hashWords(c.Understanding.Words())
	for _, pledge := range []*PledgeText{&c.Pledge, &c.StaffPledge} {
		pledge.Hash = hashWords(pledge.Words())
	}
	for _, authorisation := range []*AuthorisationText{&c.Authorisation, &c.ObligorAuthorisation} {
		authorisation.Hash = hashWords(authorisation.Words())
	}
}

// NoticeText gives the notice in force on a day: the latest that has begun. Before the first one it gives the first.
func (e *Edition) NoticeText(on period.Day) NoticeText {
	found := e.content.Notices[0]
	for _, notice := range e.content.Notices[1:] {
		if notice.InForce(on) && !notice.From.Before(found.From) {
			found = notice
		}
	}
	return found
}

// Questions gives the understanding questions.
func (e *Edition) Questions() QuestionSet { return e.content.Understanding }

// Pledge gives the household's pledge.
func (e *Edition) Pledge() PledgeText { return e.content.Pledge }

// StaffPledge gives the officers' pledge.
func (e *Edition) StaffPledge() StaffPledge { return e.content.StaffPledge }

// Authorisation gives the authorisation that each adult of the household signs.
func (e *Edition) Authorisation() AuthorisationText { return e.content.Authorisation }

// ObligorAuthorisation gives the separate authorisation of a support obligor outside the household.
func (e *Edition) ObligorAuthorisation() AuthorisationText { return e.content.ObligorAuthorisation }
