// Package casework runs acts, and nothing else: it checks the permission and the region, recuses relatives, takes the
// household's row, lets the act do its work, and writes the audit entry and the outbox in the same transaction. All of it
// is kept, or none.
//
// The acts themselves stand one floor of folders below (casework/pledge, casework/declaration …), one file each, each
// step with its own narrow Store. An act gets its transaction, the moment and who acts as parameters (Work); it never asks
// a clock or a context for them.
package casework
