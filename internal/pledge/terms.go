package pledge

// Kind tells the three texts apart.
type Kind string

// The texts: what is told, what is promised, and what the authority is allowed to look up.
const (
	NoticeText        Kind = "notice"        // 告知书
	PledgeText        Kind = "pledge"        // 诚信承诺书
	AuthorisationText Kind = "authorisation" // 授权核对书
)

// Signed lists the texts that are signed, in the order in which they are read.
func Signed() []Kind { return []Kind{PledgeText, AuthorisationText} }

// Known says whether the kind is one of the two that are signed.
func (k Kind) Known() bool { return k == PledgeText || k == AuthorisationText }

// Part is a piece of a text under its own heading; the heading may be empty.
type Part struct {
	Heading    string
	Paragraphs []string
	Numbered   bool // each paragraph is a point of its own: a promise, a source
}

// Text is one exact text of the edition, as it is shown, printed and signed.
type Text struct {
	Kind    Kind
	Version string
	Title   string
	Parts   []Part
	Hash    string // SHA-256 of the exact words, in hexadecimal, as the edition computes it
}

// Option is one answer that a question offers.
type Option struct {
	ID    string
	Text  string
	Right bool
}

// Question is one understanding question: it teaches, so it has an explanation, and it is asked again until answered.
type Question struct {
	ID          string
	Text        string
	Options     []Option
	Explanation string
}

// Terms is what the two steps need of a policy edition: the exact texts in force, the questions, and how long an
// authorisation lasts.
type Terms struct {
	Edition       string
	Notice        Text
	Pledge        Text
	Authorisation Text
	Questions     []Question
	// AuthorisationMonths is how long an authorisation lasts from its signature; 0 = as long as assistance is applied for
	// or received (rules.md §6, 授权书).
	AuthorisationMonths int
}

// Of is the text of a kind.
func (t Terms) Of(kind Kind) Text {
	switch kind {
	case PledgeText:
		return t.Pledge
	case AuthorisationText:
		return t.Authorisation
	case NoticeText:
	}
	return t.Notice
}

// Question finds a question by its id.
func (t Terms) Question(id string) (Question, bool) {
	for _, question := range t.Questions {
		if question.ID == id {
			return question, true
		}
	}
	return Question{}, false
}
