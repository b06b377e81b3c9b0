package array_test

import (
	"errors"
	"fmt"
	"math"

	"github.com/scicore-go/scicore/array"
)

// A matrix is standardised column by column.
func Example() {
	a := array.New[float64]([][]float64{{1, 10}, {2, 20}, {3, 30}})
	centred := array.Sub(a, array.Mean(a, 0)) // (3,2) and (2,) broadcast
	fmt.Println(array.Div(centred, array.Std(a, 1, 0)))
	// Output:
	// [[-1. -1.]
	//  [ 0.  0.]
	//  [ 1.  1.]]
}

func Example_creation() {
	fmt.Println(array.Zeros[int32](2, 3))
	fmt.Println(array.Linspace(0.0, 1, 5))
	fmt.Println(array.Arange[int64](0, 10, 3))
	fmt.Println(array.FromFunction(func(i []int) int64 { return int64(10*i[0] + i[1]) }, 2, 3))
	// Output:
	// [[0 0 0]
	//  [0 0 0]]
	// [0.   0.25 0.5  0.75 1.  ]
	// [0 3 6 9]
	// [[ 0  1  2]
	//  [10 11 12]]
}

// FromSlice shares the elements of the slice: no copy is made.
func ExampleFromSlice() {
	data := []float64{1, 2, 3, 4, 5, 6}
	a := array.FromSlice(data, 2, 3)
	a.Set(60, 1, -1)
	fmt.Println(data)
	// Output: [1 2 3 4 5 60]
}

// A slice is a view: what is written to it is written to the array.
func ExampleArray_Slice() {
	a := array.Arange[int64](0, 12, 1).Reshape(3, 4)
	odd := a.Slice(array.All, array.Range(1, array.Open, 2)) // a[:, 1::2]
	array.MulScalarInto(odd, odd, -1)
	fmt.Println(a)
	fmt.Println(a.Slice(array.At(-1), array.Reversed())) // a[-1, ::-1]
	fmt.Println(a.Slice(array.Ellipsis, array.NewAxis).Shape())
	// Output:
	// [[  0  -1   2  -3]
	//  [  4  -5   6  -7]
	//  [  8  -9  10 -11]]
	// [-11  10  -9   8]
	// [3 4 1]
}

func ExampleArray_T() {
	a := array.Arange[int64](0, 6, 1).Reshape(2, 3)
	t := a.T()
	fmt.Println(t)
	fmt.Println(t.Strides(), array.SharesMemory(a, t), t.IsContiguous())
	// Output:
	// [[0 3]
	//  [1 4]
	//  [2 5]]
	// [1 3] true false
}

func Example_broadcasting() {
	row := array.FromSlice([]float64{1, 2, 3})
	column := array.FromSlice([]float64{10, 20}, 2, 1)
	fmt.Println(array.Add(row, column))

	err := array.Catch(func() { array.Add(row, array.Ones[float64](2)) })
	fmt.Println(err, errors.Is(err, array.ErrShape))
	// Output:
	// [[11. 12. 13.]
	//  [21. 22. 23.]]
	// add: shapes do not broadcast: (3) and (2) true
}

func Example_reductions() {
	a := array.FromSlice([]float64{1, 2, 3, 4, 5, 9}, 2, 3)
	fmt.Println(array.Sum(a, 0), array.Sum(a, 1), array.SumAll(a))
	fmt.Println(array.Max(a, -1), array.ArgMax(a, -1))
	share := array.Div(a, array.Keep(array.Sum(a, 1), 1)) // keepdims=True
	fmt.Println(array.Sprint(share, &array.PrintOptions{Precision: 3}))
	// Output:
	// [ 5.  7. 12.] [ 6. 18.] 24
	// [3. 9.] [2 2]
	// [[0.167 0.333 0.5  ]
	//  [0.222 0.278 0.5  ]]
}

// Sums keep the element type; SumAs names a wider one.
func ExampleSumAs() {
	pixels := array.Full[uint8](200, 2, 3)
	fmt.Println(array.SumAs[uint64](pixels, 1))
	fmt.Println(array.MeanAs[float64](pixels))
	// Output:
	// [600 600]
	// 200.0
}

func ExampleNanMean() {
	a := array.FromSlice([]float64{1, math.NaN(), 3, 4}, 2, 2)
	fmt.Println(array.Mean(a, 0), array.NanMean(a, 0), array.NanCount(a, 0))
	// Output: [ 2. nan] [2. 4.] [2 1]
}

func ExampleWhere() {
	a := array.FromSlice([]float64{-2, -1, 0, 1, 2})
	negative := array.LessScalar(a, 0)
	fmt.Println(array.Where(negative, array.Neg(a), array.Scalar(0.5)))
	fmt.Println(array.MaskSelect(a, negative))
	array.MaskFill(a, negative, 0) // a[a < 0] = 0
	fmt.Println(a)
	// Output:
	// [2.  1.  0.5 0.5 0.5]
	// [-2. -1.]
	// [0. 0. 0. 1. 2.]
}

