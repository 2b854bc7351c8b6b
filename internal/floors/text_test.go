package floors_test

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"chengxin/tools/punctuation/widen"
)

// TestChineseTextHasChinesePunctuation covers what people read: the catalogue and the policy editions.
func TestChineseTextHasChinesePunctuation(t *testing.T) {
	for _, file := range files(t, func(s source) bool {
		return s.below("internal/wording/catalogue") && strings.HasSuffix(s.path, ".zh-CN.yaml") || s.below("policies") && (path.Ext(s.path) == ".yaml" || path.Ext(s.path) == ".md")
	}) {
		was := strings.Split(string(file.text), "\n")
		now := strings.Split(widen.Text(file.path, string(file.text)), "\n")
		for i := range was {
			if was[i] != now[i] {
				t.Errorf("%s:%d: run go run ./tools/punctuation on it: %s", file.path, i+1, now[i])
			}
		}
	}
}

// strangers are traces of the machine that a file was made on. In parts, so that this file is none.
var strangers = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a path of one machine", regexp.MustCompile(`/wo` + `rk/(main|shared|brief|\.library|\.mirror)\b`)},
	{"a path of one machine", regexp.MustCompile(`(^|[\s"'=(:])/(ro` + `ot|ho` + `me/[a-z]+|Us` + `ers/[A-Za-z]+)/`)},
	{"a package registry's address", regexp.MustCompile(`registry\.np` + `mjs\.org|npm` + `mirror\.com|proxy\.go` + `lang\.org|gop` + `roxy\.|deb\.deb` + `ian\.org`)},
	{"a download address in a lock file", regexp.MustCompile(`"resol` + `ved":\s*"https?:`)},
	{"a registry setting", regexp.MustCompile(`(?m)^\s*(@[\w-]+:)?regi` + `stry\s*=|GOPR` + `OXY\s*=\s*["']?http`)},
}

func TestNoMachineIsNamed(t *testing.T) {
	for _, file := range files(t, source.isText) {
		for _, stranger := range strangers {
			if at := stranger.pattern.FindIndex(file.text); at != nil {
				t.Errorf("%s:%d: %s: %q", file.path, lineOf(file.text, at[0]), stranger.what, file.text[at[0]:at[1]])
			}
		}
	}
}

// personal finds what looks like an identity number of GB 11643.
var personal = regexp.MustCompile(`[0-9]{6}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]`)

// standardVector is the example that GB 11643 itself prints; the tests of the number's arithmetic may name it.
const standardVector = "11010519491231" + "002X"

// TestNoRealIdentityNumber: a valid number belongs to somebody unless its region does not exist; ours begin with 99.
func TestNoRealIdentityNumber(t *testing.T) {
	for _, file := range files(t, source.isText) {
		for _, at := range personal.FindAllIndex(file.text, -1) {
			number := strings.ToUpper(string(file.text[at[0]:at[1]]))
			alone := !isWordByte(file.text, at[0]-1) && !isWordByte(file.text, at[1])
			vector := number == standardVector && file.below("internal/household") && file.isTest()
			if alone && hasCheckDigit(number) && !strings.HasPrefix(number, "99") && !vector {
				t.Errorf("%s:%d: %s… may be a person's identity number; invented ones begin with 99", file.path, lineOf(file.text, at[0]), number[:6])
			}
		}
	}
}

func TestIdentityNumbersAreRecognised(t *testing.T) {
	for number, valid := range map[string]bool{standardVector: true, "110105194912310021": false} {
		if hasCheckDigit(number) != valid {
			t.Errorf("check digit of %s: want %t", number, valid)
		}
	}
}

// hasCheckDigit computes the check character of GB 11643 (ISO 7064, MOD 11-2).
func hasCheckDigit(number string) bool {
	sum := 0
	for _, digit := range number[:17] {
		sum = (sum + int(digit-'0')) * 2 % 11
	}
	return number[17] == "0123456789X"[(12-sum)%11]
}

func isWordByte(text []byte, at int) bool {
	if at < 0 || at >= len(text) {
		return false
	}
	b := text[at]
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_'
}
