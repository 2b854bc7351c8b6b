// Package console is the officers' desk: signing in, accounts and roles, notices, pledges, and whatever else an officer
// does at a screen. It promises that every page names its permission, that what a page shows of a household was checked
// and logged by the runner first, and that secrets (links, codes) are shown once and kept out of caches. It refuses to
// decide anything: it reads forms, calls acts, and shows what they answer. It knows no storage.
package console
