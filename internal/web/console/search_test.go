package console_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"chengxin/internal/wording"
)

func TestNoNameAndNoNumberStandsInAnAddress(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	for _, typed := range []string{"\u9a6c\u5fd7\u5f3a", string(deskNumber)} {
		if _, body, _ := ask("/console/households", "q", typed); !strings.Contains(body, d.home.Number) {
			t.Fatalf("%s was not found", typed)
		}
		for _, address := range d.asked {
			plain, err := url.QueryUnescape(address)
			d.must(err)
			if strings.Contains(plain, typed) {
				t.Errorf("an address tells what was looked for: %s", address)
			}
		}
	}
	if _, body, _ := ask("/console/households?q=mzq"); strings.Contains(body, d.home.Number) {
		t.Error("a word in an address is still looked for")
	}
	for _, path := range []string{"/console", "/console/households"} {
		if _, body, _ := ask(path); !strings.Contains(body, `<form class="app-search" method="post"`) {
			t.Errorf("%s does not post what is looked for", path)
		}
	}
}

func TestAPlaceThatWasFoundIsNotCalledNothing(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	if _, body, _ := ask("/console/households", "q", "\u5927\u6ee9"); strings.Contains(body, wording.T(wording.Chinese, "console.search.nothing")) || !strings.Contains(body, wording.T(wording.Chinese, "console.search.only_places")) {
		t.Error("a village was found, and the page says that nothing was")
	}
	if _, body, _ := ask("/console/households", "q", "\u4e0d\u5728\u7684\u4eba"); !strings.Contains(body, wording.T(wording.Chinese, "console.search.nothing")) {
		t.Error("a page that found nothing does not say so")
	}
}

func TestASearchIsFoundAgainByItsSignInOnlyAndForAWhile(t *testing.T) {
	d := newRegisterDesk(t)
	ask := d.as("case")
	ask("/console/households", "q", "mzq")
	address, _, _ := strings.Cut(d.asked[len(d.asked)-1], " ")
	if _, body, _ := ask(address); !strings.Contains(body, d.home.Number) || !strings.Contains(body, `value="mzq"`) {
		t.Error("going back does not show the search again")
	}
	if _, body, _ := d.as("beside")(address); strings.Contains(body, `value="mzq"`) || !strings.Contains(body, says("console.search.forgotten")) {
		t.Error("another officer reads what was looked for")
	}
	d.now = d.now.Add(time.Hour)
	if _, body, _ := ask(address); strings.Contains(body, d.home.Number) || !strings.Contains(body, says("console.search.forgotten")) {
		t.Error("a search is remembered for ever")
	}
}

func TestEnterRegistersAHouseholdInsteadOfAddingAMember(t *testing.T) {
	d := newRegisterDesk(t)
	_, body, _ := d.as("case")("/console/households/new")
	_, form, _ := strings.Cut(body, `action="/console/households/new"`)
	_, first, _ := strings.Cut(form, "<button")
	first, _, _ = strings.Cut(first, "</button>")
	if !strings.Contains(first, `type="submit"`) || !strings.Contains(first, says("console.register.save")) || strings.Contains(first, `name="more"`) {
		t.Errorf("Enter presses %s", first)
	}
}
