package simulate_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/simulate"
)

func TestSVG(t *testing.T) {
	told := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		return scaling.Scale(int(s.Load.Value(scaling.Requests)), `a <b> & "c"`)
	})
	for name, r := range map[string]simulate.Report{
		"nothing":  {},
		"a minute": run(t, told, trace(3), nil),
		"a day":    run(t, told, simulate.Synthetic(1, start, 1, 12), nil),
		"months":   run(t, told, simulate.Synthetic(1, start, 90, 12), nil),
	} {
		var b bytes.Buffer
		if err := r.WriteSVG(&b); err != nil {
			t.Fatal(err)
		}
		elements := map[string]int{}
		for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				elements[e.Name.Local]++
			}
		}
		if name == "nothing" {
			continue
		}
		if elements["path"] < 6 || b.Len() > 1<<20 || strings.Contains(b.String(), "NaN") || strings.Contains(b.String(), "Inf") {
			t.Errorf("%s: %d bytes, %v", name, b.Len(), elements)
		}
		if r.Actions > 0 && !strings.Contains(b.String(), "a &lt;b&gt; &amp; &#34;c&#34;") {
			t.Errorf("%s: no reasons", name)
		}
	}
}

func TestTables(t *testing.T) {
	c := simulate.Comparison{run(t, sizes(1, 2), trace(1, 1), &simulate.Options{Startup: time.Minute})}
	c[0].Policy = "told"
	var text, md bytes.Buffer
	if err := c.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := c.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{text.String(), md.String(), c[0].String()} {
		if !strings.Contains(s, "told") || !strings.Contains(s, "0.0000") {
			t.Error(s)
		}
	}
	if !strings.HasPrefix(md.String(), "| policy | out of objective % | lost % |") || strings.Count(md.String(), "\n") != 3 {
		t.Error(md.String())
	}
}
