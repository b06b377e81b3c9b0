// Package need is how tests say what they cannot do without.
package need

import (
	"os"
	"os/exec"
	"testing"
)

// Missing ends a test that lacks what it needs: it skips, or fails where
// SCICORE_TEST_REQUIRE=1 says that everything is there.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("SCICORE_TEST_REQUIRE") == "1" {
		t.Fatalf("needs %s, and SCICORE_TEST_REQUIRE is 1", what)
	}
	t.Skipf("needs %s", what)
}

// NumPy ends a test where python3 has no numpy.
func NumPy(t testing.TB) {
	t.Helper()
	if exec.Command("python3", "-c", "import numpy").Run() != nil {
		Missing(t, "python3 with numpy: pip install numpy")
	}
}
