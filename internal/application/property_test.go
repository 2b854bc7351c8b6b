package application_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chengxin/internal/application"
	"chengxin/internal/determination"
	"chengxin/internal/measure"
)

var sequences = flag.Int("sequences", 20_000, "random sequences of the property test")

// Whatever officers try in whatever order, while bars come, are stayed and go: nobody is refused but by two people of whom the second decides
// for the county; under a bar nobody but the named officer says yes, with reasons; every request is answered once at most.
func TestNoOrderOfActsRefusesAloneOrPassesABarUnnamed(t *testing.T) {
	random := rand.New(rand.NewPCG(32, 2026)) // #nosec G404 -- a test that can be repeated
	words := []string{"", "太短", reason}
	one := func(all []string) string { return all[random.IntN(len(all))] }
	reached := map[application.State]int{}
	for n := range *sequences {
		asked, at := request(), now
		var answers int
		for range 12 {
			at = at.Add(time.Duration(random.IntN(90)) * time.Hour)
			hand := application.Hand{Officer: one([]string{"desk", "named", "other", "county", "approver"})}
			hand.County = hand.Officer == "county" || random.IntN(8) == 0
			var holding []application.Bar
			if random.IntN(2) == 0 {
				holding = running()
			}
			what := []application.What{
				application.Referred{Officer: one([]string{"", "named", "other"})},
				application.Exempted{Ground: application.AnEmergency, Reason: one(words)},
				application.Exempted{Ground: application.AProtected, Hardship: measure.Minors, Reason: one(words)},
				application.Overridden{Reason: one(words)},
				application.Accepted{Reason: one(words)},
				application.HandedOver{To: "某局", Reason: one(words)},
				application.Proposed{Reason: one(words), Basis: one(words)},
				application.Returned{Reason: one(words)},
				application.Refused{Reason: one(words)},
				application.Disclosed{Kinship: "k"},
				application.Served{Proof: determination.Proof{Way: determination.InPerson, At: at, Receiver: "某某"}},
				application.Withdrawn{Way: determination.InPerson, Reason: one(words)},
			}[random.IntN(12)]
			before := asked
			if asked.Do(what, hand, at, holding) != nil {
				continue
			}
			asked.Records = append(asked.Records[:len(asked.Records):len(asked.Records)], application.Record{ID: fmt.Sprint(n), At: at, By: hand.Officer, What: what})
			switch what := what.(type) {
			case application.Refused:
				answers++
				if _, proposed, found := before.Proposed(); !found || proposed.By == hand.Officer || asked.By == hand.Officer || !hand.County || what.Reason != reason {
					t.Fatalf("refused by %+v after %+v", hand, before.Records)
				}
			case application.Accepted:
				answers++
				if len(holding) > 0 && (before.Officer() != hand.Officer || what.Reason != reason) {
					t.Fatalf("accepted under a bar by %+v after %+v", hand, before.Records)
				}
			case application.HandedOver, application.Withdrawn:
				answers++
			case application.Overridden:
				if !hand.County || hand.Officer == asked.By {
					t.Fatalf("overridden by %+v", hand)
				}
			}
		}
		if answers > 1 {
			t.Fatalf("answered %d times: %+v", answers, asked.Records)
		}
		reached[asked.State()]++
	}
	for _, state := range application.States() {
		if reached[state] == 0 {
			t.Errorf("no sequence ended %s: the test says nothing of it", state)
		}
	}
}
