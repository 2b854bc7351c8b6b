// Package api is what other systems of a county may ask, under /api/v1. It promises: a county that did not switch a question on answers
// nobody; a key is compared by its hash and in the same time whatever is wrong with it; answers say what to do and never more than the
// act behind them gives; errors are problem documents (RFC 9457) without anything about anybody.
package api
