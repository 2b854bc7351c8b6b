package console

import (
	"crypto/rand"
	"sync"
	"time"

	"chengxin/internal/access"
)

// searches remembers for a short while what officers searched for, so that no name and no number ever stands in an address,
// a browser's history or a proxy's log: an address holds a word drawn at random. They are kept in memory and nowhere else;
// after a restart, or on another machine, the officer types the word again.
type searches struct {
	mu  sync.Mutex
	all map[string]oneSearch
}

// oneSearch is what was typed, and in whose sign-in it may be read.
type oneSearch struct {
	officer, session string
	typed            string
	at               time.Time
}

const (
	searchLasts = 30 * time.Minute
	searchMost  = 50 // searches of one sign-in that are remembered; the oldest is forgotten first
)

// keep remembers what an officer typed, and gives the word by which it is found again.
func (s *searches) keep(actor access.Actor, typed string, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]oneSearch{}
	}
	own, oldest := 0, ""
	for word, one := range s.all {
		if now.Sub(one.at) >= searchLasts {
			delete(s.all, word)
			continue
		}
		if one.session == actor.Session {
			if own++; oldest == "" || one.at.Before(s.all[oldest].at) {
				oldest = word
			}
		}
	}
	if own >= searchMost {
		delete(s.all, oldest)
	}
	word := rand.Text()
	s.all[word] = oneSearch{officer: actor.ID, session: actor.Session, typed: typed, at: now}
	return word
}

// find gives what was typed: only to the officer and sign-in that typed it, and not for long.
func (s *searches) find(actor access.Actor, word string, now time.Time) (typed string, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, found := s.all[word]
	if !found || one.officer != actor.ID || one.session != actor.Session || now.Sub(one.at) >= searchLasts {
		return "", false
	}
	return one.typed, true
}
