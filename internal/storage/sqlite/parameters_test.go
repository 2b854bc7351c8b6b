package sqlite

import "testing"

func TestOnlyParametersInTheirOrderLoseTheirNumbers(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT 1`: `SELECT 1`,
		`INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4)`:       `INSERT INTO a (b, c) VALUES (?, ?), (?, ?)`,
		`SELECT a FROM b WHERE c = $1 AND ($2 = '' OR d = $2)`: `SELECT a FROM b WHERE c = $1 AND ($2 = '' OR d = $2)`,
		`UPDATE a SET b = $2 WHERE c = $1`:                     `UPDATE a SET b = $2 WHERE c = $1`,
		`SELECT $1, $3`:                                        `SELECT $1, $3`,
	} {
		if got := unnumbered(query); got != want {
			t.Errorf("%s became %s, want %s", query, got, want)
		}
	}
}
