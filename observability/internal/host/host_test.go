package host

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
)

// vm is a virtual machine of Linux 6.18 with control groups of version 1, as
// recorded.
var vm = os.DirFS("testdata/vm")

// files makes a root of a few files.
func files(pairs ...string) fs.FS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

// check holds what a reader returns against what it should, or the text of its
// error against a part of it.
func check[T any](t *testing.T, name string, got T, err error, want T, fails string) {
	t.Helper()
	switch {
	case fails != "":
		if err == nil || !strings.Contains(err.Error(), fails) {
			t.Errorf("%s: %v, error %v, want %q", name, got, err, fails)
		}
		if !errors.Is(err, ErrFormat) && !errors.Is(err, fault.ErrUnavailable) {
			t.Errorf("%s: untyped error %v", name, err)
		}
	case err != nil:
		t.Errorf("%s: %v", name, err)
	case !reflect.DeepEqual(got, want):
		t.Errorf("%s:\n%+v, want\n%+v", name, got, want)
	}
}

const s = time.Second

func TestCPU(t *testing.T) {
	got, err := ReadCPU(vm)
	check(t, "recorded", got, err, CPU{
		Total: CPUTimes{61222610 * time.Millisecond, 1766030 * time.Millisecond, 3437520 * time.Millisecond, 26343020 * time.Millisecond, 39410 * time.Millisecond, 0, 89210 * time.Millisecond, 73580 * time.Millisecond},
		Cores: []Core{
			{0, CPUTimes{30680320 * time.Millisecond, 856120 * time.Millisecond, 1711710 * time.Millisecond, 13137870 * time.Millisecond, 22980 * time.Millisecond, 0, 42570 * time.Millisecond, 35430 * time.Millisecond}},
			{1, CPUTimes{30542280 * time.Millisecond, 909900 * time.Millisecond, 1725800 * time.Millisecond, 13205150 * time.Millisecond, 16420 * time.Millisecond, 0, 46630 * time.Millisecond, 38140 * time.Millisecond}},
		},
	}, "")
	for _, c := range []struct {
		name, text string
		want       CPU
		fails      string
	}{
		{"four fields", "cpu  100 200 300 400\n", CPU{Total: CPUTimes{User: s, Nice: 2 * s, System: 3 * s, Idle: 4 * s}}, ""},
		{"a processor is off", "cpu 100 0 0 0\ncpu0 0 0 0 0\ncpu7 100 0 0 0\nintr 1\n", CPU{Total: CPUTimes{User: s}, Cores: []Core{{0, CPUTimes{}}, {7, CPUTimes{User: s}}}}, ""},
		{"no last newline", "cpu 100 0 0 0", CPU{Total: CPUTimes{User: s}}, ""},
		{"CRLF", "cpu 100 0 0 0\r\n", CPU{Total: CPUTimes{User: s}}, ""},
		{"fields of the future", "cpu 100 0 0 0 0 0 0 0 0 0 7 8 9\n", CPU{Total: CPUTimes{User: s}}, ""},
		{"three fields", "cpu 100 0 0\n", CPU{}, `cpu: "100 0 0": malformed`},
		{"a word", "cpu 100 0 x 0\n", CPU{}, `cpu: "x"`},
		{"negative", "cpu 100 0 0 -5\n", CPU{}, `cpu: "-5"`},
		{"more than 64 bits", "cpu 100 0 0 18446744073709551616\n", CPU{}, "18446744073709551616"},
		{"more time than there is", "cpu 100 0 0 18446744073709551615\n", CPU{}, "more time than there is"},
		{"processor of no number", "cpu 100 0 0 0\ncpux 1 1 1 1\n", CPU{}, `processor: "x"`},
		{"a number too large", "cpu 100 0 0 0\ncpu99999999 1 1 1 1\n", CPU{}, "99999999"},
		{"only cpu", "cpu 1 1 1 1\ncpu", CPU{}, `processor: ""`},
		{"no totals", "cpu0 1 1 1 1\n", CPU{}, "no line of all processors"},
		{"empty", "", CPU{}, "no line of all processors"},
	} {
		got, err := ReadCPU(files("proc/stat", c.text))
		check(t, c.name, got, err, c.want, c.fails)
	}
	got, err = ReadCPU(files())
	check(t, "no file", got, err, CPU{}, "processor times: unavailable: /proc/stat: file does not exist")
}

