package policyedition

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing/fstest"
	"unicode/utf8"

	"chengxin/internal/fault"
)

// File is one file of an edition's folder.
type File struct {
	Path    string // slashes, relative to the folder
	Content []byte
}

// What an edition's folder may hold; the edition of Jiqiang has 12 files and 130 kB.
const (
	MaxArchive = 4 << 20 // bytes of the uploaded archive
	maxFiles   = 300
	maxFile    = 4 << 20  // bytes of one file
	maxFolder  = 12 << 20 // bytes of all files
	maxPath    = 200      // bytes of a path
)

// ReadArchive reads an edition's folder out of a zip archive. A single folder around everything is taken off; directories,
// files whose name starts with a dot and the desk's own leftovers (__MACOSX) are left out. It counts the bytes that come
// out, never those that the archive claims. It refuses, with fault.Invalid on the field "archive", what is no archive, what
// is too large, paths that leave the folder, links, encrypted files, names that are no UTF-8 and names that stand twice.
func ReadArchive(raw []byte) ([]File, error) {
	if len(raw) > MaxArchive {
		return nil, tooLarge()
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fault.Field("archive", "edition.archive.unreadable").Because(err)
	}
	if len(archive.File) > 2*maxFiles {
		return nil, tooLarge()
	}
	var files []File
	total := 0
	for _, entry := range archive.File {
		if leftOut(entry.Name) {
			continue
		}
		if err := goodName(entry.Name); err != nil {
			return nil, err
		}
		if !entry.Mode().IsRegular() || entry.Flags&1 != 0 {
			return nil, fault.Field("archive", "edition.archive.not_a_file", "name", entry.Name)
		}
		content, err := inflate(entry, min(maxFile, maxFolder-total))
		if err != nil {
			return nil, err
		}
		total += len(content)
		files = append(files, File{Path: entry.Name, Content: content})
	}
	return settle(withoutTop(files))
}

// inflate reads at most so many bytes out of an entry.
func inflate(entry *zip.File, most int) (content []byte, err error) {
	reader, err := entry.Open()
	if err != nil {
		return nil, fault.Field("archive", "edition.archive.unreadable").Because(err)
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	content, err = io.ReadAll(io.LimitReader(reader, int64(most)+1))
	if err != nil {
		return nil, fault.Field("archive", "edition.archive.unreadable").Because(err)
	}
	if len(content) > most {
		return nil, tooLarge()
	}
	return content, nil
}

// ReadFolder reads an edition's folder under the same bounds as an archive.
func ReadFolder(folder fs.FS) ([]File, error) {
	var files []File
	total := 0
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || name == "." {
			return err
		}
		if leftOut(name) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if entry.IsDir() {
			return nil
		}
		if !entry.Type().IsRegular() {
			return fault.Field("archive", "edition.archive.not_a_file", "name", name)
		}
		if err := goodName(name); err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if total += int(min(info.Size(), maxFolder+1)); info.Size() > maxFile || total > maxFolder || len(files) >= maxFiles {
			return tooLarge()
		}
		content, err := fs.ReadFile(folder, name)
		files = append(files, File{Path: name, Content: content})
		return err
	})
	if err != nil {
		return nil, err
	}
	return settle(files)
}

func tooLarge() error { return fault.Field("archive", "edition.archive.too_large") }

// leftOut says whether a path is a directory or belongs to an editor or a desk. These are what the digest leaves out too.
func leftOut(name string) bool {
	if strings.HasSuffix(name, "/") {
		return true
	}
	for _, part := range strings.Split(name, "/") {
		if part == "__MACOSX" || strings.HasPrefix(part, ".") && part != "." && part != ".." {
			return true
		}
	}
	return false
}

func goodName(name string) error {
	if !utf8.ValidString(name) {
		return fault.Field("archive", "edition.archive.name_not_utf8")
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00\r\n") || len(name) > maxPath {
		return fault.Field("archive", "edition.archive.bad_path", "name", name)
	}
	return nil
}

// withoutTop takes a single folder around everything off: people zip the folder, not its content.
func withoutTop(files []File) []File {
	if len(files) == 0 {
		return files
	}
	top, _, inside := strings.Cut(files[0].Path, "/")
	for _, file := range files {
		first, _, deeper := strings.Cut(file.Path, "/")
		if !deeper || first != top {
			inside = false
		}
	}
	if !inside {
		return files
	}
	for i := range files {
		files[i].Path = strings.TrimPrefix(files[i].Path, top+"/")
	}
	return files
}

// settle orders the files and refuses none, too many, and names that are the same on some machine.
func settle(files []File) ([]File, error) {
	if len(files) == 0 {
		return nil, fault.Field("archive", "edition.archive.empty")
	}
	if len(files) > maxFiles {
		return nil, tooLarge()
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	seen := map[string]bool{}
	for _, file := range files {
		name := strings.ToLower(file.Path)
		if seen[name] {
			return nil, fault.Field("archive", "edition.archive.twice", "name", file.Path)
		}
		seen[name] = true
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			if seen[dir] {
				return nil, fault.Field("archive", "edition.archive.twice", "name", file.Path)
			}
		}
	}
	return files, nil
}

// Folder is the files as the policy's loader reads them.
func Folder(files []File) fs.FS {
	folder := fstest.MapFS{}
	for _, file := range files {
		folder[file.Path] = &fstest.MapFile{Data: file.Content, Mode: 0o444}
	}
	return folder
}
