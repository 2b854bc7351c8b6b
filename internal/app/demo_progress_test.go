package app

import (
	"strings"
	"testing"

	"chengxin/internal/wording"
)

func TestTheDemonstrationsBarLeavesNoLineBehind(t *testing.T) {
	var screen, file strings.Builder
	for _, progress := range []*demoProgress{{out: &screen, terminal: true}, {out: &file}} {
		for _, step := range []string{"app.demo.register", "app.demo.notice"} {
			for done := range 49 {
				progress.show(step, done, 48)
			}
		}
		progress.wipe()
	}
	if strings.Contains(screen.String(), "\n") || !strings.HasSuffix(screen.String(), wipeLine) {
		t.Errorf("lines stay on the screen: %q", screen.String())
	}
	want := wording.T(wording.Chinese, "app.demo.register") + "\n" + wording.T(wording.Chinese, "app.demo.notice") + "\n"
	if file.String() != want {
		t.Errorf("a file gets %q", file.String())
	}
}

func TestTheDemonstrationCallsTheSigningCodeWhatTheSlipCallsIt(t *testing.T) {
	if on, slip := wording.T(wording.Chinese, "app.demo.signing"), wording.T(wording.Chinese, "pledge.sign.code"); on != slip {
		t.Errorf("%s and %s", on, slip)
	}
}
