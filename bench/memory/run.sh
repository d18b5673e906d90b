#!/usr/bin/env bash
# Loads and unloads one model again and again and prints the server's resident size; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/memory/run.sh [options]

  --times N          loads and unloads (200)
  --megabytes N      weights of the model (64)
  --server PATH      a .dll or an executable (the Release build of Slipway.Server)
  --out FOLDER       where the model and the log go (artifacts/memory)
  --no-build         use what is built

Linux only: the resident size comes from /proc. Exits with 1 where the size does not level off: where it is, in the last
quarter, over a tenth of the model above what it was in the second.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
times=200 megabytes=64 server= build=yes out=$root/artifacts/memory
while (($#)); do
  case $1 in
    --times) times=$2 ;;
    --megabytes) megabytes=$2 ;;
    --server) server=$2 ;;
    --out) out=$2 ;;
    --no-build) build=no && set -- "" "$@" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done
((times >= 8)) || { echo "--times must be at least 8: quarters are compared." >&2 && exit 2; }
command -v curl >/dev/null || { echo "curl is missing." >&2 && exit 2; }

bin=$root/artifacts/bin
server=${server:-$bin/Slipway.Server/release/Slipway.Server.dll}
models=$bin/Slipway.Benchmarks/release/Slipway.Benchmarks.dll
if [[ $build == yes ]]; then
  dotnet build -c Release -v quiet "$root/src/Slipway.Server"
  dotnet build -c Release -v quiet "$root/bench/Slipway.Benchmarks"
fi

rm -rf "$out"
mkdir -p "$out/models/weights/1"
dotnet "$models" model "$megabytes" "$out/models/weights/1/model.onnx"

pid=
stop() { [[ -z $pid ]] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }; }
trap stop EXIT
trap 'exit 130' INT TERM
run=("$server")
[[ $server != *.dll ]] || run=(dotnet "$server")
SLIPWAY_READY_FILE=$out/ready.json "${run[@]}" serve "$out/models" --http-port 0 --grpc-port 0 \
  --management inference >"$out/server.log" 2>&1 &
pid=$!
for ((i = 0; i < 600; i++)); do
  [[ ! -f $out/ready.json ]] || break
  kill -0 "$pid" 2>/dev/null || { cat "$out/server.log" >&2 && exit 1; }
  sleep 0.1
done
url=$(sed -E 's/.*"http":"([^"]+)".*/\1/' "$out/ready.json")

order() { curl -fsS -o /dev/null -X POST "$url/v2/repository/models/weights/$1"; }
resident() { awk '/^VmRSS:/ { print int($2 / 1024) }' "/proc/$pid/status"; }

echo "Model of $megabytes MB, $(nproc) processors, $(uname -m); resident size of the server in MB, after each unload."
echo
echo "| loads | loaded | unloaded |"
echo "|---|---|---|"
sizes=()
order unload # the load at the start
for ((i = 1; i <= times; i++)); do
  order load
  loaded=$(resident)
  order unload
  # Unloading is done when the requests that hold the version are; there are none, so the memory is back at once.
  for ((wait = 0; wait < 50; wait++)); do
    (($(grep -c "Unloaded model" "$out/server.log" || true) > i)) && break
    sleep 0.02
  done
  sizes+=("$(resident)")
  if ((i == 1 || i % (times / 10 > 0 ? times / 10 : 1) == 0)); then
    echo "| $i | $loaded | ${sizes[-1]} |"
  fi
done

most() { printf '%s\n' "${sizes[@]:$1:$2}" | sort -n | tail -n 1; }
quarter=$((times / 4))
second=$(most "$quarter" "$quarter")
last=$(most "$((times - quarter))" "$quarter")
echo
echo "Most in the second quarter: $second MB; in the last: $last MB."
if ((last > second + megabytes / 10)); then
  echo "It does not level off." >&2
  exit 1
fi
