package fault

import (
	"errors"

	"chengxin/internal/wording"
)

// Kind tells what sort of refusal it is; the web turns it into a status, the command line into an exit code.
type Kind int

// The kinds of refusal.
const (
	Internal Kind = iota
	Invalid
	NotFound
	Forbidden
	Conflict
	Unavailable
)

// Error is a refusal that says what to do next.
type Error struct {
	Kind  Kind
	Field string // the form field or column it belongs to; empty for the whole act
	Key   string // the message's key in the catalogue
	Pairs []any  // the message's placeholders and their values
	Cause error  // for the log only
}

// New makes a refusal with a message of the catalogue.
func New(kind Kind, key string, pairs ...any) *Error {
	return &Error{Kind: kind, Key: key, Pairs: pairs}
}

// Field makes an Invalid refusal that belongs to one form field.
func Field(field, key string, pairs ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Key: key, Pairs: pairs}
}

// Beside puts an Invalid refusal that names no field beside the field that caused it, as the check of a posted file; every other
// error is given back as it is.
func Beside(field string, err error) error {
	refusal, bare := err.(*Error) //nolint:errorlint // a refusal within others keeps its place
	if !bare || refusal.Kind != Invalid || refusal.Field != "" {
		return err
	}
	with := *refusal
	with.Field = field
	return &with
}

// Because adds the cause that only the log sees.
func (e *Error) Because(cause error) *Error {
	with := *e
	with.Cause = cause
	return &with
}

// Error is the Chinese message.
func (e *Error) Error() string { return e.Message(wording.Chinese) }

// Message is the message in a language.
func (e *Error) Message(language wording.Language) string {
	return wording.T(language, e.Key, e.Pairs...)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of the first Error in the chain; Internal for any other error.
func KindOf(err error) Kind {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Kind
	}
	return Internal
}

// List is several refusals at once, as a form's error summary shows them.
type List []*Error

// Error joins the messages.
func (l List) Error() string {
	text := ""
	for i, e := range l {
		if i > 0 {
			text += "\n"
		}
		text += e.Error()
	}
	return text
}

// Unwrap lets errors.As find the first refusal.
func (l List) Unwrap() []error {
	all := make([]error, len(l))
	for i, e := range l {
		all[i] = e
	}
	return all
}

// OrNil is nil for an empty list, so that a validation can end with `return list.OrNil()`.
func (l List) OrNil() error {
	if len(l) == 0 {
		return nil
	}
	return l
}
