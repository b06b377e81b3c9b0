package graph

import (
	"math"
	"slices"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Attributes common to reductions. In the normal form axis is always there,
// ascending, and keepdims only when true.
var axisSchema = []AttrSpec{{"axis", AttrInts, false}, {"keepdims", AttrBool, false}}

func withAxis(more ...AttrSpec) []AttrSpec { return append(slices.Clip(axisSchema), more...) }

// reduceRule says what a reduction takes and gives.
type reduceRule struct {
	result func(DType) DType // Invalid: refused
	empty  bool              // defined on no elements
	weight float64
}

// reductionOps are the folds over axes. Results: sum and prod widen integers
// and bool to int64 or uint64 as NumPy does, mean and its kin give floats.
var reductionOps = func() []*Op {
	ddof := AttrSpec{"ddof", AttrFloat, false}
	ops := []*Op{
		reduction("sum", reduceRule{sumType, true, 1}),
		reduction("prod", reduceRule{sumType, true, 1}),
		reduction("mean", reduceRule{meanType, true, 1}),
		reduction("var", reduceRule{varType, true, 3}, ddof),
		reduction("std", reduceRule{varType, true, 3}, ddof),
		reduction("min", reduceRule{realOrBool, false, 1}),
		reduction("max", reduceRule{realOrBool, false, 1}),
		reduction("ptp", reduceRule{realOnly, false, 2}),
		reduction("any", reduceRule{toBool, true, 1}),
		reduction("all", reduceRule{toBool, true, 1}),
		reduction("count_nonzero", reduceRule{toInt64, true, 1}),
		reduction("nansum", reduceRule{inexactOnly, true, 2}),
		reduction("nanprod", reduceRule{inexactOnly, true, 2}),
		reduction("nanmean", reduceRule{floatOnly, true, 3}),
		reduction("nanvar", reduceRule{floatOnly, true, 5}, ddof),
		reduction("nanstd", reduceRule{floatOnly, true, 5}, ddof),
		reduction("nanmin", reduceRule{floatOnly, false, 2}),
		reduction("nanmax", reduceRule{floatOnly, false, 2}),
		reduction("logsumexp", reduceRule{floatOnly, true, 24}),
		reduction("norm", reduceRule{floatOnly, true, 2}, AttrSpec{"ord", AttrFloat, false}),
		argReduction("argmin"),
		argReduction("argmax"),
	}
	for _, o := range ops {
		o.rewrite = rewriteReduction(o.name)
	}
	return ops
}()

// rewriteReduction sends operands a reduction has no rule for to where they
// belong: integers have no NaN, their norm is that of the floats, the norm of
// complex numbers is that of their moduli.
func rewriteReduction(name string) func([]*Node, Attrs) *Node {
	return func(in []*Node, a Attrs) *Node {
		x := in[0]
		whole := x.dt == dtype.Bool || x.dt.IsInteger()
		plain, isNaN := strings.CutPrefix(name, "nan")
		switch {
		case isNaN && whole:
			return reductionByName[plain].Apply(in, a)
		case name == "logsumexp" && whole, name == "norm" && whole, (name == "var" || name == "std") && x.dt == dtype.Bool:
			return reductionByName[name].Apply([]*Node{castNode(x, dtype.Float64)}, a)
		case name == "norm" && x.dt.IsComplex():
			return reductionByName[name].Apply([]*Node{unaryNode(kernel.CAbs, x)}, a)
		}
		return nil
	}
}

// reductionByName is filled by init, since rewriting refers back to it.
var reductionByName map[string]*Op

func indexReductions() map[string]*Op {
	m := make(map[string]*Op, len(reductionOps))
	for _, o := range reductionOps {
		m[o.name] = o
	}
	return m
}

func reduction(name string, r reduceRule, more ...AttrSpec) *Op {
	return &Op{name: name, kind: Reduction, min: 1, max: 1, schema: withAxis(more...),
		canon: canonReduce,
		infer: func(in []Type, a Attrs) (Type, error) { return r.infer(in[0], a) },
		reads: r.weight}
}

// argReduction takes one axis or all of them (the index is then into the
// flattened operand).
func argReduction(name string) *Op {
	r := reduceRule{argType, false, 1}
	return &Op{name: name, kind: Reduction, min: 1, max: 1, schema: axisSchema,
		canon: canonReduce, reads: 1,
		infer: func(in []Type, a Attrs) (Type, error) {
			if axes, _ := a.Ints("axis"); len(axes) != 1 && len(axes) != len(in[0].Shape) {
				return Type{}, refuse("axis %s: must be one axis, or none for all", shapeText(axes))
			}
			return r.infer(in[0], a)
		}}
}

func canonReduce(in []Type, a Attrs) (Attrs, error) {
	given, ok := a.Ints("axis")
	if ok && given == nil {
		given = []int{}
	}
	axes, err := canonAxes(given, len(in[0].Shape))
	if err != nil {
		return a, err
	}
	if !ok || !slices.Equal(axes, given) {
		a = a.WithInts("axis", axes...)
	}
	if !a.Bool("keepdims") {
		a = a.Without("keepdims")
	}
	if v, ok := a.Float("ddof"); ok && v == 0 {
		a = a.Without("ddof")
	}
	if v, ok := a.Float("ord"); ok && v == 2 {
		a = a.Without("ord")
	}
	return a, nil
}

func (r reduceRule) infer(in Type, a Attrs) (Type, error) {
	dt := r.result(in.DType)
	if !dt.Valid() {
		return Type{}, refuse("not defined on %v", in.DType)
	}
	if v, ok := a.Float("ddof"); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return Type{}, refuse("ddof %v: must be finite", v)
	}
	if v, ok := a.Float("ord"); ok && (math.IsNaN(v) || v <= 0) {
		return Type{}, refuse("ord %v: must be positive", v)
	}
	axes, _ := a.Ints("axis")
	shape, folded := reducedShape(in.Shape, axes, a.Bool("keepdims"))
	if folded == 0 && !r.empty && numel(shape) > 0 {
		return Type{}, refuse("no elements along axis %s of %s", shapeText(axes), shapeText(in.Shape))
	}
	return Type{dt, shape}, nil
}

