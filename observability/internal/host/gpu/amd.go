package gpu

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/observability/internal/host"
)

const (
	drm = "sys/class/drm"
	amd = "0x1002" // AMD's number on the bus
)

// ReadAMD reads what the amdgpu driver shows of its devices.
func ReadAMD(root fs.FS) (all []GPU, err error) {
	cards, _ := fs.ReadDir(root, drm)
	for _, c := range cards {
		if !isCard(c.Name()) {
			continue // an output of a card, or a node for rendering
		}
		dir := path.Join(drm, c.Name(), "device")
		if vendor, err := text(root, dir, "vendor"); err != nil || vendor != amd {
			continue
		}
		g, err := readCard(root, dir)
		if err != nil {
			return all, err
		}
		if g.ID == "" {
			g.ID = c.Name()
		}
		all = append(all, g)
	}
	if len(all) == 0 {
		return nil, &fault.Unavailable{What: "AMD graphics processors", Looked: "no card of vendor " + amd + " in /" + drm}
	}
	return all, nil
}

// isCard tells "card0" from "card0-HDMI-A-1".
func isCard(name string) bool {
	number, ok := strings.CutPrefix(name, "card")
	_, err := strconv.ParseUint(number, 10, 32)
	return ok && err == nil
}

func text(root fs.FS, dir, name string) (string, error) {
	data, err := fs.ReadFile(root, path.Join(dir, name))
	return strings.TrimSpace(string(data)), err
}

// reading reads a number from least to most, or nil where the driver shows
// none: which files there are depends on the device, and reading one may fail
// while it sleeps.
func reading(root fs.FS, dir, name string, least, most int64) (*float64, error) {
	s, err := text(root, dir, name)
	if err != nil {
		return nil, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < least || n > most {
		return nil, fmt.Errorf("/%s/%s: %.80q: %w", dir, name, s, host.ErrFormat)
	}
	v := float64(n)
	return &v, nil
}

func readCard(root fs.FS, dir string) (GPU, error) {
	g := GPU{Vendor: "AMD"}
	g.ID, _ = text(root, dir, "unique_id")
	g.Name, _ = text(root, dir, "product_name")
	var total, used *float64
	sensors := sensorsOf(root, dir)
	var errs []error
	for _, p := range []struct {
		to          **float64
		dir, name   string
		scale       float64
		least, most int64
	}{
		{&g.Utilization, dir, "gpu_busy_percent", 100, 0, 100}, {&g.MemoryUtilization, dir, "mem_busy_percent", 100, 0, 100},
		{&total, dir, "mem_info_vram_total", 1, 0, 1 << 52}, {&used, dir, "mem_info_vram_used", 1, 0, 1 << 52},
		{&g.Temperature, sensors, "temp1_input", 1e3, coldest * 1e3, hottest * 1e3}, {&g.Power, sensors, "power1_average", 1e6, 0, strongest * 1e6},
	} {
		v, err := reading(root, p.dir, p.name, p.least, p.most)
		errs = append(errs, err)
		if v != nil {
			*v /= p.scale
			*p.to = v
		}
	}
	g.MemoryTotal, g.MemoryUsed = whole(total), whole(used)
	return g, errors.Join(errs...)
}

// sensorsOf returns the folder of a card's first sensor chip.
func sensorsOf(root fs.FS, dir string) string {
	chips, _ := fs.ReadDir(root, path.Join(dir, "hwmon"))
	if len(chips) == 0 {
		return path.Join(dir, "hwmon")
	}
	return path.Join(dir, "hwmon", chips[0].Name())
}

func whole(v *float64) *uint64 {
	if v == nil {
		return nil
	}
	n := uint64(*v)
	return &n
}
