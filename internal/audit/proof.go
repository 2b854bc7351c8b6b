package audit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"chengxin/internal/region"
)

// ProofFormat is the first field of every proof bundle.
const ProofFormat = "chengxin-log-proof/1"

// Proof shows an outsider that an entry stands in a county's log, and that the log of its checkpoint still begins with an
// earlier checkpoint's entries. It needs nothing but the verifier keys to be checked. Its JSON is what is handed out.
type Proof struct {
	Format string `json:"format"`
	// Checkpoint is a signed checkpoint of the log; Seq the entry's number in it.
	Checkpoint string `json:"checkpoint"`
	Seq        int64  `json:"seq"`
	// Commitment is the tree's record; Salt and Payload open it, and are left out for an erased entry or where the holder
	// may not read it.
	Commitment []byte `json:"commitment"`
	Salt       []byte `json:"salt,omitempty"`
	Payload    string `json:"payload,omitempty"`
	// Inclusion is the audit path of RFC 6962 §2.1.1 from the leaf to the checkpoint's root.
	Inclusion []tlog.Hash `json:"inclusion"`
	// Earlier is a checkpoint that the holder had before (its text or signed), Consistency the proof of RFC 6962 §2.1.2.
	Earlier     string      `json:"earlier,omitempty"`
	Consistency []tlog.Hash `json:"consistency,omitempty"`
}

// Prove makes the proof of one entry in the log of a signed checkpoint. salt and payload may be nil.
func Prove(signed string, seq int64, commitment Commitment, salt, payload []byte, hashes tlog.HashReader) (Proof, error) {
	checkpoint, err := unsigned(signed)
	if err != nil {
		return Proof{}, err
	}
	path, err := tlog.ProveRecord(checkpoint.Size, seq, hashes)
	if err != nil {
		return Proof{}, err
	}
	return Proof{Format: ProofFormat, Checkpoint: signed, Seq: seq, Commitment: commitment[:], Salt: salt, Payload: string(payload), Inclusion: path}, nil
}

// Since adds the proof that the log still begins with an earlier, signed checkpoint's entries.
func (p Proof) Since(earlier string, hashes tlog.HashReader) (Proof, error) {
	before, err := unsigned(earlier)
	if err != nil {
		return p, err
	}
	now, err := unsigned(p.Checkpoint)
	if err != nil {
		return p, err
	}
	consistency, err := tlog.ProveTree(now.Size, before.Size, hashes)
	if err != nil {
		return p, err
	}
	p.Earlier, p.Consistency = earlier, consistency
	return p, nil
}

// Proven is what a good proof shows.
type Proven struct {
	Checkpoint Checkpoint
	Earlier    *Checkpoint // nil when the bundle proves no consistency
	Entry      *Entry      // nil when the bundle does not open the commitment
}

var errProof = errors.New("the proof does not hold")

// Check checks a proof as an outsider does: the checkpoints' signatures, the paths, and the commitment's opening.
func (p Proof) Check(county region.Code, known note.Verifiers) (Proven, error) {
	if p.Format != ProofFormat || len(p.Commitment) != len(Commitment{}) {
		return Proven{}, errProof
	}
	checkpoint, err := OpenCheckpoint(county, p.Checkpoint, known)
	if err != nil {
		return Proven{}, errors.Join(errProof, err)
	}
	commitment := Commitment(p.Commitment)
	if err := tlog.CheckRecord(p.Inclusion, checkpoint.Size, checkpoint.Root, p.Seq, commitment.RecordHash()); err != nil {
		return Proven{}, errors.Join(errProof, err)
	}
	proven := Proven{Checkpoint: checkpoint}
	if p.Earlier != "" {
		earlier, err := OpenCheckpoint(county, p.Earlier, known)
		if err != nil {
			return Proven{}, errors.Join(errProof, err)
		}
		if err := tlog.CheckTree(p.Consistency, checkpoint.Size, checkpoint.Root, earlier.Size, earlier.Root); err != nil {
			return Proven{}, errors.Join(errProof, err)
		}
		proven.Earlier = &earlier
	}
	if len(p.Salt) == 0 && p.Payload == "" {
		return proven, nil
	}
	entry, err := ParseEntry([]byte(p.Payload))
	if err != nil {
		return Proven{}, errors.Join(errProof, err)
	}
	if len(p.Salt) != SaltSize || Commit(p.Salt, []byte(p.Payload)) != commitment || entry.County != county || entry.Seq != p.Seq {
		return Proven{}, errProof
	}
	proven.Entry = &entry
	return proven, nil
}

// ParseProof reads a bundle's JSON and refuses unknown fields.
func ParseProof(raw []byte) (Proof, error) {
	var read Proof
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return Proof{}, errors.Join(errProof, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) || read.Format != ProofFormat {
		return Proof{}, errProof
	}
	return read, nil
}
