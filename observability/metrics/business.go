package metrics

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// Bounds of a BusinessCollector.
const (
	DefaultMaxBusiness     = 128         // values, where BusinessOptions do not say otherwise
	DefaultBusinessTimeout = time.Second // likewise, for the functions of gauges
	MaxBusinessAttributes  = 8           // of one value
	MaxAttributeLength     = 256         // bytes of one attribute's value
)

// What may be wrong with a business value; [*BusinessError] names the value.
var (
	ErrName      = errors.New("bad name")
	ErrAttribute = errors.New("bad attributes")
	ErrDuplicate = errors.New("already registered")
	ErrValue     = errors.New("not a value")
	ErrTimeout   = errors.New("no answer in time")
)

// BusinessError is what is wrong with one business value.
type BusinessError struct {
	Name string
	Err  error
}

func (e *BusinessError) Error() string { return fmt.Sprintf("business value %q: %v", e.Name, e.Err) }

func (e *BusinessError) Unwrap() error { return e.Err }

// PanicError is a host's function that panicked.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// BusinessMetric names a business value. Name follows OpenTelemetry's rules
// for instruments: a letter, then letters, digits, '_', '.', '-', '/', 255 in
// all. Values of one name differ by their attributes and share the rest.
type BusinessMetric struct {
	Name        string
	Unit        string
	Description string
	Attributes  []attribute.KeyValue
}

// BusinessOptions bound a BusinessCollector; the zero value is good.
type BusinessOptions struct {
	// MaxValues is how many values there may be; 0: DefaultMaxBusiness.
	MaxValues int
	// Timeout is how long a gauge's function may take; 0:
	// DefaultBusinessTimeout.
	Timeout time.Duration
}

// BusinessCollector keeps the values that the host says matter: active
// subscriptions, revenue, churn. It is safe for concurrent use.
type BusinessCollector struct {
	max     int
	timeout time.Duration

	binding sync.Mutex // orders changes of instruments; taken before mu
	exports []*export
	mu      sync.Mutex // never held while calling the host or an SDK
	all     []*business
}

// business is one value.
type business struct {
	BusinessMetric
	key        string // of the name, as exporters tell names apart
	instrument string // of all that an instrument is made of
	attributes attribute.Set
	read       func(context.Context) (float64, error) // nil: a counter
	counter    *BusinessCounter
	running    sync.Mutex
	run        *run
}

// NewBusiness returns a collector of no values; nil means the defaults.
func NewBusiness(o *BusinessOptions) *BusinessCollector {
	b := &BusinessCollector{max: DefaultMaxBusiness, timeout: DefaultBusinessTimeout}
	if o != nil && o.MaxValues > 0 {
		b.max = o.MaxValues
	}
	if o != nil && o.Timeout > 0 {
		b.timeout = o.Timeout
	}
	return b
}

// Gauge registers a value that read tells whenever it is collected. All
// functions run at once, each in one goroutine at most; one that fails, panics
// or takes longer than the timeout is reported, and the others are collected.
// The context ends with the timeout.
func (b *BusinessCollector) Gauge(m BusinessMetric, read func(context.Context) (float64, error)) error {
	if read == nil {
		return &BusinessError{m.Name, fmt.Errorf("%w: the function is nil", ErrValue)}
	}
	return b.add(&business{BusinessMetric: m, read: read})
}

// Counter registers a sum that the host adds to.
func (b *BusinessCollector) Counter(m BusinessMetric) (*BusinessCounter, error) {
	c := &BusinessCounter{name: m.Name}
	if err := b.add(&business{BusinessMetric: m, counter: c}); err != nil {
		return nil, err
	}
	return c, nil
}

// Remove ends a value, named with its attributes, and reports whether there
// was one.
func (b *BusinessCollector) Remove(name string, attributes ...attribute.KeyValue) bool {
	set := attribute.NewSet(attributes...)
	b.mu.Lock()
	defer b.mu.Unlock()
	before := len(b.all)
	b.all = slices.DeleteFunc(b.all, func(v *business) bool { return v.key == nameKey(name) && v.attributes.Equals(&set) })
	return len(b.all) < before
}

