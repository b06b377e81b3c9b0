module github.com/scicore-go/scicore/benchmarks

go 1.26

replace github.com/scicore-go/scicore => ../

require (
	github.com/chewxy/math32 v1.10.1 // indirect
	github.com/tphakala/simd v1.8.0 // indirect
	github.com/viterin/partial v1.1.0 // indirect
	github.com/viterin/vek v0.4.3 // indirect
	golang.org/x/exp v0.0.0-20230817173708-d852ddb80c63 // indirect
	golang.org/x/sys v0.45.0 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)
