package audit

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// tileHeight is that of C2SP tlog-tiles: 256 hashes a tile.
const tileHeight = 8

// Log is what tiles are made from: the hashes and the commitments of one county's log.
type Log interface {
	tlog.HashReader
	// Commitments yields the commitments from an entry on, in order.
	Commitments(ctx context.Context, from int64) iter.Seq2[Commitment, error]
}

// ExportTiles writes a county's log into a folder as C2SP tlog-tiles lays it out: tile/<level>/<n>, tile/entries/<n> and
// checkpoint. Any web server can serve the folder, and any public tool for such logs check it. A folder that holds an
// earlier export is continued: full tiles are not written again, and the checkpoint comes last. It refuses to continue an
// export that this log does not begin with.
func ExportTiles(ctx context.Context, dir, signed string, log Log) error {
	checkpoint, err := unsigned(signed)
	if err != nil {
		return err
	}
	before, err := exported(dir)
	if err != nil {
		return err
	}
	if err := CheckGrowth(before, checkpoint, log); err != nil {
		return err
	}
	checked := tlog.TileHashReader(tlog.Tree{N: checkpoint.Size, Hash: checkpoint.Root}, stored{log})
	for _, tile := range tlog.NewTiles(tileHeight, before.Size, checkpoint.Size) {
		data, err := tlog.ReadTileData(tile, checked)
		if err != nil {
			return err
		}
		if err := writeTile(dir, tilePath(tile), data); err != nil {
			return err
		}
	}
	if err := exportEntries(ctx, dir, before.Size, checkpoint.Size, log, checked); err != nil {
		return err
	}
	return writeTile(dir, "checkpoint", []byte(signed))
}

// stored serves tiles from stored hashes, so that tlog.TileHashReader checks every hash against the signed root before it
// goes out: an export that nobody could verify is never written.
type stored struct{ hashes tlog.HashReader }

// Height is that of the tiles.
func (stored) Height() int { return tileHeight }

// ReadTiles makes the tiles.
func (s stored) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		var err error
		if data[i], err = tlog.ReadTileData(tile, s.hashes); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// SaveTiles keeps nothing.
func (stored) SaveTiles([]tlog.Tile, [][]byte) {}

// exported is the checkpoint of the export that the folder holds, of size 0 if it holds none.
func exported(dir string) (Checkpoint, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "checkpoint")) // #nosec G304 -- the operator names the folder
	if errors.Is(err, os.ErrNotExist) {
		return Checkpoint{}, nil
	}
	if err != nil {
		return Checkpoint{}, err
	}
	return unsigned(string(raw))
}

// exportEntries writes the bundles of commitments that are new since an export of size before: each commitment with its
// length in two bytes before it.
func exportEntries(ctx context.Context, dir string, before, size int64, log Log, checked tlog.HashReader) error {
	const width = 1 << tileHeight
	next := before / width * width // the bundle that was partial is written again, longer
	if next == size {
		return nil
	}
	var bundle, leaves []byte
	for commitment, err := range log.Commitments(ctx, next) {
		if err != nil {
			return err
		}
		bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(commitment)))
		bundle = append(bundle, commitment[:]...)
		leaf := commitment.RecordHash()
		leaves = append(leaves, leaf[:]...)
		next++
		if next%width != 0 && next != size {
			continue
		}
		tile := tlog.Tile{H: tileHeight, L: 0, N: (next - 1) / width, W: int((next-1)%width) + 1}
		signed, err := tlog.ReadTileData(tile, checked)
		if err != nil {
			return err
		}
		if !bytes.Equal(signed, leaves) {
			return fmt.Errorf("the commitments up to entry %d are not those of the tree", next-1)
		}
		tile.L = -1
		if err := writeTile(dir, tilePath(tile), bundle); err != nil {
			return err
		}
		if next == size {
			return nil
		}
		bundle, leaves = bundle[:0], leaves[:0]
	}
	return fmt.Errorf("the log has %d of %d commitments", next, size)
}

// tilePath is C2SP's path of a tile: that of the module checksum database without the height, and with entries for data.
func tilePath(tile tlog.Tile) string {
	path := strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", tile.H), "tile/", 1)
	return strings.Replace(path, "tile/data/", "tile/entries/", 1)
}

// writeTile puts a file in its place whole: a reader sees the old one, the new one or none.
func writeTile(dir, path string, data []byte) (err error) {
	name := filepath.Join(dir, filepath.FromSlash(path))
	// Exports are for everybody to read.
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { // #nosec G301
		return err
	}
	if err := os.WriteFile(name+".new", data, 0o644); err != nil { // #nosec G306
		return err
	}
	return os.Rename(name+".new", name)
}
