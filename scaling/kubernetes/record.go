package kubernetes

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/scicore-go/scicore/scaling"
)

// RecorderOptions of a [Recorder].
type RecorderOptions struct {
	// Reporter names who reports; "": [DefaultFieldManager].
	Reporter string
	// OnError is told of events that could not be written. Nil: nobody is.
	OnError func(error)
}

// Recorder writes what a controller did as Kubernetes events of the object
// that it scales, for kubectl describe to show:
//
//	Normal   Scaled       2 to 5: cpu 0.83 of 0.70
//	Warning  ScaleFailed  2 to 5: forbidden
//
// It is safe for concurrent use.
type Recorder struct {
	client *Client
	ref    Ref
	set    RecorderOptions
	host   string
}

// NewRecorder returns a recorder, or an error that tells every fault at once.
// It asks nothing yet. No options are the defaults.
func NewRecorder(c *Client, object Ref, o *RecorderOptions) (*Recorder, error) {
	set := RecorderOptions{}
	if o != nil {
		set = *o
	}
	if set.Reporter == "" {
		set.Reporter = DefaultFieldManager
	}
	errs := []error{object.validate()}
	if c == nil {
		errs = append(errs, errNoClient)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "unknown"
	}
	return &Recorder{c, object, set, host}, nil
}

// Listen is a listener of a controller: it records each step.
func (r *Recorder) Listen(step scaling.Step) {
	if err := r.Record(context.Background(), step); err != nil && r.set.OnError != nil {
		r.set.OnError(err)
	}
}

// Record writes the event of a step, and nothing where the step changed
// nothing and nothing failed to change.
func (r *Recorder) Record(ctx context.Context, step scaling.Step) error {
	e, ok := event(step)
	if !ok {
		return nil
	}
	_, object, err := r.client.scaleOf(ctx, r.ref)
	if err != nil {
		return err
	}
	e.Regarding = corev1.ObjectReference{APIVersion: r.ref.APIVersion, Kind: r.ref.Kind, Namespace: r.ref.Namespace, Name: r.ref.Name, UID: object.UID}
	e.ReportingController, e.ReportingInstance = r.set.Reporter, clip(r.set.Reporter+"-"+r.host, 128)
	e.Namespace = r.ref.Namespace
	if e.Namespace == "" {
		e.Namespace = metav1.NamespaceDefault
	}
	// Not GenerateName: of events the server takes no prefix that ends in a dot.
	e.Name = strings.TrimRight(clip(r.ref.Name, 200), "-.") + "." + strings.ToLower(rand.Text())
	body, err := runtime.Encode(codecs.LegacyCodec(eventsv1.SchemeGroupVersion), e)
	if err != nil {
		return err
	}
	within, cancel := bounded(ctx)
	defer cancel()
	path := pathOf(eventsv1.SchemeGroupVersion.WithResource("events"), e.Namespace, "")
	err = r.client.rest.Post().AbsPath(path...).SetHeader("Content-Type", runtime.ContentTypeJSON).Body(body).Do(within).Error()
	return failed(ctx, "record event", r.ref.String(), err)
}

// event is what a step tells, if anything.
func event(step scaling.Step) (*eventsv1.Event, bool) {
	target := step.Decision.Target
	wanted := !step.Decision.Unknown && target != step.Current
	if !wanted {
		return nil, false
	}
	e := &eventsv1.Event{EventTime: metav1.NewMicroTime(step.At), Type: corev1.EventTypeNormal, Reason: "Scaled", Action: "Scale"}
	why := step.Decision.Reason
	if step.Asked != target {
		e.Type, e.Reason = corev1.EventTypeWarning, "ScaleFailed"
		why = step.Fault
		if step.Err != nil {
			why = step.Err.Error()
		}
	}
	if step.At.IsZero() {
		e.EventTime = metav1.NewMicroTime(time.Now())
	}
	e.Note = clip(fmt.Sprintf("%d to %d: %s", step.Current, target, why), 1024) // all that the server takes
	return e, true
}

// clip cuts text to as many bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}
