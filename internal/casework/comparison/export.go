package comparison

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"chengxin/internal/access"
	"chengxin/internal/casework"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Export asks for what the sources state of a place's households.
type Export struct {
	Place   region.Code
	Purpose string // in the officer's own words; it stands in the log
	Full    bool   // with identity numbers, which takes the permission to reveal; else members have keys that name nobody
	Channel string // "command" when it is asked for on the command line
}

// Exported is what the three sources state of one household, as comparing reads it now.
type Exported struct {
	Number  string // the household's file number
	Sources Inputs // members stand under their keys in the long form
}

// ExportDone says what an export held.
type ExportDone struct {
	Households int
	Recused    int // left out: the officer is kin
}

// registered is the storage that lists a place's households.
type registered interface {
	RegisterPage(ctx context.Context, county, place region.Code, after string, limit int) ([]household.Household, error)
	MemberVersions(ctx context.Context, county region.Code, id string) ([]household.Member, error)
}

const (
	exportAtOnce = 200
	leastPurpose = 5 // runes
)

// ExportSources visits every household of a place, in the order of file numbers, with what its sources state: compared again
// by the same edition, it gives what the program's own comparison gives. The export is in the log, with its purpose, before
// the first row is read. It refuses (Invalid) an export without a purpose, and (Forbidden) what the officer may not see;
// households of the officer's own kin are left out.
func (a Acts) ExportSources(ctx context.Context, actor access.Actor, asked Export, visit func(Exported) error) (ExportDone, error) {
	var done ExportDone
	county := asked.Place.County()
	if county == "" {
		return done, fault.Field("place", "compare.export.place")
	}
	if utf8.RuneCountInString(strings.TrimSpace(asked.Purpose)) < leastPurpose {
		return done, fault.Field("purpose", "compare.export.purpose", "least", leastPurpose)
	}
	permission, shown := access.ComparisonView, "masked"
	if asked.Full {
		permission, shown = access.HouseholdReveal, "full"
	}
	act := casework.Act{Kind: "SourcesExported", Permission: permission, County: county, Region: asked.Place, Purpose: asked.Purpose}
	_, err := casework.Do(ctx, a.Runner, actor, act, func(_ context.Context, work *casework.Work) (bool, error) {
		work.Note("shown", shown)
		if asked.Channel != "" {
			work.Note("channel", asked.Channel)
		}
		return true, nil
	})
	if err != nil {
		return done, err
	}
	today := period.DayOf(a.Runner.Now())
	rules, err := a.Scheme.ComparisonRules(ctx, county, today)
	if err != nil {
		return done, err
	}
	reads := casework.As[registered](a.Reads)
	for after := ""; ; {
		page, err := reads.RegisterPage(ctx, county, asked.Place, after, exportAtOnce)
		if err != nil {
			return done, err
		}
		read, err := a.exportPage(ctx, rules, actor, page, today, asked.Full)
		if err != nil {
			return done, err
		}
		for i, one := range read {
			after = page[i].Number
			if one == nil {
				done.Recused++
				continue
			}
			if err := visit(*one); err != nil {
				return done, err
			}
			done.Households++
		}
		if len(page) < exportAtOnce {
			return done, nil
		}
	}
}

// exportPage reads households side by side, and gives them in their order; none for one whose kin the officer is.
func (a Acts) exportPage(ctx context.Context, rules Rules, actor access.Actor, page []household.Household, today period.Day, full bool) ([]*Exported, error) {
	read := make([]*Exported, len(page))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, one := range page {
		group.Go(func() error {
			recused, err := a.Reads.Recused(ctx, one.County, one.ID, actor.ID, today)
			if err != nil || recused {
				return err
			}
			exported, err := a.exported(ctx, rules, one, full)
			read[i] = &exported
			return err
		})
	}
	return read, group.Wait()
}

func (a Acts) exported(ctx context.Context, rules Rules, one household.Household, full bool) (Exported, error) {
	versions, err := casework.As[registered](a.Reads).MemberVersions(ctx, one.County, one.ID)
	if err != nil {
		return Exported{}, err
	}
	keys := memberKeys(versions, full)
	exported := Exported{Number: one.Number}
	for source, read := range a.Sources {
		stated, err := read(ctx, a.Reads, one.County, one.ID)
		if err != nil {
			return exported, err
		}
		for _, row := range stated {
			if rules.Find([]byte(row.Item)) < 0 {
				continue // what this edition does not compare
			}
			if row.Member != "" {
				row.Member = keyOf(keys, row.Member)
			}
			exported.Sources[source] = append(exported.Sources[source], row)
		}
	}
	exported.Sources.align(rules.Labels)
	exported.Sources.sort()
	return exported, nil
}

// memberKeys are what stands for each member in the long form: the identity number where it may be shown and is nobody
// else's here; else the member's id without its dashes, which fits the form's 32 bytes and names nobody.
func memberKeys(versions []household.Member, full bool) map[string]string {
	latest, owners := map[string]household.Member{}, map[household.IDNumber]map[string]bool{}
	for _, version := range versions {
		if held, known := latest[version.ID]; !known || version.Seq > held.Seq {
			latest[version.ID] = version
		}
	}
	for id, member := range latest {
		if owners[member.IDNumber] == nil {
			owners[member.IDNumber] = map[string]bool{}
		}
		owners[member.IDNumber][id] = true
	}
	keys := map[string]string{}
	for id, member := range latest {
		if full && member.IDNumber != "" && len(member.IDNumber) <= mostKey && len(owners[member.IDNumber]) == 1 {
			keys[id] = string(member.IDNumber)
		}
	}
	return keys
}

// mostKey is how many bytes a member's key in the long form may have.
const mostKey = 32

func keyOf(keys map[string]string, member string) string {
	if key, known := keys[member]; known {
		return key
	}
	return strings.ReplaceAll(member, "-", "")
}

// Status is a row's status in the long form.
func (s Stated) Status() string {
	switch {
	case s.SetAside:
		return "unavailable"
	case s.Value == 0:
		return "none"
	}
	return "found"
}

// Fields are a row's columns in the long form: household_id, member_id_no, item_code, value, as_of, since, period, status.
func (s Stated) Fields(household string) []string {
	value := ""
	if !s.SetAside {
		value = strconv.FormatInt(s.Value, 10)
	}
	return []string{household, s.Member, s.Item, value, s.AsOf.String(), s.Since.String(), s.Period, s.Status()}
}

// LongForm names the columns of Fields.
func LongForm() []string {
	return []string{"household_id", "member_id_no", "item_code", "value", "as_of", "since", "period", "status"}
}
