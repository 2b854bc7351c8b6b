// Package fault is the one error type that a person may be shown: a kind, a message from the catalogue, the field it
// belongs to, and a cause that only the log sees. An error of any other type is internal and never shown.
package fault
