package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// RowDigest is the digest of a row's stored column values, in hexadecimal: SHA-256 over the table, then each column's name
// and value, every piece with its length before it and every value with its type, so that no two different rows read the
// same. Values are int64, string, []byte or nil as the database stores them; any other type is a programmer's error and
// panics.
func RowDigest(table string, columns []string, values []any) string {
	if len(columns) != len(values) {
		panic(fmt.Sprintf("audit: %s has %d columns and %d values", table, len(columns), len(values)))
	}
	b := make([]byte, 0, 1024)
	b = appendPiece(b, "chengxin row 1")
	b = appendPiece(b, table)
	b = binary.BigEndian.AppendUint64(b, uint64(len(columns)))
	for i, column := range columns {
		b = appendPiece(b, column)
		switch value := values[i].(type) {
		case nil:
			b = append(b, 'n')
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(value)) // #nosec G115 -- two's complement is what is meant
		case string:
			b = appendPiece(append(b, 's'), value)
		case []byte:
			b = appendPiece(append(b, 'b'), value)
		default:
			panic(fmt.Sprintf("audit: column %s.%s has a value of type %T", table, column, value))
		}
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func appendPiece[T string | []byte](b []byte, piece T) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(piece))), piece...)
}
