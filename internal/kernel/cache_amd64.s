//go:build !purego

#include "textflag.h"

// Hints about the caches: they compute nothing and are the same on all tiers.

// func streamFence()
TEXT ·streamFence(SB), NOSPLIT, $0-0
	SFENCE
	RET

// A prefetch of an address that is not there is no fault.
//
// func prefetchLines(p unsafe.Pointer, lines int)
TEXT ·prefetchLines(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), SI
	MOVQ lines+8(FP), CX
	TESTQ CX, CX
	JLE   end

again:
	PREFETCHT0 (SI)
	ADDQ $64, SI
	DECQ CX
	JNZ  again

end:
	RET
