package headers

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	h, err := Parse([]byte("# comment\n\n Authorization :  Bearer a:b \nX-A: 1\r\nx-a: 2\n"))
	if err != nil || h.Get("Authorization") != "Bearer a:b" || strings.Join(h["X-A"], ",") != "1,2" {
		t.Errorf("%v, %v", h, err)
	}
	for _, bad := range []string{"secret", ": secret", "a b: secret", "a: secret\x00", "\xff: secret"} {
		if _, err := Parse([]byte("ok: 1\n" + bad)); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("a: b\n#\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := Parse(data)
		if err == nil {
			for name := range h {
				if name == "" || strings.ContainsAny(name, ":\r\n") {
					t.Errorf("name %q", name)
				}
			}
		}
	})
}
