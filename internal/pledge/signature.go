package pledge

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Capacity is in what standing somebody signed.
type Capacity string

// The capacities.
const (
	OwnHand     Capacity = "self"
	AsGuardian  Capacity = "guardian" // for a minor or a member without full capacity
	AsProxyHand Capacity = "proxy"    // by a written delegation
)

// SigningMethod is what a signature physically is.
type SigningMethod string

// The ways to sign.
const (
	Drawn      SigningMethod = "drawn" // finger or mouse, with the confirmation code
	Typed      SigningMethod = "typed" // the name typed, with the confirmation code
	Handwrote  SigningMethod = "paper_signature"
	InkedThumb SigningMethod = "paper_thumbprint"
)

// OnPaperMethods lists the ways to sign that an officer records.
func OnPaperMethods() []SigningMethod { return []SigningMethod{Handwrote, InkedThumb} }

// Signature is one person's signature on one exact text.
type Signature struct {
	ID, Household          string
	Text                   Kind
	Edition, Version, Hash string
	Member                 string // for whom it counts
	Signer                 string // the member who signed; empty for somebody outside the household
	SignerName             string // as signed
	Capacity               Capacity
	Method                 SigningMethod
	Ink                    []byte     // the drawn signature, a PNG of at most MaxInk bytes; empty otherwise
	InkHash                string     // SHA-256 of Ink, or of the typed name
	Code                   string     // the id of the confirmation code that was entered; empty on paper
	Session                string     // the session in which it was signed; empty on paper
	Proxy                  string     // the proxy's registration
	Paper                  string     // the paper record that it stands on; empty online
	ValidUntil             period.Day // the first day on which it no longer counts; zero: no end of its own
	SignedAt               time.Time
	RecordedBy             string
	Document               string // the numbered print
}

// Signing is one person's wish to sign online, in one go: both texts, for oneself and for one's wards.
type Signing struct {
	Signer  string          // the member who signs
	Wards   []string        // the members for whom the signer signs as guardian
	Hashes  map[Kind]string // the hash of each text that the page showed
	Agreed  map[Kind]bool   // each text has its own tick
	Method  SigningMethod
	Name    string // typed, compared with the signer's own name
	Ink     []byte // as posted: any PNG; Prepared re-encodes it
	ByProxy bool

	prepared bool
}

// Prepared is the signing with its drawing written anew, so that the slow part is done before a transaction opens. A
// drawing that is refused is left out, and Sign says so beside its field.
func (s Signing) Prepared() Signing {
	clean, err := CleanInk(s.Ink)
	if s.Method != Drawn || err != nil {
		clean = nil
	}
	s.Ink, s.prepared = clean, true
	return s
}

// Sign checks a signing and makes its signatures, without ids. For each text there is one signature for the signer
// and one for each ward who owes it. It refuses, naming the field, a text that is not the one shown (Conflict), a text
// without its tick, a signer who must be represented, a ward who signs alone, and a missing drawing or another name.
func Sign(terms Terms, persons []Person, signing Signing, now time.Time) ([]Signature, error) {
	today := period.DayOf(now)
	signer, known := Find(persons, signing.Signer)
	if !known {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if signer.Ward(today) {
		return nil, fault.New(fault.Forbidden, "pledge.sign.needs_guardian")
	}
	for _, kind := range Signed() {
		if signing.Hashes[kind] != terms.Of(kind).Hash {
			return nil, fault.New(fault.Conflict, "pledge.sign.text_changed")
		}
	}
	if !signing.prepared {
		signing = signing.Prepared()
	}
	var wrong fault.List
	for _, kind := range Signed() {
		if !signing.Agreed[kind] {
			wrong = append(wrong, fault.Field("agree_"+string(kind), "pledge.sign.agree_"+string(kind)))
		}
	}
	signing.Name = strings.TrimSpace(signing.Name)
	var ink []byte
	mark := signing.Name
	switch signing.Method {
	case Drawn:
		if ink = signing.Ink; len(ink) == 0 {
			wrong = append(wrong, fault.Field("ink", "pledge.sign.ink_unreadable"))
		}
		mark = string(ink)
	case Typed:
		if !SameName(signing.Name, signer.Name) {
			wrong = append(wrong, fault.Field("name", "pledge.sign.name_differs"))
		}
	case Handwrote, InkedThumb:
		wrong = append(wrong, fault.Field("method", "pledge.sign.method_missing"))
	default:
		wrong = append(wrong, fault.Field("method", "pledge.sign.method_missing"))
	}
	for _, ward := range signing.Wards {
		person, found := Find(persons, ward)
		if !found || !person.Ward(today) {
			wrong = append(wrong, fault.Field("ward_"+ward, "pledge.sign.not_a_ward"))
		}
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	own := OwnHand
	if signing.ByProxy {
		own = AsProxyHand
	}
	base := Signature{
		Edition: terms.Edition, Signer: signer.Member, SignerName: signer.Name, Method: signing.Method,
		Ink: ink, InkHash: digest([]byte(mark)), SignedAt: now,
	}
	return base.each(terms, persons, append([]string{signer.Member}, signing.Wards...), own, today), nil
}

// each makes the signatures of one hand: every text for every member who owes it.
func (s Signature) each(terms Terms, persons []Person, members []string, own Capacity, on period.Day) []Signature {
	var signatures []Signature
	for _, kind := range Signed() {
		for i, member := range members {
			person, found := Find(persons, member)
			if !found || !person.Owes(kind, on) || slices.Contains(members[:i], member) {
				continue
			}
			one := s
			one.Text, one.Version, one.Hash, one.Member = kind, terms.Of(kind).Version, terms.Of(kind).Hash, member
			one.Capacity = own
			if member != s.Signer {
				one.Capacity = AsGuardian
			}
			if kind == AuthorisationText && terms.AuthorisationMonths > 0 {
				one.ValidUntil = on.AddMonths(terms.AuthorisationMonths)
			}
			signatures = append(signatures, one)
		}
	}
	return signatures
}

// SameName compares a typed name with the registered one: spaces and the kinds of middle dot do not matter.
func SameName(typed, registered string) bool {
	return typed != "" && plainName(typed) == plainName(registered)
}

func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u3000', '\u00a0', '\t':
			return -1
		case '\u2022', '\u30fb', '\uff0e', '\u2027', '\u22c5', '.':
			return '\u00b7'
		}
		return r
	}, strings.ToUpper(name))
}
