package array

import (
	"fmt"
	"testing"
)

func TestFormatVerbs(t *testing.T) {
	a := New[float64]([][]float64{{1, 2.5}, {-3, 1000}})
	for _, c := range []struct{ got, want string }{
		{fmt.Sprintf("%v", a), "[[   1.     2.5]\n [  -3.  1000. ]]"},
		{fmt.Sprintf("%.0v", a), "[[   1.    2.]\n [  -3. 1000.]]"},
		{fmt.Sprintf("%.2f", a), "[[   1.00    2.50]\n [  -3.00 1000.00]]"},
		{fmt.Sprintf("%+.1e", a), "[[+1.0e+00 +2.5e+00]\n [-3.0e+00 +1.0e+03]]"},
		{fmt.Sprintf("%#v", a.Slice(At(0))), "array.Array[float64](2)[1.  2.5]"},
		{fmt.Sprintf("%x", New[uint8]([]uint8{1, 255})), "[ 1 ff]"},
		{fmt.Sprintf("%d", Scalar[int64](7)), "7"},
		{fmt.Sprintf("%v", Array[int8]{}), "[]"},
		{fmt.Sprintf("%.3v", Linspace(0.0, 1, 4)), "[0.    0.333 0.667 1.   ]"},
		{fmt.Sprint(len(fmt.Sprintf("%+v", Zeros[int8](1500)))), fmt.Sprint(3000 + 1 + 1500/37)},
	} {
		if c.got != c.want {
			t.Errorf("got\n%s\nwant\n%s", c.got, c.want)
		}
	}
}

func ExampleArray_Slice() {
	x := Arange[int64](0, 12, 1).Reshape(3, 4)
	v := x.Slice(All, Range(Open, Open, -2)) // x[:, ::-2]
	v.Set(100, 0, 0)
	fmt.Println(v)
	fmt.Println(x)
	// Output:
	// [[100   1]
	//  [  7   5]
	//  [ 11   9]]
	// [[  0   1   2 100]
	//  [  4   5   6   7]
	//  [  8   9  10  11]]
}

func ExampleMaskSelect() {
	x := Linspace(-1.0, 1, 5)
	positive := Map(x, func(v float64) bool { return v > 0 })
	fmt.Println(MaskSelect(x, positive))
	// Output: [0.5 1. ]
}

func ExamplePad() {
	x := Arange[int64](1, 5, 1)
	fmt.Println(Pad(x, [][2]int{{2, 3}}, PadReflect, nil))
	// Output: [3 2 1 2 3 4 3 2 1]
}
