// Package wording holds every sentence that a person reads: one catalogue, zh-CN complete, en key for key.
//
// A key names an area and a thing (`pledge.sign.title`). The catalogue lives in catalogue/<area>.zh-CN.yaml and
// catalogue/<area>.en.yaml; every key in a file starts with the file's area. Placeholders stand in braces: {days}.
// A missing key is a defect that a test finds; at run time it shows the key itself rather than failing a page.
package wording
