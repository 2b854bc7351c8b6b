package numbering

import (
	"encoding/base32"
	"io"
	"regexp"
	"strings"

	"chengxin/internal/fault"
)

// NewPublicCode makes the unguessable code behind a document's QR picture out of 80 bits of entropy: 16 characters of a-z
// and 2-7, so that nobody takes 0 for o or 1 for l when typing it from paper. It fails only when entropy does.
func NewPublicCode(entropy io.Reader) (string, error) {
	raw := make([]byte, 10)
	if _, err := io.ReadFull(entropy, raw); err != nil {
		return "", err
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw)), nil
}

var publicCode = regexp.MustCompile(`^[a-z2-7]{16}$`)

// ReadPublicCode reads a code as people type it from paper: capitals, spaces and hyphens are fine, 0 is o and 8 is b. Invalid.
func ReadPublicCode(typed string) (string, error) {
	code := strings.NewReplacer(" ", "", "-", "", "\u3000", "", "0", "o", "8", "b").Replace(strings.ToLower(typed))
	if !publicCode.MatchString(code) {
		return "", fault.Field("code", "numbering.not_a_code")
	}
	return code, nil
}
