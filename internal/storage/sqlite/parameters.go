package sqlite

import (
	"regexp"
	"strconv"
)

var parameter = regexp.MustCompile(`\$\d+`)

// unnumbered gives a statement whose parameters stand in their order, each once, with question marks instead. To SQLite $1 is a
// name, and before each value that is bound the driver has every name looked for from the first one: of the four hundred values
// of a statement that inserts many rows that took longer than the rows. Any other statement stays as it is.
func unnumbered(query string) string {
	for i, name := range parameter.FindAllString(query, -1) {
		if name[1:] != strconv.Itoa(i+1) {
			return query
		}
	}
	return parameter.ReplaceAllString(query, "?")
}
