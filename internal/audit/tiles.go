package audit

import (
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
	// The hashes must make the signed root, or the export would be one that nobody can verify.
	if root, err := tlog.TreeHash(checkpoint.Size, log); err != nil || root != checkpoint.Root {
		return errors.Join(errors.New("the stored hashes do not make the checkpoint's root"), err)
	}
	before, err := exported(dir)
	if err != nil {
		return err
	}
	if err := CheckGrowth(before, checkpoint, log); err != nil {
		return err
	}
	for _, tile := range tlog.NewTiles(tileHeight, before.Size, checkpoint.Size) {
		data, err := tlog.ReadTileData(tile, log)
		if err != nil {
			return err
		}
		if err := writeTile(dir, tilePath(tile), data); err != nil {
			return err
		}
	}
	if err := exportEntries(ctx, dir, before.Size, checkpoint.Size, log); err != nil {
		return err
	}
	return writeTile(dir, "checkpoint", []byte(signed))
}

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
func exportEntries(ctx context.Context, dir string, before, size int64, log Log) error {
	const width = 1 << tileHeight
	next := before / width * width // the bundle that was partial is written again, longer
	if next == size {
		return nil
	}
	var bundle []byte
	for commitment, err := range log.Commitments(ctx, next) {
		if err != nil {
			return err
		}
		bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(commitment)))
		bundle = append(bundle, commitment[:]...)
		next++
		if next%width != 0 && next != size {
			continue
		}
		tile := tlog.Tile{H: tileHeight, L: -1, N: (next - 1) / width, W: int((next-1)%width) + 1}
		if err := writeTile(dir, tilePath(tile), bundle); err != nil {
			return err
		}
		if next == size {
			return nil
		}
		bundle = bundle[:0]
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
