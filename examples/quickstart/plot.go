package main

import (
	"fmt"
	"image/color"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

var blue = color.RGBA{R: 31, G: 90, B: 160, A: 255}

// plotTo draws the series above its spectrum and saves them as a PNG file.
func plotTo(path string, s series, p spectrum) error {
	top, err := seriesPlot(s)
	if err != nil {
		return err
	}
	bottom, err := spectrumPlot(s, p)
	if err != nil {
		return err
	}
	canvas := vgimg.New(9*vg.Inch, 6.5*vg.Inch)
	tiles := draw.Tiles{Rows: 2, Cols: 1, PadX: vg.Millimeter, PadY: 4 * vg.Millimeter,
		PadTop: 2 * vg.Millimeter, PadBottom: 2 * vg.Millimeter, PadLeft: 2 * vg.Millimeter, PadRight: 4 * vg.Millimeter}
	plots := [][]*plot.Plot{{top}, {bottom}}
	for i, row := range plot.Align(plots, tiles, draw.New(canvas)) {
		plots[i][0].Draw(row[0])
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = vgimg.PngCanvas{Canvas: canvas}.WriteTo(f)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}

func seriesPlot(s series) (*plot.Plot, error) {
	points := make(plotter.XYs, s.values.Size())
	for i := range points {
		points[i] = plotter.XY{X: s.start + s.step*float64(i), Y: s.values.At(i)}
	}
	p := plot.New()
	p.Title.Text = s.name
	p.X.Label.Text = s.unit
	return p, addLine(p, points)
}

// spectrumPlot draws power over period, up to eight times the strongest.
func spectrumPlot(s series, sp spectrum) (*plot.Plot, error) {
	var points plotter.XYs
	for i := range sp.periods.Size() {
		if period := sp.periods.At(i); period <= 8*sp.peak {
			points = append(points, plotter.XY{X: period, Y: sp.power.At(i)})
		}
	}
	p := plot.New()
	p.Title.Text = fmt.Sprintf("power, strongest at %.2f %s", sp.peak, s.unit)
	p.X.Label.Text = "period, " + s.unit
	p.Y.Label.Text = "amplitude squared"
	return p, addLine(p, points)
}

func addLine(p *plot.Plot, points plotter.XYs) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color = blue
	line.Width = vg.Points(1.2)
	p.Add(plotter.NewGrid(), line)
	return nil
}
