package audit_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/audit/vaulttest"
)

func TestVaults(t *testing.T) {
	t.Run("memory", func(t *testing.T) {
		vaulttest.Run(t, func(*testing.T) audit.Vault { return new(audit.MemoryVault) })
	})
	t.Run("file", func(t *testing.T) {
		vaulttest.Run(t, func(t *testing.T) audit.Vault {
			v, err := audit.OpenFileVault(filepath.Join(t.TempDir(), "vault"), bytes.Repeat([]byte{1}, 32))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { v.Close() })
			return v
		})
	})
}
