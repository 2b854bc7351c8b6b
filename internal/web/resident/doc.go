// Package resident is the pages of residents: one question a page, phone first, in Chinese, working without JavaScript and
// in large type. It promises that a resident sees and acts on the own household only, in words that need no explanation. It
// decides nothing: every page reads a form, calls one act of casework and leads on.
package resident
