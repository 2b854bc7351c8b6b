package access

import (
	"crypto/rand"
	"net/url"
	"testing"
	"time"
)

func TestAOneTimePasswordIsTakenOnce(t *testing.T) {
	secret, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 10, 0, time.UTC)
	password, err := PasswordAt(secret, now)
	if err != nil {
		t.Fatal(err)
	}
	step, ok := StepOf(secret, password[:3]+" "+password[3:], now, 0)
	if !ok {
		t.Fatal("the right password is refused")
	}
	if _, again := StepOf(secret, password, now, step); again {
		t.Error("the same password is taken twice")
	}
	if _, late := StepOf(secret, password, now.Add(25*time.Second), 0); !late {
		t.Error("a password of the step before is refused: clocks differ a little")
	}
	if _, late := StepOf(secret, password, now.Add(90*time.Second), 0); late {
		t.Error("a password of three steps ago is taken")
	}
	next, _ := PasswordAt(secret, now.Add(30*time.Second))
	later, ok := StepOf(secret, next, now.Add(30*time.Second), step)
	if !ok || later <= step {
		t.Error("the next password is refused")
	}
	if _, back := StepOf(secret, password, now.Add(30*time.Second), later); back {
		t.Error("an earlier step is taken after a later one")
	}
	if _, ok := StepOf("not base 32!", password, now, 0); ok {
		t.Error("a damaged secret takes a password")
	}
}

// The published vector of RFC 6238, appendix B, cut to six digits.
func TestOneTimePasswordsFollowTheStandard(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got, err := PasswordAt(secret, time.Unix(1111111109, 0)); err != nil || got != "081804" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestTheAddressOfASecretIsWhatAppsRead(t *testing.T) {
	address, err := url.Parse(SecretAddress("\u8bda\u4fe1 \u897f\u5409", "ma.jianguo", "ABC"))
	if err != nil {
		t.Fatal(err)
	}
	if address.Scheme != "otpauth" || address.Host != "totp" || address.Path != "/\u8bda\u4fe1 \u897f\u5409:ma.jianguo" || address.Query().Get("issuer") != "\u8bda\u4fe1 \u897f\u5409" {
		t.Errorf("unreadable: %s", address)
	}
}

func TestRecoveryCodesAreReadAsTyped(t *testing.T) {
	codes, err := NewRecoveryCodes(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, code := range codes {
		plain, ok := ReadRecoveryCode(" " + code)
		if !ok || seen[plain] {
			t.Errorf("%q is not readable, or stands twice", code)
		}
		seen[plain] = true
	}
	if _, ok := ReadRecoveryCode("ABCD-EFGH"); ok {
		t.Error("half a code is taken")
	}
}
