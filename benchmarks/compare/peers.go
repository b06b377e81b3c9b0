package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/tphakala/simd/f32"
	"github.com/tphakala/simd/f64"
	"github.com/viterin/vek"
	"github.com/viterin/vek/vek32"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// impls are the implementations of one case: a name and one call of the work.
// A second function is the part of the first that is not the work, such as
// restoring unsorted input.
type impl struct {
	name string
	run  func()
	less func()
}

// goPeersOf returns what Go's own libraries offer for a case.
func goPeersOf(c Case) []impl {
	switch {
	case strings.HasPrefix(c.Work, "gonum "):
		return []impl{{"gonum", gonumWork(c), nil}}
	case isLinalg(c):
		return nil
	case c.Work == "matmul" && c.DType == "float64":
		return matmul64(c.N)
	case c.Work == "matmul" && c.DType == "float32":
		return matmul32(c.N)
	case c.Work == "sort":
		return sortPeers(c)
	case c.DType == "float64":
		return peers64(c)
	case c.DType == "float32":
		return peers32(c)
	}
	return nil
}

func peers64(c Case) []impl {
	a, b, z, dst := vector[float64](c.N, 1), vector[float64](c.N, 2), vector[float64](c.N, 3), make([]float64, c.N)
	switch c.Work {
	case "add":
		return []impl{{"gonum", func() { floats.AddTo(dst, a, b) }, nil},
			{"tphakala/simd", func() { f64.Add(dst, a, b) }, nil}, {"vek", func() { vek.Add_Into(dst, a, b) }, nil}}
	case "mul":
		return []impl{{"gonum", func() { floats.MulTo(dst, a, b) }, nil},
			{"tphakala/simd", func() { f64.Mul(dst, a, b) }, nil}, {"vek", func() { vek.Mul_Into(dst, a, b) }, nil}}
	case "fma-like":
		return []impl{{"gonum", func() { floats.MulTo(dst, a, b); floats.Add(dst, z) }, nil},
			{"tphakala/simd", func() { f64.FMA(dst, a, b, z) }, nil}}
	case "exp":
		return []impl{{"tphakala/simd", func() { f64.Exp(dst, a) }, nil}}
	case "log":
		return []impl{{"tphakala/simd", func() { f64.Log(dst, a) }, nil}}
	case "tanh":
		return []impl{{"tphakala/simd", func() { f64.Tanh(dst, a) }, nil}}
	case "sum":
		return []impl{{"gonum", func() { sink = floats.Sum(a) }, nil},
			{"tphakala/simd", func() { sink = f64.Sum(a) }, nil}, {"vek", func() { sink = vek.Sum(a) }, nil}}
	case "mean":
		return []impl{{"gonum", func() { sink = stat.Mean(a, nil) }, nil},
			{"tphakala/simd", func() { sink = f64.Mean(a) }, nil}, {"vek", func() { sink = vek.Mean(a) }, nil}}
	case "var":
		return []impl{{"gonum", func() { sink = stat.Variance(a, nil) }, nil}, {"tphakala/simd", func() { sink = f64.Variance(a) }, nil}}
	case "min":
		return []impl{{"gonum", func() { sink = floats.Min(a) }, nil},
			{"tphakala/simd", func() { sink = f64.Min(a) }, nil}, {"vek", func() { sink = vek.Min(a) }, nil}}
	case "argmax":
		return []impl{{"gonum", func() { sink = float64(floats.MaxIdx(a)) }, nil},
			{"tphakala/simd", func() { sink = float64(f64.MaxIdx(a)) }, nil}, {"vek", func() { sink = float64(vek.ArgMax(a)) }, nil}}
	}
	return nil
}

