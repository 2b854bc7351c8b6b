package document

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"sync"
	"time"

	"chengxin/internal/fault"
)

// rest is how long the parsed fonts (about 17 MB) stay in memory after the last print.
const rest = time.Minute

// Printer renders documents with the built-in font and, where it lacks a character, the fonts of an optional folder. It
// is safe for concurrent use; renders run one after the other, because the fonts are shared.
type Printer struct {
	folder fs.FS
	rest   time.Duration

	mu    sync.Mutex
	fonts *fontSet
	leave *time.Timer
}

// NewPrinter makes a printer. folder may be nil; fonts are read on first use and leave memory when nobody prints.
func NewPrinter(folder fs.FS) *Printer { return &Printer{folder: folder, rest: rest} }

var builtIn = NewPrinter(nil)

// Option changes how a content is printed, never what it says.
type Option func(*options)

type options struct {
	large  bool
	duplex bool
}

// LargeType prints nothing in the text area under 18 points, for elders; tables of many columns become lists.
func LargeType(o *options) { o.large = true }

// Duplex lets every document of a run begin on a front side, for printers that use both sides.
func Duplex(o *options) { o.duplex = true }

// Render writes a content as PDF with the built-in font; see Printer.Render.
func Render(w io.Writer, content Content, how ...Option) error {
	return builtIn.Render(w, content, how...)
}

// Render writes one content as PDF. The same content and options give the same bytes. It refuses, with fault.Invalid and
// before anything is written, a content that Check refuses, a character that no font has (named in the message), and a
// signature that is no picture.
func (p *Printer) Render(w io.Writer, content Content, how ...Option) error {
	return p.RenderMany(w, func(yield func(Content, error) bool) { yield(content, nil) }, nil, how...)
}

// RenderMany writes many contents into one PDF to be printed in one go; each begins on its own page and counts its own
// pages. progress, if given, is called after each with the number done. The first error ends the run and nothing is
// written; it names the document it met. A run is held in memory until it is written, about 50 KB a page: cut runs of
// many thousands into files of a few hundred documents where memory is short.
func (p *Printer) RenderMany(w io.Writer, contents iter.Seq2[Content, error], progress func(done int), how ...Option) error {
	var o options
	for _, set := range how {
		set(&o)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fonts, err := p.take()
	if err != nil {
		return err
	}
	defer p.giveBack()

	var d *drawing
	done := 0
	for content, err := range contents {
		if err != nil {
			return err
		}
		if d == nil {
			d = newDrawing(fonts, content.Title)
		}
		pages, err := layout(fonts, content, o.large)
		if err == nil {
			if o.duplex && len(pages)%2 == 1 {
				pages = append(pages, &page{})
			}
			err = d.pages(pages)
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", content.Title, content.Number, err)
		}
		done++
		if progress != nil {
			progress(done)
		}
	}
	if d == nil {
		return fault.New(fault.Invalid, "document.nothing")
	}
	if _, err := d.pdf.WriteTo(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

// take gives the fonts, opening them if they have left memory; the caller holds the lock.
func (p *Printer) take() (*fontSet, error) {
	if p.leave != nil {
		p.leave.Stop()
		p.leave = nil
	}
	if p.fonts == nil {
		fonts, err := openFonts(p.folder)
		if err != nil {
			return nil, err
		}
		p.fonts = fonts
	}
	return p.fonts, nil
}

// giveBack lets the fonts leave memory after a rest; the caller holds the lock.
func (p *Printer) giveBack() {
	var timer *time.Timer
	timer = time.AfterFunc(p.rest, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.leave == timer { // nobody printed meanwhile
			p.fonts, p.leave = nil, nil
		}
	})
	p.leave = timer
}
