#!/usr/bin/env bash
# Puts this server and a bare Kestrel endpoint side by side on one machine and prints Markdown tables; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/load/run.sh [options]

  --duration S       seconds measured in each cell (10)
  --warmup S         seconds of load before that (20)
  --connections N    (8)
  --models LIST      of tiny,mlp ("tiny mlp")
  --server PATH      a .dll or an executable (the Release build of Slipway.Server)
  --server-cores L   as taskset writes them (0)
  --load-cores L     (the rest)
  --port N           the first of five free loopback ports (18470)
  --out FOLDER       where bodies, logs and results.jsonl go (artifacts/load)
  --no-build         use what is built

Needs wrk, taskset and at least two cores.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
duration=10 warmup=20 connections=8 models="tiny mlp" server= port=18470 build=yes
server_cores=0 load_cores=1-$(($(nproc) - 1)) out=$root/artifacts/load

while (($#)); do
  case $1 in
    --duration) duration=$2 ;;
    --warmup) warmup=$2 ;;
    --connections) connections=$2 ;;
    --models) models=${2//,/ } ;;
    --server) server=$2 ;;
    --server-cores) server_cores=$2 ;;
    --load-cores) load_cores=$2 ;;
    --port) port=$2 ;;
    --out) out=$2 ;;
    --no-build) build=no && set -- "" "$@" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done

for tool in wrk taskset dotnet; do
  command -v "$tool" >/dev/null || { echo "$tool is missing." >&2 && exit 2; }
done
(($(nproc) > 1)) || { echo "One core cannot carry both the server and the load." >&2 && exit 2; }

bin=$root/artifacts/bin
server=${server:-$bin/Slipway.Server/release/Slipway.Server.dll}
client=(taskset -c "$load_cores" dotnet "$bin/Slipway.Benchmarks.LoadClient/release/Slipway.Benchmarks.LoadClient.dll")
results=$out/results.jsonl
http_port=$port grpc_port=$((port + 1)) probe_port=$((port + 2))
ticks=$(getconf CLK_TCK)
pid=

stop() {
  [[ -n $pid ]] || return 0
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  pid=
}
trap stop EXIT
trap 'exit 130' INT TERM

# A server under the probe, on its cores, in the background; its id in $pid.
start() {
  local name=$1 program=$2
  shift 2
  [[ $program == *.dll ]] && set -- dotnet "$program" "$@" || set -- "$program" "$@"
  DOTNET_STARTUP_HOOKS=$bin/Slipway.Benchmarks.AllocationProbe/release/Slipway.Benchmarks.AllocationProbe.dll \
    SLIPWAY_PROBE_PORT=$probe_port taskset -c "$server_cores" "$@" >"$out/$name.log" 2>&1 &
  pid=$!
}

# Bytes allocated by the server; null where it has no probe (Native AOT).
allocated() {
  { exec 3<>"/dev/tcp/127.0.0.1/$probe_port"; } 2>/dev/null || { echo null && return; }
  cat <&3
  exec 3>&-
}

# User and system time of the server in clock ticks. The name in field 2 may hold spaces, so count from its end.
cpu_ticks() {
  local stat
  stat=$(<"/proc/$pid/stat")
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  echo $((${12} + ${13}))
}

rest_cell() {
  local label=$1 name=$2 model=$3 body=$4 length=${5:-}
  local url=http://127.0.0.1:$http_port/v2/models/$model/infer numbers cpu bytes cpu_after bytes_after
  # shellcheck disable=SC2086
  load() {
    taskset -c "$load_cores" wrk -t1 -c"$connections" -d"$1s" -s "$root/bench/load/post.lua" "$url" -- "$body" $length |
      tail -n 1
  }
  load "$warmup" >/dev/null
  cpu=$(cpu_ticks) bytes=$(allocated)
  numbers=$(load "$duration")
  cpu_after=$(cpu_ticks) bytes_after=$(allocated)
  [[ $bytes == null ]] && bytes_after=null || bytes_after=$((bytes_after - bytes))
  printf '{"case":"%s","server":"%s",%s,"cpuSeconds":%s,"allocatedBytes":%s}\n' "$label" "$name" "$numbers" \
    "$(awk "BEGIN { print ($cpu_after - $cpu) / $ticks }")" "$bytes_after" | tee -a "$results" >&2
}