func TestLoad(t *testing.T) {
	got, err := ReadLoad(vm)
	check(t, "recorded", got, err, Load{8.14, 7.81, 5.58}, "")
	for text, fails := range map[string]string{
		"0.00 0.01 0.05": "", "1 2": "load averages", "": "load averages", "a b c": `"a"`,
		"NaN 1 1": "NaN", "1 Inf 1": "Inf", "1 1 -1": "-1", "1e999 1 1": "1e999",
	} {
		got, err := ReadLoad(files("proc/loadavg", text))
		check(t, text, got, err, Load{0, .01, .05}, fails)
	}
}

func TestPressure(t *testing.T) {
	got, err := ReadPressure(vm)
	if err != nil || len(got) != 3 {
		t.Fatalf("%v, %v", got, err)
	}
	avg10 := 90.10
	check(t, "recorded", got[0], nil, Pressure{"cpu", Stall{avg10 / 100, .9492, .9235, 21279312755 * time.Microsecond}, &Stall{}}, "")
	const line = "some avg10=1.00 avg60=2.00 avg300=3.00 total=4\n"
	some := Stall{.01, .02, .03, 4 * time.Microsecond}
	for _, c := range []struct {
		name, text, fails string
		want              []Pressure
	}{
		{"before 5.13", line, "", []Pressure{{"cpu", some, nil}}},
		{"a new average", strings.Replace(line, "total", "avg900=5.00 total", 1), "", []Pressure{{"cpu", some, nil}}},
		{"an average less", "some avg10=1.00 avg60=2.00 total=4\n", "averages and a total", nil},
		{"no some", strings.Replace(line, "some", "full", 1), "no line of some", nil},
		{"over a hundred years", "some avg10=1.00 avg60=2.00 avg300=3.00 total=18446744073709551615\n", "total", nil},
		{"no number", strings.Replace(line, "2.00", "two", 1), `avg60: "two"`, nil},
		{"empty", "", "no line of some", nil},
	} {
		got, err := ReadPressure(files("proc/pressure/cpu", c.text))
		check(t, c.name, got, err, c.want, c.fails)
	}
	_, err = ReadPressure(files())
	check(t, "a kernel without it", 0, err, 0, "pressure: unavailable: /proc/pressure/cpu")
}

func TestMemory(t *testing.T) {
	got, err := ReadMemory(vm)
	check(t, "recorded", got, err, Memory{24682416 << 10, 4241748 << 10, 23200624 << 10, 165700 << 10, 18398120 << 10, &Swap{}}, "")
	const three = "MemTotal: 100 kB\nMemFree: 10 kB\nMemAvailable: 60 kB\n"
	for _, c := range []struct {
		name, text, fails string
		want              Memory
	}{
		{"a sandbox", three, "", Memory{Total: 100 << 10, Free: 10 << 10, Available: 60 << 10}},
		{"swap", three + "SwapTotal: 8 kB\nSwapFree: 3 kB\n", "", Memory{Total: 100 << 10, Free: 10 << 10, Available: 60 << 10, Swap: &Swap{8 << 10, 3 << 10}}},
		{"half a swap", three + "SwapTotal: 8 kB\n", "", Memory{Total: 100 << 10, Free: 10 << 10, Available: 60 << 10}},
		{"said twice: the first", three + "MemFree: 99 kB\n", "", Memory{Total: 100 << 10, Free: 10 << 10, Available: 60 << 10}},
		{"before 3.14", "MemTotal: 100 kB\nMemFree: 10 kB\n", "no line MemAvailable", Memory{}},
		{"nothing", "MemTotal: 0 kB\nMemFree: 0 kB\nMemAvailable: 0 kB\n", "more free than there is", Memory{}},
		{"more free than there is", "MemTotal: 1 kB\nMemFree: 2 kB\nMemAvailable: 1 kB\n", "more free than there is", Memory{}},
		{"no unit", "MemTotal: 100\n", "MemTotal", Memory{}},
		{"too large", "MemTotal: 18446744073709551615 kB\n", "MemTotal", Memory{}},
		{"no number", "MemTotal: many kB\n", `"many"`, Memory{}},
		{"empty", "", "no line MemTotal", Memory{}},
	} {
		got, err := ReadMemory(files("proc/meminfo", c.text))
		check(t, c.name, got, err, c.want, c.fails)
	}
}

