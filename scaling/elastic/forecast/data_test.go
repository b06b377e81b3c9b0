package forecast

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/need"
)

// openData opens a file of measured loads. They are not part of the
// repository.
func openData(t testing.TB, name string) io.Reader {
	t.Helper()
	f, err := os.Open(need.Data(t, name, "M4-Hourly is Dataset/Train/Hourly-train.csv of github.com/Mcompetitions/M4-methods, gzipped, "+
		"the taxis are realKnownCause/nyc_taxi.csv of github.com/numenta/NAB, "+
		"NASA-HTTP is the Internet Traffic Archive's, counted by minute"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if !strings.HasSuffix(name, ".gz") {
		return f
	}
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func readCSV(t testing.TB, name string) [][]string {
	t.Helper()
	r := csv.NewReader(openData(t, name))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows: %v", name, len(rows), err)
	}
	return rows[1:]
}

func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// m4 are the training series of M4-Hourly.
func m4(t testing.TB) [][]float64 {
	t.Helper()
	var out [][]float64
	for _, row := range readCSV(t, "m4-hourly-train.csv.gz") {
		var y []float64
		for _, cell := range row[1:] {
			if cell == "" || cell == "NA" {
				break
			}
			y = append(y, number(t, cell))
		}
		out = append(out, y)
	}
	return out
}

// taxis are passengers in New York by half-hour.
func taxis(t testing.TB) Series {
	t.Helper()
	rows := readCSV(t, "nyc-taxi-30min.csv")
	s := Series{Step: 30 * time.Minute}
	for i, row := range rows {
		at, err := time.Parse("2006-01-02 15:04:05", row[0])
		if err != nil || i > 0 && !at.Equal(s.Time(i)) {
			t.Fatalf("row %d: %v %v", i, at, err)
		}
		if i == 0 {
			s.Start = at
		}
		s.Values = append(s.Values, number(t, row[1]))
	}
	return s
}

// nasa are requests by minute, zeros included.
func nasa(t testing.TB) Series {
	t.Helper()
	s := Series{Start: time.Date(1995, 7, 1, 0, 0, 0, 0, time.UTC), Step: time.Minute}
	for _, row := range readCSV(t, "nasa-http-per-minute.csv.gz") {
		s.Values = append(s.Values, number(t, row[1]))
	}
	return s
}

// hours is a made load of n hours: a day, a week, noise by a fixed sequence.
func hours(n int) Series {
	s := Series{Start: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), Step: time.Hour}
	r := noise(7)
	for t := range n {
		day := 1 + 0.5*math.Sin(2*math.Pi*float64(t)/24)
		if t/24%7 >= 5 {
			day *= 0.6
		}
		s.Values = append(s.Values, 1000*day*(1+0.05*r()))
	}
	return s
}

// noise is a sequence of mean 0 and standard deviation 1, the same each time.
func noise(seed uint64) func() float64 {
	return func() float64 {
		sum := 0.0
		for range 12 { // Irwin and Hall: nearly normal
			seed = seed*6364136223846793005 + 1442695040888963407
			sum += float64(seed>>11) / (1 << 53)
		}
		return sum - 6
	}
}
