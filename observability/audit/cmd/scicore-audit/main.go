// Command scicore-audit verifies, shows and proves entries of audit logs. Run
// it without arguments for its usage.
package main

import (
	"context"
	"os"
	"os/signal"

	"github.com/scicore-go/scicore/observability/audit/auditcmd"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := auditcmd.Main(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
