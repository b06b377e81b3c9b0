package tracing

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability"
)

// Bounds of what one span holds: plans and errors may be as large as users
// like.
const (
	maxText       = 2048
	maxOperations = 64
	maxCandidates = 32
)

// evaluation is one that is recorded.
type evaluation struct {
	tracer    trace.Tracer
	ctx       context.Context // of span
	span      trace.Span
	start     time.Time
	maxStages int

	plan      *observability.Plan
	execution trace.Span // nil until the plan is there
	stages    []trace.Span
}

func (o *Observer) evaluation(ctx context.Context, t trace.Tracer, span trace.Span, door string) *evaluation {
	span.SetAttributes(attribute.String("scicore.door", door))
	span.SetAttributes(o.attributes...)
	return &evaluation{tracer: t, ctx: ctx, span: span, start: time.Now(), maxStages: o.maxStages}
}

// Planned makes the span of the plan after the fact and begins that of the
// execution.
func (e *evaluation) Planned(p *observability.Plan) {
	now := time.Now()
	e.plan, e.stages = p, make([]trace.Span, min(len(p.Stages), e.maxStages))
	_, span := e.tracer.Start(e.ctx, "scicore.plan", trace.WithTimestamp(e.start), trace.WithAttributes(
		attribute.String("scicore.engine.name", p.Engine),
		attribute.String("scicore.engine.reason", clip(p.Reason)),
		attribute.Int("scicore.plan.stages", len(p.Stages)),
		attribute.Int64("scicore.plan.peak_bytes", p.Peak),
		attribute.Float64("scicore.plan.flops", p.FLOPs),
		attribute.Float64("scicore.plan.bytes", p.Bytes),
		attribute.Bool("scicore.plan.prepared", p.Planning == 0),
	))
	for _, c := range p.Candidates[:min(len(p.Candidates), maxCandidates)] {
		span.AddEvent("scicore.engine.candidate", trace.WithTimestamp(now), trace.WithAttributes(candidate(c, p.Engine)...))
	}
	if n := len(p.Candidates) - maxCandidates; n > 0 {
		span.SetAttributes(attribute.Int("scicore.engine.candidates_left_out", n))
	}
	span.End(trace.WithTimestamp(now))
	_, e.execution = e.tracer.Start(e.ctx, "scicore.execution", trace.WithTimestamp(now),
		trace.WithAttributes(attribute.String("scicore.engine.name", p.Engine)))
}

// candidate describes an engine that was asked.
func candidate(c observability.Candidate, chosen string) []attribute.KeyValue {
	out := []attribute.KeyValue{
		attribute.String("scicore.engine.name", c.Engine),
		attribute.Bool("scicore.engine.chosen", c.Engine == chosen),
	}
	if c.Err != nil {
		return append(out, attribute.String("scicore.engine.refusal", clip(c.Err.Error())))
	}
	return append(out, attribute.Float64("scicore.estimate.duration", c.Duration.Seconds()),
		attribute.String("scicore.estimate.basis", clip(c.Basis)))
}

// BeginStage begins the span of a stage. Stages may overlap; each has a place
// of its own.
func (e *evaluation) BeginStage(ctx context.Context, i int) context.Context {
	if i < 0 || i >= len(e.stages) {
		return ctx
	}
	if again := e.stages[i]; again != nil {
		again.End()
	}
	s := &e.plan.Stages[i]
	ctx, e.stages[i] = e.tracer.Start(trace.ContextWithSpan(ctx, e.execution), "scicore.stage", trace.WithAttributes(
		attribute.Int("scicore.stage.index", i),
		attribute.String("scicore.stage.kind", s.Kind),
		attribute.StringSlice("scicore.stage.operations", s.Operations[:min(len(s.Operations), maxOperations)]),
		attribute.String("scicore.stage.type", clip(s.Type)),
		attribute.Float64("scicore.stage.flops", s.FLOPs),
		attribute.Float64("scicore.stage.bytes", s.Bytes),
	))
	if n := len(s.Operations) - maxOperations; n > 0 {
		e.stages[i].SetAttributes(attribute.Int("scicore.stage.operations_left_out", n))
	}
	return ctx
}

// EndStage ends the span of a stage.
func (e *evaluation) EndStage(i int, err error) {
	if i < 0 || i >= len(e.stages) || e.stages[i] == nil {
		return
	}
	fail(e.stages[i], err, "")
	e.stages[i].End()
	e.stages[i] = nil
}

// End ends the evaluation and whatever an engine left open when it failed.
func (e *evaluation) End(o observability.Outcome) {
	if e.execution != nil {
		for _, s := range e.stages {
			if s != nil {
				s.End()
			}
		}
		if n := len(e.plan.Stages) - len(e.stages); n > 0 {
			e.execution.SetAttributes(attribute.Int("scicore.plan.stages_left_out", n))
		}
		fail(e.execution, o.Err, o.Fault)
		e.execution.End()
	}
	e.span.SetAttributes(
		attribute.String("scicore.engine.name", o.Engine),
		attribute.Float64("scicore.flops", o.FLOPs),
		attribute.Float64("scicore.bytes", o.Bytes),
	)
	if e.plan != nil {
		e.span.SetAttributes(attribute.Float64("scicore.estimate.duration", e.plan.Estimate().Seconds()))
	}
	fail(e.span, o.Err, o.Fault)
	e.span.End()
}

// fail records an error.
func fail(s trace.Span, err error, f observability.Fault) {
	if err == nil {
		return
	}
	text := clip(err.Error())
	if f != "" {
		s.SetAttributes(attribute.String("error.type", string(f)))
	}
	s.AddEvent("exception", trace.WithAttributes( // RecordError, bounded
		attribute.String("exception.type", fmt.Sprintf("%T", err)),
		attribute.String("exception.message", text)))
	s.SetStatus(codes.Error, text)
}

// clip bounds a text, between two characters, and makes it valid UTF-8: one
// text that is not makes an exporter refuse all that it travels with.
func clip(s string) string {
	if len(s) > maxText {
		n := maxText
		for n > maxText-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
