package section

import (
	"os"
	"path/filepath"
	"testing"
)

func TestPut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.md")
	for _, step := range []struct{ heading, text, want string }{
		{"## A", "## A\n\n1\n", "# Scaling\n\n## A\n\n1\n"},
		{"## AB", "## AB\n\n2\n", "# Scaling\n\n## A\n\n1\n\n## AB\n\n2\n"},
		{"## A", "## A\n\n3\n", "# Scaling\n\n## A\n\n3\n\n## AB\n\n2\n"},
		{"## AB", "## AB\n\n4\n", "# Scaling\n\n## A\n\n3\n\n## AB\n\n4\n"},
	} {
		if err := Put(path, step.heading, step.text); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != step.want {
			t.Fatalf("after %q: %q, want %q", step.text, got, step.want)
		}
	}
}
