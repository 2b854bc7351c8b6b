package casefile

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chengxin/internal/access"
	"chengxin/internal/fault"
	"chengxin/internal/household"
	"chengxin/internal/period"
	"chengxin/internal/region"
)

// Hit is a place in a list: the household found, and the person by whom. As a cursor it says after which row to go on.
type Hit struct {
	Region    region.Code
	Number    string
	Member    string
	Household string
}

// String writes a cursor for an address; ReadHit reads it.
func (h Hit) String() string {
	if h == (Hit{}) {
		return ""
	}
	return strings.Join([]string{string(h.Region), h.Number, h.Member}, "_")
}

// ReadHit reads a cursor; anything else is the beginning.
func ReadHit(text string) Hit {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || !region.Code(parts[0]).Valid() {
		return Hit{}
	}
	return Hit{Region: region.Code(parts[0]), Number: parts[1], Member: parts[2]}
}

// Found is one row of a list, masked: nothing in it tells who somebody is, and so it is not logged.
type Found struct {
	Household string
	Number    string
	Region    region.Code
	Kind      household.Kind
	Head      string // masked
	Member    string // masked: the person found, where it was not the head
	Relation  household.Relation
	Persons   int
}

// Results are one page of a search.
type Results struct {
	Rows   []Found
	Places []region.Code // places of that name, for a search by village
	Next   Hit           // where the next page begins; zero at the end
	By     string        // ByName, ByNumber or ByID: what it was looked up by
}

// What a search was looked up by, as the log says it.
const (
	ByName   = "name" // a member's name, its pinyin or initials, or a place
	ByNumber = "number"
	ByID     = "id_number"
)

// Exact says whether a number was looked up.
func (r Results) Exact() bool { return r.By == ByNumber || r.By == ByID }

// shortest is the least of a name's Latin letters that is looked for: one letter is half a county.
const shortest = 2

// Search finds households by a member's name, its pinyin or initials, an identity number (by its blind index), a file
// number or the start of one, or the name of a place; only where the actor may search, one page after a hit. It refuses
// (Forbidden) an actor who may search nowhere.
func (r *Reader) Search(ctx context.Context, actor access.Actor, query string, after Hit) (Results, error) {
	var found Results
	inside := places(actor, access.HouseholdSearch)
	if actor.Kind != access.Officer || len(inside) == 0 {
		return found, fault.New(fault.Forbidden, "fault.forbidden")
	}
	query = strings.TrimSpace(query)
	if utf8.RuneCountInString(query) > household.LongestName {
		return found, fault.Field("q", "casefile.search.long", "most", household.LongestName)
	}
	if query == "" {
		return found, nil
	}
	var hits []Hit
	var err error
	switch number := household.ReadIDNumber(query); {
	case isID(number) && !strings.Contains(query, "-"):
		found.By = ByID
		if hits, err = r.Store.FindID(ctx, actor.County, number); err != nil {
			return found, err
		}
		hits = slices.DeleteFunc(hits, func(h Hit) bool { return !actor.May(access.HouseholdSearch, h.Region) })
		found.Rows, err = r.Store.Shown(ctx, actor.County, hits, r.today())
		return found, err
	case isNumber(string(number)):
		found.By = ByNumber
		prefix := strings.TrimSpace(query)
		hits, err = r.gather(inside, after, func(place region.Code, after Hit, limit int) ([]Hit, error) {
			return r.Store.FindNumber(ctx, actor.County, prefix, place, after, limit)
		})
	default:
		found.By = ByName
		key := household.NormaliseQuery(query)
		if isLatin(key) && len(key) < shortest {
			return found, fault.Field("q", "casefile.search.short", "least", shortest)
		}
		found.Places = placesNamed(inside, query)
		hits, err = r.gather(inside, after, func(place region.Code, after Hit, limit int) ([]Hit, error) {
			return r.Store.FindName(ctx, actor.County, key, place, after, limit)
		})
	}
	if err != nil {
		return found, err
	}
	return r.page(ctx, actor.County, found, hits)
}

