package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
)

// builder turns a dialect function into a graph.
type builder struct {
	src   *source
	g     *graph
	stack []string
	tabs  map[string]*table
}

// errDialect marks a function that is not of the dialect.
var errDialect = errors.New("not in the vector dialect")

func (b *builder) errorf(n ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %w: %s", b.src.pos(n), errDialect, fmt.Sprintf(format, args...))
}

// call builds the body of the function named fn over args.
func (b *builder) call(fn string, args []*value) ([]*value, error) {
	if p, ok := primitives[fn]; ok {
		return []*value{p(b.g, args)}, nil
	}
	d := b.src.funcs[fn]
	if d == nil {
		return nil, fmt.Errorf("no function %s: %w", fn, errDialect)
	}
	for _, f := range b.stack {
		if f == fn {
			return nil, b.errorf(d, "%s calls itself", fn)
		}
	}
	if magic, ok := scales[fn]; ok && len(b.stack) > 0 && b.stack[len(b.stack)-1] != scaleMark {
		return b.scale(fn, magic, args)
	}
	b.stack = append(b.stack, fn)
	defer func() { b.stack = b.stack[:len(b.stack)-1] }()
	env := map[types.Object]*value{}
	i := 0
	for _, field := range d.Type.Params.List {
		for _, name := range field.Names {
			if i >= len(args) {
				return nil, b.errorf(d, "%s takes more than %d operands", fn, len(args))
			}
			env[b.src.info.Defs[name]] = args[i]
			i++
		}
	}
	for _, st := range d.Body.List {
		if r, ok := st.(*ast.ReturnStmt); ok {
			return b.results(env, r)
		}
		if err := b.stmt(env, st); err != nil {
			return nil, err
		}
	}
	return nil, b.errorf(d, "%s does not return", fn)
}

// scales are the functions that multiply their first operand by a power of
// two, given as a float with n in its low digits, and the constant that was
// added to n for that. AVX-512 has one instruction for it.
var scales = map[string]string{"scale64": "expMagic64", "scale32": "expMagic32",
	"scaleNear64": "nearMagic64", "scaleNear32": "nearMagic32"}

// scaleMark stands on the stack while the body of such a function is built.
const scaleMark = "scale"

func (b *builder) scale(fn, magic string, args []*value) ([]*value, error) {
	b.stack = append(b.stack, scaleMark)
	body, err := b.call(fn, args)
	b.stack = b.stack[:len(b.stack)-1]
	if err != nil {
		return nil, err
	}
	obj, ok := b.src.pkg.Scope().Lookup(magic).(*types.Const)
	if !ok {
		return nil, fmt.Errorf("%s: no constant %s: %w", fn, magic, errDialect)
	}
	n := b.g.new(opFSub, 0, args[1], b.g.float(obj.Val()))
	return []*value{b.g.new(opScale, 0, args[0], n, body[0])}, nil
}

