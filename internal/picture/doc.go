// Package picture writes pictures: signatures, QR codes, scans. The same picture gives the same bytes; it reads none, and looks at
// nothing in them.
package picture
