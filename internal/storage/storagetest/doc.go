// Package storagetest is the one suite that both databases must pass, with the test of the schema's rules: county first,
// one text for both databases. PostgreSQL is found through $TEST_PG_DSN; without it the suite fails, it never skips.
package storagetest
