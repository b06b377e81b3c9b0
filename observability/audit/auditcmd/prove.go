package auditcmd

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/scicore-go/scicore/observability/audit"
)

// proof is what prove prints and check reads.
type proof struct {
	Kind       string       // "inclusion" or "consistency"
	Checkpoint string       // signed, of the whole log
	Index      uint64       // inclusion: the entry
	Entry      []byte       // inclusion: its canonical encoding
	Size       uint64       // consistency: of the older log
	Root       *audit.Hash  `json:",omitempty"` // consistency: of the older log
	Hashes     []audit.Hash // the proof
}

func prove(c *call) int {
	entry := c.flags.Uint64("entry", 0, "entry to prove")
	since := c.flags.Uint64("since", 0, "size of the older log")
	dir, err := c.parse("folder")
	if err != nil {
		return c.fail(err)
	}
	v, err := audit.OpenView(c.ctx, dir, c.keys...)
	if err != nil {
		return c.fail(err)
	}
	defer v.Close()
	p := proof{Checkpoint: string(v.Checkpoint().Signed)}
	if *since > 0 {
		err = p.consistency(v, *since)
	} else {
		err = p.inclusion(c, v, *entry)
	}
	if err == nil {
		_, err = p.check(c)
	}
	if err != nil {
		return c.fail(err)
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprintln(c.out, string(b))
	return ExitOK
}

func (p *proof) inclusion(c *call, v *audit.View, index uint64) error {
	e, err := v.Entry(c.ctx, index)
	if err != nil {
		return err
	}
	p.Kind, p.Index, p.Entry = "inclusion", index, e.Raw
	p.Hashes, err = v.InclusionProof(index, v.Size())
	return err
}

func (p *proof) consistency(v *audit.View, size uint64) error {
	root, err := v.Root(size)
	if err != nil {
		return err
	}
	p.Kind, p.Size, p.Root = "consistency", size, &root
	p.Hashes, err = v.ConsistencyProof(size, v.Size())
	return err
}

func check(c *call) int {
	path, err := c.parse("file")
	if err != nil {
		return c.fail(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return c.fail(err)
	}
	var p proof
	if err := json.Unmarshal(b, &p); err != nil {
		return c.fail(err)
	}
	text, err := p.check(c)
	if err != nil {
		fmt.Fprintf(c.err, "scicore-audit check: the proof does not hold: %v\n", err)
		return ExitTampered
	}
	fmt.Fprintln(c.out, text)
	return ExitOK
}

// check verifies a proof with nothing but the keys.
func (p *proof) check(c *call) (string, error) {
	cp, err := audit.ParseCheckpoint([]byte(p.Checkpoint), c.keys...)
	if err != nil {
		return "", err
	}
	switch {
	case p.Kind == "inclusion":
		if err := audit.CheckInclusion(cp, p.Index, p.Entry, p.Hashes); err != nil {
			return "", err
		}
		e, err := audit.Decode(p.Entry)
		if err != nil {
			return "", err
		}
		if e.Index != p.Index {
			return "", fmt.Errorf("the entry says that it is number %d", e.Index)
		}
		return fmt.Sprintf("ok: in %s\n%s", cp, line(e)), nil
	case p.Kind == "consistency" && p.Root != nil:
		older := audit.Checkpoint{Origin: cp.Origin, Size: p.Size, Root: *p.Root}
		if err := audit.CheckConsistency(older, cp, p.Hashes); err != nil {
			return "", err
		}
		return fmt.Sprintf("ok: %s continues %s", cp, older), nil
	}
	return "", errors.New("neither a proof of inclusion nor of consistency")
}
