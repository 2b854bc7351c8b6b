package pledge

import (
	"slices"
	"strings"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
)

// Withdrawal takes back every signature on one text that counts for one member and was given up to that moment. What
// was lawfully done before stays lawful (PIPL 15).
type Withdrawal struct {
	ID, Household, Member string
	Text                  Kind
	Channel               Channel
	Reason                string // may be empty: nobody owes one
	Proxy                 string
	At                    time.Time
	By                    string // the signer, or the officer who recorded it
}

// Withdraw checks a withdrawal. The signer withdraws the own signatures and those given as guardian. It refuses a text
// that is not signed (Invalid), and one on which nothing is there to withdraw (Conflict).
func Withdraw(facts Facts, persons []Person, member, signer string, kind Kind, reason string, now time.Time) (Withdrawal, error) {
	if !kind.Known() {
		return Withdrawal{}, fault.Field("text", "pledge.withdraw.text_missing")
	}
	reason = strings.TrimSpace(reason)
	if len([]rune(reason)) > maxReason {
		return Withdrawal{}, fault.Field("reason", "pledge.withdraw.reason_long")
	}
	person, known := Find(persons, member)
	if !known {
		return Withdrawal{}, fault.New(fault.NotFound, "fault.not_found")
	}
	today := period.DayOf(now)
	if member != signer && !person.Ward(today) {
		return Withdrawal{}, fault.New(fault.Forbidden, "pledge.withdraw.not_yours")
	}
	standing := slices.ContainsFunc(facts.Signatures, func(s Signature) bool {
		return s.Member == member && s.Text == kind && !s.SignedAt.After(now) && !facts.withdrawn(s, now)
	})
	if !standing {
		return Withdrawal{}, fault.New(fault.Conflict, "pledge.withdraw.nothing")
	}
	return Withdrawal{Member: member, Text: kind, Reason: reason, At: now}, nil
}
