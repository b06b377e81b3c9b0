package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Entries lie in segments, files named for the index of their first entry. A
// segment is a header, groups, and a seal once the next segment has begun.
//
//	header   "SCIAUDIT", version uint32, first index uint64,
//	         SHA-256 of the origin, CRC
//	group    "GRP1", count uint32, body length uint32, first index uint64, CRC of these
//	         body: entries, each a uint16 length and its bytes, as in tlog-tiles
//	         key hash uint32, signature, root of the tree after the group,
//	         CRC of the whole group
//	seal     "SEAL", count uint32, next index uint64, last monotone time,
//	         points (index, offset), CRC, length of the seal, "LAES"
//
// A group is what one fsync made durable. It is signed: the signature is that
// of a checkpoint after the group, so what a crash leaves behind the last
// checkpoint file is taken over only if the log itself wrote it. Integers are
// big endian, CRCs are CRC-32C; they tell accidents apart from each other,
// while against people there are hashes and signatures.
const (
	segmentMagic   = "SCIAUDIT"
	segmentVersion = 1
	segmentHeader  = 8 + 4 + 8 + 32 + 4
	groupMagic     = "GRP1"
	groupHeader    = 4 + 4 + 4 + 8 + 4
	signatureBytes = 64
	groupTrailer   = 4 + signatureBytes + tlog.HashSize + 4
	sealMagic      = "SEAL"
	sealEnd        = "LAES"
	sealHeader     = 4 + 4 + 8 + 8
	sealTrailer    = 4 + 4 + 4
	pointBytes     = 16
	maxBody        = 1 << 28
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func crcOf(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

func segmentPath(dir string, first uint64) string {
	return filepath.Join(dir, "segments", fmt.Sprintf("%020d.seg", first))
}

// segmentName reads the first index from a file's name.
func segmentName(name string) (first uint64, ok bool) {
	digits, found := strings.CutSuffix(name, ".seg")
	if !found || len(digits) != 20 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		first = first*10 + uint64(c-'0')
	}
	return first, first <= maxSize
}

func encodeHeader(first uint64, origin string) []byte {
	b := append(make([]byte, 0, segmentHeader), segmentMagic...)
	b = binary.BigEndian.AppendUint32(b, segmentVersion)
	b = binary.BigEndian.AppendUint64(b, first)
	sum := sha256.Sum256([]byte(origin))
	b = append(b, sum[:]...)
	return binary.BigEndian.AppendUint32(b, crcOf(b))
}

// point says where the group that begins with an entry lies.
type point struct {
	index  uint64
	offset int64
}

// pointGap is how far apart points are, in bytes and entries, unless single
// groups are larger: what a look-up reads besides its group.
const pointGap = 64 << 10

func encodeSeal(points []point, next uint64, last int64) []byte {
	b := append(make([]byte, 0, sealHeader+len(points)*pointBytes+sealTrailer), sealMagic...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(points)))
	b = binary.BigEndian.AppendUint64(b, next)
	b = binary.BigEndian.AppendUint64(b, uint64(last))
	for _, p := range points {
		b = binary.BigEndian.AppendUint64(b, p.index)
		b = binary.BigEndian.AppendUint64(b, uint64(p.offset))
	}
	b = binary.BigEndian.AppendUint32(b, crcOf(b))
	b = binary.BigEndian.AppendUint32(b, uint32(len(b)+8))
	return append(b, sealEnd...)
}

type seal struct {
	offset int64 // where the groups end
	next   uint64
	last   int64
	points []point
}

// decodeSeal reads the seal that b is.
func decodeSeal(b []byte, offset int64) (seal, bool) {
	n := len(b)
	if n < sealHeader+sealTrailer || (n-sealHeader-sealTrailer)%pointBytes != 0 ||
		string(b[:4]) != sealMagic || string(b[n-4:]) != sealEnd ||
		int(binary.BigEndian.Uint32(b[n-8:])) != n || binary.BigEndian.Uint32(b[n-12:]) != crcOf(b[:n-12]) ||
		int(binary.BigEndian.Uint32(b[4:])) != (n-sealHeader-sealTrailer)/pointBytes {
		return seal{}, false
	}
	s := seal{offset: offset, next: binary.BigEndian.Uint64(b[8:]), last: int64(binary.BigEndian.Uint64(b[16:]))}
	for b = b[sealHeader : n-sealTrailer]; len(b) > 0; b = b[pointBytes:] {
		s.points = append(s.points, point{binary.BigEndian.Uint64(b), int64(binary.BigEndian.Uint64(b[8:]))})
	}
	return s, true
}

