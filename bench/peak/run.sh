#!/usr/bin/env bash
# Measures the most memory that the server holds while it loads one model, by the model's size; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/peak/run.sh [options]

  --server PATH      a .dll or an executable (the Native AOT build of Slipway.Server, published first)
  --out FOLDER       where the build and the models go (artifacts/peak)
  --port N           the first of two ports (8600)
  --no-build         use what is built

Linux only.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
server= build=yes out=$root/artifacts/peak port=8600
while (($#)); do
  case $1 in
    --server) server=$2 ;;
    --out) out=$2 ;;
    --port) port=$2 ;;
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
models=(tiny mlp encoder resnet18 wide)
dotnet "$bench" models "$out/models" "${models[@]}" >/dev/null

program=("$server")
[[ $server != *.dll ]] || program=(dotnet "$server")
# peak MODEL: VmHWM of the process when the model is ready, in kB.
peak() {
  local id i
  "${program[@]}" serve "$out/models/$1" --host 127.0.0.1 --http-port "$port" --grpc-port $((port + 1)) \
    --log-level error >"$out/server.log" 2>&1 &
  id=$!
  for ((i = 0; i < 600; i++)); do
    ! curl -fs --noproxy '*' -o /dev/null "http://127.0.0.1:$port/v2/health/ready" || break
    kill -0 "$id" 2>/dev/null || { cat "$out/server.log" >&2 && exit 1; }
    sleep 0.1
  done
  awk '/VmHWM/ { print $2 }' "/proc/$id/status"
  kill "$id"
  wait "$id" || true
}

cat <<TEXT
$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores; $(date -u +%F).

| model | file, MB | peak, MB |
|---|---:|---:|
TEXT
for model in "${models[@]}"; do
  size=$(find "$out/models/$model" -name '*.onnx*' -printf '%s\n' | awk '{ sum += $1 } END { printf "%.3f", sum / 1e6 }')
  printf '| `%s` | %s | %.0f |\n' "$model" "$size" "$(peak "$model" | awk '{ print $1 * 1.024 / 1000 }')"
done
