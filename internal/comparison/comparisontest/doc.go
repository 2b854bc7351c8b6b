// Package comparisontest is the comparison once more, slow and obvious: maps, big integers and the words of the specification,
// sentence by sentence, on the texts of the long form. The tests of the engine, of the files and of the command hold their
// results equal to it. It promises to share no code with package comparison; nothing of the product imports it.
package comparisontest
