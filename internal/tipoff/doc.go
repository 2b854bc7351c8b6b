// Package tipoff says what a tip-off (举报) is and who may handle it: where it comes from, whom it is about, what may be done with it
// when, and what its reporter is told. Who the reporter is stands apart (Reporter) and belongs to no tip-off's content.
//
// It promises: nobody whom a tip-off is about handles it; one about an officer waits with the custodian from its first moment; a
// tip-off says nothing about anybody, and one that is not borne out says nothing about its reporter. It refuses what a tip-off's
// state does not allow, an ending without reason and outcome, and words to the reporter that hold a long number.
package tipoff
