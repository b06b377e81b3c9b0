//go:build !purego

#include "textflag.h"

// The stores must be aligned: the bytes up to dst's first cache line are
// copied one by one, then whole lines follow.

#define DST DI
#define SRC SI
#define REST R8
#define DONE AX

// func copyStreamAVX512(dst, src unsafe.Pointer, bytes int) (done int)
TEXT ·copyStreamAVX512(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ bytes+16(FP), REST
	XORL DONE, DONE
	CMPQ REST, $64
	JLT  done

	// DONE = bytes to the next line: (-dst) & 63
	MOVQ DST, R9
	NEGQ R9
	ANDQ $63, R9
	JEQ  aligned

head:
	MOVB (SRC)(DONE*1), R10
	MOVB R10, (DST)(DONE*1)
	INCQ DONE
	CMPQ DONE, R9
	JLT  head

aligned:
	LEAQ -256(REST), R9
	CMPQ DONE, R9
	JGT  lines

four:
	VMOVDQU64  (SRC)(DONE*1), Z0
	VMOVDQU64  64(SRC)(DONE*1), Z1
	VMOVDQU64  128(SRC)(DONE*1), Z2
	VMOVDQU64  192(SRC)(DONE*1), Z3
	VMOVNTDQ   Z0, (DST)(DONE*1)
	VMOVNTDQ   Z1, 64(DST)(DONE*1)
	VMOVNTDQ   Z2, 128(DST)(DONE*1)
	VMOVNTDQ   Z3, 192(DST)(DONE*1)
	ADDQ       $256, DONE
	CMPQ       DONE, R9
	JLE        four

lines:
	LEAQ -64(REST), R9
	CMPQ DONE, R9
	JGT  last

line:
	VMOVDQU64 (SRC)(DONE*1), Z0
	VMOVNTDQ  Z0, (DST)(DONE*1)
	ADDQ      $64, DONE
	CMPQ      DONE, R9
	JLE       line

last:
	VZEROUPPER

done:
	MOVQ DONE, done+24(FP)
	RET

// func copyStreamAVX2(dst, src unsafe.Pointer, bytes int) (done int)
TEXT ·copyStreamAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DST
	MOVQ src+8(FP), SRC
	MOVQ bytes+16(FP), REST
	XORL DONE, DONE
	CMPQ REST, $64
	JLT  done

	MOVQ DST, R9
	NEGQ R9
	ANDQ $31, R9
	JEQ  aligned

head:
	MOVB (SRC)(DONE*1), R10
	MOVB R10, (DST)(DONE*1)
	INCQ DONE
	CMPQ DONE, R9
	JLT  head

aligned:
	LEAQ -128(REST), R9
	CMPQ DONE, R9
	JGT  last

four:
	VMOVDQU  (SRC)(DONE*1), Y0
	VMOVDQU  32(SRC)(DONE*1), Y1
	VMOVDQU  64(SRC)(DONE*1), Y2
	VMOVDQU  96(SRC)(DONE*1), Y3
	VMOVNTDQ Y0, (DST)(DONE*1)
	VMOVNTDQ Y1, 32(DST)(DONE*1)
	VMOVNTDQ Y2, 64(DST)(DONE*1)
	VMOVNTDQ Y3, 96(DST)(DONE*1)
	ADDQ     $128, DONE
	CMPQ     DONE, R9
	JLE      four

last:
	VZEROUPPER

done:
	MOVQ DONE, done+24(FP)
	RET
