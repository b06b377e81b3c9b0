// Package host runs plans on CPUs: it is what the simd and parallel engines
// share, and what differs between them is only the pool they hand in.
//
// A fused stage becomes a Program: a list of kernel calls over tiles of
// TileLen elements that stay in the first-level cache, so that a chain of
// operations reads its inputs and writes its result once.
package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// TileLen is the number of elements a fused stage works on at once. It equals
// the block of the reduction tree, so that a tile reduces to one leaf.
const TileLen = kernel.BlockLen

// instrKind tells which kernel entry point an instruction calls.
type instrKind uint8

const (
	unary instrKind = iota
	binary
	ternary
	selecting
	casting
)

// Instr is one kernel call of a Program. Values are numbered: first the
// inputs, then the results of the instructions in order.
type Instr struct {
	kind instrKind
	op   kernel.Op
	in   dtype.DType // type of the operands (of a and b for select)
	out  dtype.DType
	args [3]int
	reg  int // register of the result, by its byte offset in scratch
}

// Program evaluates a fused group of elementwise operations.
type Program struct {
	types   []dtype.DType // of every value
	inputs  int
	instrs  []Instr
	scratch int    // bytes of registers and input tiles one worker needs
	loads   []int  // register of each input, for inputs that must be gathered
	expand  []bool // inputs that no kernel may see as one element
}

// Builder collects the instructions of a Program.
type Builder struct {
	p Program
}

// Input adds an input of a type and returns its value number. All inputs come
// before the first instruction.
func (b *Builder) Input(dt dtype.DType) int {
	if len(b.p.instrs) > 0 {
		panic("host: input after the first instruction")
	}
	b.p.inputs++
	return b.value(dt)
}

func (b *Builder) value(dt dtype.DType) int {
	b.p.types = append(b.p.types, dt)
	return len(b.p.types) - 1
}

func (b *Builder) emit(k instrKind, op kernel.Op, in, out dtype.DType, args [3]int) int {
	b.p.instrs = append(b.p.instrs, Instr{kind: k, op: op, in: in, out: out, args: args})
	return b.value(out)
}

// Op adds op on values of one type and returns the number of its result.
func (b *Builder) Op(op kernel.Op, args ...int) int {
	in := b.p.types[args[0]]
	var a [3]int
	copy(a[:], args)
	kind := [...]instrKind{unary, binary, ternary}[len(args)-1]
	return b.emit(kind, op, in, op.Result(in), a)
}

// Select adds mask ? x : y.
func (b *Builder) Select(mask, x, y int) int {
	dt := b.p.types[x]
	return b.emit(selecting, 0, dt, dt, [3]int{mask, x, y})
}

// Cast adds a conversion of value v.
func (b *Builder) Cast(to dtype.DType, v int) int {
	return b.emit(casting, 0, b.p.types[v], to, [3]int{v})
}

// Build assigns registers and returns the Program. The result is that of the
// last instruction.
func (b *Builder) Build() *Program {
	p := b.p
	p.markVectors()
	p.assign()
	return &p
}

// markVectors marks the inputs that must not stay single elements, because
// the kernels with three operands take none: those that only single elements
// stand between and such an operand.
func (p *Program) markVectors() {
	vector := make([]bool, len(p.types))
	for i := len(p.instrs) - 1; i >= 0; i-- {
		in := &p.instrs[i]
		switch {
		case in.kind == ternary:
			vector[in.args[0]], vector[in.args[1]], vector[in.args[2]] = true, true, true
		case in.kind == selecting:
			vector[in.args[0]] = true
		}
		if vector[p.inputs+i] {
			for _, a := range in.args[:in.nargs()] {
				vector[a] = true
			}
		}
	}
	p.expand = vector[:p.inputs]
}

// Result returns the type of the result.
func (p *Program) Result() dtype.DType { return p.types[len(p.types)-1] }

// nargs returns how many arguments an instruction reads.
func (in *Instr) nargs() int {
	switch in.kind {
	case unary, casting:
		return 1
	case binary:
		return 2
	}
	return 3
}

// assign gives every instruction a register: a tile in scratch, taken again
// once its value was read for the last time. A result may take the register
// of an operand it overwrites, which kernels allow for elements of one size.
func (p *Program) assign() {
	last := make([]int, len(p.types)) // last instruction that reads a value
	for i := range p.instrs {
		for _, a := range p.instrs[i].args[:p.instrs[i].nargs()] {
			last[a] = i
		}
	}
	p.loads = make([]int, p.inputs)
	for v := range p.loads {
		p.loads[v] = p.scratch
		p.scratch += TileLen * p.types[v].Size()
	}
	free := map[int][]int{} // by element size
	for i := range p.instrs {
		in := &p.instrs[i]
		size := in.out.Size()
		dying := p.dying(i, last)
		for _, v := range dying {
			if s := p.types[v].Size(); s == size {
				free[s] = append(free[s], p.regOf(v))
			}
		}
		if f := free[size]; len(f) > 0 {
			in.reg, free[size] = f[len(f)-1], f[:len(f)-1]
		} else {
			in.reg = p.scratch
			p.scratch += TileLen * size
		}
		for _, v := range dying { // other sizes are free only after the call
			if s := p.types[v].Size(); s != size {
				free[s] = append(free[s], p.regOf(v))
			}
		}
	}
}