// readSeal reads the seal at the end of a file, if there is one.
func readSeal(f file, size int64) (seal, bool) {
	var tail [8]byte
	if size < segmentHeader+sealHeader+sealTrailer {
		return seal{}, false
	}
	if _, err := f.ReadAt(tail[:], size-8); err != nil || string(tail[4:]) != sealEnd {
		return seal{}, false
	}
	n := int64(binary.BigEndian.Uint32(tail[:]))
	if n < sealHeader+sealTrailer || n > size-segmentHeader {
		return seal{}, false
	}
	b := make([]byte, n)
	if _, err := f.ReadAt(b, size-n); err != nil {
		return seal{}, false
	}
	return decodeSeal(b, size-n)
}

// groupInfo is a group's header.
type groupInfo struct {
	count uint32
	body  uint32
	first uint64
}

func (g groupInfo) bytes() int64 { return groupHeader + int64(g.body) + groupTrailer }
func (g groupInfo) next() uint64 { return g.first + uint64(g.count) }

func putGroupHeader(b []byte, g groupInfo) {
	copy(b, groupMagic)
	binary.BigEndian.PutUint32(b[4:], g.count)
	binary.BigEndian.PutUint32(b[8:], g.body)
	binary.BigEndian.PutUint64(b[12:], g.first)
	binary.BigEndian.PutUint32(b[20:], crcOf(b[:20]))
}

func parseGroupHeader(b []byte) (groupInfo, bool) {
	if len(b) < groupHeader || string(b[:4]) != groupMagic || binary.BigEndian.Uint32(b[20:]) != crcOf(b[:20]) {
		return groupInfo{}, false
	}
	g := groupInfo{binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:]), binary.BigEndian.Uint64(b[12:])}
	return g, g.count > 0 && g.body <= maxBody && uint64(g.body) >= uint64(g.count)*(2+fixedBytes) && g.first <= maxSize
}

// appendTrailer completes a group: header and body are in b.
func appendTrailer(b []byte, keyHash uint32, sig []byte, root Hash) []byte {
	b = binary.BigEndian.AppendUint32(b, keyHash)
	b = append(b, sig...)
	b = append(b, root[:]...)
	return binary.BigEndian.AppendUint32(b, crcOf(b))
}

type trailer struct {
	keyHash uint32
	sig     []byte
	root    Hash
	whole   bool // the CRC holds
}

// parseTrailer reads the end of the group that b is.
func parseTrailer(b []byte) trailer {
	t := b[len(b)-groupTrailer:]
	out := trailer{keyHash: binary.BigEndian.Uint32(t), sig: bytes.Clone(t[4 : 4+signatureBytes])}
	copy(out.root[:], t[4+signatureBytes:])
	out.whole = binary.BigEndian.Uint32(b[len(b)-4:]) == crcOf(b[:len(b)-4])
	return out
}

// nextEntry takes one entry off a body.
func nextEntry(body []byte) (entry, rest []byte, ok bool) {
	if len(body) < 2 {
		return nil, nil, false
	}
	n := 2 + int(binary.BigEndian.Uint16(body))
	if n > len(body) {
		return nil, nil, false
	}
	return body[2:n:n], body[n:], true
}

// readGroupHeader reads the header at off.
func readGroupHeader(f file, off int64) (groupInfo, bool) {
	var b [groupHeader]byte
	if n, err := f.ReadAt(b[:], off); n < groupHeader && err != nil {
		return groupInfo{}, false
	}
	return parseGroupHeader(b[:])
}

// readGroup reads a group whole, its CRC checked.
func readGroup(f file, off int64, g groupInfo, buf []byte) ([]byte, trailer, error) {
	buf = append(buf[:0], make([]byte, g.bytes())...)
	if n, err := f.ReadAt(buf, off); n < len(buf) {
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return buf, trailer{}, err
	}
	return buf, parseTrailer(buf), nil
}

// body returns the entries of the group that b is.
func body(b []byte) []byte { return b[groupHeader : len(b)-groupTrailer] }

// checkHeader compares a segment's header with what it should be.
func checkHeader(f file, path string, first uint64, origin string) error {
	b := make([]byte, segmentHeader)
	if n, err := f.ReadAt(b, 0); n < len(b) {
		if err == io.EOF {
			return &CorruptError{Path: path, Offset: int64(n), What: "ends within its header"}
		}
		return err
	}
	want := encodeHeader(first, origin)
	if bytes.Equal(b, want) {
		return nil
	}
	what := "damaged header"
	if binary.BigEndian.Uint32(b[segmentHeader-4:]) == crcOf(b[:segmentHeader-4]) && string(b[:8]) == segmentMagic {
		switch {
		case !bytes.Equal(b[8:12], want[8:12]):
			what = "another version of the format"
		case !bytes.Equal(b[12:20], want[12:20]):
			what = fmt.Sprintf("its header says that it begins with entry %d", binary.BigEndian.Uint64(b[12:]))
		default:
			what = "a segment of another log"
		}
	}
	return &CorruptError{Path: path, Offset: 0, What: what}
}
