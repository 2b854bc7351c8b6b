package pledge_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"chengxin/internal/fault"
	"chengxin/internal/period"
	"chengxin/internal/pledge"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, period.Shanghai)

func terms() pledge.Terms {
	return pledge.Terms{
		Edition:       "test",
		Notice:        pledge.Text{Hash: "notice-1", Kind: pledge.NoticeText, Version: "1", Title: "告知书", Parts: []pledge.Part{{Paragraphs: []string{"如实申报"}}}},
		Pledge:        pledge.Text{Hash: "pledge-1", Kind: pledge.PledgeText, Version: "1", Title: "承诺书", Parts: []pledge.Part{{Paragraphs: []string{"信息真实"}}}},
		Authorisation: pledge.Text{Hash: "authorisation-1", Kind: pledge.AuthorisationText, Version: "1", Title: "授权书", Parts: []pledge.Part{{Heading: "来源", Paragraphs: []string{"社保"}}}},
		Questions: []pledge.Question{
			{ID: "q1", Text: "一", Explanation: "因为", Options: []pledge.Option{{ID: "a", Right: true}, {ID: "b"}}},
			{ID: "q2", Text: "二", Explanation: "所以", Options: []pledge.Option{{ID: "a"}, {ID: "b", Right: true}}},
		},
	}
}

// family is two adults, a child and an adult without full capacity.
func family() []pledge.Person {
	return []pledge.Person{
		{Member: "head", Name: "马\u00b7国强", BornOn: period.MustDay("1970-05-01")},
		{Member: "wife", Name: "李秀英", BornOn: period.MustDay("1972-05-01")},
		{Member: "child", Name: "马小明", BornOn: period.MustDay("2015-05-01")},
		{Member: "ward", Name: "马国庆", BornOn: period.MustDay("1980-05-01"), Incapable: true},
	}
}

func hashes(t pledge.Terms) map[pledge.Kind]string {
	return map[pledge.Kind]string{pledge.PledgeText: t.Pledge.Hash, pledge.AuthorisationText: t.Authorisation.Hash}
}

func typed(signer, name string, wards ...string) pledge.Signing {
	return pledge.Signing{
		Signer: signer, Name: name, Wards: wards, Method: pledge.Typed, Hashes: hashes(terms()),
		Agreed: map[pledge.Kind]bool{pledge.PledgeText: true, pledge.AuthorisationText: true},
	}
}

func drawing(t testing.TB, transparent bool) []byte {
	t.Helper()
	pad := image.NewRGBA(image.Rect(0, 0, 600, 200))
	if !transparent {
		for i := range pad.Pix {
			pad.Pix[i] = 255
		}
	}
	for x := 100; x < 400; x++ {
		for y := 90; y < 94; y++ {
			pad.Set(x, y+x%9, color.RGBA{0, 0, 60, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, pad); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// refusedOn fails unless err refuses the field.
func refusedOn(t *testing.T, err error, field string) {
	t.Helper()
	var list fault.List
	var one *fault.Error
	if !errors.As(err, &list) && errors.As(err, &one) {
		list = fault.List{one}
	}
	for _, one := range list {
		if one.Field == field {
			return
		}
	}
	t.Fatalf("wanted a refusal of field %q, got %v", field, err)
}
