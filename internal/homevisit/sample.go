package homevisit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/bits"
	"slices"
	"strconv"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/region"
)

// Design is how a sample is drawn.
type Design string

// The designs: every household of the population alike, or each village by its share.
const (
	Simple     Design = "simple"
	Stratified Design = "stratified"
)

// Designs lists the designs in the order in which pages offer them.
func Designs() []Design { return []Design{Simple, Stratified} }

// zThousandths is the normal deviate of a confidence, in thousandths.
var zThousandths = map[int]uint64{90: 1645, 95: 1960, 99: 2576}

// Confidences lists the confidences, in per cent, that a plan may ask for.
func Confidences() []int { return []int{90, 95, 99} }

// Drawable is one of a population: a household with its village.
type Drawable struct {
	Household string      `json:"household"`
	Number    string      `json:"number"`
	Region    region.Code `json:"region"`
}

// Population says whom a sample is drawn from.
type Population string

// The populations: everybody registered in the place, or those whose visit counts, to be visited again.
const (
	Registered Population = "registered"
	Visited    Population = "visited"
)

// Populations lists them in the order in which pages offer them.
func Populations() []Population { return []Population{Visited, Registered} }

// Plan says what a sample shall tell, and how exactly.
type Plan struct {
	Population Population
	Design     Design
	Confidence int // per cent: 90, 95 or 99
	Margin     int // per mille of a share, to each side: 50 is ±5 points
}

// Check refuses a plan without a known design, confidence or margin (10 to 200 per mille).
func (p Plan) Check() error {
	var refused fault.List
	if !slices.Contains(Populations(), p.Population) {
		refused = append(refused, fault.Field("population", "visit.sample.population"))
	}
	if !slices.Contains(Designs(), p.Design) {
		refused = append(refused, fault.Field("design", "visit.sample.design"))
	}
	if zThousandths[p.Confidence] == 0 {
		refused = append(refused, fault.Field("confidence", "visit.sample.confidence"))
	}
	if p.Margin < 10 || p.Margin > 200 {
		refused = append(refused, fault.Field("margin", "visit.sample.margin"))
	}
	return refused.OrNil()
}

// Size is how many of a population must be drawn, for the share that is hardest to tell (one half), with the correction for a
// finite population: n = n₀ / (1 + (n₀ − 1)/N), n₀ = z²/4e², rounded up, in exact integers.
func (p Plan) Size(population int) int {
	z, e := zThousandths[p.Confidence], uint64(max(0, p.Margin))
	if population <= 0 || z == 0 || e == 0 {
		return 0
	}
	// z and e are both in thousandths: n = z²N / (4e²(N−1) + z²).
	numerator, denominator := z*z*uint64(population), 4*e*e*uint64(population-1)+z*z
	return min(population, int((numerator+denominator-1)/denominator))
}

// Sample is a drawn sample: a fact with everything that drawing it again needs.
type Sample struct {
	ID     string
	Region region.Code // whose households
	Plan
	Seed    string     // text; what it is made of is said with the sample
	Frame   []Drawable // the population, by number
	Chosen  []Drawable // in the order of the draw
	DrawnAt time.Time
	DrawnBy string
}

// Draw draws a plan's sample. Each household gets the SHA-256 of seed, line feed and file number; those with the smallest are
// taken. So anybody with the frame and the seed draws the same, with any tool. A stratified sample gives each village its
// share by largest remainders, at least one, and draws inside the village in the same way. It refuses an empty population.
func (p Plan) Draw(seed string, frame []Drawable) ([]Drawable, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	if len(frame) == 0 {
		return nil, fault.Field("place", "visit.sample.empty")
	}
	ordered := byDraw(seed, frame)
	size := p.Size(len(frame))
	if p.Design == Simple {
		return ordered[:size], nil
	}
	quota := shares(size, frame)
	var chosen []Drawable
	for _, one := range ordered {
		if quota[one.Region] > 0 {
			quota[one.Region]--
			chosen = append(chosen, one)
		}
	}
	return chosen, nil
}

// Rank is the number by which a household stands in the draw.
func Rank(seed, number string) string {
	sum := sha256.Sum256([]byte(seed + "\n" + number))
	return hex.EncodeToString(sum[:])
}

func byDraw(seed string, frame []Drawable) []Drawable {
	type ranked struct {
		unit Drawable
		rank [sha256.Size]byte
	}
	all := make([]ranked, len(frame))
	for i, unit := range frame {
		all[i] = ranked{unit, sha256.Sum256([]byte(seed + "\n" + unit.Number))}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		if c := bytes.Compare(a.rank[:], b.rank[:]); c != 0 {
			return c
		}
		return less(a.unit.Household, b.unit.Household)
	})
	ordered := make([]Drawable, len(all))
	for i, one := range all {
		ordered[i] = one.unit
	}
	return ordered
}

// shares divides a size among villages by largest remainders; each village with anybody gets at least one, so that the sum may
// pass the size by a few in a place of many small villages.
func shares(size int, frame []Drawable) map[region.Code]int {
	counts := map[region.Code]int{}
	for _, one := range frame {
		counts[one.Region]++
	}
	type part struct {
		village   region.Code
		remainder uint64
	}
	quota, parts, given := map[region.Code]int{}, []part{}, 0
	for village, count := range counts {
		_, product := bits.Mul64(uint64(size), uint64(count))
		whole := int(product / uint64(len(frame)))
		quota[village] = whole
		given += whole
		parts = append(parts, part{village, product % uint64(len(frame))})
	}
	slices.SortFunc(parts, func(a, b part) int {
		switch {
		case a.remainder > b.remainder:
			return -1
		case a.remainder < b.remainder:
			return 1
		}
		return less(string(a.village), string(b.village))
	})
	for i := 0; given < size && i < len(parts); i++ {
		quota[parts[i].village]++
		given++
	}
	for village := range counts {
		quota[village] = max(1, quota[village])
	}
	return quota
}

// Seed makes a plan's seed from the head of the county's log, which nobody chooses: whoever draws again and again until a
// household is missing leaves every draw in the log.
func Seed(size int64, root, plan string) string {
	return strconv.FormatInt(size, 10) + " " + root + " " + plan
}
