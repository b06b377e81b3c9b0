package main

import (
	"bytes"
	"fmt"
)

// pool collects the constants of one symbol into read-only data.
type pool struct {
	name string
	lane int
	copy int // copies of each constant
	at   map[string]int
	data []byte
}

func newPool(name string, lane, copies int) *pool {
	return &pool{name: name, lane: lane, copy: copies, at: map[string]int{}}
}

// ref names the place of a constant.
func (p *pool) ref(bits uint64) string { return fmt.Sprintf("%s<>+%d(SB)", p.name, p.offset(bits)) }

// offset is where a constant stands from the beginning.
func (p *pool) offset(bits uint64) int {
	return p.place(fmt.Sprintf("%x", bits), func() {
		for range p.copy {
			for i := range p.lane {
				p.data = append(p.data, byte(bits>>(8*i)))
			}
		}
	})
}

// block names the place of n bytes that each are b.
func (p *pool) block(b byte, n int) string {
	off := p.place(fmt.Sprintf("block %x", b), func() { p.data = append(p.data, bytes.Repeat([]byte{b}, n)...) })
	return fmt.Sprintf("%s<>+%d(SB)", p.name, off)
}

func (p *pool) place(key string, add func()) int {
	off, ok := p.at[key]
	if !ok {
		off = len(p.data)
		p.at[key] = off
		add()
	}
	return off
}

// write puts the data as directives.
func (p *pool) write(w *bytes.Buffer) {
	if len(p.data) == 0 {
		return
	}
	for len(p.data)%8 != 0 {
		p.data = append(p.data, 0)
	}
	for i := 0; i < len(p.data); i += 8 {
		var u uint64
		for j := range 8 {
			u |= uint64(p.data[i+j]) << (8 * j)
		}
		fmt.Fprintf(w, "DATA %s<>+%d(SB)/8, $%#016x\n", p.name, i, u)
	}
	fmt.Fprintf(w, "GLOBL %s<>(SB), RODATA|NOPTR, $%d\n\n", p.name, len(p.data))
}