func (b *builder) results(env map[types.Object]*value, r *ast.ReturnStmt) ([]*value, error) {
	if len(r.Results) == 1 {
		return b.exprs(env, r.Results[0])
	}
	var out []*value
	for _, e := range r.Results {
		v, err := b.expr(env, e)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (b *builder) stmt(env map[types.Object]*value, st ast.Stmt) error {
	switch st := st.(type) {
	case *ast.AssignStmt:
		return b.assign(env, st)
	case *ast.DeclStmt:
		if gd, ok := st.Decl.(*ast.GenDecl); ok && gd.Tok == token.CONST {
			return nil
		}
	}
	return b.errorf(st, "statement %T", st)
}

// assigned maps an assignment operator to the operator it applies.
var assigned = map[token.Token]token.Token{token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB,
	token.MUL_ASSIGN: token.MUL, token.QUO_ASSIGN: token.QUO, token.AND_ASSIGN: token.AND, token.OR_ASSIGN: token.OR,
	token.XOR_ASSIGN: token.XOR, token.SHL_ASSIGN: token.SHL, token.SHR_ASSIGN: token.SHR, token.AND_NOT_ASSIGN: token.AND_NOT}

func (b *builder) assign(env map[types.Object]*value, st *ast.AssignStmt) error {
	if op, ok := assigned[st.Tok]; ok {
		v, err := b.binary(env, &ast.BinaryExpr{X: st.Lhs[0], Op: op, Y: st.Rhs[0], OpPos: st.TokPos})
		if err != nil {
			return err
		}
		return b.bind(env, st.Lhs[0], v)
	}
	var vals []*value
	for _, e := range st.Rhs {
		vs, err := b.exprs(env, e)
		if err != nil {
			return err
		}
		vals = append(vals, vs...)
	}
	if len(vals) != len(st.Lhs) {
		return b.errorf(st, "%d values for %d variables", len(vals), len(st.Lhs))
	}
	for i, l := range st.Lhs {
		if err := b.bind(env, l, vals[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) bind(env map[types.Object]*value, l ast.Expr, v *value) error {
	id, ok := l.(*ast.Ident)
	if !ok {
		return b.errorf(l, "assignment to other than a variable")
	}
	if id.Name == "_" {
		return nil
	}
	obj := b.src.info.Defs[id]
	if obj == nil {
		obj = b.src.info.Uses[id]
	}
	if v.name == "" && v.op != opConst {
		v.name = id.Name
	}
	env[obj] = v
	return nil
}

func (b *builder) expr(env map[types.Object]*value, e ast.Expr) (*value, error) {
	vs, err := b.exprs(env, e)
	if err != nil {
		return nil, err
	}
	if len(vs) != 1 {
		return nil, b.errorf(e, "%d values where one is wanted", len(vs))
	}
	return vs[0], nil
}

func one(v *value, err error) ([]*value, error) {
	if err != nil {
		return nil, err
	}
	return []*value{v}, nil
}

func (b *builder) exprs(env map[types.Object]*value, e ast.Expr) ([]*value, error) {
	tv := b.src.info.Types[e]
	if tv.Value != nil && !tv.IsType() {
		return one(b.constant(e, tv))
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return b.exprs(env, e.X)
	case *ast.Ident:
		if v := env[b.src.info.Uses[e]]; v != nil {
			return []*value{v}, nil
		}
		return nil, b.errorf(e, "%s is no variable of the function", e.Name)
	case *ast.UnaryExpr:
		return one(b.unary(env, e))
	case *ast.BinaryExpr:
		return one(b.binary(env, e))
	case *ast.CallExpr:
		return b.callExpr(env, e)
	case *ast.IndexExpr:
		return one(b.lookup(env, e))
	}
	return nil, b.errorf(e, "expression %T", e)
}

func (b *builder) constant(e ast.Expr, tv types.TypeAndValue) (*value, error) {
	basic, ok := tv.Type.Underlying().(*types.Basic)
	if !ok {
		return nil, b.errorf(e, "constant of type %s", tv.Type)
	}
	switch {
	case basic.Info()&types.IsFloat != 0:
		return b.g.float(tv.Value), nil
	case basic.Info()&types.IsInteger != 0:
		u, exact := constant.Uint64Val(constant.ToInt(tv.Value))
		if !exact {
			i, _ := constant.Int64Val(constant.ToInt(tv.Value))
			u = uint64(i)
		}
		if b.g.lane == 4 {
			u = uint64(uint32(u))
		}
		return b.g.constant(u), nil
	}
	return nil, b.errorf(e, "constant of type %s", tv.Type)
}

// float is the constant v as a lane.
func (g *graph) float(v constant.Value) *value {
	v = constant.ToFloat(v)
	if g.lane == 4 {
		f, _ := constant.Float32Val(v)
		return g.constant(uint64(math.Float32bits(f)))
	}
	f, _ := constant.Float64Val(v)
	return g.constant(math.Float64bits(f))
}

// kind of an operand: how its bits are read.
type kind uint8

const (
	kNone kind = iota
	kFloat
	kSigned
	kUnsigned
	kBool
)

// kindOf returns the kind of a type and its width in bytes.
func kindOf(t types.Type) (kind, int) {
	if t == nil {
		return kNone, 0
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return kNone, 0
	}
	switch b.Kind() {
	case types.Float64:
		return kFloat, 8
	case types.Float32:
		return kFloat, 4
	case types.Int64:
		return kSigned, 8
	case types.Int32:
		return kSigned, 4
	case types.Uint64:
		return kUnsigned, 8
	case types.Uint32:
		return kUnsigned, 4
	case types.Bool, types.UntypedBool:
		return kBool, 0
	}
	return kNone, 0
}

func (b *builder) kind(e ast.Expr) (kind, error) {
	k, w := kindOf(b.src.info.Types[e].Type)
	if k == kNone || k != kBool && w != b.g.lane {
		return k, b.errorf(e, "type %s in a kernel of %d-byte lanes", b.src.info.Types[e].Type, b.g.lane)
	}
	return k, nil
}

func (b *builder) unary(env map[types.Object]*value, e *ast.UnaryExpr) (*value, error) {
	x, err := b.expr(env, e.X)
	if err != nil {
		return nil, err
	}
	k, err := b.kind(e.X)
	if err != nil {
		return nil, err
	}
	switch {
	case e.Op == token.SUB && k == kFloat:
		return b.g.new(opNeg, 0, x), nil
	case e.Op == token.SUB:
		return b.g.new(opISub, 0, b.g.constant(0), x), nil
	case e.Op == token.NOT:
		return b.g.not(x), nil
	case e.Op == token.XOR && k != kFloat:
		return b.g.new(opXor, 0, x, b.g.ones()), nil
	}
	return nil, b.errorf(e, "operator %s", e.Op)
}

var floatOps = map[token.Token]op{token.ADD: opFAdd, token.SUB: opFSub, token.MUL: opFMul, token.QUO: opFDiv}
var intOps = map[token.Token]op{token.ADD: opIAdd, token.SUB: opISub, token.MUL: opIMul, token.AND: opAnd, token.OR: opOr, token.XOR: opXor}
var predicates = map[token.Token]uint64{token.EQL: eq, token.NEQ: ne, token.LSS: lt, token.LEQ: le, token.GTR: gt, token.GEQ: ge}

func (b *builder) binary(env map[types.Object]*value, e *ast.BinaryExpr) (*value, error) {
	x, err := b.expr(env, e.X)
	if err != nil {
		return nil, err
	}
	k, err := b.kind(e.X)
	if err != nil {
		return nil, err
	}
	if e.Op == token.SHL || e.Op == token.SHR {
		return b.shift(env, e, x, k)
	}
	y, err := b.expr(env, e.Y)
	if err != nil {
		return nil, err
	}
	if p, ok := predicates[e.Op]; ok && k != kBool {
		o := map[kind]op{kFloat: opFCmp, kSigned: opICmp, kUnsigned: opUCmp}[k]
		return b.g.cmp(o, p, x, y), nil
	}
	switch k {
	case kFloat:
		if o, ok := floatOps[e.Op]; ok {
			return b.float(e, o, x, y)
		}
	case kBool:
		switch e.Op {
		case token.LAND:
			return b.g.new(opMAnd, 0, x, y), nil
		case token.LOR:
			return b.g.new(opMOr, 0, x, y), nil
		case token.NEQ:
			return b.g.new(opMXor, 0, x, y), nil
		}
	default:
		if o, ok := intOps[e.Op]; ok {
			return b.g.new(o, 0, x, y), nil
		}
		if e.Op == token.AND_NOT && y.op == opConst {
			return b.g.new(opAnd, 0, x, b.g.constant(b.g.ones().imm&^y.imm)), nil
		}
		if e.Op == token.AND_NOT {
			return b.g.new(opAndNot, 0, y, x), nil
		}
	}
	return nil, b.errorf(e, "operator %s", e.Op)
}

// float makes a float operation. Go may contract a product with a sum unless
// the product is converted first, so a bare one is refused.
func (b *builder) float(e ast.Node, o op, x, y *value) (*value, error) {
	if o == opFAdd || o == opFSub {
		for _, v := range []*value{x, y} {
			if v.op == opNeg {
				v = v.args[0]
			}
			if v.op == opFMul && !v.rounded {
				return nil, b.errorf(e, "a product goes into a sum without a conversion that rounds it")
			}
		}
	}
	return b.g.new(o, 0, x, y), nil
}

func (b *builder) shift(env map[types.Object]*value, e *ast.BinaryExpr, x *value, k kind) (*value, error) {
	if k == kFloat || k == kBool {
		return nil, b.errorf(e, "operator %s", e.Op)
	}
	if tv := b.src.info.Types[e.Y]; tv.Value != nil {
		n, _ := constant.Uint64Val(constant.ToInt(tv.Value))
		switch {
		case n >= uint64(8*b.g.lane):
			return nil, b.errorf(e, "shift by %d", n)
		case e.Op == token.SHL:
			return b.g.new(opShl, n, x), nil
		case k == kUnsigned:
			return b.g.new(opShr, n, x), nil
		case b.g.lane == 4:
			return b.g.new(opSar, n, x), nil
		}
		return nil, b.errorf(e, "64-bit arithmetic shift")
	}
	y, err := b.expr(env, e.Y)
	if err != nil {
		return nil, err
	}
	if ky, err := b.kind(e.Y); err != nil || ky != kUnsigned || k == kSigned && e.Op == token.SHR {
		return nil, b.errorf(e, "shift of or by a signed vector")
	}
	if e.Op == token.SHL {
		return b.g.new(opShlV, 0, x, y), nil
	}
	return b.g.new(opShrV, 0, x, y), nil
}

// lookup builds tab[i].
func (b *builder) lookup(env map[types.Object]*value, e *ast.IndexExpr) (*value, error) {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return nil, b.errorf(e, "indexed expression is no table")
	}
	arr, ok := b.src.info.Types[e.X].Type.Underlying().(*types.Array)
	if !ok {
		return nil, b.errorf(e, "%s is no array", id.Name)
	}
	if k, w := kindOf(arr.Elem()); k == kNone || w != b.g.lane || arr.Len() > 256 {
		return nil, b.errorf(e, "table %s of %s", id.Name, arr)
	}
	i, err := b.expr(env, e.Index)
	if err != nil {
		return nil, err
	}
	if k, err := b.kind(e.Index); err != nil || k != kUnsigned {
		return nil, b.errorf(e, "index of %s is no unsigned lane", id.Name)
	}
	if b.tabs[id.Name] == nil {
		b.tabs[id.Name] = &table{name: id.Name, n: int(arr.Len())}
	}
	return b.g.intern(&value{op: opTable, table: b.tabs[id.Name], args: []*value{i}}), nil
}

// callExpr builds a conversion, a primitive or an inlined function.
func (b *builder) callExpr(env map[types.Object]*value, e *ast.CallExpr) ([]*value, error) {
	if tv := b.src.info.Types[e.Fun]; tv.IsType() {
		return one(b.convert(env, e, tv.Type))
	}
	id, ok := e.Fun.(*ast.Ident)
	if !ok {
		return nil, b.errorf(e, "call of a function of another package")
	}
	args := make([]*value, 0, 3)
	for _, a := range e.Args {
		vs, err := b.exprs(env, a)
		if err != nil {
			return nil, err
		}
		args = append(args, vs...)
	}
	return b.call(id.Name, args)
}

// convert builds T(x): the identity on bits, between integers of one width
// and from a float type to itself, where it rounds.
func (b *builder) convert(env map[types.Object]*value, e *ast.CallExpr, t types.Type) (*value, error) {
	x, err := b.expr(env, e.Args[0])
	if err != nil {
		return nil, err
	}
	from, err := b.kind(e.Args[0])
	if err != nil {
		return nil, err
	}
	to, w := kindOf(t)
	if w != b.g.lane || (from == kFloat) != (to == kFloat) || from == kBool {
		return nil, b.errorf(e, "conversion to %s", t)
	}
	if x.op == opFMul && to == kFloat {
		x.rounded = true
	}
	return x, nil
}
