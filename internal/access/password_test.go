package access

import (
	"errors"
	"strings"
	"testing"
	"time"

	"chengxin/internal/fault"
)

func TestPasswordsThatEverybodyTriesAreRefused(t *testing.T) {
	policy := DefaultPasswords()
	policy.Breached = map[string]bool{"leaked but long enough": true}
	context := []string{"\u9a6c\u5efa\u56fd", "majianguo", "mjg", "\u897f\u5409\u53bf\u6c11\u653f\u5c40", "xiji", "jiqiang", ""}
	for password, key := range map[string]string{
		"short":                      "people.password.short",
		"\u6885\u82b1\u5f00\u4e8612": "people.password.short", // six runes, however many bytes
		strings.Repeat("ab1c", 40):   "people.password.long",
		"aaaaaaaaaaaa":               "people.password.uniform",
		"123456789012":               "people.password.common",
		"abcdefghijklmn":             "people.password.common",
		"password123456":             "people.password.common",
		"P@ssw0rd2026!!":             "people.password.common",
		"woaini5201314":              "people.password.common",
		"Xiji goats, ma.jianguo":     "people.password.context",
		"ma.jianguo2026":             "people.password.login",
		"\xff\xfeabcdefghijk":        "people.password.unreadable",
		"hunter2hunter2":             "people.password.common", // one piece again and again
		"1qaz2wsx3edc4rfv":           "people.password.common", // a walk over the keyboard
		"!QAZ@WSX#EDC":               "people.password.common",
		"zxcvbnm,./asd":              "people.password.common",
		"13862705549138":             "people.password.common", // a telephone number
		"990422198001011234":         "people.password.common", // a day in digits alone
		"qweasdzxc2026!":             "people.password.common",
		"trustno1trustno1":           "people.password.common",
		"leaked but long enough":     "people.password.breached",
		"Leaked But Long Enough":     "people.password.breached",
		"xiji-jiqiang-9?z":           "people.password.context",
		"majianguo&chengxin7":        "people.password.context",
		"\u9a6c\u5efa\u56fd\u5728\u897f\u5409\u53bf\u6c11\u653f\u5c40\u4e0a\u73ed\u4e86": "people.password.context",
		"goats of xiji eat clover": "", // what is left is long enough
		"three goats on the ridge": "",
		"\u4e09\u53ea\u7f8a\u5728\u5c71\u6881\u4e0a\u5403\u8349\u559d\u6cb3\u6c34": "",
	} {
		err := policy.Check(password, "ma.jianguo", context...)
		var refusal *fault.Error
		switch {
		case key == "" && err != nil:
			t.Errorf("%q is refused: %v", password, err)
		case key != "" && (!errors.As(err, &refusal) || refusal.Key != key || refusal.Field != "password"):
			t.Errorf("%q gives %v, not %s", password, err, key)
		}
	}
}

func TestAPasswordMatchesItsOwnHashOnly(t *testing.T) {
	salt := []byte("0123456789abcdef")
	hash := HashPassword("three goats on the ridge", salt)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash does not carry OWASP's cost: %s", hash)
	}
	if !PasswordMatches(hash, "three goats on the ridge") {
		t.Error("the right password does not match")
	}
	for _, wrong := range []string{"", "three goats on the ridge ", "Three goats on the ridge"} {
		if PasswordMatches(hash, wrong) {
			t.Errorf("%q matches", wrong)
		}
	}
	for _, damaged := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$!$!", strings.Replace(hash, "t=2", "t=0", 1), strings.Replace(hash, "m=19456", "m=4000000", 1)} {
		if PasswordMatches(damaged, "three goats on the ridge") {
			t.Errorf("the damaged hash %q matches", damaged)
		}
	}
}

func TestPasswordsAreNeverDueUnlessTheCountySaysSo(t *testing.T) {
	set := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if DefaultPasswords().Due(set, set.AddDate(10, 0, 0)) {
		t.Error("the default forces a rotation")
	}
	rotating := PasswordPolicy{MinRunes: 12, MaxRunes: 128, RotateAfter: 90 * 24 * time.Hour}
	if rotating.Due(set, set.AddDate(0, 0, 89)) || !rotating.Due(set, set.AddDate(0, 0, 91)) {
		t.Error("a county's rotation of 90 days is not kept")
	}
}