func ExampleTake() {
	a := array.Arange[int64](0, 12, 1).Reshape(3, 4)
	rows := array.FromSlice([]int64{2, 0, 2})
	fmt.Println(array.Take(a, rows, 0))
	fmt.Println(array.Gather(a, array.FromSlice([]int64{0, 1}), array.FromSlice([]int64{3, -1})))
	// Output:
	// [[ 8  9 10 11]
	//  [ 0  1  2  3]
	//  [ 8  9 10 11]]
	// [3 7]
}

func ExampleConcatenate() {
	a := array.Arange[int64](0, 4, 1).Reshape(2, 2)
	fmt.Println(array.Concatenate(1, a, array.Full[int64](7, 2, 1)))
	fmt.Println(array.Stack(0, a, a.T()).Shape())
	// Output:
	// [[0 1 7]
	//  [2 3 7]]
	// [2 2 2]
}

// Mixed types meet where NumPy lets them meet, when asked to.
func ExamplePromote() {
	counts := array.FromSlice([]int32{1, 2, 3})
	weights := array.FromSlice([]float32{0.5, 0.25, 0.125})
	a, b := array.Promote(counts, weights) // int32 and float32
	fmt.Println(a.DType(), b.DType())
	fmt.Println(array.Mul(array.CastAny[float64](a), array.CastAny[float64](b)))
	// Output:
	// float64 float64
	// [0.5   0.5   0.375]
}

// An Into form writes where it is told, an operand included.
func ExampleAddInto() {
	a := array.FromSlice([]float64{1, 2, 3})
	array.AddInto(a, a, a)
	fmt.Println(a)
	// Output: [2. 4. 6.]
}

func ExampleArray_Enumerate() {
	a := array.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	for at, x := range a.T().Enumerate() {
		fmt.Println(at, x)
	}
	// Output:
	// [0 0] 1
	// [0 1] 3
	// [1 0] 2
	// [1 1] 4
}

func ExampleSort() {
	a := array.FromSlice([]float64{3, math.NaN(), 1, 2})
	fmt.Println(array.Sort(a, -1)) // NaN comes last
	order := array.ArgSort(a, -1)
	fmt.Println(order, array.Take(a, order, 0))
	best, at := array.TopK(array.FromSlice([]float64{0.1, 0.7, 0.2, 0.9}), 2, 0, true)
	fmt.Println(best, at)
	// Output:
	// [ 1.  2.  3. nan]
	// [2 3 0 1] [ 1.  2.  3. nan]
	// [0.9 0.7] [3 1]
}

func ExampleUniqueAll() {
	u := array.UniqueAll(array.FromSlice([]int64{7, 3, 7, 7, 5}))
	fmt.Println(u.Values, u.Counts)
	fmt.Println(array.IsIn(array.FromSlice([]int64{1, 3, 5}), u.Values))
	// Output:
	// [3 5 7] [1 1 3]
	// [False  True  True]
}

func ExampleCumSum() {
	a := array.Arange[int64](1, 7, 1).Reshape(2, 3)
	fmt.Println(array.CumSum(a, 1))
	fmt.Println(array.Diff(a, 1, 0))
	// Output:
	// [[ 1  3  6]
	//  [ 4  9 15]]
	// [[3 3 3]]
}

// The last two axes are multiplied, the others broadcast.
func ExampleMatMul() {
	a := array.FromSlice([]float64{1, 2, 3, 4}, 2, 2)
	fmt.Println(array.MatMul(a, a))
	fmt.Println(array.MatMul(a, array.FromSlice([]float64{1, -1})))
	fmt.Println(array.MatMul(array.Ones[float32](5, 1, 2, 3), array.Ones[float32](4, 3, 6)).Shape())
	// Output:
	// [[ 7. 10.]
	//  [15. 22.]]
	// [-1. -1.]
	// [5 4 2 6]
}

func ExampleEinsum() {
	a := array.Arange[float64](0, 6, 1).Reshape(2, 3)
	fmt.Println(array.Einsum("ij->j", a))        // column sums
	fmt.Println(array.Einsum("ij,kj->ik", a, a)) // a @ a.T
	fmt.Println(array.Einsum("bij,bjk,kl->bil",  // a batch of chains
		array.Ones[float64](4, 2, 3), array.Ones[float64](4, 3, 5), array.Ones[float64](5, 2)).Shape())
	// Output:
	// [3. 5. 7.]
	// [[ 5. 14.]
	//  [14. 50.]]
	// [4 2 2]
}
