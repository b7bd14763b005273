#!/bin/sh
# An example for OUTER_KEYS_COMMAND: `get NAME`, `destroy NAME`, `list`. It keeps each key as base64 in a folder
# that another machine or an encrypted disk may offer; put the calls of your key service in place of the files.
# Anything but exit code 0 is a no. Whatever is written to standard error is not read.
set -eu
umask 077
store="${NORTHLINE_KEY_STORE:-$HOME/.northline-keys}"
mkdir -p "$store"

case "$1" in
  get)
    file="$store/$2"
    # What was destroyed must not come back as a new key under the old name.
    [ ! -e "$store/.destroyed-$2" ] || exit 4
    if [ ! -e "$file" ]; then
      fresh=$(mktemp "$store/.new-XXXXXX")
      head -c 32 /dev/urandom | base64 | tr -d '\n' >"$fresh"
      # Of two that come at once one is first, and both answer the first.
      ln "$fresh" "$file" 2>/dev/null || true
      rm "$fresh"
    fi
    cat "$file"
    ;;
  destroy)
    : >"$store/.destroyed-$2"
    if [ -e "$store/$2" ]; then
      shred -u "$store/$2" 2>/dev/null || rm "$store/$2"
    fi
    ;;
  list)
    ls "$store"
    ;;
  *)
    exit 2
    ;;
esac
