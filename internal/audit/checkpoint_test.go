package audit

import (
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"

	"chengxin/internal/fault"
)

func grown(n int) *memory {
	m := newMemory()
	for i := range n {
		salt := make([]byte, SaltSize)
		salt[0] = byte(i)
		m.add(Entry{Kind: "FileOpened", Facts: []Fact{{"t", string(rune('a' + i%26)), digest("t", int64(i))}}}, salt)
	}
	return m
}

func TestAStandardVerifierIgnoresTheSM2Signature(t *testing.T) {
	keys := newKeys(t)
	head := grown(5).head
	signed := sign(t, keys, head)
	printed, err := keys.VerifierKeys(xiji)
	if err != nil {
		t.Fatal(err)
	}
	standard, err := note.NewVerifier(printed[0])
	if err != nil {
		t.Fatal(err)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(standard))
	if err != nil || len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) != 1 {
		t.Fatalf("%+v %v", opened, err)
	}
	if opened.Text != head.Checkpoint(xiji).Text() || !strings.HasPrefix(opened.Text, "chengxin/640422\n5\n") {
		t.Fatalf("%q", opened.Text)
	}
	national, err := ParseVerifiers(printed[1])
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := note.Open([]byte(signed), national); err != nil || len(opened.Sigs) != 1 {
		t.Fatalf("SM2 alone: %+v %v", opened, err)
	}
	both, err := ParseVerifiers(printed...)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := note.Open([]byte(signed), both); err != nil || len(opened.Sigs) != 2 {
		t.Fatalf("both: %+v %v", opened, err)
	}
}

func TestACheckpointOfOthersIsRefused(t *testing.T) {
	keys, strangers := newKeys(t), newKeys(t)
	known := verifiers(t, keys)
	signed := sign(t, keys, grown(5).head)
	if _, err := OpenCheckpoint(xiji, signed, known); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"another key":     sign(t, strangers, grown(5).head),
		"another size":    strings.Replace(signed, "\n5\n", "\n6\n", 1),
		"another county":  strings.Replace(signed, "640422\n5", "640423\n5", 1),
		"no signature":    grown(5).head.Checkpoint(xiji).Text() + "\n",
		"not a note":      "hello",
		"cut":             signed[:len(signed)/2],
		"SM2 line broken": signed[:len(signed)-9] + "AAAAAAA=\n",
	} {
		if _, err := OpenCheckpoint(xiji, bad, known); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	if _, err := OpenCheckpoint("640423", signed, known); err == nil {
		t.Error("a checkpoint was accepted for another county")
	}
}