// reducedShape drops the axes, or keeps them with length one, and counts the
// elements folded into each result.
func reducedShape(shape, axes []int, keep bool) ([]int, int) {
	out := make([]int, 0, len(shape))
	folded := 1
	for i, d := range shape {
		switch {
		case !slices.Contains(axes, i):
			out = append(out, d)
		case keep:
			out = append(out, 1)
			fallthrough
		default:
			folded *= d
		}
	}
	return out, folded
}

// sumType is the type sums and products come in.
func sumType(dt DType) DType {
	switch {
	case dt == dtype.Bool || dt.IsSigned():
		return dtype.Int64
	case dt.IsUnsigned():
		return dtype.Uint64
	}
	return dt
}

// meanType: integers average to float64.
func meanType(dt DType) DType {
	if dt == dtype.Bool || dt.IsInteger() {
		return dtype.Float64
	}
	return dt
}

// varType: variances and norms are real.
func varType(dt DType) DType {
	switch dt {
	case dtype.Complex64:
		return dtype.Float32
	case dtype.Complex128:
		return dtype.Float64
	}
	return meanType(dt)
}

func realOrBool(dt DType) DType {
	if dt.IsComplex() {
		return dtype.Invalid
	}
	return dt
}

func realOnly(dt DType) DType {
	if dt.IsInteger() || dt.IsFloat() {
		return dt
	}
	return dtype.Invalid
}

func floatOnly(dt DType) DType {
	if dt.IsFloat() {
		return dt
	}
	return dtype.Invalid
}

func inexactOnly(dt DType) DType {
	if dt.IsComplex() {
		return dt
	}
	return floatOnly(dt)
}

func toBool(DType) DType  { return dtype.Bool }
func toInt64(DType) DType { return dtype.Int64 }

func argType(dt DType) DType {
	if dt.IsComplex() {
		return dtype.Invalid
	}
	return dtype.Int64
}

// bytes returns what a value of the type takes in memory.
func (t Type) bytes() float64 { return float64(numel(t.Shape)) * float64(t.DType.Size()) }

func typesBytes(in []Type) float64 {
	var b float64
	for _, t := range in {
		b += t.bytes()
	}
	return b
}

// reduce builds a reduction over axes; no axes means all.
func reduce(name string, n *Node, attrs Attrs, axes []int) *Node {
	if len(axes) > 0 {
		attrs = attrs.WithInts("axis", axes...)
	}
	op := reductionByName[name]
	if n.kind != KindPoisoned {
		if m := op.rewrite([]*Node{n}, attrs); m != nil {
			return m
		}
	}
	return callStrict(op, attrs, n)
}

// scanOps run along one axis and give every partial result.
var scanOps = []*Op{opCumSum, opCumProd}

var (
	opCumSum  = &Op{name: "cumsum", kind: Scan, min: 1, max: 1, schema: oneAxis, canon: canonOneAxis, infer: inferScan, reads: 1}
	opCumProd = &Op{name: "cumprod", kind: Scan, min: 1, max: 1, schema: oneAxis, canon: canonOneAxis, infer: inferScan, reads: 1}
)

// oneAxis: the axis attribute of operations along a line; it may be left out
// only for one dimension.
var oneAxis = []AttrSpec{{"axis", AttrInt, false}}

func canonOneAxis(in []Type, a Attrs) (Attrs, error) {
	nd := len(in[0].Shape)
	axis, ok := a.Int("axis")
	if !ok {
		if nd != 1 {
			return a, refuse("axis must be given for %d dimensions", nd)
		}
		return a.WithInt("axis", 0), nil
	}
	c, err := canonAxis(axis, nd)
	if err != nil || c == axis {
		return a, err
	}
	return a.WithInt("axis", c), nil
}

func inferScan(in []Type, _ Attrs) (Type, error) {
	return Type{sumType(in[0].DType), in[0].Shape}, nil
}
