package page

import "strings"

// proseBlock is a paragraph, a list, a quotation or a heading of a plain text.
type proseBlock struct {
	kind  string // p, ul, quote, h
	lines []string
}

// proseBlocks splits a text with the few marks of Markdown that policy texts use: blank lines between paragraphs, "- " or
// "* " before the items of a list, "> " before a quotation, "#" before a heading. Everything else stays as it was written.
func proseBlocks(text string) []proseBlock {
	var blocks []proseBlock
	open := ""
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		kind, words := "p", line
		switch {
		case line == "":
			open = ""
			continue
		case strings.HasPrefix(line, "- "), strings.HasPrefix(line, "* "):
			kind, words = "ul", line[2:]
		case strings.HasPrefix(line, ">"):
			kind, words = "quote", strings.TrimSpace(line[1:])
		case strings.HasPrefix(line, "#"):
			kind, words = "h", strings.TrimSpace(strings.TrimLeft(line, "#"))
		}
		if open != kind {
			blocks = append(blocks, proseBlock{kind: kind})
		}
		open = kind
		last := &blocks[len(blocks)-1]
		if kind == "p" && len(last.lines) > 0 {
			last.lines[0] += words // Chinese lines join without a space
			continue
		}
		last.lines = append(last.lines, words)
	}
	return blocks
}
