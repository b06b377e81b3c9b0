package progresshttp_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/observability/progress/progresshttp"
)

func ExampleHandler() {
	var latest progress.Latest
	srv := httptest.NewServer(progresshttp.Handler(&latest, nil))
	defer srv.Close()

	ctx := progress.With(context.Background(), &latest)
	p := progress.Start(ctx, "upload", 3, "files")
	p.Add(3)
	p.Done(nil)

	resp, err := http.Get(srv.URL)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	for in := bufio.NewScanner(resp.Body); in.Scan(); {
		if data, ok := strings.CutPrefix(in.Text(), "data: "); ok {
			fmt.Println(data[:strings.Index(data, `,"rate"`)])
			break
		}
	}
	// Output: {"id":1,"name":"upload","unit":"files","state":"finished","done":3,"total":3,"fraction":1
}
