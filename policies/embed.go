// Package policies holds the policy editions that the program carries. Each folder is one edition: text.md, edition.yaml,
// cases/*.yaml. It promises nothing but the files; internal/policy loads and checks them.
package policies

import "embed"

// Files are the embedded editions, one folder each.
//
//go:embed jiqiang-2022
var Files embed.FS