grpc_cell() {
  local label=$1 name=$2 model=$3 probe=()
  [[ $(allocated) == null ]] || probe=(--probe-port "$probe_port")
  "${client[@]}" run --protocol grpc --url "$grpc_url" --body "$out/$model.grpc" --connections "$connections" \
    --warmup "$warmup" --duration "$duration" --pid "$pid" "${probe[@]}" \
    --expect-length "$(stat -c %s "$out/$model.grpc-response")" --case "$label" --server "$name" |
    tee -a "$results" >&2
}

cells() {
  local name=$1 model=$2
  rest_cell "$model REST" "$name" "$model" "$out/$model.json"
  grpc_cell "$model gRPC" "$name" "$model"
}

binary_cell() {
  rest_cell "$2 REST binary" "$1" "$2" "$out/$2.bin" "$(<"$out/$2.bin.json-length")"
}

baseline() {
  start baseline "$bin/Slipway.Benchmarks.Baseline/release/Slipway.Benchmarks.Baseline.dll" \
    --http-port "$http_port" --grpc-port "$grpc_port" \
    --http-response "$out/$1" --grpc-response "$out/$2"
  "${client[@]}" record --protocol grpc --url "$grpc_url" --body "$out/$2" --out /dev/null
}

onnx_version=$(sed -n 's/.*"Microsoft\.ML\.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")

mkdir -p "$out"
: >"$results"
if [[ $build == yes ]]; then
  for project in src/Slipway.Server bench/Slipway.Benchmarks bench/load/{Baseline,LoadClient,AllocationProbe}; do
    dotnet build -c Release -v quiet --nologo "$root/$project" >&2
  done
fi
dotnet "$bin/Slipway.Benchmarks/release/Slipway.Benchmarks.dll" cases "$out"
load_before=$(cut -d' ' -f1 /proc/loadavg)
grpc_url=http://127.0.0.1:$grpc_port/inference.GRPCInferenceService/ModelInfer

for model in $models; do
  rest_url=http://127.0.0.1:$http_port/v2/models/$model/infer
  start slipway "$server" serve "$out/$model.onnx" --http-port "$http_port" --grpc-port "$grpc_port" --host 127.0.0.1
  "${client[@]}" record --protocol rest --url "$rest_url" --body "$out/$model.json" --out "$out/$model.json-response"
  "${client[@]}" record --protocol rest --url "$rest_url" --body "$out/$model.bin" \
    --json-length "$(<"$out/$model.bin.json-length")" --out "$out/$model.bin-response"
  "${client[@]}" record --protocol grpc --url "$grpc_url" --body "$out/$model.grpc" --out "$out/$model.grpc-response"
  cells slipway "$model"
  [[ $model == tiny ]] || binary_cell slipway "$model"
  stop

  baseline "$model.json-response" "$model.grpc-response"
  cells baseline "$model"
  stop

  if [[ $model != tiny ]]; then
    # Started anew: the baseline has one answer for each port.
    baseline "$model.bin-response" "$model.grpc-response"
    binary_cell baseline "$model"
    stop
  fi
done

cat <<TEXT
$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), server on core $server_cores, load on core $load_cores;
$(nproc) cores; .NET runtime $(dotnet --list-runtimes | awk '/Microsoft.NETCore.App/ { v = $2 } END { print v }'), ONNX Runtime $onnx_version;
$connections connections, $warmup s warm-up, $duration s a cell; $(date -u +%F); load average $load_before before, $(cut -d' ' -f1 /proc/loadavg) after.

TEXT
"${client[@]}" report "$results"
