package need

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

var listening = regexp.MustCompile(`msg="Listening on" address=(\S+)`)

// Prometheus starts a real Prometheus with this configuration, at a port that
// it finds free itself, and returns its URL. It ends with the test.
func Prometheus(t testing.TB, config string) (url string) {
	t.Helper()
	binary, err := exec.LookPath("prometheus")
	if err != nil {
		Missing(t, "prometheus: apt-get install prometheus")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "--config.file="+file, "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address=127.0.0.1:0")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var (
		reader sync.WaitGroup
		log    []string
		found  = make(chan string, 1)
	)
	reader.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			log = append(log, lines.Text())
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				found <- "http://" + m[1]
			}
		}
		close(found)
	})
	t.Cleanup(func() {
		cmd.Process.Kill()
		reader.Wait()
		cmd.Wait()
		if t.Failed() {
			t.Log(strings.Join(log, "\n"))
		}
	})
	select {
	case url = <-found:
	case <-time.After(time.Minute):
	}
	if url == "" {
		t.Fatal("Prometheus does not listen")
	}
	return url
}
