// Package blob keeps scans and photos in a folder outside the database.
//
// It promises that what is kept was written anew (a picture without the place, time and device that its file carried,
// turned as it was meant to be seen), is sealed by the vault under a name that is the hash of its content, is on the disk
// before Keep returns, and is checked against its name when it is opened. It refuses what is neither JPEG, PNG nor PDF,
// what is larger than its bounds, and a PDF that carries programs. A crash leaves a whole file or none; a file whose act
// failed afterwards stays behind unnamed and harms nobody.
package blob
