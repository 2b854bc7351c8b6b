package vault

import (
	"time"

	"chengxin/internal/fault"
)

// Rotate adds a new sealing key and uses it from now on; earlier keys stay, for opening. An empty suite keeps the present
// one. The blind index keeps its key. Interrupted at any moment, the key file holds the old or the new keys, and no field
// is sealed with a key that is not yet on the disk. Fields for which Stale then says true should be sealed again.
// It refuses with Conflict while another process rotates the same file.
func (v *Vault) Rotate(suite Suite, now time.Time) error {
	return v.change(func(content *keyFile) error {
		last := content.Sealing[len(content.Sealing)-1]
		if suite == "" {
			suite = last.Suite
		}
		content.Sealing = append(content.Sealing, newStoredKey(last.Version+1, suite, now))
		return nil
	})
}

// RotateIndex adds a new index key in the present sealing suite. From now on Index uses it, and every stored index for
// which StaleIndex says true must be made again; until then search with Lookups. DropOldIndexKeys ends the rebuild.
func (v *Vault) RotateIndex(now time.Time) error {
	return v.change(func(content *keyFile) error {
		suite := content.Sealing[len(content.Sealing)-1].Suite
		last := content.Index[len(content.Index)-1]
		content.Index = append(content.Index, newStoredKey(last.Version+1, suite, now))
		return nil
	})
}

// DropOldIndexKeys forgets every index key but the newest, once no stored index is stale.
func (v *Vault) DropOldIndexKeys() error {
	return v.change(func(content *keyFile) error {
		content.Index = content.Index[len(content.Index)-1:]
		return nil
	})
}

// change edits the key file as it is on the disk now, under a lock that processes share.
func (v *Vault) change(edit func(*keyFile) error) error {
	v.turn.Lock()
	defer v.turn.Unlock()
	unlock, err := lockFolder(v.path)
	if err != nil {
		return fault.New(fault.Conflict, "vault.rotating", "file", v.path).Because(err)
	}
	defer unlock()
	content, err := readKeyFile(v.path)
	if err != nil {
		return err
	}
	if err := edit(&content); err != nil {
		return err
	}
	for _, key := range content.Sealing {
		if _, err := key.Suite.algorithms(); err != nil {
			return err
		}
	}
	if err := replaceFile(v.path, content.encode()); err != nil {
		return fault.New(fault.Unavailable, "vault.unwritable", "file", v.path).Because(err)
	}
	return v.Reload()
}
