// Package outbox holds the acts of telling people what the program's outbox holds for them: the print and phone list. Every
// try is kept as a fact, one that reached nobody too, and a message leaves the list only when a named officer has told it.
package outbox
