// Command compare measures `chengxin compare` beside DuckDB on generated files whose truth is known from what was planted:
//
//	cd bench && go run ./compare -households 5000,100000,1000000
//
// Only the ratio of two figures of the same run counts, medians of rounds that alternate. Each output of each contestant is
// compared with the truth byte for byte.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("generate", "", "only generate files into this folder")
	households := flag.Int("households", 100_000, "how many households")
	seed := flag.Uint64("seed", 1, "seed of the invented households")
	order := flag.String("order", shuffledHouses, "order of the rows: sorted, households, rows")
	flag.Parse()
	if *dir != "" {
		if err := generate(*dir, *households, *seed, *order); err != nil {
			fmt.Fprintln(os.Stderr, "compare:", err)
			os.Exit(1)
		}
		return
	}
}
