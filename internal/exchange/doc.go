// Package exchange carries files in and out: the long form of the comparison and its results.
//
// It promises that a file is read as it is or not at all: bytes that its encoding does not define are refused, never replaced;
// a row that cannot be read is named with its file, line and reason; what is written stands there whole or not at all. It
// holds no more memory than it is given, whatever the size of the files.
package exchange
