// Quickstart finds the solar cycle in three centuries of sunspot numbers,
// shows how a fused computation on ten million elements is planned, and times
// it against a plain Go loop.
//
//	go run ./examples/quickstart                   the sunspot numbers it carries
//	go run ./examples/quickstart data.csv          a series of your own
//	go run ./examples/quickstart -png p.png a.npy  ...with the plot elsewhere
//
// A .csv file holds one column of values, or times and values; a .npy file
// holds a vector of values, or a matrix with the same two columns. The samples
// must be evenly spaced.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	png := flag.String("png", "quickstart.png", "where to save the plot")
	n := flag.Int("n", 10_000_000, "elements of the fused computation")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: quickstart [-png file] [-n elements] [file.csv | file.npy]")
		flag.PrintDefaults()
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Args(), *png, *n); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, png string, n int) error {
	if len(args) > 1 {
		return fmt.Errorf("%d files given: want one, a .csv or a .npy", len(args))
	}
	if n < 1 {
		return fmt.Errorf("-n %d: must be at least 1", n)
	}
	s := builtin()
	if len(args) == 1 {
		var err error
		if s, err = load(args[0]); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d samples from %g to %g\n", s.name, s.values.Size(), s.start, s.start+s.step*float64(s.values.Size()-1))
	p, err := periodogram(ctx, s)
	if err != nil {
		return err
	}
	fmt.Printf("strongest period: %.2f %s, amplitude %.1f\n\n", p.peak, s.unit, p.amplitude)
	if err := race(ctx, n); err != nil {
		return err
	}
	if err := plotTo(png, s, p); err != nil {
		return fmt.Errorf("plot: %w", err)
	}
	fmt.Printf("plot saved to %s\n", png)
	return nil
}
