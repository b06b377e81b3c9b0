package lint

import (
	"go/token"
	"os/exec"
	"strings"
	"testing"
)

// layer is one line of the house: the packages on it may import those on the
// lines above, and their own neighbours below the same folder. why is printed
// with a breach.
type layer struct {
	packages []string // a folder stands for everything below it
	why      string
}

// The house, lowest first. DO NOT CHANGE IT TO MAKE A BUILD PASS: a breach
// means that code stands in the wrong place.
var house = []layer{
	{[]string{"internal/dtype", "internal/cpu", "internal/fault"}, "names of types, tiers and faults stand on nothing"},
	{[]string{"internal/need", "internal/leak"}, "what tests need or leave behind is known before there is anything to test"},
	{[]string{"config"}, "settings know nothing of what they are for"},
	{[]string{"internal/raw"}, "uncleared memory has element types and no meaning"},
	{[]string{"internal/stopwatch"}, "short times are measured the same way everywhere"},
	{[]string{"internal/kerneltest"}, "what kernels are held against knows types and tiers only"},
	{[]string{"internal/kernel", "internal/vec"}, "kernels know memory and tiers only: no arrays, no errors, no goroutines"},
	{[]string{"internal/sched"}, "the pool knows no data"},
	{[]string{"internal/gemm", "internal/sorts"}, "blocked algorithms stand on kernels and the pool"},
	{[]string{"internal/nd"}, "the erased n-d layer is what arrays and engines share"},
	{[]string{"internal/blas"}, "matrix operations stand on products and the n-d layer"},
	{[]string{"internal/lapack"}, "decompositions stand on matrix operations and know no arrays"},
	{[]string{"memory"}, "the budget counts bytes and knows no array"},
	{[]string{"observability"}, "telemetry, audit and health know no arrays and no graphs; execution and above report to them"},
	{[]string{"scaling"}, "policies of size decide about services, whatever these compute: no arrays, no graphs"},
	{[]string{"array"}, "arrays know nothing of graphs, engines or telemetry"},
	{[]string{"graph"}, "graphs are data: they know arrays and no engine"},
	{[]string{"linalg"}, "linear algebra is on arrays and offers its operations to graphs"},
	{[]string{"execution"}, "engines run graphs; the root chooses among them"},
	{[]string{"."}, "the front door; nobody imports it but programs"},
	{[]string{"examples"}, "programs use the public packages like any user"},
}

// tools stand outside the layers: generators and checks that nothing imports.
var tools = []string{"internal/lint", "internal/kernelgen", "internal/asmcheck", "internal/gemm/gen", "internal/vec/gen", "internal/lapack/outer/gen", "internal/lapack/lanes/gen", "internal/kernel/reducegen", "internal/sorts/asmgen"}

func layerOf(rel string) int {
	for _, t := range tools {
		if under(rel, t) {
			return len(house)
		}
	}
	for i, l := range house {
		for _, p := range l.packages {
			if under(rel, p) {
				return i
			}
		}
	}
	return -1
}

func under(rel, folder string) bool {
	return rel == folder || folder != "." && strings.HasPrefix(rel, folder+"/")
}

func TestImportsPointDownwards(t *testing.T) {
	pkgs, err := load(token.NewFileSet())
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 8 {
		t.Fatalf("found only %d packages", len(pkgs))
	}
	for _, p := range pkgs {
		from := layerOf(p.rel)
		if from < 0 {
			t.Errorf("%s stands on no layer of the house: give it a place in deps_test.go", p.rel)
			continue
		}
		for im, file := range p.imports {
			to, ok := inside(im)
			if !ok {
				continue
			}
			if l := layerOf(to); l > from || l == from && !neighbours(p.rel, to) {
				t.Errorf("%s imports %s: %s", file, im, house[min(from, len(house)-1)].why)
			}
		}
	}
}

// neighbours reports whether two packages of one layer may know each other:
// only below the same folder of the layer.
func neighbours(a, b string) bool {
	for _, l := range house {
		for _, p := range l.packages {
			if under(a, p) && under(b, p) {
				return true
			}
		}
	}
	return false
}

// forbidden names what importing the root package must not link, with the
// reason.
var forbidden = map[string]string{
	"net/http":                     "no server or client in the core",
	"net":                          "no network in the core",
	"github.com/ebitengine/purego": "the GPU loader makes binaries dynamic: opt-in only",
	"go.opentelemetry.io":          "the core tells observers and knows no telemetry library, not even an API",
	"gonum.org/v1/gonum/mat":       "gonum interop is its own package",
	"github.com/stretchr/testify":  "test code in a library",
	"runtime/cgo":                  "no cgo in the core",
	"google.golang.org/grpc":       "no server or client in the core",
	"github.com/nats-io/nats.go":   "drivers are leaves",
	"k8s.io/client-go":             "drivers are leaves",
	"github.com/jackc/pgx/v5":      "drivers are leaves",
	"gocloud.dev/blob":             "drivers are leaves",
	"github.com/prometheus/client_golang/prometheus": "exporters are opt-in",
}

func TestRootLinksNoServiceCode(t *testing.T) {
	notLinked(t, module, forbidden)
}

// What decides about sizes knows none of the systems that have them.
func TestPoliciesLinkNoCluster(t *testing.T) {
	for _, p := range []string{"/scaling", "/scaling/horizontal", "/scaling/vertical", "/scaling/elastic"} {
		notLinked(t, module+p, map[string]string{"k8s.io": "drivers are leaves"})
	}
}

func notLinked(t *testing.T, pkg string, forbidden map[string]string) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", pkg)
	cmd.Dir = root
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 20 {
		t.Fatalf("go list named only %d packages", len(deps))
	}
	for _, d := range deps {
		for bad, why := range forbidden {
			if d == bad || strings.HasPrefix(d, bad+"/") && bad != "net" {
				t.Errorf("%s links %s: %s", pkg, d, why)
			}
		}
	}
}

func TestEveryPackageHasComment(t *testing.T) {
	pkgs, err := load(token.NewFileSet())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		documented := false
		for _, f := range p.files {
			documented = documented || f.Doc != nil && len(f.Doc.Text()) > 20
		}
		if !documented {
			t.Errorf("%s has no package comment", p.path())
		}
	}
}
