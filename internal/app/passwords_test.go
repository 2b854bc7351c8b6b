package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chengxin/internal/access"
)

func TestAPasswordPolicyIsReadFromTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	leaked := filepath.Join(dir, "leaked.txt")
	file := filepath.Join(dir, "chengxin.yaml")
	for path, text := range map[string]string{
		leaked: "Correct Horse Battery\r\n\n",
		file:   "dir: " + dir + "\npasswords:\n  min: 14\n  rotate_days: 90\n  breached: " + leaked + "\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config, err := LoadConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	policy, err := config.Passwords.policy()
	if err != nil || policy.MinRunes != 14 || policy.MaxRunes != 128 || policy.RotateAfter != 90*24*time.Hour {
		t.Fatalf("%+v %v", policy, err)
	}
	if policy.Check("correct horse battery", "ma") == nil || policy.Check("quiet horse battery", "ma") != nil {
		t.Error("the list of leaked passwords is not used")
	}
	if policy, err := (PasswordConfig{}).policy(); err != nil || policy.MinRunes != access.DefaultPasswords().MinRunes || policy.RotateAfter != 0 {
		t.Errorf("nothing set changes the default: %+v %v", policy, err)
	}
}

func TestAPasswordPolicyWeakerThanTheStandardNeverStarts(t *testing.T) {
	for word, config := range map[string]PasswordConfig{
		"passwords.min": {Min: 6}, "passwords.max": {Max: 20}, "passwords.rotate_days": {RotateDays: -1}, "passwords.breached": {Breached: "/nowhere/leaked.txt"},
	} {
		if _, err := (Config{Dir: t.TempDir(), Passwords: config}).Complete(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", word, err)
		}
	}
}
