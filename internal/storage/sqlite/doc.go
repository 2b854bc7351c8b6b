// Package sqlite opens an SQLite file for the shared SQL: WAL, synchronous=FULL, one writer and a pool of readers.
//
// Acts that arrive together share one commit, each in its own savepoint: one failure never fails its neighbours, and an
// act is acknowledged only after the commit that holds it is on the disk.
package sqlite
