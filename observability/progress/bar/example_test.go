package bar_test

import (
	"context"
	"os"
	"regexp"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/observability/progress/bar"
)

// timeless drops what differs from run to run.
type timeless struct{}

func (timeless) Write(b []byte) (int, error) {
	os.Stdout.Write(regexp.MustCompile(`, [^,]*/s, (\w+) after .*`).ReplaceAll(b, []byte(", $1")))
	return len(b), nil
}

func ExampleNew() {
	ctx := progress.With(context.Background(), bar.New(timeless{}, nil)) // usually os.Stderr
	p := progress.Start(ctx, "factorise", 1024, "rows")
	p.Add(1024)
	p.Done(nil)
	// Output:
	// factorise: 0/1024 rows (0 %)
	// factorise: 1024/1024 rows (100 %), finished
}
