// Package auditpage shows an audit log on a dashboard and lets it be verified
// there.
//
//	d, err := dashboard.New(dashboard.Options{Audit: auditpage.Source(log)})
package auditpage

import (
	"context"

	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/dashboard"
)

// Source returns the log that l writes as a dashboard wants it. Verifying
// reads the files beside the writer and holds them against what the writer
// knows: files that were cut since are found, too.
func Source(l *audit.Log) dashboard.AuditSource { return source{l} }

type source struct{ log *audit.Log }

// AuditHead implements dashboard.AuditSource.
func (s source) AuditHead() dashboard.AuditHead {
	cp, stats := s.log.Checkpoint(), s.log.Stats()
	return dashboard.AuditHead{Origin: cp.Origin, Size: cp.Size, First: stats.First, Root: cp.Root.String(),
		CheckpointSize: stats.CheckpointSize, CheckpointTime: stats.CheckpointTime, Err: s.log.Err()}
}

// AuditVerify implements dashboard.AuditSource.
func (s source) AuditVerify(ctx context.Context, progress func(done, total uint64)) (dashboard.AuditReport, error) {
	r, err := audit.Verify(ctx, s.log.Dir(), &audit.VerifyOptions{
		Keys: s.log.Verifiers(), Remembered: [][]byte{s.log.Checkpoint().Signed}, Progress: progress})
	if err != nil {
		return dashboard.AuditReport{}, err
	}
	out := dashboard.AuditReport{OK: r.OK(), Entries: r.Entries}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, f.String())
	}
	return out, nil
}
