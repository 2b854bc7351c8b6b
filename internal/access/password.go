package access

import (
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"chengxin/internal/fault"
)

// PasswordPolicy says which passwords are taken. A county that must follow 等保 profiles sets RotateAfter; ASVS 5.0 (6.2.10)
// forbids forced rotation, so the default has none. The conflict is recorded in docs/security.md.
type PasswordPolicy struct {
	MinRunes    int           // 12 by default
	MaxRunes    int           // 128 by default: longer than any phrase, short enough to hash
	RotateAfter time.Duration // 0: never
	// Breached holds further passwords that are refused, in lower case: an operator's list of those that leaked.
	Breached map[string]bool
}

// DefaultPasswords is the policy of a county that sets nothing.
func DefaultPasswords() PasswordPolicy { return PasswordPolicy{MinRunes: 12, MaxRunes: 128} }

// fewestDifferent is how many different characters a password needs at least: it stops 111111111111 and abababababab.
const fewestDifferent = 5

//go:embed common_passwords.txt
var commonFile string

// common holds the cores of passwords that everybody tries first, without the digits and signs that people hang on them.
var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonFile) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			set[line] = true
		}
	}
	return set
})

// Check refuses, field "password", one that is too short, too long, too uniform, a common one with digits or signs hung on
// it, one that a pattern makes (runs, repetitions, walks over the keyboard, dates and telephone numbers), one that is known
// to have leaked, and one that is built on the login name or on words of the context (ASVS 5.0, 6.1.2 and 6.2). It asks for
// no mixture of character classes.
func (p PasswordPolicy) Check(password, login string, context ...string) error {
	runes := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return fault.Field("password", "people.password.unreadable")
	case runes < p.MinRunes:
		return fault.Field("password", "people.password.short", "min", p.MinRunes)
	case runes > p.MaxRunes:
		return fault.Field("password", "people.password.long", "max", p.MaxRunes)
	case different(password) < fewestDifferent:
		return fault.Field("password", "people.password.uniform")
	}
	lower := strings.ToLower(password)
	if login = strings.ToLower(login); utf8.RuneCountInString(login) >= 3 && strings.Contains(lower, login) && runes-utf8.RuneCountInString(login) < p.MinRunes {
		return fault.Field("password", "people.password.login")
	}
	if isCommon(lower) || isPattern(lower) {
		return fault.Field("password", "people.password.common")
	}
	if p.Breached[lower] {
		return fault.Field("password", "people.password.breached")
	}
	if rest := without(lower, append(context, login, product)...); rest < runes && rest < p.MinRunes {
		return fault.Field("password", "people.password.context", "min", p.MinRunes)
	}
	return nil
}

// product is the word that everybody here knows.
const product = "chengxin"

// without counts the runes that are left when the words of the context are taken out. Words that could stand in any phrase
// by chance do not count as context: one Chinese character, or fewer than four letters.
func without(lower string, context ...string) int {
	slices.SortFunc(context, func(a, b string) int { return len(b) - len(a) })
	for _, word := range context {
		word = strings.ToLower(strings.TrimSpace(word))
		fewest := 4
		if strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxLatin1 }) {
			fewest = 2
		}
		if utf8.RuneCountInString(word) >= fewest {
			lower = strings.ReplaceAll(lower, word, "")
		}
	}
	return utf8.RuneCountInString(lower)
}

// Due says whether the policy wants a password that was set at a moment to be changed by now.
func (p PasswordPolicy) Due(setAt, now time.Time) bool {
	return p.RotateAfter > 0 && now.Sub(setAt) > p.RotateAfter
}

func different(text string) int {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen)
}

func isCommon(lower string) bool {
	if common()[lower] || run(lower) {
		return true
	}
	plain := strings.NewReplacer("@", "a", "0", "o", "$", "s", "3", "e").Replace
	bare := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, form := range []string{lower, plain(lower), plain(bare)} {
		for _, core := range []string{
			strings.TrimFunc(form, func(r rune) bool { return !unicode.IsLetter(r) }),
			strings.TrimFunc(form, func(r rune) bool { return !unicode.IsDigit(r) }),
			strings.Map(keep(unicode.IsLetter), form), strings.Map(keep(unicode.IsDigit), form),
		} {
			// A core counts only when it is most of the password: a long phrase that ends in 123456 is a long phrase.
			if core != "" && common()[core] && 3*utf8.RuneCountInString(core) > utf8.RuneCountInString(lower) {
				return true
			}
		}
	}
	return false
}

func keep(wanted func(rune) bool) func(rune) rune {
	return func(r rune) rune {
		if wanted(r) {
			return r
		}
		return -1
	}
}

// run says whether nearly every character follows its neighbour by the same step: 123456789012, abcdefghijkl.
func run(text string) bool {
	runes := []rune(text)
	steps := map[rune]int{}
	for i := 1; i < len(runes); i++ {
		if step := runes[i] - runes[i-1]; step >= -1 && step <= 1 {
			steps[step]++
		}
	}
	for _, n := range steps {
		if 4*n >= 3*(len(runes)-1) {
			return true
		}
	}
	return false
}

// The cost of one password check, after OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const (
	argonKiB    = 19 * 1024
	argonPasses = 2
	argonLanes  = 1
	argonBytes  = 32
	// PasswordSaltSize is the length of a salt, in bytes.
	PasswordSaltSize = 16
)

// HashPassword is the argon2id hash in PHC form. The salt is PasswordSaltSize random bytes, made by the caller.
func HashPassword(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonKiB, argonLanes, argonBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonKiB, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

// PasswordMatches compares in constant time; a hash that cannot be read never matches.
func PasswordMatches(hash, password string) bool {
	var version int
	var memory, passes uint32
	var lanes uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &lanes); err != nil || version != argon2.Version {
		return false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != argonBytes || passes == 0 || lanes == 0 || memory > 4*argonKiB {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, argonBytes)
	return subtle.ConstantTimeCompare(got, want) == 1
}
