package config

import (
	"fmt"
	"strconv"
	"strings"
)

// A MiB is a number of bytes whose bare numbers count MiB: 512 and "512MiB"
// are the same, and "8GiB" is more.
type MiB int64

// UnmarshalText reads a whole number of MiB, or one with a unit: B, KiB, MiB,
// GiB or TiB.
func (m *MiB) UnmarshalText(text []byte) error {
	s, unit := string(text), int64(1<<20)
	for i, suffix := range []string{"KiB", "MiB", "GiB", "TiB", "B"} {
		if rest, found := strings.CutSuffix(s, suffix); found {
			s, unit = strings.TrimSpace(rest), 1<<(10*((i+1)%5))
			break
		}
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return fmt.Errorf("must be a number of MiB, or carry a unit: B, KiB, MiB, GiB or TiB")
	}
	if n >= (1<<62)/unit || n <= -(1<<62)/unit {
		return fmt.Errorf("must fit in 62 bits of bytes")
	}
	*m = MiB(n * unit)
	return nil
}

// MarshalText writes the bytes in the largest unit that divides them.
func (m MiB) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String writes the bytes in the largest unit that divides them.
func (m MiB) String() string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	i := 0
	for n := int64(m); i < len(units)-1 && n != 0 && n%1024 == 0; i++ {
		n /= 1024
		m = MiB(n)
	}
	return strconv.FormatInt(int64(m), 10) + units[i]
}
