package blob

import "encoding/binary"

// orientation reads the EXIF orientation of a JPEG, 1 when it has none: the one thing in EXIF that a picture needs.
func orientation(posted []byte) int {
	if len(posted) < 4 || posted[0] != 0xff || posted[1] != 0xd8 {
		return 1
	}
	for at := 2; at+4 <= len(posted) && posted[at] == 0xff; {
		marker, size := posted[at+1], int(binary.BigEndian.Uint16(posted[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(posted) {
			return 1
		}
		if body := posted[at+4 : at+2+size]; marker == 0xe1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" {
			return tiffOrientation(body[6:])
		}
		at += 2 + size
	}
	return 1
}

// tiffOrientation looks for tag 0x0112 in the first directory of a TIFF.
func tiffOrientation(tiff []byte) int {
	const tag, entry = 0x0112, 12
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	count := uint64(order.Uint16(tiff[at:]))
	for i := range count {
		start := at + 2 + i*entry
		if start+entry > uint64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[start:]) == tag {
			if value := int(order.Uint16(tiff[start+8:])); value >= 1 && value <= 8 {
				return value
			}
			return 1
		}
	}
	return 1
}