func (b *BusinessCollector) add(v *business) error {
	if err := v.settle(); err != nil {
		return &BusinessError{v.Name, err}
	}
	b.binding.Lock()
	defer b.binding.Unlock()
	known, err := b.insert(v)
	if err != nil {
		return &BusinessError{v.Name, err}
	}
	if known {
		return nil // its instrument is there
	}
	if err := b.rebind(); err != nil {
		b.Remove(v.Name, v.Attributes...)
		return &BusinessError{v.Name, err}
	}
	return nil
}

var validName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]{0,254}$`)

func (v *business) settle() error {
	if !validName.MatchString(v.Name) {
		return fmt.Errorf("%w: must be a letter, then letters, digits or _ . - /, 255 in all", ErrName)
	}
	if len(v.Unit) > 63 {
		return fmt.Errorf("%w: unit of %d bytes, at most 63", ErrName, len(v.Unit))
	}
	if len(v.Attributes) > MaxBusinessAttributes {
		return fmt.Errorf("%w: %d, at most %d", ErrAttribute, len(v.Attributes), MaxBusinessAttributes)
	}
	for _, kv := range v.Attributes {
		if !kv.Valid() {
			return fmt.Errorf("%w: %q has no key or no value", ErrAttribute, kv.Key)
		}
		if n := len(kv.Key) + len(kv.Value.String()); n > MaxAttributeLength {
			return fmt.Errorf("%w: %.40q has %d bytes, at most %d", ErrAttribute, kv.Key, n, MaxAttributeLength)
		}
	}
	v.Attributes = slices.Clone(v.Attributes)
	v.attributes = attribute.NewSet(v.Attributes...)
	if v.attributes.Len() < len(v.Attributes) {
		return fmt.Errorf("%w: a key stands twice", ErrAttribute)
	}
	v.key = nameKey(v.Name)
	v.instrument = strings.Join([]string{v.kind(), v.Name, v.Unit, v.Description}, "\x00")
	return nil
}

// nameKey is a name as exporters tell names apart: by neither case nor
// punctuation.
func nameKey(name string) string {
	return strings.NewReplacer(".", "_", "-", "_", "/", "_").Replace(strings.ToLower(name))
}

// insert adds a value if nothing speaks against it, and tells whether its name
// is known already.
func (b *BusinessCollector) insert(v *business) (known bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.all) >= b.max {
		return false, fmt.Errorf("%w: it would be number %d of %d", ErrLimit, len(b.all)+1, b.max)
	}
	for _, o := range b.all {
		if o.key != v.key {
			continue
		}
		known = true
		if o.Name != v.Name || o.Unit != v.Unit || o.Description != v.Description || (o.read == nil) != (v.read == nil) {
			return false, fmt.Errorf("%w: as %s %q with unit %q and another description, unit, kind or spelling", ErrDuplicate, o.kind(), o.Name, o.Unit)
		}
		if o.attributes.Equals(&v.attributes) {
			return false, fmt.Errorf("%w with the same attributes", ErrDuplicate)
		}
	}
	b.all = append(b.all, v)
	return known, nil
}

func (v *business) kind() string {
	if v.read == nil {
		return "counter"
	}
	return "gauge"
}

// BusinessCounter is a sum. It is safe for concurrent use.
type BusinessCounter struct {
	name string
	bits atomic.Uint64
}

// Add adds to the sum. What is negative, no number or too large is refused,
// with an error that is [ErrValue], and the sum stays.
func (c *BusinessCounter) Add(v float64) error {
	for {
		old := c.bits.Load()
		sum := math.Float64frombits(old) + v
		if !(v >= 0) || math.IsInf(sum, 0) {
			return &BusinessError{c.name, fmt.Errorf("%w: %v cannot be added to %v", ErrValue, v, math.Float64frombits(old))}
		}
		if c.bits.CompareAndSwap(old, math.Float64bits(sum)) {
			return nil
		}
	}
}

// Value returns the sum.
func (c *BusinessCounter) Value() float64 { return math.Float64frombits(c.bits.Load()) }
