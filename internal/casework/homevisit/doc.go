// Package homevisit is the step of the home visit: acts, one file each, with the storage that they need.
//
// It promises that both officers are named before anybody goes, that neither is kin of the household, that what one has
// recorded counts only after the other has confirmed it in a session of his own, and that the household is told and sees what
// was seen. It refuses an officer who was not sent, and makes nothing of an absence but another appointment.
package homevisit
