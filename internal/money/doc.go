// Package money counts fen in int64 and writes yuan as people and documents read them.
package money
