package app

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"chengxin/internal/wording"
)

// demoProgress says what is being done. On a terminal it is one line that moves and is wiped at the end, so that what stays
// on the screen is what was made and how to sign in; in a file each step is one plain line.
type demoProgress struct {
	out      io.Writer
	terminal bool

	mu    sync.Mutex
	step  string
	shown int
}

// wipeLine goes to the line's begin and clears it.
const wipeLine = "\r\x1b[K"

// show says how far a step is. It may be called by many at once.
func (p *demoProgress) show(step string, done, all int) {
	const width = 24
	p.mu.Lock()
	defer p.mu.Unlock()
	begun := step != p.step
	if begun {
		p.step, p.shown = step, -1
	}
	if !p.terminal {
		if begun {
			_, _ = fmt.Fprintln(p.out, wording.T(wording.Chinese, step))
		}
		return
	}
	filled := 0
	if all > 0 {
		filled = width * min(done, all) / all
	}
	if filled <= p.shown {
		return // nothing new to see
	}
	p.shown = filled
	bar := strings.Repeat("\u2588", filled) + strings.Repeat("\u2591", width-filled)
	_, _ = fmt.Fprintf(p.out, "%s%s %s %d/%d", wipeLine, bar, wording.T(wording.Chinese, step), done, all)
}

// wipe leaves an empty line where the bar stood.
func (p *demoProgress) wipe() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal {
		_, _ = fmt.Fprint(p.out, wipeLine)
	}
}

// onTerminal says whether what is written is read by a person now.
func onTerminal(out io.Writer) bool {
	file, isFile := out.(*os.File)
	if !isFile {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
