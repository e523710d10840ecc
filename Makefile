# Every target is one script, so that each also works without make. `make run` is all a new machine needs.
.POSIX:
.PHONY: help run demo test check format lock bench faults

help:
	@echo "make run     set up and serve on http://127.0.0.1:8000 (PORT, DATA_DIR and the rest of the environment are honoured)"
	@echo "make demo    fill the site with rooms, people and messages to look at"
	@echo "make test    set up and run the whole suite: PostgreSQL + Redis, then the embedded default"
	@echo "make check   lint, types, layers, templates, deployment settings, missing migrations, known advisories"
	@echo "make format  let ruff and djade rewrite what they can"
	@echo "make lock    compile the pinned, hashed requirements from pyproject.toml"
	@echo "make bench   measure against the alternatives, side by side"
	@echo "make faults  break things at full size"

run:
	@scripts/run

demo:
	@scripts/demo

test:
	@scripts/test

check:
	@scripts/check

format:
	@scripts/format

lock:
	@scripts/lock

bench:
	@scripts/bench

faults:
	@scripts/faults
