// Package public holds the pages that anybody may open: where to begin, whether a paper is genuine, the log's checkpoint
// with how to verify it, the scheme's text, and where to find help.
//
// It promises that no page here shows anything about a person: a checked paper is described by its number, its kind and its
// day, never by whom it concerns.
package public
