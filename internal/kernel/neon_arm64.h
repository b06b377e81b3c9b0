// Vector instructions the Go assembler has no names for. The operation is
// d = n op m; D2 are two 8-byte lanes, S4 four of 4 bytes, S2 two of 4.

#define FADD_D2(m, n, d) WORD $(0x4E60D400 | (m)<<16 | (n)<<5 | (d))
#define FADD_S4(m, n, d) WORD $(0x4E20D400 | (m)<<16 | (n)<<5 | (d))
#define FSUB_D2(m, n, d) WORD $(0x4EE0D400 | (m)<<16 | (n)<<5 | (d))
#define FSUB_S4(m, n, d) WORD $(0x4EA0D400 | (m)<<16 | (n)<<5 | (d))
#define FMUL_D2(m, n, d) WORD $(0x6E60DC00 | (m)<<16 | (n)<<5 | (d))
#define FMUL_S4(m, n, d) WORD $(0x6E20DC00 | (m)<<16 | (n)<<5 | (d))
#define FDIV_D2(m, n, d) WORD $(0x6E60FC00 | (m)<<16 | (n)<<5 | (d))
#define FDIV_S4(m, n, d) WORD $(0x6E20FC00 | (m)<<16 | (n)<<5 | (d))
#define FMIN_D2(m, n, d) WORD $(0x4EE0F400 | (m)<<16 | (n)<<5 | (d))
#define FMIN_S4(m, n, d) WORD $(0x4EA0F400 | (m)<<16 | (n)<<5 | (d))
#define FMAX_D2(m, n, d) WORD $(0x4E60F400 | (m)<<16 | (n)<<5 | (d))
#define FMAX_S4(m, n, d) WORD $(0x4E20F400 | (m)<<16 | (n)<<5 | (d))

// Comparisons: all bits of a lane set where they hold.
#define FCMEQ_D2(m, n, d) WORD $(0x4E60E400 | (m)<<16 | (n)<<5 | (d))
#define FCMEQ_S4(m, n, d) WORD $(0x4E20E400 | (m)<<16 | (n)<<5 | (d))
#define FCMGT_D2(m, n, d) WORD $(0x6EE0E400 | (m)<<16 | (n)<<5 | (d))
#define FCMGT_S4(m, n, d) WORD $(0x6EA0E400 | (m)<<16 | (n)<<5 | (d))
#define FCMGE_D2(m, n, d) WORD $(0x6E60E400 | (m)<<16 | (n)<<5 | (d))
#define FCMGE_S4(m, n, d) WORD $(0x6E20E400 | (m)<<16 | (n)<<5 | (d))
#define CMEQ_D2(m, n, d) WORD $(0x6EE08C00 | (m)<<16 | (n)<<5 | (d))
#define CMEQ_S4(m, n, d) WORD $(0x6EA08C00 | (m)<<16 | (n)<<5 | (d))
#define CMGT_D2(m, n, d) WORD $(0x4EE03400 | (m)<<16 | (n)<<5 | (d))
#define CMGT_S4(m, n, d) WORD $(0x4EA03400 | (m)<<16 | (n)<<5 | (d))
#define CMGE_D2(m, n, d) WORD $(0x4EE03C00 | (m)<<16 | (n)<<5 | (d))
#define CMGE_S4(m, n, d) WORD $(0x4EA03C00 | (m)<<16 | (n)<<5 | (d))
#define CMHI_D2(m, n, d) WORD $(0x6EE03400 | (m)<<16 | (n)<<5 | (d))
#define CMHI_S4(m, n, d) WORD $(0x6EA03400 | (m)<<16 | (n)<<5 | (d))
#define CMHS_D2(m, n, d) WORD $(0x6EE03C00 | (m)<<16 | (n)<<5 | (d))
#define CMHS_S4(m, n, d) WORD $(0x6EA03C00 | (m)<<16 | (n)<<5 | (d))

