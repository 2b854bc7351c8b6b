// Package audit holds the acts of looking into the log: reading its list, opening an entry with its proof, and checking the
// whole log. Looking is itself an entry, durable before anything is shown, so that whoever watches is watched too. It
// refuses whoever lacks the permission to read the log, and changes nothing.
package audit
