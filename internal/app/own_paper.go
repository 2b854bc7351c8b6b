package app

import (
	"bytes"
	"context"
	"strings"

	"chengxin/internal/access"
	"chengxin/internal/document"
)

// printOwnPaper prints a document that the resident may read, as casefile.Reader.MyPaper has it.
func (a *App) printOwnPaper(ctx context.Context, actor access.Actor, id string, large bool) (name string, pdf []byte, err error) {
	issued, err := a.Files().MyPaper(ctx, actor, id)
	if err != nil {
		return "", nil, err
	}
	content, err := document.Parse(issued.Content)
	if err != nil {
		return "", nil, err
	}
	pdf, err = drawn(content, large)
	return strings.TrimSpace(issued.Number + " " + content.Title), pdf, err
}

// drawn is a paper as PDF, in large type for whoever asks for it.
func drawn(content document.Content, large bool) ([]byte, error) {
	var how []document.Option
	if large {
		how = append(how, document.LargeType)
	}
	var out bytes.Buffer
	err := document.Render(&out, content, how...)
	return out.Bytes(), err
}
