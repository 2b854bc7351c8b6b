package exchange

import "bytes"

// record is one record cut into fields: each lies between two marks.
type record struct {
	text    []byte
	marks   []uint32 // the first stands before the record
	columns *[columnCount]int
}

// field is a column's field; nil where the file has no such column or the record is shorter.
func (r *record) field(column int) []byte {
	place := uint(r.columns[column])   // −1 becomes a large number
	if place >= uint(len(r.marks)-1) { // there are always two marks
		return nil
	}
	return r.text[r.marks[place]+1 : r.marks[place+1]]
}

// quotedRecord is one record with quoted fields, cut into fields. Its memory is used again.
type quotedRecord struct {
	fields [][]byte
	length int // bytes, the line end included
	plain  []byte
	joined []byte
	marks  []uint32
}

// cut gives the record as one without quotes would be cut.
func (q *quotedRecord) cut(columns *[columnCount]int) record {
	q.joined, q.marks = q.joined[:0], append(q.marks[:0], ^uint32(0))
	for _, field := range q.fields {
		q.joined = append(q.joined, field...)
		q.marks = append(q.marks, uint32(len(q.joined)))
		q.joined = append(q.joined, ',')
	}
	return record{text: q.joined, marks: q.marks, columns: columns}
}

// parse cuts the first record of a text that ends with a line end. It gives why it could not, "" when it could: a quote
// within an unquoted field, something after a closing quote, or no closing quote.
func (q *quotedRecord) parse(text []byte) (reason string) {
	q.fields, q.plain = q.fields[:0], q.plain[:0]
	at := 0
	for {
		if text[at] != '"' {
			end := at + bytes.IndexByte(text[at:], '\n')
			comma := bytes.IndexByte(text[at:end], ',')
			field := text[at:end]
			if comma >= 0 {
				field = field[:comma]
			} else if length := len(field); length > 0 && field[length-1] == '\r' {
				field = field[:length-1]
			}
			q.length = end + 1
			if bytes.IndexByte(field, '"') >= 0 {
				return "quote_in_field"
			}
			q.fields = append(q.fields, field)
			if comma < 0 {
				return ""
			}
			at += comma + 1
			continue
		}
		field, next, reason := q.quoted(text, at+1)
		if reason != "" {
			return reason
		}
		q.fields = append(q.fields, field)
		rest := text[next:]
		switch {
		case rest[0] == ',':
			at = next + 1
		case rest[0] == '\n':
			q.length = next + 1
			return ""
		case rest[0] == '\r' && len(rest) > 1 && rest[1] == '\n':
			q.length = next + 2
			return ""
		default:
			q.length = next + bytes.IndexByte(rest, '\n') + 1
			return "text_after_quote"
		}
	}
}

// quoted reads a quoted field from behind its opening quote, and gives where the text goes on behind the closing one.
func (q *quotedRecord) quoted(text []byte, from int) (field []byte, next int, reason string) {
	copied := -1 // where the field begins in q.plain, once a doubled quote made a copy necessary
	for at := from; ; {
		quote := bytes.IndexByte(text[at:], '"')
		if quote < 0 || at+quote+1 >= len(text) {
			q.length = len(text)
			return nil, 0, "quote_open"
		}
		quote += at
		if text[quote+1] != '"' {
			if copied < 0 {
				return text[from:quote], quote + 1, ""
			}
			q.plain = append(q.plain, text[at:quote]...)
			return q.plain[copied:], quote + 1, ""
		}
		if copied < 0 {
			copied = len(q.plain)
			q.plain = append(q.plain, text[from:at]...)
		}
		q.plain = append(q.plain, text[at:quote+1]...)
		at = quote + 2
	}
}
