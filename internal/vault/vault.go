package vault

import (
	"sync"
	"sync/atomic"
	"time"

	"chengxin/internal/fault"
)

// Vault seals and opens fields with the keys of one key file. It may be used by many goroutines at once. Another key file
// makes another vault: so reporters' identities are kept under a key that nobody's desk opens.
type Vault struct {
	path string
	ring atomic.Pointer[ring]
	turn sync.Mutex // one rotation or reload at a time in this process
}

// Create makes a key file with fresh random keys, readable by its owner only, and opens it. now is written down as the
// keys' age. It refuses with Conflict to overwrite any file: losing keys loses every field sealed with them. Keep a copy
// of the file apart from the database's backups.
func Create(path string, suite Suite, now time.Time) (*Vault, error) {
	content, err := newKeyFile(suite, now)
	if err != nil {
		return nil, err
	}
	if err := createFile(path, content.encode()); err != nil {
		return nil, err
	}
	return Open(path)
}

// Open reads a key file. It refuses with NotFound a missing file, with Forbidden one that others than its owner may read,
// and with Invalid one that is damaged or of a later format.
func Open(path string) (*Vault, error) {
	v := &Vault{path: path}
	if err := v.Reload(); err != nil {
		return nil, err
	}
	return v, nil
}

// Reload reads the key file again, after another process has rotated it. Opening a field sealed with a key that this
// vault does not know reloads by itself.
func (v *Vault) Reload() error {
	content, err := readKeyFile(v.path)
	if err != nil {
		return err
	}
	next, err := newRing(content)
	if err != nil {
		return err
	}
	v.ring.Store(next)
	return nil
}

// Suite is that of the newest key, with which fields are sealed now.
func (v *Vault) Suite() Suite { return v.ring.Load().current.suite }

// Version is that of the newest key, with which fields are sealed now; versions count from 1.
func (v *Vault) Version() uint32 { return v.ring.Load().current.version }

// Key describes a key without its secret.
type Key struct {
	Version uint32
	Suite   Suite
	MadeAt  time.Time
}

// Keys lists the sealing keys, oldest first.
func (v *Vault) Keys() []Key { return describe(v.ring.Load().content.Sealing) }

// IndexKeys lists the blind index's keys, oldest first; there is more than one only while an index is being rebuilt.
func (v *Vault) IndexKeys() []Key { return describe(v.ring.Load().content.Index) }

// sealingKey finds the key of a version, looking into the file once more for one that another process has just made.
func (v *Vault) sealingKey(version uint32) (*key, error) {
	if found := v.ring.Load().sealing[version]; found != nil {
		return found, nil
	}
	v.turn.Lock()
	defer v.turn.Unlock()
	content, err := readKeyFile(v.path)
	if err != nil {
		return nil, err
	}
	if content.Checksum != v.ring.Load().content.Checksum {
		next, err := newRing(content)
		if err != nil {
			return nil, err
		}
		v.ring.Store(next)
	}
	if found := v.ring.Load().sealing[version]; found != nil {
		return found, nil
	}
	return nil, fault.New(fault.Internal, "vault.unknown_key", "version", version)
}

// ring is a key file ready for use; it is never changed, only replaced.
type ring struct {
	content keyFile
	sealing map[uint32]*key
	current *key
	index   []*key // newest first
}

func newRing(content keyFile) (*ring, error) {
	made := &ring{content: content, sealing: map[uint32]*key{}}
	for _, stored := range content.Sealing {
		ready, err := newKey(stored)
		if err != nil {
			return nil, err
		}
		made.sealing[ready.version], made.current = ready, ready
	}
	for _, stored := range content.Index {
		ready, err := newKey(stored)
		if err != nil {
			return nil, err
		}
		made.index = append([]*key{ready}, made.index...)
	}
	return made, nil
}

// newestIndex is the index key in use.
func (r *ring) newestIndex() *key { return r.index[0] }
