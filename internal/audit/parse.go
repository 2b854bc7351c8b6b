package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"chengxin/internal/region"
)

var errNotCanonical = errors.New("not a canonical log entry")

// ParseEntry reads what Canonical wrote and refuses everything else: an unknown format, an unknown or missing field, and
// any other spelling of the same JSON.
func ParseEntry(payload []byte) (Entry, error) {
	// A verification reads millions of entries: this reads the one spelling there is, some times faster than encoding/json.
	r := reader{left: payload}
	var e Entry
	e.ActingFor = r.text(`{"acting_for":`)
	e.ActorID = r.text(`,"actor_id":`)
	e.ActorKind = r.text(`,"actor_kind":`)
	at, err := time.Parse(momentLayout, r.text(`,"at":`))
	e.At = at
	e.County = region.Code(r.text(`,"county":`))
	r.skip(`,"detail":{`)
	for r.more('}', e.Detail != nil) {
		if e.Detail == nil {
			e.Detail = map[string]string{}
		}
		name := r.text("")
		e.Detail[name] = r.text(":")
	}
	r.skip(`,"erases":[`)
	for r.more(']', e.Erases != nil) {
		e.Erases = append(e.Erases, r.number(""))
	}
	r.skip(`,"facts":[`)
	for r.more(']', e.Facts != nil) {
		digest, id, table := r.text(`{"digest":`), r.text(`,"id":`), r.text(`,"table":`)
		r.skip("}")
		e.Facts = append(e.Facts, Fact{Table: table, ID: id, Digest: digest})
	}
	known := r.number(`,"format":`) == format
	e.Household = r.text(`,"household":`)
	e.Kind = r.text(`,"kind":`)
	e.Permission = r.text(`,"permission":`)
	e.Purpose = r.text(`,"purpose":`)
	e.Region = region.Code(r.text(`,"region":`))
	e.Seq = r.number(`,"seq":`)
	r.skip("}")
	// Writing it again finds the spellings that the reader lets through: escapes, the order of details, numbers.
	if r.failed || err != nil || !known || len(r.left) > 0 || !bytes.Equal(e.Canonical(), payload) {
		return Entry{}, errNotCanonical
	}
	return e, nil
}

// reader reads the pieces of a payload one after the other; after a failure it reads nothing more.
type reader struct {
	left   []byte
	failed bool
}

func (r *reader) skip(want string) {
	if len(r.left) < len(want) || string(r.left[:len(want)]) != want {
		r.failed = true
		return
	}
	r.left = r.left[len(want):]
}

// more says whether another element of a list follows; it takes the comma before it, or the list's end.
func (r *reader) more(end byte, inside bool) bool {
	if r.failed || len(r.left) == 0 {
		r.failed = true
		return false
	}
	if r.left[0] == end {
		r.left = r.left[1:]
		return false
	}
	if inside {
		r.skip(",")
	}
	return !r.failed
}

// text reads a string after a prefix.
func (r *reader) text(prefix string) string {
	r.skip(prefix)
	r.skip(`"`)
	if r.failed {
		return ""
	}
	escaped := false
	for i := 0; i < len(r.left); i++ {
		switch r.left[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			raw := r.left[:i]
			r.left = r.left[i+1:]
			if !escaped {
				return string(raw)
			}
			var read string
			r.failed = json.Unmarshal([]byte(`"`+string(raw)+`"`), &read) != nil
			return read
		}
	}
	r.failed = true
	return ""
}

// number reads an integer after a prefix.
func (r *reader) number(prefix string) int64 {
	r.skip(prefix)
	end := 0
	for end < len(r.left) && (r.left[end] == '-' || r.left[end] >= '0' && r.left[end] <= '9') {
		end++
	}
	read, err := strconv.ParseInt(string(r.left[:end]), 10, 64)
	if r.failed || err != nil {
		r.failed = true
		return 0
	}
	r.left = r.left[end:]
	return read
}
