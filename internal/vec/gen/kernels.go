package main

// kernels lists every kernel: what it takes and, as its comment, what it
// computes. n counts real numbers; complex elements are two of them, and
// swap(x) exchanges the parts of each.
var kernels = []sig{
	{"axpy", "y, x ptr; n int; a T", "", "is y = fma(a, x, y)."},
	{"caxpy", "y, x ptr; n int; p0, p1, q0, q1 T", "", "is y = fma(q, swap(x), fma(p, x, y)) for the pairs p and q."},
	{"scal", "x ptr; n int; a T", "", "is x = a*x."},
	{"cscal", "x ptr; n int; p0, p1, q0, q1 T", "", "is x = fma(q, swap(x), p*x) for the pairs p and q."},
	{"rot", "x, y ptr; n int; c, s T", "", "is x, y = fma(c, x, s*y), fma(c, y, -(s*x))."},
	{"crot", "x, y ptr; n int; c, p, q0, q1 T", "", "is x, y = fma(c, x, fma(q, swap(y), p*y)), fma(c, y, -fma(-q, swap(x), p*x))."},
	{"bump", "x, y, z ptr; n int; v2, v3, t1, t2, t3 T", "", "is, with s = x + v2*y + v3*z: x, y, z = x - s*t1, y - s*t2, z - s*t3."},
	{"bumps", "x ptr; inc, n int; v2, v3, t1, t2, t3 T", "", "is bump of triples of adjacent elements that lie inc bytes apart, n of them."},
	{"bumpsback", "x ptr; inc, n int; v2, v3, t1, t2, t3 T", "", "is bumps with the last element of each triple as x and the first as z."},
	{"rots", "x ptr; inc, n int; c, s T", "", "is rot of pairs of adjacent elements, y before x, that lie inc bytes apart, n of them."},
	{"crots", "x ptr; inc, n int; c, p, q0, q1 T", "", "is crot of pairs of adjacent complex elements, y before x, that lie inc bytes apart, n of them."},
	{"cbump", "x, y, z ptr; n int; f *T", "", "is, with s = f0*x + f1*y + f2*z: x, y, z = x - s, y + f3*s, z + f4*s; see cbumpRef."},
	{"cbumps", "x ptr; inc, n int; f *T", "", "is cbump of triples of adjacent complex elements that lie inc bytes apart, n of them."},
	{"cpair", "x, y ptr; n int; f *T", "", "is, with s = f0*x + f1*y: x, y = x - s, y + f2*s; see cbumpRef."},
	{"cpairs", "x ptr; inc, n int; f *T", "", "is cpair of pairs of adjacent complex elements that lie inc bytes apart, n of them."},
	{"swap", "x, y ptr; n int", "", "exchanges x and y."},
	{"dot", "x, y ptr; n int", "T", "is the sum of x*y; see dotRef."},
	{"cdot", "x, y ptr; n int; sums *T", "", "writes the sums of x*y over even and odd places, and those of x*swap(y); see cdotRef."},
	{"asum", "x ptr; n int", "T", "is the sum of |x|; see asumRef."},
	{"ssq", "x ptr; n int", "float64", "is the sum of x*x in float64; see ssqRef."},
	{"amax", "x ptr; n int", "int64", "is the largest of the bits of |x|."},
	{"camax", "x ptr; n int", "int64", "is the largest of the bits of |re| + |im|."},
	{"find", "x ptr; n int; bits int64", "int64", "is the first i for which the bits of |x[i]| are above bits, or n."},
	{"cfind", "x ptr; n int; bits int64", "int64", "is the first even i for which the bits of |x[i]| + |x[i+1]| are above bits, or n."},
	{"addabs", "y, x ptr; n int", "", "is y = y + |x|, y being float64."},
	{"caddabs", "y, x ptr; n int", "", "is y = y + sqrt(re*re + im*im) for complex x; y, half as many numbers, and what is added are float64."},
	{"rank", "c, b ptr; ld, n int; a *T", "", "is, for p in order below 4: c = fma(a[p], b[p], c); the rows of b are ld bytes apart."},
	{"crank", "c, b ptr; ld, n int; a *T", "", "is, for p in order below 4: c = fma(q, swap(b[p]), fma(p, b[p], c)), with pairs p and q for each row in a."},
	{"dots", "b ptr; ld int; x ptr; n int; sums *T", "", "adds to sums the products of 4 rows of b with x; see dotsRef."},
	{"cdots", "b ptr; ld int; x ptr; n int; sums *T", "", "adds to sums, 4 for each of 2 rows of b, what cdot gives of b and x; see cdotsRef."},
	{"cdots4", "b ptr; ld int; x ptr; n int; sums *T", "", "is cdots for 4 rows of b: see cdots4Ref."},
	{"symv", "b ptr; ld int; x, y ptr; n int; a, sums *T", "", "is rank on y and dots on x for 4 rows of b at once."},
	{"csymv", "b ptr; ld int; x, y ptr; n int; a, sums *T", "", "is crank on y and cdots on x for 2 rows of b at once, the sums of swap(b)*x instead of b*swap(x)."},
	{"solve", "b ptr; ld, n int; tri *T", "", "solves for 8 rows of b, ld bytes apart, with a triangle: see solveRef."},
	{"mult", "b ptr; ld, n int; tri *T", "", "multiplies 8 rows of b, ld bytes apart, by a triangle: see multRef."},
	{"csolve", "b ptr; ld, n int; tri *T", "", "is solve with complex elements: see csolveRef."},
	{"forward", "b ptr; ld, n int; tri *T; a ptr; ars, acs, rows, back int", "", "solves for rows of b, ld bytes apart and a multiple of 8, with the triangle at a: see forwardRef."},
	{"cforward", "b ptr; ld, n int; tri *T; a ptr; ars, acs, rows, back int; s0, s1 T", "", "is forward with complex elements: see cforwardRef."},
	{"cmult", "b ptr; ld, n int; tri *T", "", "is mult with complex elements: see cmultRef."},
}

func kernel(name string) sig {
	for _, k := range kernels {
		if k.name == name {
			return k
		}
	}
	panic("gen: no kernel " + name)
}
