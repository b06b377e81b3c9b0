package asmgen

import (
	"flag"
	"os"
	"testing"
)

var generate = flag.Bool("generate", false, "write the assembly file")

// TestGenerated fails when a committed file is not what its source gives.
func TestGenerated(t *testing.T) {
	for path, source := range map[string]func() string{"../kernel_amd64.s": Source, "../kernel_arm64.s": SourceNEON} {
		want := source()
		if *generate {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is stale: run go test ./internal/sorts/asmgen -generate", path)
		}
	}
}

// TestColumns holds every column network against the 0-1 principle: a network
// that sorts all sequences of zeros and ones sorts everything.
func TestColumns(t *testing.T) {
	for n, net := range columns {
		for x := range 1 << n {
			y := x
			for _, c := range net {
				if y>>c[0]&1 > y>>c[1]&1 {
					y ^= 1<<c[0] | 1<<c[1]
				}
			}
			if up := ^y & (1<<n - 1); up&(up+1) != 0 {
				t.Fatalf("%d inputs: %0*b comes out as %0*b", n, n, x, n, y)
			}
		}
	}
}
