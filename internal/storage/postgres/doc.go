// Package postgres opens a PostgreSQL database for the shared SQL: READ COMMITTED, one transaction an act. Row versions and
// unique indexes decide races; the county's log head is the last row that an act takes.
package postgres
