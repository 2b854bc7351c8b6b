package vault

import (
	"crypto/cipher"
	"crypto/hmac"
	"hash"
	"maps"
	"sync"
	"sync/atomic"

	"chengxin/internal/region"
)

// key is one version of a key with its subkeys, which are derived once per purpose and county and kept: deriving costs
// more than sealing.
type key struct {
	version uint32
	suite   Suite
	algorithms
	secret []byte

	turn  sync.Mutex
	aeads atomic.Pointer[map[region.Code]cipher.AEAD]
	macs  atomic.Pointer[map[macName]*macs]
}

type macName struct {
	purpose string
	county  region.Code
}

func newKey(stored storedKey) (*key, error) {
	chosen, err := stored.Suite.algorithms()
	if err != nil {
		return nil, err
	}
	made := &key{version: stored.Version, suite: stored.Suite, algorithms: chosen, secret: stored.Secret}
	made.aeads.Store(&map[region.Code]cipher.AEAD{})
	made.macs.Store(&map[macName]*macs{})
	return made, nil
}

// aeadOf is the county's cipher of this key.
func (k *key) aeadOf(county region.Code) cipher.AEAD {
	if ready := (*k.aeads.Load())[county]; ready != nil {
		return ready
	}
	k.turn.Lock()
	defer k.turn.Unlock()
	made := k.aead(k.secret, pieces(nil, "chengxin seal 1", string(county)))
	more := maps.Clone(*k.aeads.Load())
	more[county] = made
	k.aeads.Store(&more)
	return made
}

// macsOf is the keyed hash of one purpose in one county.
func (k *key) macsOf(name macName) *macs {
	if ready := (*k.macs.Load())[name]; ready != nil {
		return ready
	}
	k.turn.Lock()
	defer k.turn.Unlock()
	secret := k.derive(k.secret, pieces(nil, "chengxin "+name.purpose+" 1", string(name.county)), macSize)
	made := &macs{}
	made.idle.New = func() any { return &keyed{Hash: hmac.New(k.hash, secret)} }
	more := maps.Clone(*k.macs.Load())
	more[name] = made
	k.macs.Store(&more)
	return made
}

// macs keeps keyed hashes ready: keying one costs two blocks each time.
type macs struct{ idle sync.Pool }

type keyed struct {
	hash.Hash
	input []byte
}

// sum appends the keyed hash of texts to out.
func (m *macs) sum(out []byte, texts ...string) []byte {
	ready := m.idle.Get().(*keyed)
	defer m.idle.Put(ready)
	ready.Reset()
	ready.input = pieces(ready.input[:0], texts...)
	ready.Write(ready.input)
	clear(ready.input) // personal values do not linger in the pool
	return ready.Sum(out)
}
