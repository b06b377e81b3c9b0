package simulate

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"math"
	"time"
)

// The picture's measures, in its own units.
const (
	plotWidth, plotHeight  = 1200, 520
	left, right, top, foot = 64, 16, 56, 44
	columns                = plotWidth - left - right
)

// style reads well on light and on dark ground, whichever the page has.
const style = `svg{background:#fff;color:#1f2328;font:13px system-ui,sans-serif}
.grid{stroke:#d0d7de}.demand{fill:#0969da;opacity:.55}.ready{stroke:#1a7f37}.asked{stroke:#9a6700;stroke-dasharray:3 3}
.lost{fill:#cf222e}.up{fill:#9a6700}.down{fill:#57606a}text{fill:currentColor}.ready,.asked{fill:none;stroke-width:1.5}
@media(prefers-color-scheme:dark){svg{background:#0d1117;color:#e6edf3}.grid{stroke:#30363d}.demand{fill:#58a6ff}
.ready{stroke:#3fb950}.asked{stroke:#d29922}.lost{fill:#ff7b72}.up{fill:#d29922}.down{fill:#8b949e}}`

// WriteSVG draws demand, in replicas, what was ready and what was asked for,
// where work was lost, and below each decision, whose reason shows when it is
// pointed at. The picture needs nothing else and adapts to light and dark.
func (r Report) WriteSVG(w io.Writer) error {
	b := bufio.NewWriter(w)
	p := newPlot(r)
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img"><title>%s</title><style>%s</style>`+"\n",
		plotWidth, plotHeight, html.EscapeString(p.title()), style)
	fmt.Fprintf(b, `<text x="%d" y="22" font-weight="600">%s</text>`+"\n", left, html.EscapeString(p.title()))
	p.legend(b)
	if len(r.Points) > 0 {
		p.axes(b)
		p.series(b)
		p.decisions(b)
	}
	fmt.Fprintln(b, "</svg>")
	return b.Flush()
}

type plot struct {
	Report
	high float64 // the top of the scale, in replicas
	span time.Duration
}

func newPlot(r Report) plot {
	p := plot{r, 1, max(r.To.Sub(r.From), 1)}
	for _, x := range r.Points {
		p.high = max(p.high, x.Demand/r.Capacity, float64(x.Asked))
	}
	p.high *= 1.05
	return p
}

func (p plot) title() string {
	return fmt.Sprintf("%s, %s: %.3f %% lost at %.3f of the oracle's cost, %.0f actions a day", p.Trace, p.Policy, p.Lost, p.Cost, p.ActionsPerDay)
}

func (p plot) x(t time.Time) float64 {
	return left + columns*float64(t.Sub(p.From))/float64(p.span)
}

func (p plot) y(replicas float64) float64 {
	return plotHeight - foot - (plotHeight-foot-top)*replicas/p.high
}

func (p plot) legend(w io.Writer) {
	x := left
	for _, l := range []struct{ class, name string }{{"demand", "demand, in replicas"}, {"ready", "ready"}, {"asked", "asked for"}, {"lost", "work lost"}, {"up", "decided to grow"}, {"down", "to shrink"}} {
		shape := fmt.Sprintf(`<rect class="%s" x="%d" y="34" width="14" height="10"/>`, l.class, x)
		if l.class == "ready" || l.class == "asked" {
			shape = fmt.Sprintf(`<path class="%s" d="M%d 39h14"/>`, l.class, x)
		}
		fmt.Fprintf(w, `%s<text x="%d" y="43">%s</text>`+"\n", shape, x+20, l.name)
		x += 40 + 8*len(l.name)
	}
}

