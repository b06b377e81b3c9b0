package schur

import "math"

// system is a·x = b for at most eight unknowns.
type system struct {
	a [8][8]float64
	b [8]float64
	n int
}

// solve solves a·x = scale·b by elimination with complete pivoting. Pivots
// smaller than least are replaced by it, and scale keeps x bounded.
func (s *system) solve(least float64) (x [8]float64, scale float64) {
	at := [8]int{0, 1, 2, 3, 4, 5, 6, 7}
	for c := range s.n {
		s.pivot(c, &at)
		if math.Abs(s.a[c][c]) < least {
			s.a[c][c] = least
		}
		for i := c + 1; i < s.n; i++ {
			f := s.a[i][c] / s.a[c][c]
			s.b[i] -= float64(f * s.b[c])
			for j := c + 1; j < s.n; j++ {
				s.a[i][j] -= float64(f * s.a[c][j])
			}
		}
	}
	scale = s.shrink()
	var y [8]float64
	for i := s.n - 1; i >= 0; i-- {
		v := s.b[i] / s.a[i][i]
		for j := i + 1; j < s.n; j++ {
			v -= float64(s.a[i][j] / s.a[i][i] * y[j])
		}
		y[i] = v
	}
	for i := range s.n {
		x[at[i]] = y[i]
	}
	return x, scale
}

// pivot brings the largest element of what is left to the diagonal; at follows
// the unknowns.
func (s *system) pivot(c int, at *[8]int) {
	pi, pj, big := c, c, -1.0
	for i := c; i < s.n; i++ {
		for j := c; j < s.n; j++ {
			if v := math.Abs(s.a[i][j]); v > big {
				pi, pj, big = i, j, v
			}
		}
	}
	s.a[c], s.a[pi] = s.a[pi], s.a[c]
	s.b[c], s.b[pi] = s.b[pi], s.b[c]
	for i := range s.n {
		s.a[i][c], s.a[i][pj] = s.a[i][pj], s.a[i][c]
	}
	at[c], at[pj] = at[pj], at[c]
}

// shrink makes b smaller if a quotient by a pivot would come near overflow.
func (s *system) shrink() (scale float64) {
	big := 0.0
	for i := range s.n {
		big = math.Max(big, math.Abs(s.b[i]))
	}
	for i := range s.n {
		if 8*0x1p-1022*math.Abs(s.b[i]) > math.Abs(s.a[i][i]) {
			scale = (1.0 / 8) / big
			for k := range s.n {
				s.b[k] *= scale
			}
			return scale
		}
	}
	return 1
}
