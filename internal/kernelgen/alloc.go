package main

import "fmt"

// class is a kind of register.
type class uint8

const (
	vec  class = iota
	mask       // AVX-512's K registers
)

// form tells what an instruction asks of its registers.
type form struct {
	mem   []int // operands that may be a constant in memory, best first; one at most is
	tied  []int // operands whose register the result must take over; nil: any register
	apart bool  // the result must not share a register with an operand
}

// operand is where an instruction finds an operand.
type operand struct {
	reg int // -1: in memory
	v   *value
}

// emitter writes the instructions of one instruction set.
type emitter interface {
	class(v *value) class
	registers(c class) []int
	form(v *value, inReg func(*value) bool) form
	emit(v *value, out int, args []operand)
	loadConst(out int, v *value)
	move(c class, out, from int)
	spill(c class, slot, from int)
	reload(c class, out, slot int)
	leaveIfSlow(ops []operand)
}

// allocator assigns registers to the values of a straight line while it
// writes them: the values in order, evicting what is needed last.
type allocator struct {
	e      emitter
	pinned map[*value]bool // hold their register throughout
	reg    map[*value]int
	slot   map[*value]int
	uses   map[*value][]int // positions still to come
	free   [2][]int
	holder [2]map[int]*value
	locked map[*value]bool
	slots  int            // spill slots used so far
	low    int            // fewest free vector registers seen
	loads  map[*value]int // constants loaded into registers
}

func newAllocator(e emitter) *allocator {
	a := &allocator{e: e, pinned: map[*value]bool{}, reg: map[*value]int{}, loads: map[*value]int{}}
	for c := vec; c <= mask; c++ {
		a.free[c] = append([]int(nil), e.registers(c)...)
		a.holder[c] = map[int]*value{}
	}
	a.low = len(a.free[vec])
	return a
}

// tables counts the tables that were loaded into registers.
func (a *allocator) tables() int {
	n := 0
	for v := range a.loads {
		if v.table != nil {
			n++
		}
	}
	return n
}

// pin gives v a register for good and returns it.
func (a *allocator) pin(v *value) int {
	r := a.take(a.e.class(v))
	a.assign(v, r)
	a.pinned[v] = true
	return r
}

func (a *allocator) assign(v *value, r int) {
	a.reg[v] = r
	a.holder[a.e.class(v)][r] = v
}

// take removes a free register, the first of the list, which must not be empty.
func (a *allocator) take(c class) int {
	r := a.free[c][0]
	a.free[c] = a.free[c][1:]
	if c == vec {
		a.low = min(a.low, len(a.free[c]))
	}
	return r
}

// run writes every value of vals; roots are used once more after the last.
func (a *allocator) run(vals, roots []*value, store func(at func(*value) int)) error {
	a.slot, a.uses = map[*value]int{}, map[*value][]int{}
	for i, v := range vals {
		for _, x := range v.args {
			a.uses[x] = append(a.uses[x], i)
		}
	}
	for _, r := range roots {
		a.uses[r] = append(a.uses[r], len(vals))
	}
	for i, v := range vals {
		if a.pinned[v] || v.op == opConst {
			continue
		}
		if err := a.step(i, v); err != nil {
			return err
		}
	}
	a.locked = map[*value]bool{}
	for _, r := range roots {
		if err := a.ensure(r); err != nil {
			return err
		}
		a.locked[r] = true
	}
	store(func(v *value) int { return a.reg[v] })
	a.locked = nil
	for v := range a.reg {
		if !a.pinned[v] {
			a.release(v)
		}
	}
	a.sortFree()
	return nil
}

// sortFree puts the free registers back in order, so that each body of a loop
// gets the same ones.
func (a *allocator) sortFree() {
	for c := vec; c <= mask; c++ {
		a.free[c] = a.free[c][:0]
		for _, r := range a.e.registers(c) {
			if a.holder[c][r] == nil {
				a.free[c] = append(a.free[c], r)
			}
		}
	}
}

