// Package numbering gives documents their numbers, 吉民诚告〔2026〕12号, and keeps an issued document's identity: its number,
// its whole content and the hash that both the log and the paper's QR picture stand for.
//
// It promises one form for each number (six-corner brackets, no leading zero, no 第), yearly series per kind of document,
// and a list of gaps that must be empty. Taking a number is the storage's; here is only what a number is.
package numbering
