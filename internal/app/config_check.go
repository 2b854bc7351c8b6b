package app

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"chengxin/internal/region"
)

// ApplicationCheckConfig switches the question of other systems on for one county (safeguards, rule 8).
type ApplicationCheckConfig struct {
	County   string               `yaml:"county"`   // six digits
	Officers []string             `yaml:"officers"` // login names: to whom requests are referred, the first who is not kin
	PerDay   int                  `yaml:"per_day"`  // questions a day that each system is answered; 200 by default
	Keys     []ApplicationKeyConf `yaml:"keys"`
}

// ApplicationKeyConf is one system's key. Only its hash stands in the file.
type ApplicationKeyConf struct {
	System string `yaml:"system"` // the system's name: it stands in the log, and the person reads it
	SHA256 string `yaml:"sha256"` // of the key, hex
}

// Questions a day, unless a county says otherwise, and at most: a key that is stolen must not tell the whole register.
const (
	usualQuestions = 200
	mostQuestions  = 2000
)

// complete fills the defaults and refuses what could not work or would be unsafe.
func (c *ApplicationCheckConfig) complete() error {
	if c.PerDay == 0 {
		c.PerDay = usualQuestions
	}
	wrong := func(text string) error {
		return fmt.Errorf("configuration: application_check of %q: %s", c.County, text)
	}
	switch {
	case region.Code(c.County).Level() != region.County:
		return wrong("county has six digits")
	case len(c.Officers) == 0:
		return wrong("officers names at least one login name")
	case c.PerDay < 1 || c.PerDay > mostQuestions:
		return wrong(fmt.Sprintf("per_day is 1 to %d", mostQuestions))
	case len(c.Keys) == 0:
		return wrong("keys has at least one system; leave the county out to switch it off")
	}
	for i := range c.Keys {
		key := &c.Keys[i]
		key.SHA256 = strings.ToLower(strings.TrimSpace(key.SHA256))
		if strings.TrimSpace(key.System) == "" {
			return wrong("every key names its system")
		}
		if raw, err := hex.DecodeString(key.SHA256); err != nil || len(raw) != 32 {
			return errors.Join(wrong("sha256 has 64 hexadecimal digits: printf %s KEY | sha256sum"), err)
		}
	}
	return nil
}
