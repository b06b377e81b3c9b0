package insight

import (
	"encoding/json"
	"math"
)

// MarshalJSON writes bounds that are not finite as null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Value *float64 `json:"value"`
		Low   *float64 `json:"low"`
		High  *float64 `json:"high"`
	}{finite(e.Value), finite(e.Low), finite(e.High)})
}

// MarshalJSON writes what is unknown as null.
func (b Bottleneck) MarshalJSON() ([]byte, error) {
	type plain Bottleneck // without this method
	return json.Marshal(struct {
		plain
		Utilization *float64 `json:"utilization"`
		Saturation  *float64 `json:"saturation"`
		Errors      *float64 `json:"errors"`
		Idle        *float64 `json:"idle"`
	}{plain(b), finite(b.Utilization), finite(b.Saturation), finite(b.Errors), finite(b.Idle)})
}

func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
