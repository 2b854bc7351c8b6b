package picture

import (
	"bytes"
	"image"
	"image/png"
	"sync"
)

// PNG writes a picture. The encoder's tables are kept from one picture to the next: making them takes longer than writing a few
// strokes of a signature.
func PNG(picture image.Image, level png.CompressionLevel) ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: level, BufferPool: &tables}
	err := encoder.Encode(&out, picture)
	return out.Bytes(), err
}

var tables buffers

type buffers struct{ kept sync.Pool }

func (b *buffers) Get() *png.EncoderBuffer {
	buffer, _ := b.kept.Get().(*png.EncoderBuffer)
	return buffer
}

func (b *buffers) Put(buffer *png.EncoderBuffer) { b.kept.Put(buffer) }
