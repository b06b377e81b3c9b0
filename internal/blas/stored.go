package blas

// Stored returns a reader of all elements of a symmetric or Hermitian matrix
// of which one triangle is stored.
func Stored[T Scalar](uplo Uplo, herm bool, a Mat[T]) func(i, j int) T {
	herm = herm && IsComplex[T]()
	return func(i, j int) T {
		switch {
		case i == j && herm:
			return FromReal[T](Re(a.At(i, i)))
		case i == j || (j > i) == (uplo == Upper):
			return a.At(i, j)
		case herm:
			return Conj(a.At(j, i))
		}
		return a.At(j, i)
	}
}