func (a *allocator) step(i int, v *value) error {
	a.locked = map[*value]bool{}
	inReg := func(x *value) bool { _, ok := a.reg[x]; return ok }
	f := a.e.form(v, inReg)
	inMem := -1
	for _, m := range f.mem {
		if v.args[m].op == opConst && !inReg(v.args[m]) {
			inMem = m
			break
		}
	}
	for j, x := range v.args {
		if j == inMem || inMem >= 0 && x == v.args[inMem] {
			continue
		}
		if err := a.ensure(x); err != nil {
			return err
		}
		a.locked[x] = true
	}
	for _, x := range v.args {
		a.consume(x, i)
	}
	ops := make([]operand, len(v.args))
	for j, x := range v.args {
		ops[j] = operand{reg: -1, v: x}
		if inReg(x) {
			ops[j].reg = a.reg[x]
		}
	}
	if v.op == opLeave {
		a.e.leaveIfSlow(ops)
		for _, x := range v.args {
			if a.dead(x) {
				a.release(x)
			}
		}
		return nil
	}
	out, err := a.place(v, f, ops)
	if err != nil {
		return err
	}
	a.e.emit(v, out, ops)
	for _, x := range v.args {
		if a.dead(x) {
			a.release(x)
		}
	}
	a.assign(v, out)
	if len(a.uses[v]) == 0 {
		a.release(v)
	}
	return nil
}

// place finds the register of the result of v. When it takes over the
// register of an operand that lives on, it copies that operand first.
func (a *allocator) place(v *value, f form, ops []operand) (int, error) {
	if f.tied != nil {
		for _, j := range f.tied {
			if x := v.args[j]; ops[j].reg >= 0 && a.dead(x) {
				return a.takeOver(x), nil
			}
		}
		for _, j := range f.tied {
			if ops[j].reg < 0 {
				continue
			}
			r, err := a.get(a.e.class(v))
			if err != nil {
				return 0, err
			}
			a.e.move(a.e.class(v), r, ops[j].reg)
			ops[j].reg = r
			return r, nil
		}
		return 0, fmt.Errorf("%s: no operand to overwrite", v.op)
	}
	if !f.apart {
		for j, x := range v.args {
			if ops[j].reg >= 0 && a.dead(x) && a.e.class(x) == a.e.class(v) {
				return a.takeOver(x), nil
			}
		}
	}
	return a.get(a.e.class(v))
}

// takeOver empties the register of x without freeing it.
func (a *allocator) takeOver(x *value) int {
	r := a.reg[x]
	delete(a.reg, x)
	delete(a.holder[a.e.class(x)], r)
	return r
}

func (a *allocator) dead(x *value) bool {
	return len(a.uses[x]) == 0 && !a.pinned[x]
}

func (a *allocator) consume(x *value, i int) {
	u := a.uses[x]
	for len(u) > 0 && u[0] <= i {
		u = u[1:]
	}
	a.uses[x] = u
}

func (a *allocator) release(x *value) {
	r, ok := a.reg[x]
	if !ok {
		return
	}
	c := a.e.class(x)
	delete(a.reg, x)
	delete(a.holder[c], r)
	a.free[c] = append([]int{r}, a.free[c]...)
}

// ensure brings x into a register.
func (a *allocator) ensure(x *value) error {
	if _, ok := a.reg[x]; ok {
		return nil
	}
	c := a.e.class(x)
	r, err := a.get(c)
	if err != nil {
		return err
	}
	if x.op == opConst {
		a.e.loadConst(r, x)
		a.loads[x]++
	} else if s, ok := a.slot[x]; ok {
		a.e.reload(c, r, s)
	} else {
		return fmt.Errorf("%s v%d is nowhere", x.op, x.id)
	}
	a.assign(x, r)
	return nil
}

// get returns a register, evicting the value needed last if none is free.
func (a *allocator) get(c class) (int, error) {
	if len(a.free[c]) > 0 {
		return a.take(c), nil
	}
	if c == vec {
		a.low = 0
	}
	var victim *value
	far := -1
	for _, r := range a.e.registers(c) {
		v := a.holder[c][r]
		if v == nil || a.pinned[v] || a.locked[v] {
			continue
		}
		next := 1 << 30
		if u := a.uses[v]; len(u) > 0 {
			next = u[0]
		}
		if next > far {
			victim, far = v, next
		}
	}
	if victim == nil {
		return 0, fmt.Errorf("out of registers")
	}
	if _, saved := a.slot[victim]; !saved && victim.op != opConst {
		a.slot[victim] = a.slots
		a.e.spill(c, a.slots, a.reg[victim])
		a.slots++
	}
	return a.takeOver(victim), nil
}