func (p plot) axes(w io.Writer) {
	step := nice(p.high / 5)
	for v := 0.0; v <= p.high; v += step {
		fmt.Fprintf(w, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%.4g</text>`+"\n",
			left, p.y(v), plotWidth-right, left-8, p.y(v)+4, v)
	}
	every, layout := ticks(p.span)
	first := p.From.Truncate(every)
	if first.Before(p.From) {
		first = first.Add(every)
	}
	for t := first; t.Before(p.To); t = t.Add(every) {
		fmt.Fprintf(w, `<path class="grid" d="M%.1f %dv6"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>`+"\n",
			p.x(t), plotHeight-foot+14, p.x(t), plotHeight-8, t.Format(atMidnight(t, layout)))
	}
}

// atMidnight is the layout of a day where one begins.
func atMidnight(t time.Time, layout string) string {
	if layout == "15:04" && t.Equal(t.Truncate(24*time.Hour)) {
		return "2 Jan"
	}
	return layout
}

// nice is the least of 1, 2, 5, 10, … that is not below v.
func nice(v float64) float64 {
	ten := math.Pow(10, math.Floor(math.Log10(v)))
	for _, f := range []float64{1, 2, 5, 10} {
		if f*ten >= v {
			return max(f*ten, 1)
		}
	}
	return 10 * ten
}

// ticks are about ten on a span.
func ticks(span time.Duration) (time.Duration, string) {
	const day = 24 * time.Hour
	for _, t := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour} {
		if span <= 13*t {
			return t, "15:04"
		}
	}
	for _, n := range []time.Duration{1, 2, 7, 14, 28} {
		if span <= 13*n*day {
			return n * day, "2 Jan"
		}
	}
	return (span / 10).Truncate(day), "2 Jan 2006"
}

// column is what happened in one unit of the picture's width.
type column struct {
	demand, short float64 // the most
	ready, asked  int     // the least and the most
	any           bool
}

func (p plot) columns() []column {
	all := make([]column, columns)
	for _, x := range p.Points {
		c := &all[min(int(p.x(x.At)-left), columns-1)]
		need := x.Demand / p.Capacity
		if !c.any {
			c.any, c.ready = true, x.Ready
		}
		c.demand = max(c.demand, need)
		c.ready, c.asked = min(c.ready, x.Ready), max(c.asked, x.Asked)
		c.short = max(c.short, need-float64(x.Ready))
	}
	for i := 1; i < len(all); i++ { // where there are fewer steps than columns
		if !all[i].any {
			all[i] = all[i-1]
		}
	}
	return all
}

func (p plot) series(w io.Writer) {
	all := p.columns()
	fmt.Fprintf(w, `<path class="demand" d="M%d %.1f`, left, p.y(0))
	for i, c := range all {
		fmt.Fprintf(w, "L%d %.1f", left+i, p.y(c.demand))
	}
	fmt.Fprintf(w, `L%d %.1fZ"/>`+"\n", left+columns-1, p.y(0))
	p.line(w, "asked", all, func(c column) int { return c.asked })
	p.line(w, "ready", all, func(c column) int { return c.ready })
	for i, c := range all {
		if c.short > 0 {
			fmt.Fprintf(w, `<rect class="lost" x="%d" y="%.1f" width="1.5" height="%.1f"><title>%.1f too few</title></rect>`+"\n",
				left+i, p.y(c.demand), max(p.y(c.demand-c.short)-p.y(c.demand), 1), c.short)
		}
	}
}

func (p plot) line(w io.Writer, class string, all []column, of func(column) int) {
	fmt.Fprintf(w, `<path class="%s" d="M%d %.1f`, class, left, p.y(float64(of(all[0]))))
	for i := 1; i < len(all); i++ {
		if of(all[i]) != of(all[i-1]) {
			fmt.Fprintf(w, "H%dV%.1f", left+i, p.y(float64(of(all[i]))))
		}
	}
	fmt.Fprintf(w, "H%d\"/>\n", left+len(all))
}

// decisions are marks below the axis: of those in one column, the last of each
// direction.
func (p plot) decisions(w io.Writer) {
	const base = plotHeight - foot
	seen := map[[2]int]bool{}
	for i := len(p.Changes) - 1; i >= 0; i-- {
		c := p.Changes[i]
		class, y := "up", base+1
		if c.To < c.From {
			class, y = "down", base+8
		}
		at := [2]int{int(p.x(c.At)), y}
		if seen[at] {
			continue
		}
		seen[at] = true
		fmt.Fprintf(w, `<rect class="%s" x="%d" y="%d" width="2" height="6"><title>%s: %d to %d: %s</title></rect>`+"\n",
			class, at[0], y, c.At.Format(time.DateTime), c.From, c.To, html.EscapeString(c.Reason))
	}
}
