// Package audit is the tamper-evident log: one per county, one entry an act, in a Merkle tree that any public tool for
// transparency logs can check.
//
// An entry is written as canonical JSON (RFC 8785), hidden in a salted commitment, and the commitment alone becomes the
// tree's record: SHA-256(salt ‖ canonical). So the tree holds nothing personal, and erasing salt and payload leaves every
// proof intact. The package promises that whoever edits, removes, adds, reorders, truncates or rolls back entries, or
// alters a row of facts that an entry digests, is found by Verify, which names the first bad entry; and that a rewrite of
// the whole log is found by anybody who holds one earlier checkpoint. It refuses to repair anything, and it reads no
// database: storage hands it what to check.
//
// How an outsider checks the log, step by step, stands in docs/runbooks/log-verify.md.
package audit
