// Command holidays makes internal/deadline/holidays.tsv from the file of the npm package chinese-days: every public holiday
// and make-up workday that the State Council has announced.
//
//	npm pack chinese-days@1.5.7 && tar xzf chinese-days-1.5.7.tgz
//	go run ./tools/holidays -from package/dist/chinese-days.json -to internal/deadline/holidays.tsv
//
// Its neighbour festivals.tsv (year and the days of 春节, 端午, 中秋) comes from the same package's getSolarDateFromLunar
// for months and days 01-01, 05-05 and 08-15 of each lunar year.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"slices"
	"strings"
)

func main() {
	from := flag.String("from", "", "chinese-days.json")
	to := flag.String("to", "", "file to write")
	flag.Parse()
	raw, err := os.ReadFile(*from)
	if err != nil {
		log.Fatal(err)
	}
	var table struct {
		Holidays map[string]string `json:"holidays"`
		Workdays map[string]string `json:"workdays"`
	}
	if err := json.Unmarshal(raw, &table); err != nil {
		log.Fatal(err)
	}
	var lines []string
	collect := func(days map[string]string, kind string) {
		for day, text := range days { // "New Year's Day,元旦,1": English, Chinese, legal days
			parts := strings.Split(text, ",")
			if len(parts) != 3 {
				log.Fatalf("%s: %q is not of three parts", day, text)
			}
			lines = append(lines, day+"\t"+kind+"\t"+parts[1]+"\n")
		}
	}
	collect(table.Holidays, "holiday")
	collect(table.Workdays, "workday")
	slices.Sort(lines)
	if err := os.WriteFile(*to, []byte(strings.Join(lines, "")), 0o644); err != nil { // #nosec G306 -- a source file
		log.Fatal(err)
	}
}
