// Package pledge holds the acts of the notice and the pledge: issuing a notice, proving that it was served, reading it
// online, asking the understanding questions, signing the pledge and the authorisation, recording them from paper,
// checking a colleague's record, and withdrawing.
//
// It promises that a signature is kept with its evidence (moment, text hash, signature hash, method, session) in one
// transaction with its numbered print, that a confirmation code is used once and its tries are counted even when the
// signing is refused, and that no code is kept where it can be read again after printing. What the acts refuse is ruled
// in internal/pledge.
package pledge
