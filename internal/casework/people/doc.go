// Package people holds the acts about accounts and access: who may sign in, with which role, and through whom.
//
// It promises that nobody gets a role from oneself, or one incompatible with a role held; that an account is made by one
// administrator and given its roles by another; that a withdrawn role, a lock and an ended session hold from the next
// request on; that signing in says the same and takes the same time whether or not an account exists; and that wrong tries
// are counted before they are known to be wrong. It refuses default passwords: every account begins with a one-time link.
//
// Tokens, codes and passwords leave an act once, in its answer; what is kept of them is a hash, and the log names neither.
// So these acts never use idempotency keys, whose answers are kept.
package people
