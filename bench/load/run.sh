#!/usr/bin/env bash
# Puts this server, a bare Kestrel and the engine alone side by side on one machine and reports; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/load/run.sh [options]

  --models LIST      of tiny,mlp,cnn,encoder,resnet18 (all)
  --protocols LIST   of rest,rest-binary,grpc (all)
  --sections LIST    of cells,single,allocations,batching (all)
  --rounds N         runs of each cell, one server after the other in each; medians are reported (3)
  --duration S       seconds measured in each run (10)
  --settle S         seconds of load before each run (3)
  --warmup S         seconds of load before the first run for what compiles as it runs: the baseline, and the server
                     where it is a .dll (30)
  --warmup-aot S     the same for a Native AOT server (5)
  --quick            a look at everything in some minutes: --rounds 1 --duration 2 --settle 1 --warmup 3 --warmup-aot 1
  --server PATH      a .dll or an executable (the Native AOT build of Slipway.Server, published first)
  --server-cores L   as taskset writes them (0)
  --load-cores L     (the rest)
  --port N           the first of thirty free loopback ports (18470)
  --out FOLDER       where models, bodies, logs and results go (artifacts/load)
  --no-build         use what is built
  --docs             write the report into docs/benchmarks.md, and its chart to docs/images
  --report-only      report what is in the folder, and run nothing

Needs taskset, curl and at least two cores. The Native AOT build needs a C toolchain; docs/guides/native-aot.md says which.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
models="tiny mlp cnn encoder resnet18" protocols="rest rest-binary grpc" sections="cells single allocations batching"
rounds=3 duration=10 settle=3 warmup=30 warmup_aot=5 server='' port=18470 build=yes docs=no run=yes
server_cores=0 load_cores=1-$(($(nproc) - 1)) out=$root/artifacts/load

while (($#)); do
  case $1 in
    --models) models=${2//,/ } && shift ;;
    --protocols) protocols=${2//,/ } && shift ;;
    --sections) sections=${2//,/ } && shift ;;
    --rounds) rounds=$2 && shift ;;
    --duration) duration=$2 && shift ;;
    --settle) settle=$2 && shift ;;
    --warmup) warmup=$2 && shift ;;
    --warmup-aot) warmup_aot=$2 && shift ;;
    --quick) rounds=1 duration=2 settle=1 warmup=3 warmup_aot=1 ;;
    --server) server=$2 && shift ;;
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
# shellcheck source=bench/lib/common.sh
source "$root/bench/lib/common.sh"

in_flight() { [[ $1 == tiny || $1 == mlp || $1 == wide ]] && echo 64 || echo 8; }

# The least that any Kestrel could cost says nothing where nearly all is computing.
has_baseline() { [[ $1 == tiny || $1 == mlp || $1 == cnn ]]; }

# warm NAME PORT MODEL SECONDS: load over each protocol, which counts for nothing. The server's answers are kept for the
# baseline.
warm() {
  local protocol save=()
  for protocol in $protocols; do
    [[ $1 == baseline* ]] || save=(--save-answer "$out/bodies/$3.$protocol-answer")
    load "$1" "$2" "$3" "$protocol" --concurrency "$(in_flight "$3")" --warmup 0 --duration "$4" "${save[@]}"
  done
}

start_baseline() {
  local name=$1 first=$2 model=$3 protocol answers=$out/bodies/$3
  # A port needs an answer even where its protocol was not asked for.
  for protocol in rest rest-binary grpc; do
    [[ -f $answers.$protocol-answer ]] || : >"$answers.$protocol-answer"
  done
  start "$name" "$first" "$bin/Slipway.Benchmarks.Baseline/release/Slipway.Benchmarks.Baseline.dll" \
    --http-port "$first" --grpc-port $((first + 1)) --binary-port $((first + 2)) --http-answer "$answers.rest-answer" \
    --binary-answer "$answers.rest-binary-answer" --grpc-answer "$answers.grpc-answer"
}

# Both servers run all the while, on one core, and only one of them has work: so each is warmed up once.
start_both() {
  start_slipway slipway "$port" "$out/models/$1"
  warm slipway "$port" "$1" "$server_warmup"
  servers=(slipway)
  if has_baseline "$1"; then
    start_baseline baseline $((port + 10)) "$1"
    warm baseline $((port + 10)) "$1" "$warmup"
    servers=(slipway baseline)
  fi
}

# both SECTION MODEL PROTOCOL CONCURRENCY
both() {
  local name first=$port
  for name in "${servers[@]}"; do
    [[ $name == slipway ]] || first=$((port + 10))
    cell "$1 $2 $3 $name" "$name" "$first" "$2" "$3" --concurrency "$4" --warmup "$settle" --duration "$duration"
  done
}

