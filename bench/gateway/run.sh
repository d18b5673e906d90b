#!/usr/bin/env bash
# Holds the gateway against YARP alone, both in front of the same replica; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/gateway/run.sh [options]

  --models LIST      whose bodies are sent, of tiny,mlp,cnn (all)
  --protocols LIST   of rest,rest-binary,grpc (all)
  --rounds N         runs of each cell, one proxy after the other in each; medians are reported (5)
  --duration S       seconds measured in each run (5)
  --settle S         seconds of load before each run (2)
  --warmup S         seconds of load of each proxy and protocol before the first run (15)
  --server-cores L   of the proxies, as taskset writes them (0)
  --load-cores L     of the replica and the load (the rest)
  --port N           the first of forty free loopback ports (18670)
  --out FOLDER       where bodies, logs and results go (artifacts/gateway)
  --no-build         use what is built
  --docs             write the report into docs/benchmarks.md
  --report-only      report what is in the folder, and run nothing

Needs taskset, curl and at least two cores.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
models="tiny mlp cnn" protocols="rest rest-binary grpc" rounds=5 duration=5 settle=2 warmup=15 port=18670
build=yes docs=no run=yes server_cores=0 load_cores=1-$(($(nproc) - 1)) out=$root/artifacts/gateway

while (($#)); do
  case $1 in
    --models) models=${2//,/ } && shift ;;
    --protocols) protocols=${2//,/ } && shift ;;
    --rounds) rounds=$2 && shift ;;
    --duration) duration=$2 && shift ;;
    --settle) settle=$2 && shift ;;
    --warmup) warmup=$2 && shift ;;
    --server-cores) server_cores=$2 && shift ;;
    --load-cores) load_cores=$2 && shift ;;
    --port) port=$2 && shift ;;
    --out) out=$2 && shift ;;
    --no-build) build=no ;;
    --docs) docs=yes ;;
    --report-only) run=no ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

mkdir -p "$out"
out=$(cd "$out" && pwd)
# What is measured is compiled as it runs, as the gateway is shipped.
server=$root/artifacts/bin/Slipway.Gateway/release/Slipway.Gateway.dll
# shellcheck source=bench/lib/common.sh
source "$root/bench/lib/common.sh"

# A replica that does nothing: bare Kestrel, which answers every request with the same bytes. It is where the load is, for
# what is measured is the proxy's core.
start_replica() {
  local own=$server_cores
  printf '{"model_name":"%s","outputs":[{"name":"y","datatype":"FP32","shape":[1,3],"data":[0.1,0.2,0.7]}]}' "$1" \
    >"$out/answer.json"
  printf '\x0a\x04tiny' >"$out/answer.grpc"
  server_cores=$load_cores
  start replica "$port" "$bin/Slipway.Benchmarks.Baseline/release/Slipway.Benchmarks.Baseline.dll" \
    --http-port "$port" --grpc-port $((port + 1)) --binary-port $((port + 2)) --http-answer "$out/answer.json" \
    --binary-answer "$out/answer.json" --grpc-answer "$out/answer.grpc"
  server_cores=$own
}

start_gateway() {
  local control=$((port + 15)) i
  printf '{"port":%s,"grpc_port":%s,"console":false}' $((port + 10)) $((port + 11)) >"$out/gateway.json"
  taskset -c "$server_cores" dotnet "$server" --config "$out/gateway.json" --control "127.0.0.1:$control" \
    --log-level warning >"$out/gateway.log" 2>&1 &
  pids[gateway]=$!
  for ((i = 0; i < 100; i++)); do
    ! curl -fs --noproxy '*' -X PUT -H 'Content-Type: application/json' "http://127.0.0.1:$control/routes" --data '{
      "generation": 1, "pipelines": [], "services": [{
        "service": "replica", "models": ["'"$1"'"], "traffic": {}, "revisions": [{
          "revision": 1, "weight": 1, "endpoints": [{
            "replica": "replica-1-1", "http": "http://127.0.0.1:'"$port"'", "grpc": "http://127.0.0.1:'$((port + 1))'"}]}]}]}' \
      || return 0
    sleep 0.1
  done
  cat "$out/gateway.log" >&2
  fail "The gateway did not take its routes."
}

start_yarp() {
  start yarp $((port + 20)) "$bin/Slipway.Benchmarks.Yarp/release/Slipway.Benchmarks.Yarp.dll" \
    --http-port $((port + 20)) --grpc-port $((port + 21)) --http "http://127.0.0.1:$port" \
    --grpc "http://127.0.0.1:$((port + 1))"
}

first_of() { [[ $1 == gateway ]] && echo $((port + 10)) || echo $((port + 20)); }

run_model() {
  local model=$1 round protocol name
  start_replica "$model"
  start_gateway "$model"
  start_yarp
  for protocol in $protocols; do
    for name in gateway yarp; do
      load "$name" "$(first_of $name)" "$model" "$protocol" --concurrency 32 --warmup 0 --duration "$warmup"
    done
  done
  for ((round = 0; round < rounds; round++)); do
    for protocol in $protocols; do
      for name in gateway yarp; do
        cell "proxy $model $protocol $name" $name "$(first_of $name)" "$model" "$protocol" --concurrency 32 \
          --warmup "$settle" --duration "$duration"
        cell "proxied $model $protocol $name" $name "$(first_of $name)" "$model" "$protocol" --concurrency 1 \
          --warmup "$settle" --duration "$duration"
      done
      # What one request takes without a proxy. The replica has no CPU time of its own: it shares its core with the load.
      pids[none]=${pids[replica]}
      cell "proxied $model $protocol none" none "$([[ $protocol == rest-binary ]] && echo $((port + 2)) || echo "$port")" \
        "$model" "$protocol" --concurrency 1 --warmup "$settle" --duration "$duration"
    done
  done
  unset 'pids[none]'
  stop
}

if [[ $run == yes ]]; then
  need_tools
  prepare src/Slipway.Gateway bench/load/Baseline bench/load/Yarp
  # shellcheck disable=SC2086
  dotnet "$tool" bodies "$out/bodies" $models
  for model in $models; do
    run_model "$model"
  done
  { machine && echo "Median of $rounds, $duration s each; $warmup s to warm up."; } >"$out/machine.txt"
fi

report=(gateway "$out")
[[ $docs == no ]] || report+=(--document "$root/docs/benchmarks.md")
dotnet "$tool" report "${report[@]}"
