# Each word is explained in README.md; the work is done by tools/setup.py.
export PORT DEMO ARGS TEST_WORKERS PYTHON

.PHONY: run setup test lint locks libraries clean
.DEFAULT_GOAL := run

run setup test lint locks libraries clean:
	@sh tools/start.sh $@
