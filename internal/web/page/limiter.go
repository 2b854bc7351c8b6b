package page

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter counts attempts by address and by subject (a household's number, an officer's name), each on its own: many
// addresses guessing one household and one address guessing many are both slowed. Its memory is bounded: the keys longest
// unused are forgotten first.
type Limiter struct {
	mu       sync.Mutex
	every    rate.Limit
	burst    int
	most     int
	buckets  map[string]*list.Element
	byRecent *list.List
}

type bucket struct {
	key     string
	limiter *rate.Limiter
}

// NewLimiter lets burst attempts through at once and then one every interval, for each address and each subject. It
// remembers at most 20,000 keys (some 4 MB).
func NewLimiter(interval time.Duration, burst int) *Limiter {
	return &Limiter{every: rate.Every(interval), burst: burst, most: 20_000, buckets: map[string]*list.Element{}, byRecent: list.New()}
}

// Allow counts one attempt and returns nil, or TooMany with the time to wait. An empty subject counts by address only. A
// refused attempt is not counted, so that waiting helps.
func (l *Limiter) Allow(now time.Time, address, subject string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	keys := []string{"address " + address}
	if subject != "" {
		keys = append(keys, "subject "+subject)
	}
	var taken []*rate.Reservation
	for _, key := range keys {
		reservation := l.bucket(key).ReserveN(now, 1)
		if wait := reservation.DelayFrom(now); wait > 0 {
			reservation.CancelAt(now)
			for _, earlier := range taken {
				earlier.CancelAt(now)
			}
			return TooMany(wait)
		}
		taken = append(taken, reservation)
	}
	return nil
}

func (l *Limiter) bucket(key string) *rate.Limiter {
	if element, known := l.buckets[key]; known {
		l.byRecent.MoveToFront(element)
		found, _ := element.Value.(bucket)
		return found.limiter
	}
	if l.byRecent.Len() >= l.most {
		oldest := l.byRecent.Back()
		forgotten, _ := l.byRecent.Remove(oldest).(bucket)
		delete(l.buckets, forgotten.key)
	}
	fresh := bucket{key: key, limiter: rate.NewLimiter(l.every, l.burst)}
	l.buckets[key] = l.byRecent.PushFront(fresh)
	return fresh.limiter
}
