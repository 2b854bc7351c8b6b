package access

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strings"
	"time"

	"chengxin/internal/region"
)

// SessionRule says how long a session is good (ASVS 5.0, 7.3).
type SessionRule struct {
	Idle time.Duration // without a request
	Most time.Duration // whatever happens
}

// The rules of sessions. A resident who fills in a long form slowly is not thrown out (适老化: ample time).
var (
	OfficerSession  = SessionRule{Idle: 30 * time.Minute, Most: 12 * time.Hour}
	ResidentSession = SessionRule{Idle: 2 * time.Hour, Most: 12 * time.Hour}
	// HalfSession is the time between the password and the second factor.
	HalfSession = SessionRule{Idle: 5 * time.Minute, Most: 5 * time.Minute}
)

// SeenEvery is how exactly the last request of a session is kept: one write a minute at most.
const SeenEvery = time.Minute

// Alive says whether a session that was made and last seen at these moments is still good.
func (r SessionRule) Alive(madeAt, seenAt, now time.Time) bool {
	return now.Sub(madeAt) < r.Most && now.Sub(seenAt) < r.Idle
}

// tokenBytes is the entropy of a token: 256 bits.
const tokenBytes = 32

// NewToken makes a secret for a cookie or a one-time link. It starts with the county, so that looking it up asks one
// county's data only; the county is no secret.
func NewToken(county region.Code, random io.Reader) (string, error) {
	secret := make([]byte, tokenBytes)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", err
	}
	return string(county) + "." + base64.RawURLEncoding.EncodeToString(secret), nil
}

// ReadToken splits a token into its county and the hash under which it is kept. ok is false for what is no token.
func ReadToken(token string) (county region.Code, hash []byte, ok bool) {
	where, secret, found := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if !found || err != nil || len(raw) != tokenBytes || len(where) == 0 || len(where) > 12 {
		return "", nil, false
	}
	sum := sha256.Sum256([]byte(token))
	return region.Code(where), sum[:], true
}
