#!/bin/sh
# Cloudflare Pages: put this file into the site, name `sh cloudflare-pages.sh` as build command and
# `public` as output directory, and set PYTHON_VERSION to 3.13 under Variables.
set -eu

python -m pip install --quiet -r requirements.txt
if [ "${CF_PAGES_BRANCH:-main}" = main ]; then
  broadsheet build
else
  broadsheet build --noindex --base-url "$CF_PAGES_URL"
fi
