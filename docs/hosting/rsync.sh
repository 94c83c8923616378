#!/bin/sh
# A server of your own: build here, and bring over what differs, if anything does.
# LIVE is the site's address, SERVER a place as rsync names it.
set -eu

LIVE=${LIVE:?such as https://digest.example/}
SERVER=${SERVER:?such as deploy@digest.example:/srv/digest}

broadsheet build
broadsheet check

status=0
broadsheet status "$LIVE" --first || status=$?
case $status in
  0) ;;
  3) exit 0 ;;
  *) exit "$status" ;;
esac

# New files come first and old ones go last, so that no page on the way misses what it names.
rsync --archive --compress --delay-updates --delete-after --chmod=D755,F644 public/ "$SERVER/"
