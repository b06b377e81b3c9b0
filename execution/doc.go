// Package execution plans computations and runs them on engines.
//
// A [Plan] is a graph made ready: checked, optimised and cut into fused
// stages. An [Engine] says what a plan would cost it and runs it; a [Selector]
// is the policy that chooses among engines by what they say. [Costs] holds the
// speeds of the machine that the CPU engines predict with: measured once, when
// work large enough first comes, and corrected by every run.
//
// Package enginetest has the suite that every engine must pass.
package execution
