package pledge

import (
	"time"

	"chengxin/internal/fault"
)

// How long a signing code can be used, and how many wrong entries spend it. A code of six digits with five tries is
// guessed once in two hundred thousand.
const (
	PrintedCodeLasts = 90 * 24 * time.Hour // printed on the access slip that comes with the notice
	SpokenCodeLasts  = 30 * time.Minute    // read out by an officer while the person signs
	CodeTries        = 5
)

// CodeWay is the second channel by which a signing code reaches the signer.
type CodeWay string

// The second channels.
const (
	PrintedOnSlip CodeWay = "slip"
	ReadOut       CodeWay = "read_out"
)

// SigningCode is a confirmation code that was issued to one member; the digits themselves are nowhere kept.
type SigningCode struct {
	ID, Household, Member string
	Way                   CodeWay
	IssuedAt, ExpiresAt   time.Time
	IssuedBy              string
	Tries                 int       // wrong entries so far
	UsedAt                time.Time // zero: not used
	UsedFor               string    // the submission that used it, so that its repetition finds its answer
}

// NewSigningCode makes the code's record.
func NewSigningCode(household, member string, way CodeWay, by string, now time.Time) SigningCode {
	lasts := SpokenCodeLasts
	if way == PrintedOnSlip {
		lasts = PrintedCodeLasts
	}
	return SigningCode{Household: household, Member: member, Way: way, IssuedAt: now, ExpiresAt: now.Add(lasts), IssuedBy: by}
}

// Usable refuses a code that was used, is over, or was entered wrongly too often; the person asks for a new one.
func (c SigningCode) Usable(now time.Time) error {
	switch {
	case !c.UsedAt.IsZero():
		return fault.Field("code", "pledge.code.used")
	case c.Tries >= CodeTries:
		return fault.Field("code", "pledge.code.locked")
	case !now.Before(c.ExpiresAt):
		return fault.Field("code", "pledge.code.expired")
	}
	return nil
}
