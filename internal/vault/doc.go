// Package vault seals the personal fields of a county's rows, and makes them findable without being readable.
//
// It promises that a sealed field opens only in the place (county, table, row, column) it was sealed for, so a swapped or
// altered ciphertext is refused; that a copy of the database alone, without the key file, shows no sealed value and lets
// nobody try likely ones; and that keys can be rotated, also when the rotation is interrupted, without losing a field. It
// refuses a key file that others may read, that is damaged, or that would overwrite another. Two suites: sm4 (SM4-GCM,
// HMAC-SM3; GB/T 32907, 32905) by default, and aes (AES-256-GCM, HMAC-SHA-256).
package vault
