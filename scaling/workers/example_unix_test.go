//go:build unix

package workers_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/workers"
)

// Processes of one command: each knows its number, is replaced when it ends by
// itself, and is drained before it is killed.
func ExampleProcesses() {
	p, err := workers.NewProcesses(workers.Options{
		Command: []string{"sleep", "600"},
		Grace:   5 * time.Second, // between the request to end and the kill
	})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	fmt.Println(p.Scale(ctx, 2))
	status, err := p.Status(ctx)
	fmt.Println(status.Desired, err)
	fmt.Println(p.Close(ctx)) // waits for the end of both
	fmt.Println(errors.Is(p.Scale(ctx, 1), workers.ErrClosed))
	_, err = workers.NewProcesses(workers.Options{Command: []string{"there-is-no-such-command"}})
	fmt.Println(err != nil)
	// Output:
	// <nil>
	// 2 <nil>
	// <nil>
	// true
	// true
}
