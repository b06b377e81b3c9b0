package graph_test

import (
	"bytes"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

var sink *graph.Node

func BenchmarkBuild(b *testing.B) {
	x := array.Full(1.5, 1000)
	y := array.Full(2.5, 1000)
	b.ReportAllocs()
	for b.Loop() {
		p, q := graph.Of(x), graph.Of(y)
		sink = p.Mul(q).Add(q).Sqrt().Node()
	}
}

func small() []*graph.Node {
	x := graph.Of(array.Full(1.5, 1000))
	y := graph.Of(array.Full(2.5, 1000))
	return []*graph.Node{x.Mul(x).Add(y.Mul(y)).Sqrt().Node()}
}

func BenchmarkOptimize(b *testing.B) {
	g := small()
	b.ReportAllocs()
	for b.Loop() {
		sink = graph.Optimize(g...)[0]
	}
}

func BenchmarkFuse(b *testing.B) {
	g := small()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := graph.Fuse(g, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	in := map[string]*graph.Node{"x": graph.Of(array.Full(1.5, 100, 10)).Node()}
	b.ReportAllocs()
	for b.Loop() {
		n, err := graph.Parse("sqrt(mean(x*x, axis=0))", in, nil)
		if err != nil {
			b.Fatal(err)
		}
		sink = n
	}
}

func BenchmarkDecode(b *testing.B) {
	var buf bytes.Buffer
	if err := graph.Encode(&buf, small()...); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(buf.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := graph.Decode(bytes.NewReader(buf.Bytes()), nil); err != nil {
			b.Fatal(err)
		}
	}
}
