#!/usr/bin/env bash
# Measures how fast the server starts, what it holds of memory and what it takes on disk; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/start/run.sh [options]

  --starts N         processes that are started, one after the other (20)
  --requests N       requests before the resident size is read (10000)
  --server PATH      a .dll or an executable (the Native AOT build of Slipway.Server, published first)
  --out FOLDER       where the build and the model go (artifacts/start)
  --no-build         use what is built

Linux only. The Native AOT build needs a C toolchain; docs/guides/native-aot.md says which.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
starts=20 requests=10000 server= build=yes out=$root/artifacts/start
while (($#)); do
  case $1 in
    --starts) starts=$2 ;;
    --requests) requests=$2 ;;
    --server) server=$2 ;;
    --out) out=$2 ;;
    --no-build) build=no && set -- "" "$@" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done

bench=$root/artifacts/bin/Slipway.Benchmarks/release/Slipway.Benchmarks.dll
if [[ $build == yes ]]; then
  dotnet build -c Release -v quiet --nologo "$root/bench/Slipway.Benchmarks" >&2
  [[ -n $server ]] || dotnet publish -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
    -v quiet --nologo -o "$out/server" "$root/src/Slipway.Server" >&2
fi
server=${server:-$out/server/Slipway.Server}

dotnet "$bench" models "$out/models" tiny >/dev/null
folder=$(dirname "$server")
megabytes() { du -bc "$@" | tail -n 1 | awk '{ printf "%.1f", $1 / 1e6 }'; }

cat <<TEXT
$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores; $(date -u +%F); load average $(cut -d' ' -f1 /proc/loadavg).
On disk $(megabytes "$folder") MB, of it $(megabytes "$folder"/libonnxruntime.so) MB ONNX Runtime.

TEXT
dotnet "$bench" start "$server" "$out/models" --starts "$starts" --requests "$requests"
