package npy_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/npy"
)

// What is written is what numpy.save writes, and is read back with its type.
func Example() {
	var file bytes.Buffer
	if err := npy.Write(&file, array.Arange[float32](0, 6, 1).Reshape(2, 3), nil); err != nil {
		fmt.Println(err)
		return
	}
	wrong := bytes.NewReader(file.Bytes())
	a, err := npy.Read[float32](&file)
	fmt.Println(a, err)

	b, err := npy.ReadAny(wrong)
	fmt.Println(b.DType(), b.Shape(), err)
	// Output:
	// [[0. 1. 2.]
	//  [3. 4. 5.]] <nil>
	// float32 [2 3] <nil>
}

func ExampleWriteNPZ() {
	var file bytes.Buffer
	err := npy.WriteNPZ(&file, true,
		npy.Entry{Name: "weights", Array: array.Ones[float64](2, 2)},
		npy.Entry{Name: "labels", Array: array.FromSlice([]int64{3, 1})})
	if err != nil {
		fmt.Println(err)
		return
	}
	z, err := npy.NewArchive(bytes.NewReader(file.Bytes()), int64(file.Len()), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	labels, err := npy.ReadNPZ[int64](z, "labels")
	fmt.Println(z.Names(), labels, err)
	// Output: [weights labels] [3 1] <nil>
}

// Files from outside end in errors, whatever they hold.
func ExampleRead_hostile() {
	_, err := npy.Read[float64](bytes.NewReader([]byte("\x93NUMPY\x01\x00\x02\x00{}")))
	fmt.Println(errors.Is(err, npy.ErrFormat))
	// Output: true
}
