package graph

// PeakBytes estimates the most memory that the values of a schedule take at
// one time, in bytes: each stage's output lives from its stage to its last
// reader, outputs of the graph to the end. Inputs of the graph and the small
// working tiles of engines are not counted; a view holds the value under it.
func PeakBytes(stages []Stage, outputs []*Node) float64 {
	base := map[*Node]*Node{} // the stored value under each value
	last := map[*Node]int{}   // the stage that reads it last
	for i, s := range stages {
		for _, in := range s.Inputs {
			if b := base[in]; b != nil {
				last[b] = i
			}
		}
		if s.Kind != StageView {
			base[s.Output] = s.Output
			last[s.Output] = i
		} else if len(s.Inputs) > 0 && base[s.Inputs[0]] != nil { // a scalar is not listed
			base[s.Output] = base[s.Inputs[0]]
		}
	}
	for _, o := range outputs {
		if b := base[o]; b != nil {
			last[b] = len(stages)
		}
	}
	frees := make([]float64, len(stages)+1)
	for n, i := range last {
		frees[i] += n.bytes()
	}
	var now, peak float64
	for i, s := range stages {
		if s.Kind != StageView {
			now += s.Output.bytes()
		}
		peak = max(peak, now)
		now -= frees[i]
	}
	return peak
}