func TestDisks(t *testing.T) {
	got, err := ReadDisks(vm)
	check(t, "recorded: not the loops", got, err, []Disk{{Device: "vda", Reads: 384078, ReadBytes: 35465890 * 512, Writes: 1015067, WrittenBytes: 319523008 * 512,
		ReadTime: 76143 * time.Millisecond, WriteTime: 748007 * time.Millisecond, IOTime: 140328 * time.Millisecond}}, "")
	const sda = " 8 0 sda 1 0 2 3 4 0 5 6 0 7 0\n"
	const sda1 = " 8 1 sda1 1 0 2 3 4 0 5 6 0 7 0\n"
	one := Disk{Device: "sda", Reads: 1, ReadBytes: 1024, Writes: 4, WrittenBytes: 2560, ReadTime: 3e6, WriteTime: 6e6, IOTime: 7e6}
	part := one
	part.Device = "sda1"
	for _, c := range []struct {
		name, fails string
		root        fs.FS
		want        []Disk
	}{
		{"before 4.18, a partition", "", files("proc/diskstats", sda+sda1, "sys/block/sda/size", "9"), []Disk{one}},
		{"no /sys", "", files("proc/diskstats", sda+sda1), []Disk{one, part}},
		{"unplugged meanwhile", "", files("proc/diskstats", sda+sda1, "sys/block/sdb/size", "9"), nil},
		{"never used", "", files("proc/diskstats", " 8 0 sda 0 0 0 0 0 0 0 0 0 0 0\n"), nil},
		{"an empty line", "", files("proc/diskstats", "\n"+sda), []Disk{one}},
		{"ten fields", "a device", files("proc/diskstats", " 8 0 sda 1 0 2 3 4 0 5 6 0\n"), nil},
		{"too many sectors", "sda", files("proc/diskstats", " 8 0 sda 1 0 18446744073709551615 3 4 0 5 6 0 7 0\n"), nil},
		{"a word", `"x"`, files("proc/diskstats", " 8 0 sda x 0 2 3 4 0 5 6 0 7 0\n"), nil},
		{"no file", "/proc/diskstats", files(), nil},
	} {
		got, err := ReadDisks(c.root)
		check(t, c.name, got, err, c.want, c.fails)
	}
}

func TestNetwork(t *testing.T) {
	got, err := ReadNetwork(vm)
	if err != nil || len(got) != 4 {
		t.Fatalf("%v, %v", got, err)
	}
	check(t, "recorded", got[3], nil, Interface{"eth0", 1494754698, 53480, 0, 0, 4050447, 45612, 0, 0}, "")
	const head = "Inter-|   Receive\n face |bytes\n"
	for _, c := range []struct {
		name, text, fails string
		want              []Interface
	}{
		{"no blank after the colon", head + "eth0:1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n", "", []Interface{{"eth0", 1, 2, 3, 4, 5, 6, 7, 8}}},
		{"an alias", head + "eth0:1: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n", "", []Interface{{"eth0:1", 1, 2, 3, 4, 5, 6, 7, 8}}},
		{"the largest", head + "a: 18446744073709551615 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n", "", []Interface{{"a", math.MaxUint64, 2, 3, 4, 5, 6, 7, 8}}},
		{"none", head, "", nil},
		{"too few", head + "a: 1 2 3 4 0 0 0 0 5 6 7\n", "11 fields, wanted 12", nil},
		{"no colon", head + "a 1 2 3\n", "an interface", nil},
		{"no name", head + ": 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n", "without a name", nil},
		{"no headings", "", "headings", nil},
	} {
		got, err := ReadNetwork(files("proc/net/dev", c.text))
		check(t, c.name, got, err, c.want, c.fails)
	}
}

