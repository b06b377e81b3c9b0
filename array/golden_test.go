package array

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
)

// num is a float64 that testdata writes as a number or as "NaN", "+Inf", "-Inf".
type num float64

func (n *num) UnmarshalJSON(b []byte) error {
	s := string(b)
	if len(s) > 1 && s[0] == '"' {
		s = s[1 : len(s)-1]
	}
	f, err := strconv.ParseFloat(s, 64)
	*n = num(f)
	return err
}

// wanted is an array that NumPy made.
type wanted struct {
	Shape []int
	Data  []num
}

func loadGolden(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// sameBits holds a against NumPy's array, bit for bit.
func sameBits[T Real](a Array[T], w wanted) error {
	return within(a, w, 0)
}

// within allows ulps units of the last place of float64.
func within[T Real](a Array[T], w wanted, ulps float64) error {
	if !slices.Equal(a.Shape(), w.Shape) {
		return fmt.Errorf("shape %v, want %v", a.Shape(), w.Shape)
	}
	i := 0
	var err error
	a.each(func(off int) {
		x, y := float64(a.data[off]), float64(w.Data[i])
		same := math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
		if !same && !(math.Abs(x-y) <= ulps*0x1p-52*math.Abs(y)) && err == nil {
			err = fmt.Errorf("element %d is %v, want %v", i, x, y)
		}
		i++
	})
	return err
}

// counting returns 0, 1, 2, … in shape, permuted when perm is given.
func counting(shape, perm []int) Array[int64] {
	a := FromFunction(func([]int) int64 { return 0 }, shape...)
	for i := range a.data {
		a.data[i] = int64(i)
	}
	if len(perm) > 0 {
		a = a.Permute(perm...)
	}
	return a
}