// Integers: product, shift by signed counts, bits of n not in m.
#define MUL_S4(m, n, d) WORD $(0x4EA09C00 | (m)<<16 | (n)<<5 | (d))
#define USHL_D2(m, n, d) WORD $(0x6EE04400 | (m)<<16 | (n)<<5 | (d))
#define USHL_S4(m, n, d) WORD $(0x6EA04400 | (m)<<16 | (n)<<5 | (d))
#define BIC_B16(m, n, d) WORD $(0x4E601C00 | (m)<<16 | (n)<<5 | (d))

// One operand: d = op n.
#define FSQRT_D2(n, d) WORD $(0x6EE1F800 | (n)<<5 | (d))
#define FSQRT_S4(n, d) WORD $(0x6EA1F800 | (n)<<5 | (d))
#define FABS_D2(n, d) WORD $(0x4EE0F800 | (n)<<5 | (d))
#define FABS_S4(n, d) WORD $(0x4EA0F800 | (n)<<5 | (d))
#define FNEG_D2(n, d) WORD $(0x6EE0F800 | (n)<<5 | (d))
#define FNEG_S4(n, d) WORD $(0x6EA0F800 | (n)<<5 | (d))
#define NEG_D2(n, d) WORD $(0x6EE0B800 | (n)<<5 | (d))
#define NEG_S4(n, d) WORD $(0x6EA0B800 | (n)<<5 | (d))
#define NEG_B16(n, d) WORD $(0x6E20B800 | (n)<<5 | (d))
#define MVN_B16(n, d) WORD $(0x6E205800 | (n)<<5 | (d))

// Rounding: to even, down, up, to zero.
#define FRINTN_D2(n, d) WORD $(0x4E618800 | (n)<<5 | (d))
#define FRINTN_S4(n, d) WORD $(0x4E218800 | (n)<<5 | (d))
#define FRINTM_D2(n, d) WORD $(0x4E619800 | (n)<<5 | (d))
#define FRINTM_S4(n, d) WORD $(0x4E219800 | (n)<<5 | (d))
#define FRINTP_D2(n, d) WORD $(0x4EE18800 | (n)<<5 | (d))
#define FRINTP_S4(n, d) WORD $(0x4EA18800 | (n)<<5 | (d))
#define FRINTZ_D2(n, d) WORD $(0x4EE19800 | (n)<<5 | (d))
#define FRINTZ_S4(n, d) WORD $(0x4EA19800 | (n)<<5 | (d))

// Conversions between integers and floats of one width.
#define SCVTF_D2(n, d) WORD $(0x4E61D800 | (n)<<5 | (d))
#define SCVTF_S4(n, d) WORD $(0x4E21D800 | (n)<<5 | (d))
#define FCVTZS_D2(n, d) WORD $(0x4EE1B800 | (n)<<5 | (d))
#define FCVTZS_S4(n, d) WORD $(0x4EA1B800 | (n)<<5 | (d))

// Widening of the lower half and narrowing into it: the name says the lanes
// of the result.
#define FCVTL_D2(n, d) WORD $(0x0E617800 | (n)<<5 | (d))
#define FCVTN_S2(n, d) WORD $(0x0E616800 | (n)<<5 | (d))
#define SSHLL_D2(n, d) WORD $(0x0F20A400 | (n)<<5 | (d))
#define USHLL_D2(n, d) WORD $(0x2F20A400 | (n)<<5 | (d))
#define USHLL_S4(n, d) WORD $(0x2F10A400 | (n)<<5 | (d))
#define USHLL_H8(n, d) WORD $(0x2F08A400 | (n)<<5 | (d))
#define XTN_S2(n, d) WORD $(0x0EA12800 | (n)<<5 | (d))
#define XTN_H4(n, d) WORD $(0x0E612800 | (n)<<5 | (d))
#define XTN_B8(n, d) WORD $(0x0E212800 | (n)<<5 | (d))

// Arithmetic right shift by s.
#define SSHR_S4(s, n, d) WORD $(0x4F000400 | (64-(s))<<16 | (n)<<5 | (d))
