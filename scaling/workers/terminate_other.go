//go:build !unix

package workers

import "os"

func terminate(p *os.Process) error { return p.Kill() }
