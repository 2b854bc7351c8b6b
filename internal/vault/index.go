package vault

import (
	"encoding/binary"

	"chengxin/internal/region"
)

// indexHeader is the index key's version, 4 bytes before the keyed hash.
const indexHeader = 4

// Index is the blind index of a value: the same value of the same field in the same county gives the same bytes, and
// without the key nobody can tell which value, nor try likely ones. The empty value gives the empty index. The value is
// taken as it is: bring it to one spelling first (an identity number's x as X). A field's index differs from every other
// field's, so a phone number never matches an account.
func (v *Vault) Index(county region.Code, field, value string) []byte {
	return v.ring.Load().newestIndex().indexOf(county, field, value)
}

// Lookups gives the value's index under every index key, newest first: what a search must ask for while an index is being
// rebuilt after RotateIndex.
func (v *Vault) Lookups(county region.Code, field, value string) [][]byte {
	keys := v.ring.Load().index
	found := make([][]byte, len(keys))
	for i, one := range keys {
		found[i] = one.indexOf(county, field, value)
	}
	return found
}

// IndexVersion is that of the index key in use; it changes by RotateIndex only, never by Rotate.
func (v *Vault) IndexVersion() uint32 { return v.ring.Load().newestIndex().version }

// StaleIndex says that an index was made with an earlier index key and must be made again from the opened field.
func (v *Vault) StaleIndex(index []byte) bool {
	if len(index) == 0 {
		return false
	}
	return len(index) <= indexHeader || binary.BigEndian.Uint32(index) != v.IndexVersion()
}

func (k *key) indexOf(county region.Code, field, value string) []byte {
	if value == "" {
		return []byte{}
	}
	index := make([]byte, indexHeader, indexHeader+macSize)
	binary.BigEndian.PutUint32(index, k.version)
	return k.macsOf(macName{"index", county}).sum(index, field, value)
}
