#!/bin/sh
# Builds what an image holds into a directory: the static program, the list of its parts, certificates, who it runs as, and the place
# for its data.
# Called by the Dockerfile and by build-check.sh, so that what is checked is what is shipped.
#
#   build-static.sh DIR
set -eu
out=$1
mkdir -p "$out/data" "$out/etc/ssl/certs"

# nopgxregisterdefaulttypes leaves out PostgreSQL's hundred types that the store does not use: 1.4 MB.
CGO_ENABLED=1 go build -trimpath -buildvcs=auto -tags netgo,osusergo,sqlite_omit_load_extension,nopgxregisterdefaulttypes \
  -ldflags '-s -w -linkmode external -extldflags "-static -Wl,--gc-sections"' -o "$out/safesteps" ./cmd/safesteps

"$out/safesteps" version --sbom >"$out/sbom.cdx.json"

for bundle in /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem; do
  [ -f "$bundle" ] || continue
  cp "$bundle" "$out/etc/ssl/certs/ca-certificates.crt"
  break
done
[ -f "$out/etc/ssl/certs/ca-certificates.crt" ] || { echo "no certificates of the web on this machine" >&2; exit 1; }
echo 'nobody:x:65534:65534:nobody:/data:/' >"$out/etc/passwd"
