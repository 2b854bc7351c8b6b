package app

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"chengxin/internal/casework/register"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

// tableOf is a register's table in CSV: households of two, of whom nobody stands in an earlier table.
func tableOf(from, households int) []byte {
	var titles []string
	for _, column := range register.Columns() {
		if column.Needed() {
			titles = append(titles, column.Title())
		}
	}
	var text strings.Builder
	text.WriteString(strings.Join(titles, ",") + "\n")
	for i := range households {
		key, born := fmt.Sprint(i+1), period.MustDay("1960-01-01").AddDays(from+i)
		for n, relation := range []household.Relation{household.HeadOfHousehold, household.Spouse} {
			text.WriteString(strings.Join([]string{
				key, region.Label(transferVillage), "group " + key, household.Recipient.Label(wording.Chinese), []string{"\u9a6c\u5fd7\u5f3a", "\u5355\u79c0\u82b1"}[n],
				relation.Label(wording.Chinese), string(household.InventedID("990422", born, 11+n)),
			}, ",") + "\n")
		}
	}
	return []byte(text.String())
}

var saidRegistered = regexp.MustCompile(`(\d+) households registered`)

// A broken table is refused, or its good households are registered whole: as many as it says, each with one head.
func TestABrokenTableNeverRegistersHalfAHousehold(t *testing.T) {
	h := newTransferHouse(t)
	dice := rand.New(rand.NewPCG(17, 4)) // #nosec G404 -- a repeatable test
	registered, refused := 0, 0
	for i := range 40 {
		content := tableOf(i*10, 6)
		for range 1 + dice.IntN(3) {
			at := dice.IntN(len(content))
			switch dice.IntN(3) {
			case 0:
				content[at] ^= byte(1 << dice.IntN(8))
			case 1:
				content = append(content[:at:at], content[min(at+dice.IntN(40), len(content)):]...)
			case 2:
				content = append(content[:at:at], append([]byte("\n,"), content[at:]...)...)
			}
		}
		path := filepath.Join(t.TempDir(), fmt.Sprintf("broken-%d.csv", i))
		h.must(os.WriteFile(path, content, 0o600))
		var said bytes.Buffer
		err := h.ImportRegister(t.Context(), Import{File: path, Place: transferTown, Officer: "clerk", Good: true, Language: wording.English}, &said)
		var words *fault.Error
		switch {
		case err == nil:
		case !errors.As(err, &words) || words.Kind == fault.Internal:
			t.Errorf("file %d fails without words for people: %v", i, err)
		default:
			refused++
		}
		if found := saidRegistered.FindStringSubmatch(said.String()); found != nil {
			n, err := strconv.Atoi(found[1])
			h.must(err)
			registered += n
		}
	}
	there := 0
	for after := ""; ; {
		page, err := h.DB.Read().RegisterPage(t.Context(), transferCounty, transferCounty, after, 100)
		h.must(err)
		for _, one := range page {
			after = one.Number
			there++
			versions, err := h.DB.Read().MemberVersions(t.Context(), transferCounty, one.ID)
			h.must(err)
			heads := 0
			for _, member := range versions {
				if member.Relation.Head() {
					heads++
				}
			}
			if heads != 1 || one.Address == "" {
				t.Errorf("household %s has %d heads of %d persons", one.Number, heads, len(versions))
			}
		}
		if len(page) < 100 {
			break
		}
	}
	if there != registered || registered < 50 || refused < 3 {
		t.Errorf("%d households are there, %d were said to be registered; %d files were refused", there, registered, refused)
	}
}
