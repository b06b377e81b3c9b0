package nd

import (
	"sync"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

const (
	tileBytes = 16 << 10
	tileElems = 2048 // of at most 8 bytes

	blockCols = 128 // a gathered block: few columns, so that each cache line
	blockRows = 16  // of a transposed operand is used up while it is at hand
)

// scratch is the tiles one chunk gathers operands into, one for each operand.
type scratch struct {
	buf [maxOps][tileBytes / 8]uint64
}

var tiles = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) at(i int) unsafe.Pointer { return unsafe.Pointer(&s.buf[i]) }

// tileLen returns how many elements of the given size a tile takes.
func tileLen(size int) int { return min(tileElems, tileBytes/size) }

// word16 is a complex128 to the moving code.
type word16 [2]uint64

// gather copies rows × cols elements with any strides to contiguous memory.
func gather(size int, dst, src unsafe.Pointer, rows, cols, rs, cs int) {
	gatherPitch(size, dst, cols, src, rows, cols, rs, cs)
}

// longRow is how many elements make a row worth a kernel call.
const longRow = 32

// gatherRun is gather with the rows of dst pitch elements apart, by kernels
// where the rows are long.
func gatherRun(t cpu.Tier, dt dtype.DType, dst unsafe.Pointer, pitch int, src unsafe.Pointer, rows, cols, rs, cs int) {
	size := dt.Size()
	if cs == 1 || cols < longRow || rows > 1 && abs(rs) < abs(cs) {
		gatherPitch(size, dst, pitch, src, rows, cols, rs, cs)
		return
	}
	for r := range rows {
		kernel.CopyStrided(t, dt, unsafe.Add(dst, r*pitch*size), 1, unsafe.Add(src, r*rs*size), cs, cols)
	}
}

// gatherPitch is gather with the rows of dst pitch elements apart.
func gatherPitch(size int, dst unsafe.Pointer, pitch int, src unsafe.Pointer, rows, cols, rs, cs int) {
	switch size {
	case 1:
		gatherOf[uint8](dst, pitch, src, rows, cols, rs, cs)
	case 2:
		gatherOf[uint16](dst, pitch, src, rows, cols, rs, cs)
	case 4:
		gatherOf[uint32](dst, pitch, src, rows, cols, rs, cs)
	case 8:
		gatherOf[uint64](dst, pitch, src, rows, cols, rs, cs)
	default:
		gatherOf[word16](dst, pitch, src, rows, cols, rs, cs)
	}
}

func gatherOf[T any](dst unsafe.Pointer, pitch int, src unsafe.Pointer, rows, cols, rs, cs int) {
	size := int(unsafe.Sizeof(*new(T)))
	d := unsafe.Slice((*T)(dst), (rows-1)*pitch+cols)
	if cs == 1 {
		for r := range rows {
			copy(d[r*pitch:r*pitch+cols], unsafe.Slice((*T)(unsafe.Add(src, r*rs*size)), cols))
		}
		return
	}
	if rows == 1 || abs(rs) >= abs(cs) {
		for r := range rows {
			gatherRow(d[r*pitch:r*pitch+cols], unsafe.Add(src, r*rs*size), cs*size)
		}
		return
	}
	for c := range cols {
		p := unsafe.Add(src, c*cs*size)
		for r, at := 0, c; r < rows; r, at = r+1, at+pitch {
			d[at] = *(*T)(unsafe.Add(p, r*rs*size))
		}
	}
}

// gatherRow copies elements step bytes apart, four at a time.
func gatherRow[T any](row []T, p unsafe.Pointer, step int) {
	at := 0
	for ; len(row) >= 4; row = row[4:] {
		a, b := *(*T)(unsafe.Add(p, at)), *(*T)(unsafe.Add(p, at+step))
		c, d := *(*T)(unsafe.Add(p, at+2*step)), *(*T)(unsafe.Add(p, at+3*step))
		row[0], row[1], row[2], row[3] = a, b, c, d
		at += 4 * step
	}
	for i := range row {
		row[i] = *(*T)(unsafe.Add(p, at))
		at += step
	}
}

// scatter copies contiguous memory to rows × cols elements with any strides.
func scatter(size int, dst, src unsafe.Pointer, rows, cols, rs, cs int) {
	switch size {
	case 1:
		scatterOf[uint8](dst, src, rows, cols, rs, cs)
	case 2:
		scatterOf[uint16](dst, src, rows, cols, rs, cs)
	case 4:
		scatterOf[uint32](dst, src, rows, cols, rs, cs)
	case 8:
		scatterOf[uint64](dst, src, rows, cols, rs, cs)
	default:
		scatterOf[word16](dst, src, rows, cols, rs, cs)
	}
}

func scatterOf[T any](dst, src unsafe.Pointer, rows, cols, rs, cs int) {
	size := int(unsafe.Sizeof(*new(T)))
	s := unsafe.Slice((*T)(src), rows*cols)
	for r := range rows {
		p := unsafe.Add(dst, r*rs*size)
		row := s[r*cols : (r+1)*cols]
		if cs == 1 {
			copy(unsafe.Slice((*T)(p), cols), row)
			continue
		}
		for c, x := range row {
			*(*T)(unsafe.Add(p, c*cs*size)) = x
		}
	}
}
