package storage

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	"chengxin/internal/period"
)

// What a browser keeps: the day and a word drawn at random, by which it is counted, and after them a keyed mark for each account that was
// signed in to from it. Nobody without the key makes a mark, a mark tells nobody its account, and nothing of it is kept here.
const (
	browserLasts   = 365 // days after which a browser is named anew
	browserMost    = 8   // accounts that one browser is known for; the oldest goes first
	browserField   = "browser"
	browserBetween = "."
)

// KnowsBrowser says which browser it is that an account was signed in to from before.
func (db *DB) KnowsBrowser(login, kept string, now time.Time) string {
	name, marks := readBrowser(kept, now)
	for _, index := range db.vault.Lookups("", browserField, name+" "+login) {
		for _, mark := range marks {
			if name != "" && hmac.Equal([]byte(mark), []byte(hex.EncodeToString(index[:16]))) {
				return name
			}
		}
	}
	return ""
}

// NameBrowser gives what a browser shall keep once an account was signed in to from it. What it holds for other accounts is taken over
// unread: a mark that nobody made stays worth nothing.
func (db *DB) NameBrowser(login, kept string, now time.Time) string {
	name, marks := readBrowser(kept, now)
	if name == "" {
		name, marks = strings.ReplaceAll(period.DayOf(now).String(), "-", "")+strings.ToLower(rand.Text()), nil
	}
	all := []string{name, hex.EncodeToString(db.vault.Index("", browserField, name+" "+login)[:16])}
	for _, mark := range marks {
		if mark != all[1] && len(all) <= browserMost {
			all = append(all, mark)
		}
	}
	return strings.Join(all, browserBetween)
}

// readBrowser takes apart what a browser sent; anything else than we wrote, or too old, names none.
func readBrowser(kept string, now time.Time) (name string, marks []string) {
	const dayLength, longest = len("20060102"), 64 + browserMost*33
	parts := strings.Split(kept, browserBetween)
	if len(kept) > longest || len(parts[0]) < dayLength+16 {
		return "", nil
	}
	day, err := time.Parse("20060102", parts[0][:dayLength])
	if err != nil || day.After(now.AddDate(0, 0, 1)) || now.Sub(day) > browserLasts*24*time.Hour {
		return "", nil
	}
	return parts[0], parts[1:]
}
