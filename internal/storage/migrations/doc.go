// Package migrations embeds the numbered, forward-only migrations. They are written once, in the words of PostgreSQL
// (TEXT, BIGINT, BYTEA); ForSQLite rewrites the types and makes every table STRICT, so that both databases have the same
// tables and both refuse a value of the wrong type.
package migrations
