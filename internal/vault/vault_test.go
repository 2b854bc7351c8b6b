package vault

import (
	"bytes"
	"encoding/hex"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chengxin/internal/fault"
	"chengxin/internal/region"
	"chengxin/internal/wording"
)

var made = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func fresh(t testing.TB, suite Suite) *Vault {
	v, err := Create(filepath.Join(t.TempDir(), "vault.json"), suite, made)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func drawPlace(t *rapid.T) Place {
	text := rapid.StringN(0, 4, -1)
	return Place{County: region.Code(rapid.SampledFrom([]string{"640422", "640423", ""}).Draw(t, "county")), Table: text.Draw(t, "table"), Row: text.Draw(t, "row"), Column: text.Draw(t, "column")}
}

func TestASealedFieldOpensInItsPlaceAndNowhereElse(t *testing.T) {
	for _, suite := range []Suite{SM4, AES} {
		v := fresh(t, suite)
		rapid.Check(t, func(t *rapid.T) {
			at, elsewhere := drawPlace(t), drawPlace(t)
			plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
			sealed, err := v.Seal(at, plain)
			if err != nil || len(sealed) != len(plain)+Overhead {
				t.Fatal(len(sealed), err)
			}
			opened, err := v.Open(at, sealed)
			if err != nil || !bytes.Equal(opened, plain) {
				t.Fatal(opened, err)
			}
			if at != elsewhere {
				if _, err := v.Open(elsewhere, sealed); fault.KindOf(err) != fault.Internal || err == nil {
					t.Fatal("opened elsewhere")
				}
			}
			bit := rapid.IntRange(0, len(sealed)*8-1).Draw(t, "bit")
			flipped := bytes.Clone(sealed)
			flipped[bit/8] ^= 1 << (bit % 8)
			if _, err := v.Open(at, flipped); err == nil {
				t.Fatal("opened with a flipped bit")
			}
			if _, err := v.Open(at, sealed[:rapid.IntRange(0, len(sealed)-1).Draw(t, "cut")]); err == nil {
				t.Fatal("opened a cut field")
			}
		})
	}
}

// TestPlacesDoNotRunIntoEachOther: the associated data of different places differ.
func TestPlacesDoNotRunIntoEachOther(t *testing.T) {
	v := fresh(t, SM4)
	sealed, err := v.Seal(Place{"640422", "member", "ab", "c"}, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []Place{{"640422", "member", "a", "bc"}, {"640422", "membera", "b", "c"}, {"640422", "member", "abc", ""}, {"640422", "member", "ab", "C"}} {
		if _, err := v.Open(other, sealed); err == nil {
			t.Errorf("opened at %+v", other)
		}
	}
}

func TestNoNonceIsUsedTwice(t *testing.T) {
	v := fresh(t, SM4)
	seen := map[[nonceSize]byte]bool{}
	for range 200_000 {
		sealed, err := v.Seal(Place{County: "640422"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		nonce := [nonceSize]byte(sealed[headerSize : headerSize+nonceSize])
		if seen[nonce] {
			t.Fatal("a nonce came twice")
		}
		seen[nonce] = true
	}
}

func TestAnotherKeyFileOpensNothing(t *testing.T) {
	at := Place{"640422", "tip_off", "1", "reporter"}
	sealed, err := fresh(t, SM4).Seal(at, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh(t, SM4).Open(at, sealed); err == nil {
		t.Fatal("opened with another key file")
	}
}

func TestTheBlindIndexFindsAndHides(t *testing.T) {
	for _, suite := range []Suite{SM4, AES} {
		v := fresh(t, suite)
		again, err := Open(v.path)
		if err != nil {
			t.Fatal(err)
		}
		index := v.Index("640422", "id_number", "990101199001010017")
		if !bytes.Equal(index, again.Index("640422", "id_number", "990101199001010017")) {
			t.Fatal("the same value has two indexes")
		}
		for name, other := range map[string][]byte{
			"value": v.Index("640422", "id_number", "990101199001010018"), "field": v.Index("640422", "phone", "990101199001010017"),
			"county": v.Index("640423", "id_number", "990101199001010017"), "boundary": v.Index("640422", "id_number9", "90101199001010017"),
			"key file": fresh(t, suite).Index("640422", "id_number", "990101199001010017"),
		} {
			if bytes.Equal(index, other) {
				t.Errorf("another %s has the same index", name)
			}
		}
		if empty := v.Index("640422", "phone", ""); empty == nil || len(empty) != 0 || v.StaleIndex(empty) {
			t.Error("an empty value must have an empty index")
		}
	}
}

func TestCodesAreKeptBlind(t *testing.T) {
	v := fresh(t, SM4)
	at := Place{"640422", "notice", "1", "code"}
	for range 1000 {
		code := OneTimeCode()
		if len(code) != 9 || code[4] != '-' || strings.ContainsAny(code, "01IO") {
			t.Fatal(code)
		}
		if digits := ConfirmationCode(); len(digits) != 6 || strings.Trim(digits, "0123456789") != "" {
			t.Fatal(digits)
		}
	}
	code := "ABCD-2345"
	kept, again := v.KeepCode(at, code), v.KeepCode(at, code)
	if bytes.Equal(kept, again) || bytes.Contains(kept, []byte("ABCD")) {
		t.Fatal("a kept code shows what it is")
	}
	if err := v.Rotate("", made); err != nil {
		t.Fatal(err)
	}
	check := func(at Place, kept []byte, typed string) bool {
		ok, err := v.CheckCode(at, kept, typed)
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	for _, typed := range []string{code, "abcd2345", " ABCD 2345 ", "\uff21\uff22\uff23\uff24\uff0d\uff12\uff13\uff14\uff15"} {
		if !check(at, kept, typed) {
			t.Errorf("%q was refused", typed)
		}
	}
	if check(at, kept, "ABCD-2346") || check(at, kept, "") || check(at, kept[1:], code) || check(Place{"640422", "notice", "2", "code"}, kept, code) {
		t.Error("a wrong code was accepted")
	}
	kept[0] = 9
	if _, err := v.CheckCode(at, kept, code); err == nil {
		t.Error("a code kept under an unknown key was checked")
	}
}

func TestEveryRefusalHasItsSentences(t *testing.T) {
	for _, key := range []string{"unknown_suite", "exists", "no_file", "unreadable", "unwritable", "exposed", "damaged", "unknown_key", "altered", "rotating"} {
		for _, language := range []wording.Language{wording.Chinese, wording.English} {
			if text := wording.T(language, "vault."+key, "file", "F", "suite", "S", "version", 1, "table", "T", "row", "R", "column", "C"); strings.ContainsAny(text, "{}") || strings.Contains(text, "vault.") {
				t.Errorf("%s in %s: %s", key, language, text)
			}
		}
	}
}

func TestAnUnknownSuiteIsRefused(t *testing.T) {
	if _, err := Create(filepath.Join(t.TempDir(), "k"), "des", made); fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	v := fresh(t, SM4)
	if err := v.Rotate("des", made); fault.KindOf(err) != fault.Invalid || v.Version() != 1 {
		t.Fatal(err)
	}
}

// The vectors: SM3 from GB/T 32905-2016 A.1, SM4 from GB/T 32907-2016 A.1, SM4-GCM from RFC 8998 A.1, AES-256-GCM test case
// 16 of the GCM specification (McGrew and Viega), as our suites run them.
func TestStandardVectors(t *testing.T) {
	unhex := func(text string) []byte {
		raw, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	sm3 := suites[SM4].hash()
	sm3.Write([]byte("abc"))
	if got := hex.EncodeToString(sm3.Sum(nil)); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" {
		t.Errorf("SM3: %s", got)
	}
	key := unhex("0123456789abcdeffedcba9876543210")
	block, err := suites[SM4].block(key)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]byte, 16)
	block.Encrypt(out, key)
	if got := hex.EncodeToString(out); got != "681edf34d206965e86b3e94f536e4246" {
		t.Errorf("SM4: %s", got)
	}
	for _, vector := range []struct {
		suite                        Suite
		key, nonce, data, plain, out string
	}{
		{
			SM4, "0123456789ABCDEFFEDCBA9876543210", "00001234567800000000ABCD", "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
			"AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDEEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
			"17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D" +
				"83DE3541E4C2B58177E065A9BF7B62EC",
		},
		{
			AES, "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2",
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
			"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" +
				"76fc6ece0f4e1768cddf8853bb2d551b",
		},
	} {
		aead, err := suites[vector.suite].gcm(unhex(vector.key))
		if err != nil {
			t.Fatal(err)
		}
		if got := aead.Seal(nil, unhex(vector.nonce), unhex(vector.plain), unhex(vector.data)); !bytes.Equal(got, unhex(vector.out)) {
			t.Errorf("%s-GCM: %x", vector.suite, got)
		}
	}
}

func FuzzOpen(f *testing.F) {
	v := fresh(f, SM4)
	sealed, err := v.Seal(Place{}, []byte("x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, err := v.Open(Place{}, raw); err == nil && !bytes.Equal(raw, sealed) {
			t.Fatal("opened what was never sealed")
		}
		v.Stale(raw)
		v.StaleIndex(raw)
		if _, err := v.CheckCode(Place{}, raw, "x"); err != nil && len(raw) != keptCodeSize {
			t.Fatal(err)
		}
	})
}

func FuzzKeyFile(f *testing.F) {
	content, err := newKeyFile(SM4, made)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content.encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		read, err := decodeKeyFile(raw)
		if err != nil {
			return
		}
		if _, err := newRing(read); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	benchmark(b, func(v *Vault, at Place, _ []byte) { _, _ = v.Seal(at, number) })
}

func BenchmarkOpen(b *testing.B) {
	benchmark(b, func(v *Vault, at Place, sealed []byte) { _, _ = v.Open(at, sealed) })
}

func BenchmarkIndex(b *testing.B) {
	benchmark(b, func(v *Vault, at Place, _ []byte) { v.Index(at.County, "id_number", string(number)) })
}

var number = []byte("990101199001010017")

func benchmark(b *testing.B, do func(*Vault, Place, []byte)) {
	for _, suite := range []Suite{SM4, AES} {
		b.Run(string(suite), func(b *testing.B) {
			v := fresh(b, suite)
			at := Place{"640422", "member", "0190a5f2-0000-7000-8000-000000000001", "id_number"}
			sealed, err := v.Seal(at, number)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				do(v, at, sealed)
			}
		})
	}
}
