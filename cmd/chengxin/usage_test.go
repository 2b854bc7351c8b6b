package main

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestAMistypedCommandIsAnsweredInOneLanguage(t *testing.T) {
	for line, want := range map[string][]string{
		"export register":                        {"--place=CODE", "--purpose", "\u8bf7\u8865\u4e0a", "chengxin export register --help"},
		"import register --place 640422 --as li": {"<file>", "\u8bf7\u8865\u4e0a"},
		"serve --prot 80":                        {"--prot", "\u6ca1\u6709"},
		"serv":                                   {"serv", "chengxin --help"},
		"user lock":                              {"<login>"},
		"policy":                                 {"chengxin policy --help"},
		"":                                       {"chengxin --help"},
		"demo --households many":                 {"--households"},
		"import register x --en --place 640422":  {"--as", "is missing"},
	} {
		var cli commands
		parser, err := kong.New(&cli, kong.Name("chengxin"))
		if err != nil {
			t.Fatal(err)
		}
		arguments := strings.Fields(line)
		_, err = parser.Parse(arguments)
		if err == nil {
			t.Errorf("%q is taken", line)
			continue
		}
		words := usageWords(err, arguments)
		for _, one := range want {
			if !strings.Contains(words, one) {
				t.Errorf("%q: %q lacks %q", line, words, one)
			}
		}
		for _, foreign := range []string{"missing flags", "expected", "unknown flag", "did you mean"} {
			if strings.Contains(words, foreign) {
				t.Errorf("%q: %q still says %q", line, words, foreign)
			}
		}
	}
}
