package metrics

import (
	"testing"

	"github.com/scicore-go/scicore/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }
