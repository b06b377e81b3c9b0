// Package lapacktest is what decompositions are held against: families of
// matrices from the literature, environments of every tier and several worker
// counts, LAPACK's scaled measures of error, and the table of accuracy in
// docs/accuracy-linalg that the tests write with -update.
//
// The measures are divided by n·eps, so that a backward stable algorithm gives
// numbers of about one; [Threshold] is LAPACK's own limit. See E. Anderson et
// al., "LAPACK Users' Guide", and LAPACK working note 41 on its test suite.
package lapacktest
