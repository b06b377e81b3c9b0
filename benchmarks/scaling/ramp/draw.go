package main

import (
	"bufio"
	"fmt"
	"image/color"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
	vgdraw "gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/scicore-go/scicore/scaling/loadbalancing/simulate"
)

// draw writes a picture: the tail and the errors against the load.
func draw(path string, reports []simulate.Report) error {
	tail := panel("99.9th percentile", "seconds")
	tail.Y.Scale, tail.Y.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: 2}
	tail.Legend.Top, tail.Legend.Left = true, true
	errors := panel("queries that missed 5 s", "%")
	for i, r := range reports {
		if err := add(tail, i, r, func(s simulate.Step) float64 { return s.P999.Seconds() }, r.Name); err != nil {
			return err
		}
		if err := add(errors, i, r, func(s simulate.Step) float64 { return 100 * s.ErrorRate() }, ""); err != nil {
			return err
		}
	}
	canvas := vgsvg.New(26*vg.Centimeter, 11*vg.Centimeter)
	dc := vgdraw.New(canvas)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	tiles := vgdraw.Tiles{Rows: 1, Cols: 2, PadX: vg.Centimeter / 2, PadTop: vg.Centimeter / 4, PadBottom: vg.Centimeter / 4, PadLeft: vg.Centimeter / 4, PadRight: vg.Centimeter / 2}
	plots := [][]*plot.Plot{{tail, errors}}
	for i, c := range plot.Align(plots, tiles, dc)[0] {
		plots[0][i].Draw(c)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	if _, err := canvas.WriteTo(w); err != nil {
		return fmt.Errorf("draw %s: %w", path, err)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func panel(title, unit string) *plot.Plot {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text, p.Y.Label.Text = "load, % of the allocation", unit
	p.Add(plotter.NewGrid())
	return p
}

func add(p *plot.Plot, i int, r simulate.Report, of func(simulate.Step) float64, legend string) error {
	points := make(plotter.XYs, len(r.Steps))
	for k, s := range r.Steps {
		points[k] = plotter.XY{X: 100 * s.Load, Y: of(s)}
	}
	line, marks, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = plotutil.Color(i), vg.Points(1.4)
	marks.Color, marks.Shape, marks.Radius = plotutil.Color(i), plotutil.Shape(i), vg.Points(2.2)
	p.Add(line, marks)
	if legend != "" {
		p.Legend.Add(legend, line, marks)
	}
	return nil
}
