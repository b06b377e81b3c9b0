package host

import (
	"io/fs"
	"os"
	"strings"
	"time"
)

// Process is what this process uses.
type Process struct {
	User, System             time.Duration // processor time
	Resident, Virtual        uint64        // bytes
	Threads                  uint64
	MinorFaults, MajorFaults uint64
}

const processFile = "proc/self/stat"

// ReadProcess reads the kernel's account of this process.
func ReadProcess(root fs.FS) (Process, error) {
	text, err := read(root, processFile, "process statistics")
	if err != nil {
		return Process{}, err
	}
	return parseProcess(text, uint64(os.Getpagesize()))
}

func parseProcess(text string, page uint64) (p Process, err error) {
	// The name of the program may hold blanks and parentheses.
	end := strings.LastIndexByte(text, ')')
	if end < 0 {
		return p, malformed(processFile, "no name", text)
	}
	f := strings.Fields(text[end+1:])
	var user, system uint64
	// Counted from 0 after the name, so field n of proc(5) is n-3.
	err = counts(processFile, "statistics", f, nil, nil, nil, nil, nil, nil, nil,
		&p.MinorFaults, nil, &p.MajorFaults, nil, &user, &system, nil, nil, nil, nil,
		&p.Threads, nil, nil, &p.Virtual, &p.Resident)
	if err != nil {
		return Process{}, err
	}
	if p.Resident > 1<<62/page {
		return Process{}, malformed(processFile, "resident pages", f[21])
	}
	p.Resident *= page
	if p.User, err = ticks(processFile, "user time", user); err == nil {
		p.System, err = ticks(processFile, "system time", system)
	}
	if err != nil {
		return Process{}, err
	}
	return p, nil
}
