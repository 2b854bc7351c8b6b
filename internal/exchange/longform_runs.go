package exchange

import (
	"encoding/binary"
	"io"
	"strings"
)

// runWriter packs the results of a partition's households, one after another in the order of their ids.
type runWriter struct {
	data   []byte
	pieces []piece
}

// entryHead is what stands before a household's results, beside its id: the id's length and those of the three texts.
const entryHead = 1 + 4*resultFiles

func (w *runWriter) add(run *run, id string, entry *resultEntry) error {
	size := entryHead + len(id)
	for _, text := range entry.text {
		size += len(text)
	}
	if len(w.data)+size > cap(w.data) {
		if err := w.flush(run); err != nil {
			return err
		}
		if w.data == nil {
			w.data = run.memory()
		}
		if size > cap(w.data) {
			run.recycle(w.data)
			w.data = make([]byte, 0, size)
		}
	}
	w.data = append(append(w.data, byte(len(id))), id...)
	for _, text := range entry.text {
		w.data = binary.LittleEndian.AppendUint32(w.data, uint32(len(text)))
	}
	for _, text := range entry.text {
		w.data = append(w.data, text...)
	}
	return nil
}

func (w *runWriter) flush(run *run) error {
	if len(w.data) == 0 {
		return nil
	}
	p, kept, err := run.spool.Keep(w.data)
	if err != nil {
		return err
	}
	w.pieces = append(w.pieces, p)
	if kept {
		w.data = nil
	} else {
		w.data = w.data[:0]
	}
	return nil
}

// done gives the partition's pieces and begins anew.
func (w *runWriter) done(run *run) ([]piece, error) {
	err := w.flush(run)
	pieces := w.pieces
	w.pieces = nil
	return pieces, err
}

// cursor stands at one household of a partition's results.
type cursor struct {
	id     string
	entry  []byte // from the lengths on
	data   []byte
	pieces []piece
	memory []byte
}

// next goes to the next household; false behind the last.
func (c *cursor) next(spool *spool) (bool, error) {
	if len(c.data) == 0 {
		if len(c.pieces) == 0 {
			return false, nil
		}
		data, err := spool.Read(c.pieces[0], c.memory)
		if err != nil {
			return false, err
		}
		if c.pieces[0].held == nil {
			c.memory = data
		}
		c.data, c.pieces = data, c.pieces[1:]
	}
	length := int(c.data[0])
	c.id = text(c.data[1 : 1+length])
	c.entry = c.data[1+length:]
	size := 4 * resultFiles
	for i := range resultFiles {
		size += int(binary.LittleEndian.Uint32(c.entry[4*i:]))
	}
	c.data = c.entry[size:]
	c.entry = c.entry[:size]
	return true, nil
}

func (c *cursor) write(into *[resultFiles]io.Writer) error {
	from := 4 * resultFiles
	for i := range resultFiles {
		length := int(binary.LittleEndian.Uint32(c.entry[4*i:]))
		if length == 0 {
			continue
		}
		if _, err := into[i].Write(c.entry[from : from+length]); err != nil {
			return err
		}
		from += length
	}
	return nil
}

// merge writes the partitions' results in the order of the households' ids. A household is in one partition only.
func merge(spool *spool, partitions [][]piece, into [resultFiles]io.Writer) error {
	var heap []*cursor // the smallest id first
	for _, pieces := range partitions {
		c := &cursor{pieces: pieces}
		more, err := c.next(spool)
		if err != nil {
			return err
		}
		if more {
			heap = append(heap, c)
		}
	}
	for i := len(heap)/2 - 1; i >= 0; i-- {
		sink(heap, i)
	}
	for len(heap) > 0 {
		first := heap[0]
		if err := first.write(&into); err != nil {
			return err
		}
		more, err := first.next(spool)
		if err != nil {
			return err
		}
		if !more {
			heap[0] = heap[len(heap)-1]
			heap = heap[:len(heap)-1]
		}
		sink(heap, 0)
	}
	return nil
}

// sink moves a cursor of the heap down to its place.
func sink(heap []*cursor, at int) {
	for {
		child := 2*at + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && strings.Compare(heap[child+1].id, heap[child].id) < 0 {
			child++
		}
		if strings.Compare(heap[at].id, heap[child].id) <= 0 {
			return
		}
		heap[at], heap[child] = heap[child], heap[at]
		at = child
	}
}
