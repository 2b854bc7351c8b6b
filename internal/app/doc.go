// Package app wires everything and alone knows everyone: configuration, the database, the keys, the acts, the pages, and
// the work that goes on beside requests (checkpoints, the outbox). The real clock is read here and nowhere below.
package app
