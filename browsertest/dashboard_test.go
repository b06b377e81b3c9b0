package browsertest

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/observability/dashboard"
	"github.com/scicore-go/scicore/observability/health"
)

// service is a runtime under load with a dashboard.
func service(t *testing.T) (url string) {
	t.Helper()
	var rt *scicore.Runtime
	d, err := dashboard.New(dashboard.Options{Title: "numbers <service>",
		Memory: func() (int64, int64) { return rt.MemoryInUse(), rt.MemoryLimit() },
		Health: func() health.Report {
			return health.Report{State: health.Degraded, Checks: []health.CheckReport{
				{Name: "budget", State: health.Healthy}, {Name: "disk", State: health.Degraded, Last: health.Result{Message: "91 % full"}}}}
		}})
	if err != nil {
		t.Fatal(err)
	}
	if rt, err = scicore.NewRuntime().WithThreads(2).WithMemoryLimit(256 << 20).WithObserver(d).Build(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/numbers/", http.StripPrefix("/numbers", d.Handler()))
	server := httptest.NewServer(mux)
	ctx, cancel := context.WithCancel(scicore.WithRuntime(context.Background(), rt))
	done := make(chan struct{})
	go load(ctx, done)
	t.Cleanup(func() {
		cancel()
		<-done
		_ = d.Close()
		server.Close()
	})
	return server.URL + "/numbers/"
}

// load evaluates different things until the context ends.
func load(ctx context.Context, done chan<- struct{}) {
	defer close(done)
	x, y := graph.Of(array.Linspace(0.0, 1, 400_000)), graph.Of(array.Ones[float64](300, 300))
	for i := 0; ctx.Err() == nil; i++ {
		_, _ = scicore.Eval(ctx, x.Exp().Mul(x.Sin()).Sum())
		_, _ = scicore.Eval(ctx, y.MatMul(y).AddScalar(1).Mean())
		_, _ = scicore.Eval(ctx, graph.Of(array.Ones[float64](8)).Sqrt())
		if i%40 == 0 {
			_, _ = scicore.Compute(ctx, scicore.Request{Operation: "no_such_function(<b>1</b>)"})
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// browser opens a page in a headless Chromium; what the page's console or its
// policy complains of fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		need.Missing(t, "the browser chromium: install Debian's package of that name")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WSURLReadTimeout(time.Minute), chromedp.NoSandbox, chromedp.WindowSize(1280, 1000))
	alloc, cancelAlloc := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithListener(func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page throws: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError {
				t.Errorf("the browser complains: %s", e.Entry.Text)
			}
		}
	}))
	ctx, cancelTime := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(func() { cancelTime(); cancel(); cancelAlloc() })
	return ctx
}

type action = chromedp.Action[chromedp.Void]

// run does the actions or fails the test with a picture of what was there.
func run(t *testing.T, ctx context.Context, what string, actions ...action) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		shoot(t, ctx, "failed")
		t.Fatalf("%s: %v", what, err)
	}
}

// shoot saves a picture where SCICORE_SCREENSHOTS says.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Errorf("screenshot: %v", err)
		return
	}
	dir := os.Getenv("SCICORE_SCREENSHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	if err := os.WriteFile(filepath.Join(dir, "dashboard-"+name+".png"), png, 0o644); err != nil {
		t.Error(err)
	}
}

// until waits for a condition on the page. While a page is being left, there
// is a moment without a place to ask in; then it asks again.
func until(js string) action {
	return func(ctx context.Context, tab *chromedp.Target) (chromedp.Void, error) {
		ask := chromedp.Evaluate[bool]("!!(" + js + ")")
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			holds, err := ask(ctx, tab)
			if err == nil && holds {
				return chromedp.Void{}, nil
			}
			if ctx.Err() != nil || time.Now().After(deadline) {
				return chromedp.Void{}, fmt.Errorf("waiting for %s: %v, %v", js, err, ctx.Err())
			}
		}
	}
}

