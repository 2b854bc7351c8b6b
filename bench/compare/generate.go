package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Orders of the rows in the generated files.
const (
	sortedRows     = "sorted"     // as a database exports them: by household
	shuffledHouses = "households" // a household's rows together, households in an order of each file's own
	shuffledRows   = "rows"       // every row anywhere
)

// Days of the generated year. The declarations are of May and June, visits and platform answers of the months after.
const (
	declaredOn = "2026-06-15"
	visitedOn  = "2026-07-20"
	verifiedOn = "2026-07-01"
)

// fact is one row of one source.
type fact struct {
	member, item, value, asOf, since, period, status string
}

// town makes households with differences planted in them and writes the truth from what it planted, not by comparing.
type town struct {
	random *rand.Rand
	truth  [3]*bufio.Writer
	facts  [3][]fact

	members     []string
	incomes     [3]int64
	differences []difference
	missing     int // the source that the household has not, −1 for none
	reason      string
}

// difference is a planted row of the truth.
type difference struct {
	member, item, kind string
	sums               [3]int64
	aside              int // the source in which the key is set aside, −1 for none
}

// generate writes D.csv, V.csv, P.csv and the folder truth.
func generate(dir string, households int, seed uint64, order string) error {
	t := &town{}
	if err := os.MkdirAll(filepath.Join(dir, "truth"), 0o750); err != nil {
		return err
	}
	var files []*os.File
	create := func(name, header string) (*bufio.Writer, error) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		w := bufio.NewWriterSize(file, 1<<20)
		_, err = w.WriteString(header + "\n")
		return w, err
	}
	var err error
	for i, truth := range [][2]string{
		{"discrepancies.csv", "household_id,member_id_no,item_code,kind,declared,visited,platform"},
		{"summary.csv", "household_id,members,declared_income,visited_income,platform_income,discrepancies"},
		{"missing.csv", "household_id,source,reason"},
	} {
		if t.truth[i], err = create(filepath.Join("truth", truth[0]), truth[1]); err != nil {
			return err
		}
	}
	for source, name := range []string{"D.csv", "V.csv", "P.csv"} {
		w, err := create(name, "household_id,member_id_no,item_code,value,as_of,since,period,status")
		if err != nil {
			return err
		}
		into := dealer{random: rand.New(rand.NewPCG(seed, uint64(source)+100)), order: order, w: w}
		for i := range households {
			at := i
			if order == shuffledHouses {
				at = scatter(i, households, source)
			}
			t.household(seed, at)
			if source == 0 { // the truth is written once, in the order of the ids
				if order == shuffledHouses {
					t.household(seed, i)
				}
				t.writeTruth(i)
				if order == shuffledHouses {
					t.household(seed, at)
				}
			}
			for _, one := range t.facts[source] {
				into.row(householdID(at), one)
			}
		}
		if err := into.end(); err != nil {
			return err
		}
	}
	for _, w := range t.truth {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	for _, file := range files {
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}

func householdID(i int) string { return fmt.Sprintf("990422%09d", i) }

// scatter is a permutation of the households: a step that shares no factor with their number.
func scatter(i, n, source int) int {
	step := 7_368_787 + 2*source
	for gcd(step, n) != 1 {
		step++
	}
	return int(int64(i) * int64(step) % int64(n))
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// dealer writes rows in the order asked for. Rows in any place are held and let go at random: a million are held at once.
type dealer struct {
	random *rand.Rand
	order  string
	w      io.Writer
	held   []string
	line   []byte
}

func (d *dealer) row(household string, f fact) {
	d.line = d.line[:0]
	for i, field := range []string{household, f.member, f.item, f.value, f.asOf, f.since, f.period, f.status} {
		if i > 0 {
			d.line = append(d.line, ',')
		}
		d.line = append(d.line, field...)
	}
	d.line = append(d.line, '\n')
	if d.order != shuffledRows {
		_, _ = d.w.Write(d.line) // a buffer keeps the error for Flush
		return
	}
	if len(d.held) < 1_000_000 {
		d.held = append(d.held, string(d.line))
		return
	}
	at := d.random.IntN(len(d.held))
	_, _ = io.WriteString(d.w, d.held[at])
	d.held[at] = string(d.line)
}

func (d *dealer) end() error {
	d.random.Shuffle(len(d.held), func(i, j int) { d.held[i], d.held[j] = d.held[j], d.held[i] })
	for _, line := range d.held {
		_, _ = io.WriteString(d.w, line)
	}
	return d.w.(*bufio.Writer).Flush()
}
