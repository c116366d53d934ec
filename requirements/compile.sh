#!/usr/bin/env bash
# Pins the requirements again: run.txt (what runs and builds the package), dev.txt (that and the tools).
# No addresses are written, so the files say the same wherever they were made. Usage: make requirements
set -euo pipefail
cd "$(dirname "$0")/.."

options=(--quiet --generate-hashes --allow-unsafe --strip-extras
  --no-header --no-emit-options --annotation-style=line "$@")

pip-compile "${options[@]}" --output-file requirements/run.txt pyproject.toml requirements/build.in
pip-compile "${options[@]}" --output-file requirements/dev.txt --constraint requirements/run.txt \
  pyproject.toml requirements/build.in requirements/dev.in