// value evaluates an expression on the page.
func value[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

// colours counts the colours of a canvas, a coarse measure of whether
// something is drawn on it.
const colours = `(() => { const c = document.getElementById('tasks'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, s = new Set();
	for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 250) s.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]); return s.size; })()`

func TestDashboard(t *testing.T) {
	url := service(t)
	ctx := browser(t)
	run(t, ctx, "the page comes alive", chromedp.Navigate(url), until(`document.getElementById('state').textContent === 'live'`),
		until(`document.querySelectorAll('#list tr').length > 20`), until(`document.querySelectorAll('#legend button').length >= 3`),
		until(`document.querySelectorAll('#errors li').length > 0`), until(colours+` > 4`))
	if got := value[string](t, ctx, `document.title`); got != "numbers <service>" {
		t.Errorf("title %q", got)
	}
	for selector, want := range map[string]string{"#legend": "matmul", "#health": "91 % full", "#errors": "no_such_function", "#tiles": "held of 256 MiB", "#list": "exp → sin"} {
		if got := value[string](t, ctx, `document.querySelector('`+selector+`').textContent`); !strings.Contains(got, want) {
			t.Errorf("no %q in %s: %.300s", want, selector, got)
		}
	}
	if n := value[int](t, ctx, `document.querySelectorAll('#errors b b, #errors script').length`); n != 0 {
		t.Error("text of an error became markup")
	}
	shoot(t, ctx, "first")
	t.Run("plan", func(t *testing.T) { testPlan(t, ctx) })
	t.Run("pause", func(t *testing.T) { testPause(t, ctx) })
	t.Run("address", func(t *testing.T) { testAddress(t, ctx, url) })
	t.Run("keys", func(t *testing.T) { testKeys(t, ctx, url) })
	t.Run("looks", func(t *testing.T) { testLooks(t, ctx, url) })
}

const (
	findMatmul   = `[...document.querySelectorAll('#list tr')].find(r => r.textContent.includes('matmul'))`
	hasMatmul    = findMatmul + ` !== undefined`
	selectMatmul = findMatmul + `.click()`
)

func testPlan(t *testing.T, ctx context.Context) {
	run(t, ctx, "select a planned evaluation", until(hasMatmul), chromedp.Evaluate[chromedp.Void](selectMatmul),
		until(`document.querySelectorAll('#plan table').length === 2`))
	got := value[string](t, ctx, `document.getElementById('plan').textContent`)
	for _, want := range []string{"simd", "parallel", "estimated", "matmul", "mean", "float64(300,300)", "FLOP"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in the plan: %s", want, got)
		}
	}
}

func testPause(t *testing.T, ctx context.Context) {
	first := `document.querySelector('#list tr').dataset.id`
	run(t, ctx, "pause", chromedp.Click("#pause"), until(`document.getElementById('pause').textContent === 'Resume'`), chromedp.Sleep(500*time.Millisecond))
	before := value[string](t, ctx, first)
	run(t, ctx, "wait", chromedp.Sleep(time.Second))
	if after := value[string](t, ctx, first); after != before {
		t.Errorf("the list went on from %s to %s", before, after)
	}
	run(t, ctx, "resume", chromedp.Click("#pause"), until(first+` !== '`+before+`'`))
}

// What is shown is in the address, and an address shows it again.
func testAddress(t *testing.T, ctx context.Context, url string) {
	run(t, ctx, "filter", chromedp.SetValue("#window", "5"), chromedp.Evaluate[chromedp.Void](`document.getElementById('window').dispatchEvent(new Event('change'))`),
		chromedp.SendKeys("#filter", "matmul"), until(`location.hash.includes('filter=matmul') && location.hash.includes('window=5')`))
	hash := value[string](t, ctx, `location.hash`)
	run(t, ctx, "open the address", chromedp.Navigate("about:blank"), chromedp.Navigate(url+hash), until(`document.querySelectorAll('#list tr').length > 0`))
	if got := value[string](t, ctx, `document.getElementById('filter').value + document.getElementById('window').value`); got != "matmul5" {
		t.Errorf("restored %q", got)
	}
	if n := value[int](t, ctx, `[...document.querySelectorAll('#list tr')].filter(r => !r.textContent.includes('matmul')).length`); n != 0 {
		t.Errorf("%d rows that the filter leaves out", n)
	}
}

