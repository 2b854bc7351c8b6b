package app

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"

	"chengxin/internal/declaration"
	"chengxin/internal/fault"
)

// Config is everything an operator can set: one YAML file, and environment variables that win over it.
type Config struct {
	// Dir holds what lives beside the database: keys/, witness/, blobs/, and chengxin.db by default. CHENGXIN_DIR.
	Dir string `yaml:"dir"`
	// DB is an SQLite file or a postgres:// URL; empty means chengxin.db in Dir. CHENGXIN_DB.
	DB string `yaml:"db"`
	// Listen is the address to serve on, loopback by default: a reverse proxy or TLS stands in front. CHENGXIN_LISTEN.
	Listen string `yaml:"listen"`
	// BaseURL is what residents' phones open; QR codes carry it. CHENGXIN_BASE_URL.
	BaseURL string `yaml:"base_url"`
	// TLSCert and TLSKey make the program serve HTTPS by itself. CHENGXIN_TLS_CERT, CHENGXIN_TLS_KEY.
	TLSCert string `yaml:"tls_cert"`
	TLSKey  string `yaml:"tls_key"`
	// KeyDir keeps the keys elsewhere than in Dir/keys, so that a copied data folder cannot be read. CHENGXIN_KEY_DIR.
	KeyDir string `yaml:"key_dir"`
	// WitnessDir keeps the signed checkpoints elsewhere than in Dir/witness: another disk or machine is best. CHENGXIN_WITNESS_DIR.
	WitnessDir string `yaml:"witness_dir"`
	// Suite is the cipher suite of a new key file: sm4 (default) or aes. CHENGXIN_SUITE.
	Suite string `yaml:"suite"`
	// Fonts is an optional folder of further TrueType fonts for rare characters. CHENGXIN_FONTS.
	Fonts string `yaml:"fonts"`
	// Proxy says that a reverse proxy of yours is the only way in, so that X-Forwarded-For tells the client. CHENGXIN_PROXY=1.
	Proxy bool `yaml:"proxy"`
	// PaperSecondLook is how a second person looks at a paper declaration: check (default: every answer is compared with the
	// scan) or type (the whole sheet is typed again, blind). CHENGXIN_PAPER_SECOND_LOOK.
	PaperSecondLook string `yaml:"paper_second_look"`
	// ApplicationCheck lets other systems of a county ask, for its own intake, whether a request is to be referred to a named officer. A
	// county that is not listed answers nobody: that is the default.
	ApplicationCheck []ApplicationCheckConfig `yaml:"application_check"`
	// Office is the county that the first start sets up. Later changes of it are acts in the program.
	Office OfficeConfig `yaml:"office"`
	// Passwords is the policy for officers' passwords; what is left out stays as it is by default.
	Passwords PasswordConfig `yaml:"passwords"`
}

// PasswordConfig is a county's own password policy.
type PasswordConfig struct {
	Min        int    `yaml:"min"`         // characters at least: 12 by default, never fewer than 8
	Max        int    `yaml:"max"`         // characters at most: 128 by default, never fewer than 64
	RotateDays int    `yaml:"rotate_days"` // change after so many days; 0: never
	Breached   string `yaml:"breached"`    // a file of leaked passwords, one a line, that are refused
}

// OfficeConfig is the county of a first start; what is left out comes from the edition.
type OfficeConfig struct {
	County     string `yaml:"county"`     // six digits
	Agency     string `yaml:"agency"`     // the agency whose name stands on letters
	CodeWord   string `yaml:"code_word"`  // 机关代字, the start of every document's number
	Phone      string `yaml:"phone"`      // where residents can ask
	Address    string `yaml:"address"`    // where residents can come
	Reconsider string `yaml:"reconsider"` // where 行政复议 is filed
	Edition    string `yaml:"edition"`    // the edition in force
}

