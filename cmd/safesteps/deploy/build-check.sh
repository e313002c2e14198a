#!/bin/sh
# Checks the image without a container engine: builds its files with the commands of the Dockerfile, looks at their size, and starts the
# program as nobody in a root that holds nothing else and cannot be written but for /data. Root is needed for that.
#
#   cmd/safesteps/deploy/build-check.sh     exit code 0 well, 1 not, 77 not tried (with the reason)
set -eu
cd "$(dirname "$0")/../../.."
most=25000000 # bytes of all files together

untried() {
  echo "image not checked: $1" >&2
  [ -z "${CI:-}" ] || exit 1
  exit 77
}
wrong() {
  echo "image: $1" >&2
  [ ! -s "$root/../log" ] || cat "$root/../log" >&2
  exit 1
}
[ "$(id -u)" = 0 ] || untried "it takes root to change the root"
command -v unshare >/dev/null || untried "unshare is not installed"
command -v setpriv >/dev/null || untried "setpriv is not installed"
[ -f /etc/ssl/certs/ca-certificates.crt ] || [ -f /etc/ssl/cert.pem ] || untried "ca-certificates is not installed"

dir=$(mktemp -d)
root=$dir/root
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$dir"
}
trap finish EXIT INT TERM

mkdir "$root"
sh cmd/safesteps/deploy/build-static.sh "$root"
size=$(find "$root" -type f -printf '%s\n' | awk '{n += $1} END {print n}')
[ "$size" -lt "$most" ] || wrong "$size bytes, at most $most are wanted"
chown 65534:65534 "$root" "$root/data" # so that nothing but the read-only mount keeps it from writing elsewhere
chmod 0755 "$dir"

# inside runs a command in the image: a mount namespace of its own, everything read-only but /data, nobody's rights and no others.
inside() {
  exec unshare --mount sh -c '
    root=$1; shift
    mount --bind "$root" "$root" && mount --bind "$root/data" "$root/data" && mount -o remount,bind,ro "$root"
    exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs --bounding-set=-all \
      env -i SAFESTEPS_DATABASE=/data/safesteps.db SAFESTEPS_LISTEN=127.0.0.1:'"$port"' SQLITE_TMPDIR=/data \
      unshare --user --map-current-user --root="$root" "$@"' sh "$root" "$@"
}
port=$((20000 + $$ % 20000))

(inside /safesteps version) >"$dir/log" 2>&1 || wrong "it does not start"
version=$(head -1 "$dir/log")
(inside /safesteps version --sbom) >"$dir/sbom" 2>&1 || wrong "it does not list its parts"
cmp -s "$dir/sbom" "$root/sbom.cdx.json" || wrong "the list of parts is not that of its program"
for part in github.com/mattn/go-sqlite3 SQLite std; do
  grep -q "\"name\": \"$part\"" "$root/sbom.cdx.json" || wrong "the list of parts lacks $part"
done
[ "$(grep -c '"name": "go:sum"' "$root/sbom.cdx.json")" -eq "$(go version -m "$root/safesteps" | grep -c '^	dep	')" ] ||
  wrong "the list of parts lacks a module"
(inside /safesteps serve) >"$dir/log" 2>&1 &
server=$!
tries=0
until (inside /safesteps healthcheck --ready) >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] && kill -0 $server 2>/dev/null || wrong "it is not ready"
  sleep 0.1
done
(inside /safesteps healthcheck) >/dev/null || wrong "the health check of the image fails"
(inside /safesteps backup /data/copy.db) >/dev/null || wrong "no backup can be made"
! (inside /safesteps backup /copy.db) >/dev/null 2>&1 || wrong "its root can be written"
kill -TERM "$server"
wait "$server" || wrong "it does not stop cleanly"
server=
find "$root" -newer "$root/sbom.cdx.json" -type f ! -path "$root/data/*" ! -path "$root/etc/*" | grep . && wrong "it wrote outside /data"
echo "image: $version, $size bytes, lists its parts, starts as nobody on a read-only root, ready, stops cleanly"
