package graph_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

type stringer interface {
	String() string
	Err() error
}

// TestExprMethods: what each method builds, in the text form.
func TestExprMethods(t *testing.T) {
	x, y := graph.Param[float64]("x", 2, 3), graph.Param[float64]("y", 2, 3)
	i, j := graph.Param[int64]("i", 2, 3), graph.Param[int64]("j", 2, 3)
	k := graph.Param[int64]("k", 4)
	b, c := graph.Param[bool]("b", 2, 3), graph.Param[bool]("c", 2, 3)
	z := graph.Param[complex64]("z", 2, 3)
	s := graph.Param[int16]("s", 5)
	tests := []struct {
		e    stringer
		want string
	}{
		{x.Neg(), "-x"}, {x.Abs(), "absolute(x)"}, {x.Sign(), "sign(x)"}, {x.Square(), "square(x)"},
		{x.Reciprocal(), "reciprocal(x)"}, {x.Sqrt(), "sqrt(x)"}, {x.Cbrt(), "cbrt(x)"}, {x.Floor(), "floor(x)"},
		{x.Ceil(), "ceil(x)"}, {x.Trunc(), "trunc(x)"}, {x.Rint(), "rint(x)"}, {x.Exp(), "exp(x)"}, {x.Exp2(), "exp2(x)"},
		{x.Expm1(), "expm1(x)"}, {x.Log(), "log(x)"}, {x.Log2(), "log2(x)"}, {x.Log10(), "log10(x)"}, {x.Log1p(), "log1p(x)"},
		{x.Sin(), "sin(x)"}, {x.Cos(), "cos(x)"}, {x.Tan(), "tan(x)"}, {x.Asin(), "arcsin(x)"}, {x.Acos(), "arccos(x)"},
		{x.Atan(), "arctan(x)"}, {x.Sinh(), "sinh(x)"}, {x.Cosh(), "cosh(x)"}, {x.Tanh(), "tanh(x)"}, {x.Asinh(), "arcsinh(x)"},
		{x.Acosh(), "arccosh(x)"}, {x.Atanh(), "arctanh(x)"}, {x.Erf(), "erf(x)"}, {x.Erfc(), "erfc(x)"}, {x.Gamma(), "gamma(x)"},
		{x.LGamma(), "gammaln(x)"}, {i.BitNot(), "~i"}, {b.BitNot(), "~b"}, {z.Conj(), "conj(z)"}, {i.PopCount(), "bitwise_count(i)"},
		{x.Add(y), "x + y"}, {x.Sub(y), "x - y"}, {x.Mul(y), "x * y"}, {x.Div(y), "x / y"}, {i.Div(j), "quotient(i, j)"},
		{x.FloorDiv(y), "x // y"}, {x.Mod(y), "x % y"}, {x.Rem(y), "fmod(x, y)"}, {x.Pow(y), "x ** y"},
		{x.Minimum(y), "minimum(x, y)"}, {x.Maximum(y), "maximum(x, y)"}, {x.FMin(y), "fmin(x, y)"}, {x.FMax(y), "fmax(x, y)"},
		{x.Atan2(y), "arctan2(x, y)"}, {x.Hypot(y), "hypot(x, y)"}, {x.CopySign(y), "copysign(x, y)"},
		{x.NextAfter(y), "nextafter(x, y)"}, {b.BitAnd(c), "b & c"}, {i.BitOr(j), "i | j"}, {i.BitXor(j), "i ^ j"}, {i.ShiftLeft(j), "i << j"},
		{i.ShiftRight(j), "i >> j"}, {x.FMA(y, x), "fma(x, y, x)"},
		{x.AddScalar(1), "x + 1.0"}, {x.SubScalar(1), "x - 1.0"}, {x.MulScalar(-2), "x * -2.0"}, {x.DivScalar(4), "x / 4.0"},
		{i.DivScalar(4), "quotient(i, 4)"}, {x.PowScalar(2), "x ** 2.0"},
		{x.FloorDivScalar(2), "x // 2.0"}, {x.ModScalar(2), "x % 2.0"}, {x.RemScalar(2), "fmod(x, 2.0)"}, {x.RSubScalar(2), "2.0 - x"},
		{x.RDivScalar(2), "2.0 / x"}, {i.RDivScalar(2), "quotient(2, i)"}, {x.RPowScalar(2), "2.0 ** x"},
		{graph.EqualScalar(i, 2), "i == 2"}, {graph.NotEqualScalar(i, 2), "i != 2"}, {graph.LessScalar(x, 2), "x < 2.0"},
		{graph.LessEqualScalar(x, 2), "x <= 2.0"}, {graph.GreaterScalar(x, 2), "x > 2.0"}, {graph.GreaterEqualScalar(x, 2), "x >= 2.0"},
		{x.NanVar(1), "nanvar(x, ddof=1.0)"}, {x.NanStd(0, 1), "nanstd(x, axis=1)"}, {graph.ArgMax(x), "argmax(x)"}, {x.Clip(0, math.Inf(1)), "minimum(maximum(x, 0.0), inf)"},
		{graph.Const(1.5).Sub(x), "1.5 - x"},
		{x.Sum(), "sum(x)"}, {x.Sum(-1).KeepDims(), "sum(x, axis=1, keepdims=True)"}, {x.Prod(0), "prod(x, axis=0)"}, {x.Mean(1), "mean(x, axis=1)"},
		{x.Var(1, 0), "var(x, axis=0, ddof=1.0)"}, {x.Std(0), "std(x)"}, {x.Min(), "min(x)"}, {x.Max(), "max(x)"},
		{x.Ptp(), "ptp(x)"}, {x.NanSum(), "nansum(x)"}, {x.NanProd(), "nanprod(x)"}, {x.NanMean(), "nanmean(x)"},
		{x.NanMin(), "nanmin(x)"}, {x.NanMax(), "nanmax(x)"}, {x.LogSumExp(1), "logsumexp(x, axis=1)"},
		{x.Norm(1), "norm(x, ord=1.0)"}, {i.NanSum(), "sum(i)"}, {s.Sum(), "int16(sum(s))"}, {s.Sum().KeepDims(), "int16(sum(s, keepdims=True))"},
		{x.CumSum(1), "cumsum(x, axis=1)"}, {s.CumProd(0), "int16(cumprod(s, axis=0))"},
		{graph.ArgMin(x, 1), "argmin(x, axis=1)"}, {graph.ArgMax(x, -2), "argmax(x, axis=0)"},
		{graph.CountNonzero(x), "count_nonzero(x)"}, {graph.Any(b, 0), "any(b, axis=0)"}, {graph.All(b), "all(b)"},
		{x.Reshape(3, -1), "reshape(x, (3,2))"}, {x.Ravel(), "reshape(x, (6,))"}, {x.T(), "x.T"}, {x.SwapAxes(0, 1), "x.T"},
		{x.MoveAxis(0, -1), "x.T"}, {x.BroadcastTo(4, 2, 3), "broadcast_to(x, (4,2,3))"}, {x.ExpandDims(0, -1), "reshape(x, (1,2,3,1))"},
		{x.ExpandDims(0).Squeeze(), "reshape(reshape(x, (1,2,3)), (2,3))"}, {x.ExpandDims(0).Squeeze(0), "reshape(reshape(x, (1,2,3)), (2,3))"},
		{x.Flip(1), "x[:, 2::-1]"}, {x.Roll(1, 1), "concatenate((x[:, 2:], x[:, :2]), axis=1)"},
		{x.Tile(2), "reshape(broadcast_to(reshape(x, (1,2,1,3)), (1,2,2,3)), (2,6))"}, {x.Diff(1), "x[:, 1:] - x[:, :2]"},
		{x.Pad([]int{0, 1}, []int{2, 0}, 7), "pad(x, 7.0, after=(2,0), before=(0,1))"}, {x.Take(k, 1), "take(x, k, axis=1)"},
		{x.TakeAlongAxis(i, 0), "take_along_axis(x, i, axis=0)"}, {x.Sort(-1), "sort(x, axis=1)"}, {graph.ArgSort(x, 0), "argsort(x, axis=0)"},
		{x.MatMul(y.T()), "x @ y.T"}, {x.Dot(y.T()), "x @ y.T"}, {s.Outer(s), "reshape(s, (5,1)) * reshape(s, (1,5))"},
		{graph.Concatenate(0, x, y), "concatenate((x, y), axis=0)"}, {graph.Stack(0, x, y), "concatenate((reshape(x, (1,2,3)), reshape(y, (1,2,3))), axis=0)"},
		{graph.Einsum("ij,kj", x, y), `einsum("ij,kj->ik", x, y)`},
		{graph.Cast[float32](x), "float32(x)"}, {graph.Cast[float64](x), "x"}, {graph.Less(x, y), "x < y"}, {graph.LessEqual(x, y), "x <= y"},
		{graph.Greater(x, y), "x > y"}, {graph.GreaterEqual(x, y), "x >= y"}, {graph.Equal(x, y), "x == y"}, {graph.NotEqual(z, z), "z != z"},
		{graph.Where(b, x, y), "where(b, x, y)"}, {graph.IsNaN(x), "isnan(x)"}, {graph.IsInf(x), "isinf(x)"}, {graph.IsFinite(x), "isfinite(x)"},
		{graph.SignBit(x), "signbit(x)"}, {graph.RealPart[float32](z), "real(z)"}, {graph.ImagPart[float32](z), "imag(z)"},
		{graph.Magnitude[float32](z), "abs(z)"}, {graph.Angle[float32](z), "angle(z)"},
		{x.Slice(array.At(0), array.Range(0, 3, 2)), "reshape(x[:1, ::2], (2,))"}, {x.Slice(array.NewAxis, array.Ellipsis, array.At(-1)), "reshape(x[:, 2:], (1,2))"},
		{x.Slice(array.Reversed()), "x[1::-1]"}, {x.Slice(), "x"},
	}
	for _, tt := range tests {
		if err := tt.e.Err(); err != nil {
			t.Errorf("%s: %v", tt.want, err)
		} else if got := tt.e.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// TestExprRefusals: what cannot be is an error that says so, with the line.
func TestExprRefusals(t *testing.T) {
	x, i := graph.Param[float64]("x", 2, 3), graph.Param[int64]("i", 2, 3)
	z := graph.Param[complex128]("z", 3)
	tests := []struct {
		e    stringer
		want string
	}{
		{i.Sqrt(), "sqrt: not defined on int64"}, {i.Mean(), "mean: of int64 is float64; cast first"},
		{z.Minimum(z), "minimum: not defined on complex128"}, {z.Abs(), "absolute: not defined on complex128"},
		{graph.RealPart[float32](z), "real: the parts of complex128 are float64, not float32"},
		{graph.Cast[float64](z), "cast: complex128 to float64 would drop the imaginary part"},
		{x.Add(graph.Param[float64]("w", 4)), "add: shapes do not broadcast: (2,3) and (4,)"},
		{x.Sum(0, 0), "sum: axis 0 is named twice"}, {x.Sum(2), "sum: axis 2 is out of range for 2 dimensions"},
		{x.Reshape(4, 2), "reshape: (2,3) has 6 elements, (4,2) has 8"}, {x.Reshape(-1, -1), "negative"},
		{x.Transpose(0, 0), "transpose: axis 0 is named twice"}, {x.BroadcastTo(3), "broadcast_to: (2,3) does not broadcast to (3,)"},
		{x.Squeeze(0), "squeeze: axis 0 of (2,3) is not of length one"}, {x.Slice(array.At(5)), "slice"},
		{x.KeepDims(), "keepdims: the expression is not a reduction"}, {x.Var(math.NaN()), "var: ddof NaN: must be finite"},
		{x.Norm(-1), "norm: ord -1: must be positive"}, {graph.Param[float64]("x", 0, 3).Min(0), "min: no elements along axis (0,) of (0,3)"},
		{graph.Param[float64]("a b", 3), `param: "a b" is not an identifier`}, {graph.Param[float64]("inf"), "param"},
		{graph.Param[float64]("x", -3), "param: x: dimension 0 is negative: (-3,)"}, {graph.Stack[float64](0), "stack: want at least 1 operands, got 0"},
		{graph.Param[float64]("x", math.MaxInt, 2), "has too many elements"}, {graph.FromNode[float32](x.Node()), "node: elements are float64, not float32"},
		{i.Softmax(), "softmax: not defined on int64"},
	}
	for _, tt := range tests {
		err := tt.e.Err()
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "(at expr_test.go:") {
			t.Errorf("got %v, want %s and the line", err, tt.want)
		}
	}
}

// TestConcurrentUse runs everything that reads a graph from several goroutines
// at once, for the race detector.
func TestConcurrentUse(t *testing.T) {
	x := graph.Of(array.Full(2.0, 4, 4))
	shared := x.Mul(x).T().Add(x.Neg().Neg())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			e := shared.Exp().Sum(0).Sqrt()
			opt := graph.Optimize(e.Node())
			if _, err := graph.Fuse(opt, nil); err != nil {
				t.Error(err)
			}
			if e.String() == "" || graph.Estimate(opt...).FLOPs <= 0 || !graph.Same(e.Node(), e.Node()) {
				t.Error("a reader failed")
			}
		})
	}
	wg.Wait()
}
