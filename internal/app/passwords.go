package app

import (
	"fmt"
	"os"
	"strings"
	"time"

	"chengxin/internal/access"
)

// The bounds of what a county may set (ASVS 5.0, 6.2.1 and 6.2.9).
const (
	fewestMin   = 8
	fewestMax   = 64
	mostMin     = 64
	mostLeaked  = 64 << 20 // bytes of the list of leaked passwords, which is held in memory
	dayOfPolicy = 24 * time.Hour
)

// policy is the default with what the operator set; it refuses what would be weaker than the standard, and a list that
// cannot be read.
func (c PasswordConfig) policy() (access.PasswordPolicy, error) {
	policy := access.DefaultPasswords()
	if c.Min != 0 {
		policy.MinRunes = c.Min
	}
	if c.Max != 0 {
		policy.MaxRunes = c.Max
	}
	policy.RotateAfter = time.Duration(c.RotateDays) * dayOfPolicy
	switch {
	case policy.MinRunes < fewestMin || policy.MinRunes > mostMin:
		return policy, fmt.Errorf("configuration: passwords.min is %d; it must be from %d to %d", policy.MinRunes, fewestMin, mostMin)
	case policy.MaxRunes < fewestMax:
		return policy, fmt.Errorf("configuration: passwords.max is %d; it must be %d or more", policy.MaxRunes, fewestMax)
	case c.RotateDays < 0:
		return policy, fmt.Errorf("configuration: passwords.rotate_days is %d; it must be 0 (never) or more", c.RotateDays)
	case c.Breached == "":
		return policy, nil
	}
	if info, err := os.Stat(c.Breached); err == nil && info.Size() > mostLeaked {
		return policy, fmt.Errorf("configuration: passwords.breached is a file of %d bytes; take the commonest, at most %d bytes", info.Size(), mostLeaked)
	}
	raw, err := os.ReadFile(c.Breached)
	if err != nil {
		return policy, fmt.Errorf("configuration: passwords.breached: %w", err)
	}
	policy.Breached = map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			policy.Breached[strings.ToLower(line)] = true
		}
	}
	return policy, nil
}
