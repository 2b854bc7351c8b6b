package policyedition_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"chengxin/internal/casework/policyedition"
	"chengxin/internal/fault"
	"chengxin/internal/policy"
)

// packed makes an archive of names and contents in order.
func packed(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for i := 0; i+1 < len(pairs); i += 2 {
		entry, err := writer.Create(pairs[i])
		if err == nil {
			_, err = entry.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipped is an embedded edition as somebody zips its folder, changed by edit.
func zipped(t *testing.T, name string, edit func(path string, content []byte) []byte) []byte {
	t.Helper()
	folder, err := policy.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	pairs := []string{name + "/", "", "__MACOSX/x", "y", name + "/.DS_Store", "z"}
	err = fs.WalkDir(folder, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(folder, path)
		if edit != nil {
			raw = edit(path, raw)
		}
		pairs = append(pairs, name+"/"+path, string(raw))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return packed(t, pairs...)
}

func refusedWith(t *testing.T, err error, key string) {
	t.Helper()
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		err = list[0]
	}
	var one *fault.Error
	if !errors.As(err, &one) || one.Key != key {
		t.Errorf("got %v, want a refusal with %s", err, key)
	}
}

func TestAZippedFolderIsTheSameEdition(t *testing.T) {
	edition, err := policy.Load("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	files, err := policyedition.ReadArchive(zipped(t, "jiqiang-2022", nil))
	if err != nil {
		t.Fatal(err)
	}
	if digest, err := policy.Digest(policyedition.Folder(files)); err != nil || digest != edition.Digest() {
		t.Errorf("digest %s, %v; want %s", digest, err, edition.Digest())
	}
	folder, err := policy.Open("jiqiang-2022")
	if err != nil {
		t.Fatal(err)
	}
	again, err := policyedition.ReadFolder(folder)
	if err != nil || len(again) != len(files) {
		t.Errorf("the folder gives %d files, the archive %d; %v", len(again), len(files), err)
	}
}

func TestHostileArchivesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	writer := zip.NewWriter(&bomb)
	entry, err := writer.Create("text.md")
	for i := 0; i < 64 && err == nil; i++ {
		_, err = entry.Write(make([]byte, 1<<20))
	}
	if err := errors.Join(err, writer.Close()); err != nil {
		t.Fatal(err)
	}
	if bomb.Len() > policyedition.MaxArchive {
		t.Fatal("the bomb is not small")
	}
	var many []string
	for i := range 301 {
		many = append(many, "cases/"+strings.Repeat("a", i%150+1)+"/"+strings.Repeat("b", i/150+1), "x")
	}
	var link bytes.Buffer
	linker := zip.NewWriter(&link)
	header := &zip.FileHeader{Name: "text.md"}
	header.SetMode(fs.ModeSymlink | 0o777)
	target, err := linker.CreateHeader(header)
	if err == nil {
		_, err = target.Write([]byte("/etc/passwd"))
	}
	if err := errors.Join(err, linker.Close()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw []byte
		key string
	}{
		"a bomb":               {bomb.Bytes(), "edition.archive.too_large"},
		"too many files":       {packed(t, many...), "edition.archive.too_large"},
		"too long":             {make([]byte, policyedition.MaxArchive+1), "edition.archive.too_large"},
		"no archive":           {[]byte("PK\x03\x04 nothing"), "edition.archive.unreadable"},
		"nothing in it":        {packed(t), "edition.archive.empty"},
		"only leftovers":       {packed(t, "__MACOSX/a", "b", ".git/config", "c"), "edition.archive.empty"},
		"a way up":             {packed(t, "a/../../text.md", "x"), "edition.archive.bad_path"},
		"an absolute path":     {packed(t, "/text.md", "x"), "edition.archive.bad_path"},
		"a drive":              {packed(t, "C:text.md", "x"), "edition.archive.bad_path"},
		"a backslash":          {packed(t, "cases\\a.yaml", "x"), "edition.archive.bad_path"},
		"a name in GBK":        {packed(t, "cases/\xb0\xb8.yaml", "x"), "edition.archive.name_not_utf8"},
		"one name twice":       {packed(t, "text.md", "x", "TEXT.md", "y"), "edition.archive.twice"},
		"a file that is a dir": {packed(t, "cases", "x", "cases/a", "y"), "edition.archive.twice"},
		"a link":               {link.Bytes(), "edition.archive.not_a_file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := policyedition.ReadArchive(c.raw)
			refusedWith(t, err, c.key)
		})
	}
	_, err = policyedition.ReadFolder(fstest.MapFS{"text.md": {Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}})
	refusedWith(t, err, "edition.archive.not_a_file")
}

func FuzzArchivesNeverLeaveTheirFolder(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		files, err := policyedition.ReadArchive(raw)
		if err != nil {
			return
		}
		for _, file := range files {
			if !fs.ValidPath(file.Path) {
				t.Errorf("%q leaves the folder", file.Path)
			}
		}
	})
}
