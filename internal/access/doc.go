// Package access says who may do what, where: permissions, roles with a region, incompatible duties, the three separated
// administrators, and the standing of residents and their proxies.
//
// It promises that a permission is granted only by a role held for a region that contains the place of the matter, that
// nobody can hold two incompatible roles, and that a resident reaches only the own household. Beside that it holds the rules of signing
// in: passwords, second factors, one-time codes, sessions, and how waiting grows after wrong tries. It knows no storage: who
// holds which role is read elsewhere and handed in as an Actor.
package access
