// Package asmcheck has no code of its own: its tests read the module's
// assembly and hold it against rules that no assembler checks. Words decode to
// the instructions they are named for; a tier uses only the instructions it
// may; no kernel touches a register that belongs to Go; vector state is
// cleaned before a return; and Go calls a kernel only where the tier it needs
// is known. They also read what the compiler makes of the packages that compute
// for arm64, where it fuses products into sums unless it is kept from it.
package asmcheck