func TestMounts(t *testing.T) {
	all, err := ReadMounts(vm)
	if err != nil || len(all) != 19 {
		t.Fatalf("%d mounts, %v", len(all), err)
	}
	check(t, "recorded", LocalMounts(all), nil, []Mount{{"254:0", "/", "/", "ext4", "/dev/vda", false, "rw,discard,resv_strict,resuid=65534,resgid=65534"}}, "")
	const text = `1 0 8:1 / / rw shared:1 master:2 - overlay overlay rw
2 1 8:2 / /var\040data ro,noatime - xfs /dev/sdb1 rw
3 1 8:2 /sub /bound rw - xfs /dev/sdb1 rw
4 1 0:5 / /home rw - nfs4 server:/home rw
5 1 7:0 / /snap/core rw - squashfs /dev/loop0 ro
6 1 0:9 / /pool rw - zfs tank/a rw
7 1 8:3 / /hidden rw - ext4 /dev/sdc rw
8 1 0:7 / /hidden rw - tmpfs tmpfs rw
9 1 0:8 / /remote rw - fuse.sshfs /dev/fuse rw
`
	all, err = ReadMounts(files("proc/self/mountinfo", text))
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for _, m := range LocalMounts(all) {
		points = append(points, m.Point)
	}
	check(t, "made", points, nil, []string{"/", "/var data", "/pool"}, "")
	if !all[1].ReadOnly || all[0].ReadOnly {
		t.Error("read-only mounts are not told apart")
	}
	for name, text := range map[string]string{"no dash": "1 0 8:1 / / rw\n", "short": "1 0 8:1 - a b\n", "no source": "1 0 8:1 / / rw - ext4\n"} {
		_, err := ReadMounts(files("proc/self/mountinfo", text))
		check(t, name, 0, err, 0, "a mount")
	}
	check(t, "escapes", unescape(`a\040b\134c\1\09`), nil, `a b\c\1\09`, "")
}

func TestProcess(t *testing.T) {
	const line = "1 (a) R 2 3 4 5 6 7 10 8 11 9 120 250 0 0 20 0 5 0 99 4096 3 18446744073709551615 1"
	want := Process{User: 1200 * time.Millisecond, System: 2500 * time.Millisecond, Resident: 3 * 4096, Virtual: 4096, Threads: 5, MinorFaults: 10, MajorFaults: 11}
	for _, c := range []struct{ name, text, fails string }{
		{"made", line, ""},
		{"blanks and parentheses", strings.Replace(line, "(a)", "(we b) (r)", 1), ""},
		{"short", line[:40], "statistics"},
		{"no name", "1 a R 2", "no name"},
		{"too many pages", strings.Replace(line, "4096 3 ", "4096 9223372036854775807 ", 1), "resident pages"},
		{"empty", "", "no name"},
	} {
		got, err := parseProcess(c.text, 4096)
		check(t, c.name, got, err, want, c.fails)
	}
	got, err := ReadProcess(vm)
	if err != nil || got.Threads != 1 || got.Virtual != 3133440 || got.Resident != 390*uint64(os.Getpagesize()) || got.MinorFaults != 120 {
		t.Errorf("recorded: %+v, %v", got, err)
	}
}
