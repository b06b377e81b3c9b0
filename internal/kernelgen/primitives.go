package main

// primitive makes the value of a primitive of prim.go.
type primitive func(g *graph, a []*value) *value

func direct(o op) primitive {
	return func(g *graph, a []*value) *value { return g.new(o, 0, a...) }
}

func rounding(mode uint64) primitive {
	return func(g *graph, a []*value) *value { return g.new(opRound, mode, a...) }
}

// same is a reinterpretation: the bits stay.
func same(g *graph, a []*value) *value { return a[0] }

// select3 builds a choice; one between equal values is that value.
func select3(g *graph, a []*value) *value {
	if a[1] == a[2] {
		return a[1]
	}
	return g.new(opSel, 0, a...)
}

func copysign(g *graph, a []*value) *value {
	return g.new(opOr, 0, g.new(opAnd, 0, a[0], g.magnitude()), g.new(opAnd, 0, a[1], g.sign()))
}

// primitives are the functions of prim.go by name.
var primitives = func() map[string]primitive {
	p := map[string]primitive{
		"selI64": select3, "selU64": select3, "selI32": select3, "selU32": select3,
		"bits64": same, "from64": same, "bits32": same, "from32": same,
		"ibits64": same, "ifrom64": same, "ibits32": same, "ifrom32": same,
		"cvtI32F32": direct(opIntToFl), "cvtF32I32": direct(opFlToInt),
	}
	for name, f := range map[string]primitive{
		"fma": direct(opFMA), "abs": direct(opAbs), "sqrt": direct(opSqrt), "rint": rounding(0), "floor": rounding(1),
		"ceil": rounding(2), "trunc": rounding(3), "sel": select3, "copysign": copysign,
		"irregular": direct(opIrregular), "minlt": direct(opMinLT), "maxgt": direct(opMaxGT), "min": direct(opMin), "max": direct(opMax),
	} {
		p[name+"64"], p[name+"32"] = f, f
	}
	return p
}()