run_cells() {
  local model round protocol
  for model in $models; do
    start_both "$model"
    for ((round = 0; round < rounds; round++)); do
      for protocol in $protocols; do
        [[ " $sections " != *" cells "* ]] || both cells "$model" "$protocol" "$(in_flight "$model")"
        [[ " $sections " != *" single "* || $model != tiny || $protocol == rest-binary ]] ||
          both single "$model" "$protocol" 1
      done
      [[ " $sections " != *" cells "* ]] || engine "$model" "$duration"
    done
    stop
  done
}

# Bytes that a process under the probe has allocated.
allocated() {
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  cat <&3
  exec 3>&-
}

# Short, and with the JIT build: a Native AOT server takes no start-up hooks.
run_allocations() {
  local model protocol name first before label seconds=$((warmup < 10 ? warmup : 10))
  local hook=$bin/Slipway.Benchmarks.AllocationProbe/release/Slipway.Benchmarks.AllocationProbe.dll
  for model in $models; do
    has_baseline "$model" || continue
    DOTNET_STARTUP_HOOKS=$hook SLIPWAY_PROBE_PORT=$((port + 5)) start_slipway slipway "$port" "$out/models/$model" \
      "$bin/Slipway.Server/release/Slipway.Server.dll"
    warm slipway "$port" "$model" "$seconds"
    DOTNET_STARTUP_HOOKS=$hook SLIPWAY_PROBE_PORT=$((port + 15)) start_baseline baseline $((port + 10)) "$model"
    warm baseline $((port + 10)) "$model" "$seconds"
    for protocol in $protocols; do
      for name in slipway baseline; do
        [[ $name == slipway ]] && first=$port || first=$((port + 10))
        label="allocations $model $protocol $name"
        before=$(allocated $((first + 5)))
        cell "$label" "$name" "$first" "$model" "$protocol" --concurrency "$(in_flight "$model")" --warmup 0 \
          --duration "$duration"
        printf '{"label":"%s","bytes":%s}\n' "$label" $(($(allocated $((first + 5))) - before)) >>"$out/allocated.jsonl"
      done
    done
    stop
  done
}

# The model that gains by batching, once for each mode, and the engine with full batches.
run_batching() {
  local mode round protocol modes="auto on off" max_batch=64
  local protocols=" $protocols "
  protocols=${protocols/ rest / } # text would be most of the work
  local -A ports=([auto]=$port [on]=$((port + 10)) [off]=$((port + 20)))
  for mode in $modes; do
    mkdir -p "$out/batching/$mode/wide/1"
    ln -f "$out/models/wide/1/model.onnx" "$out/batching/$mode/wide/1/model.onnx"
    printf 'scheduling:\n  batching: { mode: %s, max_batch_size: %s }\n' "$mode" "$max_batch" \
      >"$out/batching/$mode/wide/model.yaml"
    start_slipway "slipway-$mode" "${ports[$mode]}" "$out/batching/$mode"
    warm "slipway-$mode" "${ports[$mode]}" wide "$server_warmup"
  done
  for ((round = 0; round < rounds; round++)); do
    for protocol in $protocols; do
      for mode in $modes; do
        cell "batching wide $protocol $mode" "slipway-$mode" "${ports[$mode]}" wide "$protocol" \
          --concurrency 64 --warmup "$settle" --duration "$duration"
      done
      for mode in auto off; do
        cell "idle wide $protocol $mode" "slipway-$mode" "${ports[$mode]}" wide "$protocol" \
          --concurrency 1 --warmup "$settle" --duration "$duration"
      done
    done
    engine wide "$duration"
    engine wide "$duration" "$max_batch"
  done
  stop
}

if [[ $run == yes ]]; then
  need_tools
  prepare src/Slipway.Server bench/load/Baseline bench/load/AllocationProbe
  [[ $server == *.dll ]] && server_warmup=$warmup || server_warmup=$warmup_aot
  needed=$models
  [[ " $sections " != *" batching "* ]] || needed+=" wide"
  # shellcheck disable=SC2086
  dotnet "$tool" models "$out/models" $needed >/dev/null
  # shellcheck disable=SC2086
  dotnet "$tool" bodies "$out/bodies" $needed
  [[ " $sections " != *" cells "* && " $sections " != *" single "* ]] || run_cells
  [[ " $sections " != *" allocations "* ]] || run_allocations
  [[ " $sections " != *" batching "* ]] || run_batching
  { machine && echo "Median of $rounds, $duration s each; $warmup s to warm up what compiles as it runs, else $warmup_aot s."; } \
    >"$out/machine.txt"
fi

report=(load "$out" --chart "$out/benchmarks.svg")
[[ $docs == no ]] || report=(load "$out" --chart "$root/docs/images/benchmarks.svg" --document "$root/docs/benchmarks.md")
dotnet "$tool" report "${report[@]}"
