// Package bar draws progress in a terminal, and writes lines where there is
// none.
//
// It shows the oldest running task that has no parent, with the name of what is
// at work below it. The bar itself is github.com/schollz/progressbar; only
// programs that import this package link it.
package bar
