// Package storage is the SQL that both databases share: one text, in their common subset, for SQLite and PostgreSQL.
//
// It promises that an act's writes are kept together or not at all, that a fact is inserted and never updated, that every
// fact carries its digest into the act's audit entry, and that personal fields are sealed before they reach a statement.
// The folders sqlite and postgres only open a database, migrate it, run transactions and name errors; storagetest is the
// one suite that both must pass.
package storage
