//go:build amd64 && !purego

package cpu

import "golang.org/x/sys/cpu"

// detected lists the assembly tiers of this machine, lowest first.
var detected = detect()

func detect() []Tier {
	var t []Tier
	x := &cpu.X86
	if x.HasAVX2 && x.HasFMA && x.HasBMI2 {
		t = append(t, AVX2)
		if x.HasAVX512F && x.HasAVX512DQ && x.HasAVX512VL && x.HasAVX512BW {
			t = append(t, AVX512)
		}
	}
	return t
}
