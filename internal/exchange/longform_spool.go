package exchange

import (
	"io"
	"os"
	"sync"
)

// spool keeps pieces of bytes: in memory as far as its budget goes, beyond it in one temporary file, which has no name from
// the moment it is opened, so that it goes away with the process whatever ends it. Its methods may be called by several
// goroutines.
type spool struct {
	dir string

	mu     sync.Mutex
	budget int64 // bytes of memory that are left
	file   *os.File
	name   string // where a file in use cannot be removed: removed on Close
	end    int64
}

// piece is where a spool keeps some bytes.
type piece struct {
	held   []byte // in memory; nil when it is in the file
	offset int64
	length int
}

func newSpool(dir string, budget int64) *spool { return &spool{dir: dir, budget: budget} }

// Keep takes bytes. It answers kept = true when the memory itself was kept and the caller must not use it again; else they
// were copied to the file.
func (s *spool) Keep(data []byte) (p piece, kept bool, err error) {
	s.mu.Lock()
	if s.budget >= int64(cap(data)) {
		s.budget -= int64(cap(data))
		s.mu.Unlock()
		return piece{held: data, length: len(data)}, true, nil
	}
	if s.file == nil {
		if err := s.open(); err != nil {
			s.mu.Unlock()
			return piece{}, false, err
		}
	}
	p = piece{offset: s.end, length: len(data)}
	s.end += int64(len(data))
	s.mu.Unlock()
	_, err = s.file.WriteAt(data, p.offset)
	return p, false, err
}

func (s *spool) open() error {
	file, err := os.CreateTemp(s.dir, ".chengxin-compare-*")
	if err != nil {
		return err
	}
	s.file = file
	if os.Remove(file.Name()) != nil {
		s.name = file.Name()
	}
	return nil
}

// Read gives a piece's bytes, in the memory given where they must be read from the file.
func (s *spool) Read(p piece, into []byte) ([]byte, error) {
	if p.held != nil || p.length == 0 {
		return p.held, nil
	}
	if cap(into) < p.length {
		into = make([]byte, p.length)
	}
	into = into[:p.length]
	_, err := io.ReadFull(io.NewSectionReader(s.file, p.offset, int64(p.length)), into)
	return into, err
}

// Release gives memory of a piece back to the budget.
func (s *spool) Release(p piece) {
	if p.held != nil {
		s.mu.Lock()
		s.budget += int64(cap(p.held))
		s.mu.Unlock()
	}
}

// Close removes the temporary file.
func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		if gone := os.Remove(s.name); err == nil {
			err = gone
		}
	}
	return err
}
