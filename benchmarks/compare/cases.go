package main

// A Case is one row of the table: work on n elements of a type, with the
// number of threads everybody may use.
type Case struct {
	Work    string `json:"work"`
	DType   string `json:"dtype"`
	N       int    `json:"n"`
	Threads int    `json:"threads"`
}

// A Target is what a row wants: the time of a peer over ours, at least. Several
// peers: the best of them.
type Target struct {
	Ratio float64
	Peers []string // "" for any Go peer
	Limit string   // a limit of the machine, "copy" or "fma": our share of it
	Share float64
}

var (
	goPeers   = []string{"gonum", "tphakala/simd", "vek", "slices.Sort"}
	bestOfAll = []string{"gonum", "tphakala/simd", "vek", "numpy"}
)

// row is a case with its targets.
type row struct {
	Case
	Targets []Target
}

// suites are the comparisons; each lists its rows for a number of processors.
var suites = map[string]func(threads int) []row{"arrays": arrayRows, "linalg": linalgRows}

// arrayRows lists the comparison of arrays.
func arrayRows(threads int) []row {
	var out []row
	add := func(work, dtype string, n, threads int, targets ...Target) {
		out = append(out, row{Case{work, dtype, n, threads}, targets})
	}
	for _, dt := range []string{"float64", "float32"} {
		for _, n := range []int{256, 512, 1024, 2048} {
			add("matmul", dt, n, 1, Target{Limit: "fma", Share: 0.85})
			add("matmul", dt, n, threads, Target{Ratio: 1, Peers: []string{"openblas"}}, Target{Ratio: 8, Peers: []string{"gonum"}})
		}
		for _, work := range []string{"add", "mul", "fma-like"} {
			add(work, dt, 1e3, threads, Target{Ratio: 1, Peers: goPeers})
			add(work, dt, 1e5, threads, Target{Ratio: 1.5, Peers: []string{"numpy"}})
			add(work, dt, 1e7, threads, Target{Ratio: 1.2, Peers: []string{"numpy"}}, Target{Limit: "copy", Share: 0.9})
		}
		for _, work := range []string{"exp", "log", "sin", "cos", "tanh"} {
			add(work, dt, 1e5, 1, Target{Ratio: 1, Peers: []string{"numpy"}})
			add(work, dt, 1e5, threads, Target{Ratio: 1.8, Peers: []string{"one core"}})
		}
		for _, red := range []string{"sum", "mean", "var", "min", "argmax"} {
			for _, n := range []int{1e3, 1e5, 1e7} {
				add(red, dt, n, threads, Target{Ratio: 1, Peers: bestOfAll})
			}
			add(red+" strided", dt, 1e5, threads, Target{Ratio: 1, Peers: bestOfAll})
			add(red+" axis 0", dt, 1e6, threads, Target{Ratio: 1, Peers: bestOfAll})
			add(red+" axis 1", dt, 1e6, threads, Target{Ratio: 1, Peers: bestOfAll})
		}
	}
	add("lazy sqrt(a*a+b*b)", "float64", 1e7, threads, Target{Ratio: 5, Peers: []string{"numpy"}},
		Target{Ratio: 1.5, Peers: []string{"numexpr"}}, Target{Limit: "copy", Share: 0.7})
	for _, dt := range []string{"float64", "float32", "int32", "int64"} {
		for _, n := range []int{1e4, 1e5, 1e6, 1e7} {
			add("sort", dt, n, threads, Target{Ratio: 5, Peers: []string{"slices.Sort"}}, Target{Ratio: 1, Peers: []string{"numpy"}})
		}
	}
	add("small add, into", "float64", 1e3, threads, Target{Limit: "150 ns", Share: 1})
	add("small add, allocating", "float64", 1e3, threads, Target{Limit: "400 ns", Share: 1})
	add("small lazy, 3 nodes", "float64", 1e3, threads, Target{Limit: "2 µs", Share: 1})
	return out
}
