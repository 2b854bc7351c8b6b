package access

import (
	"crypto/subtle"
	"encoding/base32"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// The one-time password of the second factor (RFC 6238): six digits, thirty seconds, one step of tolerance to each side.
const (
	stepSeconds = 30
	stepSkew    = 1
	// secretBytes is 160 bits, the length of the underlying hash.
	secretBytes = 20
)

var (
	stepRule = totp.ValidateOpts{Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
	base32No = base32.StdEncoding.WithPadding(base32.NoPadding)
)

// NewSecret makes the secret of a second factor, in base32 as authenticator apps take it.
func NewSecret(random io.Reader) (string, error) {
	raw := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	return base32No.EncodeToString(raw), nil
}

// SecretAddress is what the QR picture says: otpauth://totp/….
func SecretAddress(issuer, login, secret string) string {
	values := url.Values{"secret": {secret}, "issuer": {issuer}, "period": {"30"}, "digits": {"6"}, "algorithm": {"SHA1"}}
	// Authenticator apps read a plus sign as a plus sign, not as a blank.
	query := strings.ReplaceAll(values.Encode(), "+", "%20")
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + login, RawQuery: query}).String()
}

// StepOf finds the time step whose one-time password was typed. A step up to lastStep was used before and is never
// taken again, whoever saw it typed. ok is false for a wrong, old or replayed password.
func StepOf(secret, typed string, now time.Time, lastStep int64) (step int64, ok bool) {
	typed = strings.Map(func(r rune) rune {
		switch {
		case r >= '\uff10' && r <= '\uff19':
			return '0' + r - '\uff10'
		case r == ' ' || r == '\u3000':
			return -1
		}
		return r
	}, typed)
	for offset := int64(-stepSkew); offset <= stepSkew; offset++ {
		at := now.Add(time.Duration(offset) * stepSeconds * time.Second)
		want, err := totp.GenerateCodeCustom(secret, at, stepRule)
		if err != nil {
			return 0, false
		}
		candidate := at.Unix() / stepSeconds
		if subtle.ConstantTimeCompare([]byte(want), []byte(typed)) == 1 && candidate > lastStep {
			step, ok = candidate, true
		}
	}
	return step, ok
}

// PasswordAt is the one-time password of a moment: what the demonstration prints and tests type.
func PasswordAt(secret string, at time.Time) (string, error) {
	return totp.GenerateCodeCustom(secret, at, stepRule)
}

// Recovery codes stand in for a lost phone, each once.
const (
	recoveryCodes = 10
	recoveryBytes = 7 // 56 bits
)

// NewRecoveryCodes makes the codes that an officer writes down, in groups of four letters and digits.
func NewRecoveryCodes(random io.Reader) ([]string, error) {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		raw := make([]byte, recoveryBytes)
		if _, err := io.ReadFull(random, raw); err != nil {
			return nil, err
		}
		text := base32No.EncodeToString(raw)
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:]
	}
	return codes, nil
}

// ReadRecoveryCode reads a recovery code as typed; ok is false when it cannot be one.
func ReadRecoveryCode(typed string) (code string, ok bool) {
	code = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u3000':
			return -1
		case '0':
			return 'O' // base32 has neither 0 nor 1
		case '1':
			return 'I'
		}
		return r
	}, strings.ToUpper(typed))
	raw, err := base32No.DecodeString(code)
	return code, err == nil && len(raw) == recoveryBytes
}
