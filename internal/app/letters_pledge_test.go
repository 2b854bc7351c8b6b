package app

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chengxin/internal/casework"
	pledgesteps "chengxin/internal/casework/pledge"
	"chengxin/internal/document"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
	"chengxin/internal/policy"
)

// Every paper of the step prints, and its kept content opens again. With PLEDGE_PAPERS=DIR the PDFs are left to be looked at.
func TestThePapersOfNoticeAndPledgePrint(t *testing.T) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	on := period.MustDay("2026-11-23")
	terms := pledge.TermsOf(edition, on)
	letters := pledgeLetters{&App{Config: Config{BaseURL: "https://chengxin.example"}}}
	office := casework.Office{County: "640422", Agency: "西吉县民政局", CodeWord: "西民", Phone: "0954-0000000", Address: "西吉县城", Demo: true}
	paper := casework.Paper{Number: "西民告\u30142026\u301512号", Code: "abcdefghijklmnop", IssuedOn: on, Office: office, LogSize: 7, LogRoot: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}
	to := pledgesteps.Addressee{Household: casework.HouseholdRow{Number: "640422100202-0001", Region: "640422100202"}, Head: "马国强"}
	noon := on.Start().Add(12 * time.Hour)
	pad := image.NewGray(image.Rect(0, 0, 300, 80))
	for x := range 300 {
		for y := range 80 {
			pad.SetGray(x, y, color.Gray{Y: 255})
		}
		pad.SetGray(x, 40, color.Gray{})
	}
	var ink bytes.Buffer
	if err := png.Encode(&ink, pad); err != nil {
		t.Fatal(err)
	}
	lines := []pledgesteps.Line{
		{Name: "马国强", Signature: pledge.Signature{SignerName: "马国强", Capacity: pledge.OwnHand, Method: pledge.Drawn, Ink: ink.Bytes(), SignedAt: noon}},
		{Name: "马小明", Signature: pledge.Signature{SignerName: "马国强", Capacity: pledge.AsGuardian, Method: pledge.Typed, SignedAt: noon}},
	}
	persons := []pledge.Person{{Name: "马国强"}, {Name: "马小明", BornOn: period.MustDay("2015-05-01")}}
	service := pledge.Service{Method: pledge.HandedOver, ServedAt: noon, Receiver: "马国强", Mark: pledge.Refused, Witness: "王会计", ReadAloudBy: "王干事"}
	for name, compose := range map[string]func() ([]byte, error){
		"notice": func() ([]byte, error) { return letters.Notice(paper, to, terms.Notice) },
		"service": func() ([]byte, error) {
			return letters.ProofOfService(paper, to, terms.Notice, "西民告\u30142026\u301512号", service, "田经办")
		},
		"pledge":             func() ([]byte, error) { return letters.Signed(paper, to, terms.Pledge, lines) },
		"authorisation":      func() ([]byte, error) { return letters.Signed(paper, to, terms.Authorisation, lines) },
		"pledge_form":        func() ([]byte, error) { return letters.Form(paper, to, terms.Pledge, persons[:1]) },
		"authorisation_form": func() ([]byte, error) { return letters.Form(paper, to, terms.Authorisation, persons) },
	} {
		raw, err := compose()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		content, err := document.Parse(raw)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		keepPaper(t, name, func(out *bytes.Buffer) error { return document.Render(out, content) })
	}
	slips := []pledgesteps.Slip{{HouseholdNumber: "640422100202-0001", Name: "马国强", AccessCode: "1234-5678-9012", SigningCode: "012345", IssuedAt: noon, Until: noon.AddDate(0, 6, 0)}}
	keepPaper(t, "slips", func(out *bytes.Buffer) error {
		return document.NewPrinter(nil).RenderMany(out, letters.slipContents(office, slips), nil)
	})
}

func keepPaper(t *testing.T, name string, render func(*bytes.Buffer) error) {
	t.Helper()
	var out bytes.Buffer
	if err := render(&out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if dir := os.Getenv("PLEDGE_PAPERS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".pdf"), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
