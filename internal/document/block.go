package document

import (
	"bytes"
	"encoding/json"
	"fmt"

	"chengxin/internal/period"
)

// Block is one part of a document's body.
type Block interface {
	blockType() string
}

// Align says where a line's text stands.
type Align string

// The alignments; the empty one is justified in a paragraph and left in a cell.
const (
	AlignDefault Align = ""
	AlignLeft    Align = "left"
	AlignCentre  Align = "centre"
	AlignRight   Align = "right"
)

// Paragraph is running text; its first line is indented by two characters unless Flush is set.
type Paragraph struct {
	Text  string `json:"text"`
	Align Align  `json:"align"`
	Flush bool   `json:"flush"`
}

// Heading opens a part; level 1 is larger than level 2. It never stands alone at the foot of a page.
type Heading struct {
	Text  string `json:"text"`
	Level int    `json:"level"`
}

// Clause is a numbered sentence of a text; Label is printed before it as given.
type Clause struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Column is a column of a table; Share is its part of the width.
type Column struct {
	Title string `json:"title"`
	Share int    `json:"share"`
	Align Align  `json:"align"`
}

// Table is a ruled table. Its header row is repeated on every page; a row that is too high breaks across pages. Cells
// may hold the tick boxes Unticked and Ticked.
type Table struct {
	Columns []Column   `json:"columns"`
	Rows    [][]string `json:"rows"`
	// RowHeight is the least height of a row in millimetres, for tables filled in by hand; 0 = as the text needs.
	RowHeight int `json:"row_height"`
}

// Field is a label and what was filled in; an empty value leaves room to write.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Fields is a ruled grid of labels and values, one or two pairs a row.
type Fields struct {
	PerRow int     `json:"per_row"`
	Pairs  []Field `json:"pairs"`
}

// Tick is a choice and whether it was chosen.
type Tick struct {
	Text   string `json:"text"`
	Ticked bool   `json:"ticked"`
}

// Ticks is a row of choices with drawn boxes.
type Ticks struct {
	Label   string `json:"label"`
	Options []Tick `json:"options"`
}

// SignatureLine is a place to sign, or a signature already given.
type SignatureLine struct {
	Role       string     `json:"role"`
	Name       string     `json:"name"`       // printed on the line when the signature was given in another form
	Thumbprint bool       `json:"thumbprint"` // a square for 捺印 beside the line
	SignedOn   period.Day `json:"signed_on"`  // zero: blanks for year, month and day
	Ink        []byte     `json:"ink"`        // the drawn signature, a PNG; empty: a line to sign on
	Note       string     `json:"note"`       // printed small under the line: how it was signed, for whom
}

// SignatureLines are the lines to sign on; each is kept on one page.
type SignatureLines struct {
	Lines []SignatureLine `json:"lines"`
}

// Note is an explanation in smaller type behind a bar.
type Note struct {
	Text string `json:"text"`
}

// WritingLines are ruled empty lines to write on.
type WritingLines struct {
	Count int `json:"count"`
}

// Code is a secret or number in very large letters, in a frame.
type Code struct {
	Caption string `json:"caption"`
	Text    string `json:"text"`
}

// Picture is a QR picture in the body; it opens URL.
type Picture struct {
	URL     string `json:"url"`
	Caption string `json:"caption"`
	Side    int    `json:"side"` // millimetres
}

// Seal closes a document: the agency's name over the day, with the place of the seal drawn.
type Seal struct {
	Agency string     `json:"agency"`
	On     period.Day `json:"on"`
}

// PageBreak starts a new page.
type PageBreak struct{}

// Fold is a line along which the paper is folded or cut, so that what stands below it goes another way than what stands above.
type Fold struct {
	Caption string `json:"caption"`
}

func (Paragraph) blockType() string      { return "paragraph" }
func (Heading) blockType() string        { return "heading" }
func (Clause) blockType() string         { return "clause" }
func (Table) blockType() string          { return "table" }
func (Fields) blockType() string         { return "fields" }
func (Ticks) blockType() string          { return "ticks" }
func (SignatureLines) blockType() string { return "signature_lines" }
func (Note) blockType() string           { return "note" }
func (WritingLines) blockType() string   { return "writing_lines" }
func (Code) blockType() string           { return "code" }
func (Picture) blockType() string        { return "picture" }
func (Seal) blockType() string           { return "seal" }
func (PageBreak) blockType() string      { return "page_break" }
func (Fold) blockType() string           { return "fold" }

// readers decode a block by its type.
var readers = map[string]func([]byte) (Block, error){
	"paragraph": read[Paragraph], "heading": read[Heading], "clause": read[Clause], "table": read[Table],
	"fields": read[Fields], "ticks": read[Ticks], "signature_lines": read[SignatureLines], "note": read[Note],
	"writing_lines": read[WritingLines], "code": read[Code], "picture": read[Picture], "seal": read[Seal],
	"page_break": read[PageBreak], "fold": read[Fold],
}

func read[B Block](raw []byte) (Block, error) {
	var block B
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&block)
	return block, err
}

// Blocks is a document's body; each block is encoded with its type.
type Blocks []Block

type typed struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
}

// MarshalJSON writes [{"type": …, "value": …}].
func (b Blocks) MarshalJSON() ([]byte, error) {
	all := make([]typed, len(b))
	for i, block := range b {
		if block == nil {
			return nil, fmt.Errorf("block %d is empty", i+1)
		}
		raw, err := encode(block)
		if err != nil {
			return nil, err
		}
		all[i] = typed{block.blockType(), raw}
	}
	return encode(all)
}

// UnmarshalJSON reads what MarshalJSON wrote and refuses an unknown type or field.
func (b *Blocks) UnmarshalJSON(raw []byte) error {
	var all []typed
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		return err
	}
	*b = make(Blocks, len(all))
	for i, one := range all {
		reader, known := readers[one.Type]
		if !known {
			return fmt.Errorf("unknown block %q", one.Type)
		}
		block, err := reader(one.Value)
		if err != nil {
			return fmt.Errorf("block %d: %w", i+1, err)
		}
		(*b)[i] = block
	}
	return nil
}
