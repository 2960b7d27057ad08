# make run    one month of the sample county, from the departments' workbooks to books that verify
# make test   every test
# make check  the style, and that the modules are what go.sum says
# make bench  every benchmark
#
# Go and make are there; run, test and bench install what else is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export GOTOOLCHAIN ?= auto
export HOME ?= /tmp
# A clone that belongs to somebody else must build too: git would refuse to describe it.
export GOFLAGS := $(GOFLAGS) -buildvcs=false

.PHONY: run test check bench build lint postgresql
run: postgresql build
	var/bin/fangpin demo

test: postgresql lint
	go test -count=1 -timeout 12m ./...
	@echo 全部测试通过

check: lint

bench: postgresql
	go test -run '^$$' -bench . -benchmem -timeout 30m ./...

build:
	go build -o var/bin/fangpin ./cmd/fangpin

lint:
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); \
	if [ -n "$$unformatted" ]; then echo "请先运行 gofmt -w："; echo "$$unformatted"; exit 1; fi
	go mod verify
	go vet ./...
	go tool staticcheck ./...

# PostgreSQL's programs are enough: the program runs a private cluster of its own, so Debian shall not start another.
postgres := $(wildcard /usr/lib/postgresql/*/bin/postgres) $(shell command -v postgres)
no_cluster := mkdir -p /etc/postgresql-common/createcluster.d && \
	echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/fangpin.conf
apt := apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql

postgresql:
ifeq ($(strip $(postgres)),)
	@if ! command -v apt-get >/dev/null; then \
		echo '缺少 PostgreSQL，本机也没有 apt-get，请先自行安装 PostgreSQL 15 或更高版本' >&2; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then \
		$(no_cluster) && $(apt); \
	elif command -v sudo >/dev/null && sudo sh -c "$(no_cluster) && $(apt)"; then \
		:; \
	else \
		echo '缺少 PostgreSQL，请以 root 身份运行：' >&2; \
		echo "  $(apt)" >&2; exit 1; \
	fi
endif
