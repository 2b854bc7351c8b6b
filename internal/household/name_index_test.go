package household

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"pgregory.net/rapid"
)

// Whatever beginning of whatever spelling somebody types, the index leads to the person.
func TestTheIndexLeadsToEveryNameThatFits(t *testing.T) {
	characters := []rune("单解行长重乐和马强尉迟万俟欧阳呣买提\U00020bb7aB·强安西")
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom(characters), 1, 6, -1).Draw(t, "name")
		indexed := IndexKeys(name)
		for _, key := range SearchKeys(name) {
			for end := range key + "$" {
				query := key[:end]
				if fits := NameFits(name, query); !fits {
					if longEnough([]rune(NormaliseQuery(query))) && query == NormaliseQuery(query) {
						t.Fatalf("%q does not fit %q", query, name)
					}
					continue
				}
				if exotic(query) {
					continue
				}
				leads := slices.ContainsFunc(LookupKeys(query), func(k IndexKey) bool {
					return slices.ContainsFunc(indexed, func(i IndexKey) bool { return i.First == k.First && (k.Second == "" || i.Second == k.Second) })
				})
				if !leads {
					t.Fatalf("%q typed %q: looked up under %v, indexed under %v", name, query, LookupKeys(query), indexed)
				}
			}
		}
	})
}

// exotic says whether a query is spelt with sounds that no keyboard has (m\u0300): nobody types them.
func exotic(query string) bool {
	return strings.ContainsFunc(query, func(r rune) bool { return unicode.Is(unicode.Mn, r) || r == '\u00ea' || r == '\u1ebf' || r == '\u1ec1' })
}

func TestANameThatDoesNotBeginSoDoesNotFit(t *testing.T) {
	for query, fits := range map[string]bool{
		"马": true, "马志强": true, "马志强强": false, "志强": false, "m": false, "ma": true, "mzq": true, "mzj": true, "maz": true, "mazhij": true, "zq": false, "": false,
	} {
		if NameFits("马志强", query) != fits {
			t.Errorf("%q: %v", query, !fits)
		}
	}
}

func TestTheSyllablesAreAllThatCharactersHave(t *testing.T) {
	args := pinyin.NewArgs()
	args.Heteronym = true
	for r := range pinyin.PinyinDict {
		for _, sound := range pinyin.SinglePinyin(rune(r), args) {
			if !exotic(sound) && !slices.Contains(syllables, sound) {
				t.Errorf("%c is read %s", r, sound)
			}
		}
	}
}

func TestANameStandsUnderFewKeys(t *testing.T) {
	if keys := IndexKeys("马志强"); !slices.Equal(keys, []IndexKey{{"ma", "z"}}) {
		t.Error(keys)
	}
	if keys := LookupKeys("马志"); !slices.Equal(keys, []IndexKey{{"ma", "z"}}) {
		t.Error(keys)
	}
	if keys := LookupKeys("xian"); !slices.Contains(keys, IndexKey{"xian", ""}) || !slices.Contains(keys, IndexKey{"xi", "a"}) || len(keys) > 40 {
		t.Error(keys)
	}
}
