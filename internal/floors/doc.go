// Package floors holds the tests of the house itself: imports point down, every room says what it is for, no room knows the
// clock or writes sentences, and nothing of a person or of a machine stands in the repository.
//
// It promises to read the sources in the process itself, from the repository's root: a test that asks another program passes
// falsely from the test cache. It has no code of its own and nothing imports it.
package floors