// dying lists the computed values, each once, that instruction i reads last.
func (p *Program) dying(i int, last []int) []int {
	var out []int
	in := &p.instrs[i]
	for k, v := range in.args[:in.nargs()] {
		seen := false
		for _, w := range in.args[:k] {
			seen = seen || w == v
		}
		if v >= p.inputs && last[v] == i && !seen {
			out = append(out, v)
		}
	}
	return out
}

func (p *Program) regOf(v int) int { return p.instrs[v-p.inputs].reg }

// tile is where one worker stands: a pointer to each value of the program for
// the current tile, and which of them are one element only. Those lie apart
// from the registers, because a kernel may not write over a single operand.
type tile struct {
	at     []unsafe.Pointer
	scalar []bool
	single []nd.Scalar
	ahead  []span         // inputs of the next tile, asked for while this one is computed
	past   unsafe.Pointer // where the result may go past the caches, or nil
}

// span is a piece of an input.
type span struct {
	ptr   unsafe.Pointer
	bytes int
}

// run executes the program on n elements and leaves the result in a register,
// or at dst unless that is nil.
func (p *Program) run(t cpu.Tier, x *tile, base, dst unsafe.Pointer, n int) {
	for i := range p.instrs {
		in := &p.instrs[i]
		v := p.inputs + i
		x.scalar[v] = x.isScalar(in)
		out := unsafe.Add(base, in.reg)
		switch {
		case x.scalar[v]:
			out = unsafe.Pointer(&x.single[v])
		case i == len(p.instrs)-1 && dst != nil:
			out = dst
		}
		x.at[v] = out
		if x.past == nil || i < len(p.instrs)-1 || !x.callPast(t, in, v, n) {
			x.call(t, in, v, out, n)
		}
		for _, s := range x.ahead {
			part := s.bytes / len(p.instrs)
			kernel.Prefetch(unsafe.Add(s.ptr, i*part), part)
		}
	}
}

// isScalar reports whether all operands of an instruction are single elements,
// so that its result is one.
func (x *tile) isScalar(in *Instr) bool {
	switch in.kind {
	case unary, casting:
		return x.scalar[in.args[0]]
	case binary:
		return x.scalar[in.args[0]] && x.scalar[in.args[1]]
	}
	return false
}

func (x *tile) call(t cpu.Tier, in *Instr, v int, out unsafe.Pointer, n int) {
	a, b, c := in.args[0], in.args[1], in.args[2]
	switch in.kind {
	case unary:
		kernel.Unary(t, in.op, in.in, out, x.at[a], x.len(v, n))
	case casting:
		kernel.Cast(t, in.out, in.in, out, x.at[a], x.len(v, n))
	case binary:
		kernel.Binary(t, in.op, in.in, x.mode(v, a, b), out, x.at[a], x.at[b], x.len(v, n))
	case ternary:
		kernel.Ternary(t, in.op, in.in, out, x.at[a], x.at[b], x.at[c], n)
	case selecting:
		kernel.Select(t, in.in, x.mode(v, b, c), out, x.at[a], x.at[b], x.at[c], n)
	}
}

// callPast is call for the last instruction, with its result written to x.past
// by a kernel that leaves the caches alone. It reports whether there is one;
// then that is where the value lies.
func (x *tile) callPast(t cpu.Tier, in *Instr, v, n int) (done bool) {
	if x.scalar[v] {
		return false
	}
	a, b, c := in.args[0], in.args[1], in.args[2]
	switch in.kind {
	case unary:
		done = kernel.StreamUnary(t, in.op, in.in, x.past, x.at[a], n)
	case binary:
		done = kernel.StreamBinary(t, in.op, in.in, x.mode(v, a, b), x.past, x.at[a], x.at[b], n)
	case ternary:
		done = kernel.StreamTernary(t, in.op, in.in, x.past, x.at[a], x.at[b], x.at[c], n)
	}
	if done {
		x.at[v] = x.past
	}
	return done
}

func (x *tile) len(v, n int) int {
	if x.scalar[v] {
		return 1
	}
	return n
}

func (x *tile) mode(v, a, b int) kernel.Mode {
	switch sa, sb := x.scalar[a], x.scalar[b]; {
	case x.scalar[v]:
		return kernel.VV
	case sa && sb:
		return kernel.SS
	case sa:
		return kernel.SV
	case sb:
		return kernel.VS
	}
	return kernel.VV
}