// LoadConfig reads the file (none is fine when the path is empty or the default file is absent), then the environment,
// then fills the defaults. Unknown keys in the file are refused with their line.
func LoadConfig(path string) (Config, error) {
	var config Config
	if path != "" {
		raw, err := os.ReadFile(path) // #nosec G304 -- the operator names the file
		if err != nil {
			return config, fmt.Errorf("configuration: %w", err)
		}
		if err := yaml.UnmarshalWithOptions(raw, &config, yaml.Strict()); err != nil {
			return config, fmt.Errorf("configuration %s: %w", path, err)
		}
	}
	for name, field := range map[string]*string{
		"CHENGXIN_DIR": &config.Dir, "CHENGXIN_DB": &config.DB, "CHENGXIN_LISTEN": &config.Listen, "CHENGXIN_BASE_URL": &config.BaseURL,
		"CHENGXIN_TLS_CERT": &config.TLSCert, "CHENGXIN_TLS_KEY": &config.TLSKey, "CHENGXIN_KEY_DIR": &config.KeyDir,
		"CHENGXIN_WITNESS_DIR": &config.WitnessDir, "CHENGXIN_SUITE": &config.Suite, "CHENGXIN_FONTS": &config.Fonts,
		"CHENGXIN_PAPER_SECOND_LOOK": &config.PaperSecondLook,
	} {
		if value, set := os.LookupEnv(name); set {
			*field = value
		}
	}
	if os.Getenv("CHENGXIN_PROXY") == "1" {
		config.Proxy = true
	}
	return config, nil
}

// Complete fills the defaults and refuses what cannot work.
func (c Config) Complete() (Config, error) {
	fill := func(field *string, value string) {
		if *field == "" {
			*field = value
		}
	}
	fill(&c.Dir, "data")
	fill(&c.DB, filepath.Join(c.Dir, "chengxin.db"))
	fill(&c.Listen, "127.0.0.1:8080")
	fill(&c.KeyDir, filepath.Join(c.Dir, "keys"))
	fill(&c.WitnessDir, filepath.Join(c.Dir, "witness"))
	fill(&c.Suite, "sm4")
	fill(&c.PaperSecondLook, string(declaration.Compared))
	if look := declaration.SecondLook(c.PaperSecondLook); look != declaration.Compared && look != declaration.Typed {
		return c, fmt.Errorf("configuration: paper_second_look %q is neither check nor type", c.PaperSecondLook)
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	fill(&c.BaseURL, scheme+"://"+c.Listen)
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return c, errors.New("configuration: tls_cert and tls_key belong together; set both or neither")
	}
	if base, err := url.Parse(c.BaseURL); err != nil || base.Host == "" {
		return c, fmt.Errorf("configuration: base_url %q is not an address such as https://chengxin.example.gov.cn", c.BaseURL)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	if _, err := c.Passwords.policy(); err != nil {
		return c, err
	}
	for i := range c.ApplicationCheck {
		if err := c.ApplicationCheck[i].complete(); err != nil {
			return c, err
		}
	}
	for _, dir := range []string{c.Dir, c.KeyDir, c.WitnessDir, filepath.Join(c.Dir, "blobs")} {
		if err := os.MkdirAll(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return c, fmt.Errorf("configuration: %w", err)
		}
	}
	return c, nil
}

// TLS says whether the browser speaks TLS to us or to the proxy before us.
func (c Config) TLS() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Postgres says whether DB is a PostgreSQL URL.
func (c Config) Postgres() bool {
	return strings.HasPrefix(c.DB, "postgres://") || strings.HasPrefix(c.DB, "postgresql://")
}

// MustStand refuses (NotFound) a data folder without a database: a command that looks at data must not make an empty one where the
// folder's name was mistyped.
func (c Config) MustStand() error {
	if c.Dir == "" {
		c.Dir = "data"
	}
	if c.DB == "" {
		c.DB = filepath.Join(c.Dir, "chengxin.db")
	}
	if _, err := os.Stat(c.DB); !c.Postgres() && errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "app.no_data", "file", c.DB)
	}
	return nil
}
