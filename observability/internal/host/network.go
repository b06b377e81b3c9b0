package host

import (
	"io/fs"
	"strings"
)

// Interface is what passed a network interface since it appeared.
type Interface struct {
	Name                                 string
	ReceivedBytes, ReceivedPackets       uint64
	ReceiveErrors, ReceiveDrops          uint64
	TransmittedBytes, TransmittedPackets uint64
	TransmitErrors, TransmitDrops        uint64
}

const netFile = "proc/net/dev"

// ReadNetwork reads the interfaces of this network namespace, in the kernel's
// order.
func ReadNetwork(root fs.FS) ([]Interface, error) {
	text, err := read(root, netFile, "network counters")
	if err != nil {
		return nil, err
	}
	return parseNetwork(text)
}

func parseNetwork(text string) (all []Interface, err error) {
	n := 0
	for line := range lines(text) {
		if n++; n <= 2 || strings.TrimSpace(line) == "" {
			continue // two lines of headings
		}
		// The first number may stand right after the colon, and an alias may
		// have a colon in its name.
		colon := strings.LastIndexByte(line, ':')
		if colon < 0 {
			return nil, malformed(netFile, "an interface", line)
		}
		i := Interface{Name: strings.TrimSpace(line[:colon])}
		err := counts(netFile, i.Name, strings.Fields(line[colon+1:]),
			&i.ReceivedBytes, &i.ReceivedPackets, &i.ReceiveErrors, &i.ReceiveDrops, nil, nil, nil, nil,
			&i.TransmittedBytes, &i.TransmittedPackets, &i.TransmitErrors, &i.TransmitDrops)
		if err != nil {
			return nil, err
		}
		if i.Name == "" {
			return nil, malformed(netFile, "an interface without a name", line)
		}
		all = append(all, i)
	}
	if n < 2 {
		return nil, malformed(netFile, "headings", text)
	}
	return all, nil
}