func testKeys(t *testing.T, ctx context.Context, url string) {
	run(t, ctx, "start anew", chromedp.Navigate("about:blank"), chromedp.Navigate(url), until(`document.querySelectorAll('#list tr').length > 5`))
	run(t, ctx, "space", chromedp.KeyEvent(" "), until(`location.hash.includes('paused=1')`))
	run(t, ctx, "j", chromedp.KeyEvent("j"), until(`location.hash.includes('evaluation=')`), until(`document.querySelectorAll('#list tr[aria-selected=true]').length === 1`))
	one := value[string](t, ctx, `location.hash`)
	run(t, ctx, "k", chromedp.KeyEvent("k"), chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), until(`location.hash !== '`+one+`'`))
	run(t, ctx, "zoom", chromedp.KeyEvent("-"), until(`location.hash.includes('window=60')`))
	run(t, ctx, "slash", chromedp.KeyEvent("/"), until(`document.activeElement.id === 'filter'`), chromedp.KeyEvent("x j"), until(`/filter=[^&]*x/.test(location.hash)`))
	run(t, ctx, "escape", chromedp.KeyEvent(kb.Escape), until(`!location.hash.includes('filter') && !location.hash.includes('evaluation')`))
	run(t, ctx, "theme", chromedp.KeyEvent("t"), until(`document.documentElement.dataset.theme === 'dark'`))
	run(t, ctx, "help", chromedp.KeyEvent("?"), until(`document.getElementById('help').open`), chromedp.KeyEvent(kb.Escape), until(`!document.getElementById('help').open`))
	// Everything that can be pressed can be reached by the tab key.
	reached := map[string]bool{}
	for range 14 {
		run(t, ctx, "tab", chromedp.KeyEvent(kb.Tab))
		reached[value[string](t, ctx, `document.activeElement.id`)] = true
	}
	for _, id := range []string{"pause", "window", "filter", "theme", "keys"} {
		if !reached[id] {
			t.Errorf("the tab key does not reach %s: %v", id, reached)
		}
	}
}

func testLooks(t *testing.T, ctx context.Context, url string) {
	for _, c := range []struct {
		name, hash string
		w, h       int64
	}{{"wide", "#theme=light&window=1", 1280, 1000}, {"dark", "#theme=dark", 1280, 1000}, {"narrow", "#theme=light&window=5", 390, 844}} {
		run(t, ctx, c.name, chromedp.EmulateViewport(c.w, c.h), chromedp.Navigate("about:blank"), chromedp.Navigate(url+c.hash),
			until(`document.querySelectorAll('#list tr').length > 20`), until(colours+` > 4`))
		if over := value[float64](t, ctx, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s: the page is %g pixels wider than its window", c.name, over)
		}
		for _, pair := range [][2]string{{"--text", "--card"}, {"--soft", "--card"}, {"--bad", "--card"}, {"--good", "--card"}, {"--warn", "--card"}, {"--accent", "--back"}} {
			a, b := luminance(t, ctx, pair[0]), luminance(t, ctx, pair[1])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("%s: contrast of %v is %.2f, below 4.5", c.name, pair, ratio)
			}
		}
		run(t, ctx, "select", chromedp.Sleep(1500*time.Millisecond), until(hasMatmul), chromedp.Evaluate[chromedp.Void](selectMatmul), until(`document.querySelectorAll('#plan table').length === 2`))
		shoot(t, ctx, c.name)
	}
}

// luminance is that of WCAG 2 for a colour of the page.
func luminance(t *testing.T, ctx context.Context, name string) float64 {
	t.Helper()
	rgb := value[[]float64](t, ctx, fmt.Sprintf(`(() => { const e = document.createElement('p'); document.body.append(e); e.style.color = 'var(%s)';
		const c = getComputedStyle(e).color; e.remove(); return c.match(/[\d.]+/g).slice(0, 3).map(Number); })()`, name))
	var lin [3]float64
	for i, v := range rgb {
		if v /= 255; v <= 0.04045 {
			lin[i] = v / 12.92
		} else {
			lin[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*lin[0] + 0.7152*lin[1] + 0.0722*lin[2]
}
