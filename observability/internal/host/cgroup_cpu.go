package host

import (
	"strconv"
	"strings"
)

const cpuGroup = "processor time of the control group"

func (h *hierarchies) cpu() (CgroupCPU, error) {
	g, version, err := h.find("cpu")
	if err != nil {
		return CgroupCPU{}, err
	}
	if version == 2 {
		return g.cpu2()
	}
	used, _, err := h.find("cpuacct")
	if err != nil {
		return CgroupCPU{}, err
	}
	return g.cpu1(used)
}

func (g group) cpu2() (CgroupCPU, error) {
	s, err := pairs(g.root, g.file("cpu.stat"), cpuGroup)
	if err != nil {
		return CgroupCPU{}, err
	}
	if _, ok := s["usage_usec"]; !ok {
		return CgroupCPU{}, unavailable(cpuGroup, "/"+g.file("cpu.stat")+": no usage_usec")
	}
	c := CgroupCPU{Version: 2, Total: microseconds(s["usage_usec"]), User: microseconds(s["user_usec"]), System: microseconds(s["system_usec"]),
		Periods: s["nr_periods"], Throttled: s["nr_throttled"], ThrottledTime: microseconds(s["throttled_usec"])}
	c.Limit, err = tightest(g, g.quota2)
	return c, err
}

// quota2 reads "max 100000" or "150000 100000".
func (g group) quota2(dir string) (float64, error) {
	file := dir + "/cpu.max"
	text, err := read(g.root, file, cpuGroup)
	if err != nil {
		return 0, err
	}
	quota, period, _ := strings.Cut(strings.TrimSpace(text), " ")
	if quota == "max" {
		return 0, nil
	}
	return processors(file, quota, period)
}

func processors(file, quota, period string) (float64, error) {
	q, err := number(file, "quota", quota)
	if err != nil {
		return 0, err
	}
	p, err := number(file, "period", period)
	if err == nil && p == 0 {
		err = malformed(file, "period", period)
	}
	if err != nil {
		return 0, err
	}
	return q / p, nil
}

// cpu1 reads the quota from one group and the time used from another: the
// controllers may be mounted apart.
func (g group) cpu1(used group) (c CgroupCPU, err error) {
	c.Version = 1
	total, err := one(used.root, used.file("cpuacct.usage"), cpuGroup)
	if err != nil {
		return CgroupCPU{}, err
	}
	c.Total = nanoseconds(total)
	modes, err := pairs(used.root, used.file("cpuacct.stat"), cpuGroup)
	if err != nil {
		return CgroupCPU{}, err
	}
	if c.User, err = ticks(used.file("cpuacct.stat"), "user", modes["user"]); err != nil {
		return CgroupCPU{}, err
	}
	if c.System, err = ticks(used.file("cpuacct.stat"), "system", modes["system"]); err != nil {
		return CgroupCPU{}, err
	}
	s, err := pairs(g.root, g.file("cpu.stat"), cpuGroup)
	if err != nil {
		return CgroupCPU{}, err
	}
	c.Periods, c.Throttled, c.ThrottledTime = s["nr_periods"], s["nr_throttled"], nanoseconds(s["throttled_time"])
	c.Limit, err = tightest(g, g.quota1)
	return c, err
}

func (g group) quota1(dir string) (float64, error) {
	file := dir + "/cpu.cfs_quota_us"
	quota, err := read(g.root, file, cpuGroup)
	if err != nil {
		return 0, err
	}
	quota = strings.TrimSpace(quota)
	if n, err := strconv.ParseInt(quota, 10, 64); err == nil && n <= 0 {
		return 0, nil
	}
	period, err := read(g.root, dir+"/cpu.cfs_period_us", cpuGroup)
	if err != nil {
		return 0, err
	}
	return processors(file, quota, strings.TrimSpace(period))
}