func TestVerifierKeysOfOtherKindsAreRefused(t *testing.T) {
	printed, err := newKeys(t).VerifierKeys(xiji)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a+b", "a+b+c", printed[1][:len(printed[1])-4], strings.Replace(printed[1], "640422", "640423", 1), strings.Replace(printed[0], "640422", "640423", 1)} {
		if _, err := ParseVerifiers(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

// The vector is GB/T 32918.5-2017, A.2: message, default user id, public key, signature.
func TestSM2StandardVector(t *testing.T) {
	number := func(text string) *big.Int {
		n, ok := new(big.Int).SetString(text, 16)
		if !ok {
			t.Fatal(text)
		}
		return n
	}
	private := new(sm2.PrivateKey)
	private.Curve = sm2.P256()
	private.X = number("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")
	private.Y = number("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
	r := number("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")
	s := number("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
	if !sm2.VerifyWithSM2(&private.PublicKey, nil, []byte("message digest"), r, s) {
		t.Fatal("the standard's signature is refused")
	}
	der, err := hex.DecodeString("3046022100" + hex.EncodeToString(r.Bytes()) + "022100" + hex.EncodeToString(s.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	verifier := &sm2Verifier{name: "chengxin/640422", public: &private.PublicKey}
	if !verifier.Verify([]byte("message digest"), der) || verifier.Verify([]byte("message digest."), der) {
		t.Fatal("our verifier does not follow the standard")
	}
}

func TestSigningKeysAreKeptPrivateAndWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "signing.json")
	kinds := func(err error) fault.Kind { return fault.KindOf(err) }
	if _, err := OpenSigningKeys(path); kinds(err) != fault.NotFound {
		t.Fatal(err)
	}
	keys, err := CreateSigningKeys(path, start)
	if err != nil || !keys.MadeAt().Equal(start) {
		t.Fatal(err)
	}
	if _, err := CreateSigningKeys(path, start); kinds(err) != fault.Conflict {
		t.Fatalf("overwritten: %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Fatalf("%v left behind: %v", left, err)
	}
	again, err := OpenSigningKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(xiji, sign(t, again, grown(3).head), verifiers(t, keys)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil { // #nosec G302 -- this is what must be refused
		t.Fatal(err)
	}
	if _, err := OpenSigningKeys(path); kinds(err) != fault.Forbidden {
		t.Fatalf("a readable file was accepted: %v", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		damaged := append([]byte(nil), raw...)
		damaged[i] ^= 1
		read, err := decodeSigningKeys(damaged)
		if err == nil && (read.madeAt != keys.madeAt || !read.ed25519.Equal(keys.ed25519) || !read.sm2.Equal(keys.sm2)) {
			t.Fatalf("damage at byte %d went unseen", i)
		}
	}
}

func TestAWitnessNoticesARollbackAndARewrite(t *testing.T) {
	keys := newKeys(t)
	path := filepath.Join(t.TempDir(), "witness")
	witness := NewFileWitness(path)
	if _, found, err := witness.Last(xiji); found || err != nil {
		t.Fatal(found, err)
	}
	for _, n := range []int{3, 3, 7} {
		if err := witness.Append(sign(t, keys, grown(n).head)); err != nil {
			t.Fatal(err)
		}
	}
	other := newMemory()
	for range 7 {
		other.add(Entry{Kind: "Other"}, make([]byte, SaltSize))
	}
	for _, one := range []*FileWitness{witness, NewFileWitness(path)} {
		if err := one.Append(sign(t, keys, grown(5).head)); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("rollback: %v", err)
		}
		if err := one.Append(sign(t, keys, other.head)); fault.KindOf(err) != fault.Conflict {
			t.Fatalf("rewrite: %v", err)
		}
		all, err := one.All(xiji)
		if err != nil || len(all) != 2 {
			t.Fatalf("%d kept: %v", len(all), err)
		}
		last, found, err := one.Last(xiji)
		if err != nil || !found || last != grown(7).head.Checkpoint(xiji) {
			t.Fatal(last, found, err)
		}
		if elsewhere, err := one.All("640423"); err != nil || len(elsewhere) != 0 {
			t.Fatal(elsewhere, err)
		}
	}
}

func TestALineCutByACrashIsOverwritten(t *testing.T) {
	keys := newKeys(t)
	path := filepath.Join(t.TempDir(), "witness")
	if err := NewFileWitness(path).Append(sign(t, keys, grown(3).head)); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteString(`"chengxin/640422\n9`)
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	witness := NewFileWitness(path)
	if err := witness.Append(sign(t, keys, grown(4).head)); err != nil {
		t.Fatal(err)
	}
	all, err := NewFileWitness(path).All(xiji)
	if err != nil || len(all) != 2 {
		t.Fatalf("%q %v", all, err)
	}
	for _, one := range all {
		if _, err := OpenCheckpoint(xiji, one, verifiers(t, keys)); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzCheckpoint(f *testing.F) {
	f.Add(grown(3).head.Checkpoint(xiji).Text())
	f.Add("chengxin/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n")
	f.Fuzz(func(t *testing.T, text string) {
		checkpoint, err := ParseCheckpoint(text)
		if err == nil && !strings.HasPrefix(text, checkpoint.Text()) {
			t.Fatalf("%q read as %q", text, checkpoint.Text())
		}
	})
}

func FuzzVerifierKey(f *testing.F) {
	f.Add("chengxin/640422+00000000+/2NoZW5neGlu")
	f.Fuzz(func(_ *testing.T, key string) { _, _ = ParseVerifiers(key) })
}

func FuzzWitnessFile(f *testing.F) {
	f.Add([]byte("\"a\\nb\"\nx\ny"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if _, whole := witnessed(raw); whole > int64(len(raw)) {
			t.Fatal("longer than the file")
		}
	})
}
