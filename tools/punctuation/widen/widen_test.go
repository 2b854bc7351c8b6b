package widen_test

import (
	"testing"

	"chengxin/tools/punctuation/widen"
)

func TestPunctuationThatTouchesChineseBecomesFullWidth(t *testing.T) {
	for _, c := range []struct{ name, in, out string }{
		{"a.md", "家庭,成员", "家庭\uff0c成员"},
		{"a.md", "家庭, 成员", "家庭\uff0c成员"},
		{"a.md", "家庭(低保)情况", "家庭\uff08低保\uff09情况"},
		{"a.md", "请选择(A)", "请选择\uff08A\uff09"},
		{"a.md", "no Chinese, here: (at all)!", "no Chinese, here: (at all)!"},
		{"a.md", "call f(a, b) for 家庭", "call f(a, b) for 家庭"},
		{"a.yaml", "area.key: 您好,请填写", "area.key: 您好\uff0c请填写"},
		{"a.yaml", `area.key: "{name},您好!"`, `area.key: "{name}` + "\uff0c您好\uff01\""},
		{"a.yaml", "  - 种植:水稻;玉米", "  - 种植\uff1a水稻\uff1b玉米"},
		{"a.yaml", "# 注释,不动", "# 注释,不动"},
		{"a.yaml", "when: {label: 种植, code: I201}", "when: {label: 种植, code: I201}"},
		{"a.yaml", "days: 还有{days}天,请尽快!", "days: 还有{days}天\uff0c请尽快\uff01"},
	} {
		got := widen.Text(c.name, c.in)
		if got != c.out {
			t.Errorf("%s: %q became %q, want %q", c.name, c.in, got, c.out)
		}
		if again := widen.Text(c.name, got); again != got {
			t.Errorf("%s: %q changed again to %q", c.name, got, again)
		}
	}
}
