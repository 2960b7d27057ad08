# make run    one month of the sample county, from the departments' workbooks to books that verify
# make test   every test, after the checks, which vet the tests too
# make check  the style, and that the modules are what go.sum says
# make bench  every benchmark
# make faults  what breaks while people work, 1000 rounds or ROUNDS=n: nothing acknowledged is lost or there twice, and all verifies
# make pictures  every page's picture in var/shots, as a whole browser shows it, and those of the READMEs anew
# make checks.md  docs/checks.md anew, as the checks declare themselves
# make drawings  the month and the rooms anew, as go list knows them
# make schema  migrations/schema.sql and docs/schema.svg anew, as an empty database holds them when it is migrated
#
# Go and make are there; run, test and bench install what else is missing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
export GOTOOLCHAIN ?= auto
export HOME ?= /tmp
# A clone that belongs to somebody else must build too: git would refuse to describe it.
export GOFLAGS := $(GOFLAGS) -buildvcs=false

.PHONY: run test check bench faults pictures drawings checks.md schema build lint
run: build
	@$(call have,$(running))
	var/bin/fangpin demo

test: lint
	@$(call have,$(running) $(testing))
	@$(MAKE) --no-print-directory $(axe)
	go test -vet=off -count=1 -ldflags=-w -timeout 30m ./...
	@echo 全部测试通过

check: lint

bench:
	@$(call have,$(running))
	go test -run '^$$' -bench . -benchmem -timeout 30m ./...

ROUNDS ?= 1000
faults:
	@$(call have,$(running))
	go test -count=1 -timeout 0 -v -run '^TestFaults$$' ./cmd/fangpin -faults $(ROUNDS)

pictures:
	@$(call have,$(running) $(testing) chromium chromium-l10n)
	@$(MAKE) --no-print-directory $(axe)
	FANGPIN_TEST_BROWSER=chromium go test -count=1 ./demo
	cp var/shots/home-1280.png docs/pictures/desk.png
	cp var/shots/watches-board-1280.png docs/pictures/board.png
	cp var/shots/claims-id-investigate-360.png docs/pictures/visit.png
	cp var/shots/notices-id-post-360.png docs/pictures/post.png

drawings:
	go run ./docs/draw

checks.md:
	go run ./docs/checks

schema:
	@$(call have,$(running) graphviz)
	go run ./migrations/schema | dot -Tsvg | sed -e '/^<!--.*-->$$/d' -e '/^<!-- Generated/,/-->/d' > docs/schema.svg

build:
	go build -ldflags '-X $(about).commit=$(commit) -X $(about).committed=$(committed)' -o var/bin/fangpin ./cmd/fangpin

# Which commit this is, for fangpin version: it says 未知 where there is no git, or no history.
about     := fangpin/internal/build
git        = git -c safe.directory='*' $(1) 2>/dev/null || true
commit     = $(shell $(call git,describe --always --dirty --abbrev=12 --exclude='*'))
committed  = $(shell $(call git,show --no-patch --format=%cI HEAD))

lint:
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); \
	if [ -n "$$unformatted" ]; then echo "请先运行 gofmt -w："; echo "$$unformatted"; exit 1; fi
	go mod verify
	go vet ./...
	go tool staticcheck ./...

# The packages of Debian that it takes to run and to test, and a file of each by which it is known to be there.
running := postgresql fonts-lxgw-wenkai fonts-hanazono
testing := chromium-headless-shell fonts-noto-cjk poppler-utils npm

postgresql        := /usr/lib/postgresql/*/bin/postgres $(shell command -v postgres)
fonts-lxgw-wenkai := /usr/share/fonts/truetype/lxgw-wenkai/*.ttf
fonts-hanazono    := /usr/share/fonts/truetype/hanazono/*.ttf
fonts-noto-cjk    := /usr/share/fonts/opentype/noto/NotoSansCJK-*.ttc
chromium-headless-shell := $(shell command -v chromium-headless-shell)
chromium          := $(shell command -v chromium)
chromium-l10n     := /usr/lib/chromium/locales/zh-CN.pak
poppler-utils     := $(shell command -v pdftotext)
graphviz          := $(shell command -v dot)
npm               := $(shell command -v npm)

missing = $(strip $(foreach p,$(1),$(if $(wildcard $($(p))),,$(p))))

# The program runs a PostgreSQL of its own, so Debian shall not start another.
apt = mkdir -p /etc/postgresql-common/createcluster.d && \
	echo create_main_cluster = false > /etc/postgresql-common/createcluster.d/fangpin.conf && \
	apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(call missing,$(1))

have = $(if $(call missing,$(1)),$(call install,$(1)),:)
install = if ! command -v apt-get >/dev/null; then \
		echo '缺少 $(call missing,$(1))，本机也没有 apt-get，请先自行安装（PostgreSQL 须 15 或更高版本）' >&2; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then \
		$(call apt,$(1)); \
	elif ! command -v sudo >/dev/null || ! sudo sh -c '$(call apt,$(1))'; then \
		echo '缺少 $(call missing,$(1))，请以 root 身份运行：' >&2; \
		echo '  $(call apt,$(1))' >&2; exit 1; \
	fi

# axe-core, for the tests of the pages alone.
axe := web/webtest/node_modules/axe-core/axe.min.js
$(axe): web/webtest/package-lock.json
	cd web/webtest && npm ci --no-audit --no-fund
	@touch $@
