package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/tracing"
)

// auditRow is what a request does: it evaluates, or appends an entry to the
// audit log and waits until that is durable, or both.
type auditRow struct {
	name    string
	ctx     context.Context // of the evaluation; nil: there is none
	appends bool
	best    time.Duration // of one request
}

// Many requests at a time share an fsync, as those of a service do.
const (
	requesters = 512
	each       = 8 // requests of one requester in a round
)

func auditRows() []*auditRow {
	on := func(r *row) context.Context { return r.ctx }
	return []*auditRow{
		{name: "append, no evaluation", appends: true},
		{name: "evaluation, no append", ctx: on(watched("", 0))},
		{name: "evaluation and append, no observer", ctx: on(watched("", 0)), appends: true},
		{name: "evaluation and append; spans and metrics, no SDK", ctx: on(watched("", 0, tracing.New(nil), counting())), appends: true},
		{name: "evaluation and append; spans of 1 % and metrics, tracing/otlp and metrics/otlp", ctx: on(watched("", 0, ahead(0.01), produced())), appends: true},
	}
}

// round has all requesters at work and takes the time until the last is done.
func (r *auditRow) round(log *audit.Log, e graph.Expr[float64]) {
	var wg sync.WaitGroup
	start := time.Now()
	for range requesters {
		wg.Go(func() {
			for range each {
				if r.ctx != nil {
					if _, err := scicore.Eval(r.ctx, e); err != nil {
						fatal(err)
					}
				}
				if !r.appends {
					continue
				}
				if _, err := log.Append(context.Background(), audit.Event{Actor: "ann", Action: "compute", Resource: "request", Outcome: audit.Success}); err != nil {
					fatal(err)
				}
			}
		})
	}
	wg.Wait()
	r.best = min(r.best, time.Since(start)/(requesters*each))
}

// measureAudit goes through the rows with a log of their own on disk.
func measureAudit(e graph.Expr[float64], rounds int) []*auditRow {
	dir, err := os.MkdirTemp("", "overhead")
	if err != nil {
		fatal(err)
	}
	defer os.RemoveAll(dir)
	secret, _, err := audit.NewKey("overhead")
	if err != nil {
		fatal(err)
	}
	signer, err := audit.ParseSigner(secret)
	if err != nil {
		fatal(err)
	}
	log, err := audit.Open(context.Background(), dir, &audit.Options{Signer: signer})
	if err != nil {
		fatal(err)
	}
	all := auditRows()
	for _, r := range all {
		r.best = time.Hour
	}
	for range rounds {
		for _, r := range all {
			r.round(log, e)
		}
	}
	if err := log.Close(); err != nil {
		fatal(err)
	}
	return all
}

func auditTable(w io.Writer, all []*auditRow, rounds int) {
	fmt.Fprintf(w, "\n## The audit log\n\nRequests of %d at a time that evaluate and append an entry, each waiting until it is durable; best of %d rounds of %d.\nThe last column is against the same without an observer.\n\n",
		requesters, rounds, requesters*each)
	fmt.Fprintf(w, "| request | ns | requests a second | ratio |\n|---|---:|---:|---:|\n")
	bare := all[2].best
	for i, r := range all {
		ratio := ""
		if i >= 2 {
			ratio = fmt.Sprintf("%.3f", float64(r.best)/float64(bare))
		}
		fmt.Fprintf(w, "| %s | %d | %.0f | %s |\n", r.name, r.best.Nanoseconds(), float64(time.Second)/float64(r.best), ratio)
	}
}