// List lists the households of a place, one page after a hit. It refuses (Forbidden) a place outside the actor's region.
func (r *Reader) List(ctx context.Context, actor access.Actor, place region.Code, after Hit) (Results, error) {
	if actor.Kind != access.Officer || place.County() != actor.County || !actor.May(access.HouseholdSearch, place) {
		return Results{}, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	hits, err := r.Store.FindPlace(ctx, actor.County, place, after, Page+1)
	if err != nil {
		return Results{}, err
	}
	return r.page(ctx, actor.County, Results{}, hits)
}

func (r *Reader) page(ctx context.Context, county region.Code, found Results, hits []Hit) (Results, error) {
	if len(hits) > Page {
		hits = hits[:Page]
		found.Next = hits[Page-1]
	}
	rows, err := r.Store.Shown(ctx, county, hits, r.today())
	found.Rows = rows
	return found, err
}

// gather asks place after place, in order, until a page and one row more are found.
func (r *Reader) gather(inside []region.Code, after Hit, ask func(region.Code, Hit, int) ([]Hit, error)) ([]Hit, error) {
	var hits []Hit
	for _, place := range inside {
		if after != (Hit{}) && after.Region > place && !place.Contains(after.Region) {
			continue // an earlier page went through this place
		}
		more, err := ask(place, after, Page+1-len(hits))
		if err != nil {
			return nil, err
		}
		hits = append(hits, more...)
		if len(hits) > Page {
			break
		}
	}
	return hits, nil
}

// places lists where an actor holds a permission, in order, without places inside others.
func places(actor access.Actor, permission access.Permission) []region.Code {
	all := actor.Where(permission)
	slices.Sort(all)
	var outer []region.Code
	for _, place := range all {
		if len(outer) == 0 || !outer[len(outer)-1].Contains(place) {
			outer = append(outer, place)
		}
	}
	return outer
}

func placesNamed(inside []region.Code, text string) []region.Code {
	const most = 20
	var named []region.Code
	for _, place := range inside {
		for _, one := range region.Search(place, text, most) {
			if one.Code.Level() >= region.Township && len(named) < most {
				named = append(named, one.Code)
			}
		}
	}
	return named
}

// isID says whether something has an identity number's form; its check digit may be wrong.
func isID(number household.IDNumber) bool {
	n := len(number)
	return (n == 15 || n == 18) && digits(string(number[:n-1])) && (number[n-1] == 'X' || digits(string(number[n-1:])))
}

// isNumber says whether something looks like a file number or the start of one.
func isNumber(text string) bool {
	return len(text) >= 4 && digits(text)
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func isLatin(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// Place is a place of the tree with how many households are on file there.
type Place struct {
	Code       region.Code
	Households int64
}

// Tree lists the places directly inside a place that the actor may search, with their households; for nowhere, the actor's
// own places. Places without any household on file are left out of a county's or a township's list.
func (r *Reader) Tree(ctx context.Context, actor access.Actor, in region.Code) ([]Place, error) {
	roots := places(actor, access.HouseholdSearch)
	if in != "" {
		if !actor.May(access.HouseholdSearch, in) {
			return nil, fault.New(fault.Forbidden, "fault.out_of_region")
		}
		roots = []region.Code{in}
	}
	var tree []Place
	for _, root := range roots {
		counts, err := r.Store.PlaceCounts(ctx, actor.County, root)
		if err != nil {
			return nil, err
		}
		if in == "" {
			tree = append(tree, Place{Code: root, Households: sum(counts, root)})
			continue
		}
		for _, child := range region.Children(in) {
			if n := sum(counts, child); n > 0 {
				tree = append(tree, Place{Code: child, Households: n})
			}
		}
	}
	return tree, nil
}

// Villages lists every place with households of its own inside the actor's places, up to a number.
func (r *Reader) Villages(ctx context.Context, actor access.Actor, in region.Code, most int) ([]Place, error) {
	var villages []Place
	for _, root := range places(actor, access.HouseholdSearch) {
		if in != "" && !root.Contains(in) {
			continue
		}
		if in != "" {
			root = in
		}
		counts, err := r.Store.PlaceCounts(ctx, actor.County, root)
		if err != nil {
			return nil, err
		}
		for place, n := range counts {
			villages = append(villages, Place{Code: place, Households: n})
		}
	}
	slices.SortFunc(villages, func(a, b Place) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return villages[:min(most, len(villages))], nil
}

func sum(counts map[region.Code]int64, in region.Code) int64 {
	var n int64
	for place, households := range counts {
		if in.Contains(place) {
			n += households
		}
	}
	return n
}

// Declared gives the households of a village that have declared, with the day from which their latest declaration holds.
func (r *Reader) Declared(ctx context.Context, actor access.Actor, village region.Code) (map[string]period.Day, error) {
	if !actor.May(access.HouseholdSearch, village) {
		return nil, fault.New(fault.Forbidden, "fault.out_of_region")
	}
	return r.Store.DeclaredIn(ctx, actor.County, village)
}
