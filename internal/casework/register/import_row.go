package register

import (
	"chengxin/internal/wording"
)

// Column is a column of the register's table, as officers fill it in in Excel.
type Column int

// The columns, in the template's order.
const (
	ColumnHousehold Column = iota // what the file itself calls the household: rows with the same text belong together
	ColumnRegion
	ColumnAddress
	ColumnKind
	ColumnName
	ColumnRelation
	ColumnIDNumber
	ColumnPhone
	ColumnAccount
	ColumnHealth
	ColumnCapacity
	ColumnFrom
	columns
)

var columnNames = [columns]string{"household", "region", "address", "kind", "name", "relation", "id_number", "phone", "account", "health", "capacity", "from"}

// Columns lists the columns in the template's order.
func Columns() []Column {
	all := make([]Column, columns)
	for i := range all {
		all[i] = Column(i)
	}
	return all
}

// String is the column's name in the program.
func (c Column) String() string { return columnNames[c] }

// Title is the column's heading in the file, which is found by exactly this text.
func (c Column) Title() string {
	return wording.T(wording.Chinese, "registerimport.column."+columnNames[c])
}

// Label is the column's name in a reader's language.
func (c Column) Label(language wording.Language) string {
	return wording.T(language, "registerimport.column."+columnNames[c])
}

// Needed says whether a file without the column is refused.
func (c Column) Needed() bool { return c <= ColumnIDNumber }

// Row is one line of an uploaded table: a person.
type Row struct {
	Line    int      `json:"l"`           // the line in the file, from 1, as Excel shows it
	Text    []string `json:"t"`           // by column
	Numbers uint32   `json:"n,omitempty"` // bit c is set where the workbook held a number, not text
}

// At is a cell's text.
func (r Row) At(c Column) string {
	if int(c) >= len(r.Text) {
		return ""
	}
	return r.Text[c]
}

// Number says whether the workbook held the cell as a number.
func (r Row) Number(c Column) bool { return r.Numbers&(1<<uint(c)) != 0 }

// Issue is what is wrong, or doubtful, with a row.
type Issue struct {
	Line  int      `json:"l"`
	At    Column   `json:"c"`
	Key   string   `json:"k"`
	Pairs []string `json:"p,omitempty"`
	Doubt bool     `json:"d,omitempty"` // to be verified by a person; it keeps nobody off the register
}

// Message says what is wrong and what to do.
func (i Issue) Message(language wording.Language) string {
	pairs := make([]any, len(i.Pairs))
	for n, value := range i.Pairs {
		pairs[n] = value
	}
	return wording.T(language, i.Key, pairs...)
}

// Group is the rows of one household with what was found.
type Group struct {
	Rows   []Row   `json:"r"`
	Issues []Issue `json:"i,omitempty"`
}

// Wrong says whether anything keeps the household off the register.
func (g Group) Wrong() bool {
	for _, issue := range g.Issues {
		if !issue.Doubt {
			return true
		}
	}
	return false
}

func (g *Group) refuse(line int, at Column, key string, pairs ...string) {
	g.Issues = append(g.Issues, Issue{Line: line, At: at, Key: "registerimport.issue." + key, Pairs: pairs})
}

// key is what the file calls the household.
func (g Group) key() string { return g.Rows[0].At(ColumnHousehold) }
