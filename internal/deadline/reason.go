package deadline

import "chengxin/internal/wording"

// Reason is one step of how a deadline was counted.
type Reason struct {
	Key   string
	Pairs []any
}

// Text is the step in a person's language.
func (r Reason) Text(language wording.Language) string {
	return wording.T(language, r.Key, r.Pairs...)
}