func peers32(c Case) []impl {
	a, b, z, dst := vector[float32](c.N, 1), vector[float32](c.N, 2), vector[float32](c.N, 3), make([]float32, c.N)
	switch c.Work {
	case "add":
		return []impl{{"tphakala/simd", func() { f32.Add(dst, a, b) }, nil}, {"vek", func() { vek32.Add_Into(dst, a, b) }, nil}}
	case "mul":
		return []impl{{"tphakala/simd", func() { f32.Mul(dst, a, b) }, nil}, {"vek", func() { vek32.Mul_Into(dst, a, b) }, nil}}
	case "fma-like":
		return []impl{{"tphakala/simd", func() { f32.FMA(dst, a, b, z) }, nil}}
	case "exp":
		return []impl{{"tphakala/simd", func() { f32.Exp(dst, a) }, nil}, {"vek", func() { vek32.Exp_Into(dst, a) }, nil}}
	case "log":
		return []impl{{"tphakala/simd", func() { f32.Log(dst, a) }, nil}, {"vek", func() { vek32.Log_Into(dst, a) }, nil}}
	case "sin":
		return []impl{{"vek", func() { vek32.Sin_Into(dst, a) }, nil}}
	case "cos":
		return []impl{{"vek", func() { vek32.Cos_Into(dst, a) }, nil}}
	case "tanh":
		return []impl{{"tphakala/simd", func() { f32.Tanh(dst, a) }, nil}}
	case "sum":
		return []impl{{"tphakala/simd", func() { sink = float64(f32.Sum(a)) }, nil}, {"vek", func() { sink = float64(vek32.Sum(a)) }, nil}}
	case "mean":
		return []impl{{"tphakala/simd", func() { sink = float64(f32.Mean(a)) }, nil}, {"vek", func() { sink = float64(vek32.Mean(a)) }, nil}}
	case "var":
		return []impl{{"tphakala/simd", func() { sink = float64(f32.Variance(a)) }, nil}}
	case "min":
		return []impl{{"tphakala/simd", func() { sink = float64(f32.Min(a)) }, nil}, {"vek", func() { sink = float64(vek32.Min(a)) }, nil}}
	case "argmax":
		return []impl{{"tphakala/simd", func() { sink = float64(f32.MaxIdx(a)) }, nil}, {"vek", func() { sink = float64(vek32.ArgMax(a)) }, nil}}
	}
	return nil
}

func matmul64(n int) []impl {
	a := blas64.General{Rows: n, Cols: n, Stride: n, Data: vector[float64](n*n, 1)}
	b := blas64.General{Rows: n, Cols: n, Stride: n, Data: vector[float64](n*n, 2)}
	c := blas64.General{Rows: n, Cols: n, Stride: n, Data: make([]float64, n*n)}
	return []impl{{"gonum", func() { blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }, nil}}
}

func matmul32(n int) []impl {
	a := blas32.General{Rows: n, Cols: n, Stride: n, Data: vector[float32](n*n, 1)}
	b := blas32.General{Rows: n, Cols: n, Stride: n, Data: vector[float32](n*n, 2)}
	c := blas32.General{Rows: n, Cols: n, Stride: n, Data: make([]float32, n*n)}
	return []impl{{"gonum", func() { blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) }, nil}}
}

func sortPeers(c Case) []impl {
	switch c.DType {
	case "float64":
		return sortPeer[float64](c.N)
	case "float32":
		return sortPeer[float32](c.N)
	case "int32":
		return sortPeer[int32](c.N)
	}
	return sortPeer[int64](c.N)
}

func sortPeer[T number](n int) []impl {
	from := vector[T](n, 1)
	buf := make([]T, n)
	return []impl{{"slices.Sort", func() { copy(buf, from); slices.Sort(buf) }, func() { copy(buf, from) }}}
}

// pythonPeers runs the script with every case that has the given number of
// threads.
func pythonPeers(cases []Case, threads int) ([]Figure, map[string]string, error) {
	in, err := json.Marshal(cases)
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command("python3", "peers/peers.py")
	cmd.Env = append(os.Environ(), "SCICORE_BENCH_BUDGET="+strconv.FormatFloat(budget.Seconds(), 'g', -1, 64))
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	go func() {
		defer pipe.Close()
		_, _ = pipe.Write(in) // a script that died is reported by Output
	}()
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("peers/peers.py with %d threads: %w", threads, err)
	}
	var answer struct {
		Figures  []Figure
		Versions map[string]string
	}
	err = json.Unmarshal(out, &answer)
	return answer.Figures, answer.Versions, err
}
