package graph

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/scicore-go/scicore/internal/dtype"
)

// Registry is an immutable set of operations by name.
type Registry struct {
	ops map[string]*Op
}

// Builtin returns the operations of this package.
func Builtin() *Registry { return builtin }

// With returns a registry that holds ops besides those of r, which is left as
// it is. A name that is taken is an error; all of them are named.
func (r *Registry) With(ops ...*Op) (*Registry, error) {
	m := maps.Clone(r.ops)
	var errs []error
	for i, o := range ops {
		switch {
		case o == nil:
			errs = append(errs, fmt.Errorf("graph: registry: operation %d is nil", i))
		case m[o.name] == o: // the same operation again
		case m[o.name] != nil:
			errs = append(errs, fmt.Errorf("graph: registry: %s: the name is taken", o.name))
		default:
			m[o.name] = o
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &Registry{ops: m}, nil
}

// Lookup returns the operation with the given name.
func (r *Registry) Lookup(name string) (*Op, bool) {
	o, ok := r.ops[name]
	return o, ok
}

// Names returns all names in ascending order.
func (r *Registry) Names() []string { return slices.Sorted(maps.Keys(r.ops)) }

// Apply builds a node of the operation with the given name; see [Op.Apply].
func (r *Registry) Apply(name string, inputs []*Node, attrs Attrs) *Node {
	o, ok := r.ops[name]
	if !ok {
		return poison(name, dtype.Invalid, inputs, refuse("there is no such operation"))
	}
	return o.Apply(inputs, attrs)
}

// Apply builds a node of the builtin operation with the given name, promoting
// operands as NumPy does (NEP 50).
func Apply(name string, inputs []*Node, attrs Attrs) *Node {
	return builtin.Apply(name, inputs, attrs)
}

// check names every fault of a definition.
func (d Definition) check() error {
	var errs []error
	fault := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("graph: define %q: "+format, append([]any{d.Name}, args...)...))
	}
	for part := range strings.SplitSeq(d.Name, ".") {
		if !isIdent(part) {
			fault("Name: must be identifiers joined with dots")
			break
		}
	}
	if d.MinInputs < 0 {
		fault("MinInputs %d: must not be negative", d.MinInputs)
	}
	if d.MaxInputs >= 0 && d.MaxInputs < d.MinInputs {
		fault("MaxInputs %d: must be at least MinInputs %d, or negative", d.MaxInputs, d.MinInputs)
	}
	if d.Expand != nil && (d.Infer != nil || d.Cost != nil || d.Eval != nil || d.Inexact) {
		fault("Expand: must not be given beside Infer, Cost, Eval or Inexact")
	}
	if d.Expand == nil && d.Infer == nil {
		fault("Infer: must be given")
	}
	if d.Expand == nil && d.Eval == nil {
		fault("Eval: must be given")
	}
	seen := map[string]bool{}
	for _, s := range d.Attrs {
		if !isIdent(s.Name) || seen[s.Name] {
			fault("Attrs: %q: must be an identifier used once", s.Name)
		}
		if s.Type < AttrInt || s.Type > AttrDType {
			fault("Attrs: %s: Type %d: must be one of the AttrTypes", s.Name, s.Type)
		}
		seen[s.Name] = true
	}
	return errors.Join(errs...)
}
