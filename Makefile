# The same targets as .ci/run. `make help` lists them.

GO      ?= go
ARM64   ?= qemu-aarch64
PYTHON  ?= python3
TIERS   ?= avx2
# Packages with assembly, or whose bits stand on it.
KERNELS := ./internal/kernel/... ./internal/gemm/... ./internal/sorts/... ./internal/nd/... ./internal/vec/... ./internal/blas/... ./internal/lapack/lanes/... ./internal/lapack/outer/... ./internal/lapack/lapacktest
# Packages whose results could depend on kernels, above them too.
NUMERIC := . ./array/... ./execution/... ./graph/... ./linalg/... $(KERNELS) ./internal/cpu/... ./internal/lapack/... ./internal/sched/...

.PHONY: help test short race purego tiers neon vet lint gen bench-build examples browser kube compare judges ci

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

test: ## the README's test command
	$(GO) test ./...

short: ## the quick part of the tests
	$(GO) test -short ./...

# Not what starts no goroutine: readers of listings and sources, generators,
# three parts of lapack, which linalg runs on the pool, the engine of one core
# and the one over the wire, whose inner engine is raced itself, and policies
# judged on traces.
NORACE := /(internal/(asmcheck|lint(/elsewhere)?|lapack/(band|matfun|symeig))|gen|asmgen|reducegen|execution/(simd|enginetest)|scaling/(headroom|insight))$$

race: ## under the race detector
	CGO_ENABLED=1 $(GO) test -race -short -count=1 $$($(GO) list ./... | grep -Ev '$(NORACE)')

purego: ## without assembly
	$(GO) test -tags purego -short -count=1 $(NUMERIC)

tiers: ## each lower kernel tier of this machine, as a whole process; purego has run what stands on generic
	SCICORE_CPU=generic $(GO) test -short -count=1 $(KERNELS)
	@for t in $(TIERS); do echo "== SCICORE_CPU=$$t"; SCICORE_CPU=$$t $(GO) test -short -count=1 $(NUMERIC) || exit 1; done

neon: ## arm64 kernels under emulation
	GOARCH=arm64 $(GO) test -exec $(ARM64) -short -count=1 $(KERNELS)

vet: ## vet for each architecture (other packages are the same on all), and types on other platforms
	$(GO) vet ./...
	GOARCH=arm64 $(GO) vet $(KERNELS)
	$(GO) vet -tags purego $(KERNELS)
	$(GO) run ./internal/lint/elsewhere linux/386 js/wasm darwin/arm64 windows/amd64

lint: ## formatting, staticcheck and the rules of the house
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	$(GO) test -count=1 ./internal/lint

gen: ## generated files are fresh
	$(GO) generate ./internal/...
	@git diff --exit-code --stat -- . || { echo "generated files were stale"; exit 1; }

bench-build: ## the benchmark module and every benchmark compile and start
	cd benchmarks && $(GO) vet ./... && $(GO) test -count=1 ./... && $(GO) build -o /dev/null ./compare
	$(GO) test -run '^$$' -bench . -benchtime 1x -short ./... > /dev/null

examples: ## the programs of the README
	@for f in examples/*/main.go; do d=$$(dirname $$f); echo "== $$d"; \
	case $$d in */loadbalancer) args="-for 1s";; *) args=;; esac; $(GO) run ./$$d $$args || exit 1; done

browser: ## the dashboard in a real browser; wants chromium
	cd browsertest && $(GO) vet ./... && $(GO) test -count=1 -timeout 5m ./...

kube: ## the Kubernetes driver against a real API server; the first time compiles Kubernetes, for minutes
	cd kubetest && $(GO) vet ./... && $(GO) test -count=1 -timeout 8m -ldflags='-s -w' ./...

compare: ## peers side by side; wants a quiet machine
	cd benchmarks && $(GO) run ./compare

judges: ## what scaling and balancing are judged by, as tables; wants a quiet machine and ../shared/data
	cd benchmarks && $(GO) run ./scaling/forecast && $(GO) run ./scaling && $(GO) run ./scaling/ramp
	$(GO) test -count=1 -run ForecastsSave -v ./scaling/elastic
	$(GO) run ./examples/loadbalancer
	$(GO) test -run '^$$' -bench 'Locked|Choose|Pick(Parallel8)?$$' -benchtime 300000x -count 3 ./scaling/loadbalancing
	$(GO) test -run '^$$' -bench 'Fleet|Balance' -benchtime 1x ./scaling/loadbalancing

ci: test vet lint gen race purego tiers neon bench-build examples browser ## all of it
