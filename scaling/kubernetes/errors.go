package kubernetes

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/scicore-go/scicore/internal/fault"
)

// What may go wrong. Every error of a request is an [*Error] that is one of
// these.
var (
	// ErrUnavailable: the server cannot be reached or answered that it cannot
	// serve, or the API asked for is not installed.
	ErrUnavailable = fault.ErrUnavailable
	// ErrForbidden: the account may not do this; see rbac.yaml.
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such object, kind or metric.
	ErrNotFound = errors.New("not found")
	// ErrNoScale: the kind has no scale subresource.
	ErrNoScale = errors.New("has no scale subresource")
	// ErrConflict: others changed the object meanwhile.
	ErrConflict = errors.New("changed by another writer")
	// ErrAutoscaled: a HorizontalPodAutoscaler scales the same object.
	ErrAutoscaled = errors.New("scaled by a HorizontalPodAutoscaler")
	// ErrZero: a size of zero was asked for and is not allowed.
	ErrZero = errors.New("zero replicas are not allowed")
	// ErrRefused: the server answered that it will not do this.
	ErrRefused = errors.New("refused")
	// ErrNoData is why a metric has no value: nobody reported one.
	ErrNoData = errors.New("no data")
	// ErrOptions is the sentinel of options that cannot be used.
	ErrOptions = errors.New("kubernetes: bad options")
)

// Error is a request that failed.
type Error struct {
	Op     string // what was to be done: "scale to 5"
	Object string // to what: "Deployment shop/web"
	Kind   error  // one of the errors of this package
	Cause  error  // what the server or the network said, or nil
}

// Error tells what was to be done to what, and why it was not.
func (e *Error) Error() string {
	s := fmt.Sprintf("kubernetes: %s: %s: %v", e.Op, e.Object, e.Kind)
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// failed makes an [*Error] of what a request returned. Whoever gave up waiting
// gets the context's own error.
func failed(ctx context.Context, op, object string, err error) error {
	var told *Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("kubernetes: %s: %s: %w", op, object, ctx.Err())
	case errors.As(err, &told):
		return err
	}
	return &Error{op, object, kindOf(err), err}
}

func kindOf(err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return ErrUnavailable // it never came to an answer
	}
	switch {
	case apierrors.IsForbidden(err), apierrors.IsUnauthorized(err):
		return ErrForbidden
	case apierrors.IsNotFound(err):
		return ErrNotFound
	case apierrors.IsConflict(err):
		return ErrConflict
	case apierrors.IsTooManyRequests(err), apierrors.IsTimeout(err), status.Status().Code >= http.StatusInternalServerError:
		return ErrUnavailable
	}
	return ErrRefused
}
