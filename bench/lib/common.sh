# shellcheck shell=bash
# What the load runs share: builds, servers pinned to their cores, and one cell of load. Sourced by bench/*/run.sh, which
# set root, out, server, build, server_cores and load_cores.
# shellcheck disable=SC2154

bin=$root/artifacts/bin
tool=$bin/Slipway.Benchmarks/release/Slipway.Benchmarks.dll
declare -A pids=()

fail() { echo "$*" >&2 && exit 2; }

need_tools() {
  local name
  for name in dotnet taskset curl; do
    command -v "$name" >/dev/null || fail "$name is missing."
  done
  (($(nproc) > 1)) || fail "One core cannot carry both the server and the load."
}

# Builds the projects named, and publishes the Native AOT server where none was named; sets server.
prepare() {
  local project
  if [[ $build == yes ]]; then
    for project in src/Slipway.Cli bench/Slipway.Benchmarks "$@"; do
      dotnet build -c Release -v quiet --nologo "$root/$project" >&2
    done
    [[ -n $server ]] || dotnet publish -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
      -v quiet --nologo -o "$out/server" "$root/src/Slipway.Server" >&2
  fi
  server=${server:-$out/server/Slipway.Server}
  [[ -f $server ]] || fail "There is no $server; leave out --no-build, or name one with --server."
  rm -f "$out"/*.jsonl
  load_before=$(cut -d' ' -f1 /proc/loadavg)
}

# start NAME PORT PROGRAM ARGS…: in the background on the server's cores, and waits until it is ready. The variables of
# the caller's environment reach it.
start() {
  local name=$1 first=$2 program=$3 i
  shift 3
  set -- "$program" "$@"
  [[ $program != *.dll ]] || set -- dotnet "$@"
  taskset -c "$server_cores" "$@" >"$out/$name.log" 2>&1 &
  pids[$name]=$!
  for ((i = 0; i < 600; i++)); do
    ! curl -fs --noproxy '*' -o /dev/null "http://127.0.0.1:$first/v2/health/ready" || return 0
    kill -0 "${pids[$name]}" 2>/dev/null || break
    sleep 0.1
  done
  cat "$out/$name.log" >&2
  fail "$name did not become ready."
}

# start_slipway NAME PORT PATH [PROGRAM]: PATH is a model or a repository.
start_slipway() {
  start "$1" "$2" "${4:-$server}" serve "$3" --host 127.0.0.1 --http-port "$2" --grpc-port $(($2 + 1)) --log-level warning
}

stop() {
  local name
  for name in "${!pids[@]}"; do
    kill "${pids[$name]}" 2>/dev/null || true
    wait "${pids[$name]}" 2>/dev/null || true
  done
  pids=()
}

# load NAME PORT MODEL PROTOCOL OPTIONS…: `slipway bench` on its cores, with the prepared body. Requests that fail are the
# report's to tell.
load() {
  local name=$1 port=$2 model=$3 protocol=$4 body=$out/bodies/$3 target status=0
  shift 4
  case $protocol in
    rest) target=("http://127.0.0.1:$port/v2/models/$model/infer" --body "$body.json") ;;
    rest-binary)
      [[ $name != baseline* ]] || port=$((port + 2))
      target=("http://127.0.0.1:$port/v2/models/$model/infer" --protocol rest-binary --body "$body.bin"
        --content-type application/octet-stream
        --header "Inference-Header-Content-Length: $(<"$body.bin.json-length")" --check-length)
      ;;
    grpc) target=("grpc://127.0.0.1:$((port + 1))" --body "$body.grpc" --check-length) ;;
    *) fail "There is no protocol '$protocol': rest, rest-binary or grpc." ;;
  esac
  taskset -c "$load_cores" dotnet "$bin/Slipway.Cli/release/slipway.dll" bench "${target[@]}" --quiet "$@" || status=$?
  ((status < 2)) || exit "$status"
}

# cell LABEL NAME PORT MODEL PROTOCOL OPTIONS…: load whose report is kept.
cell() {
  local label=$1 name=$2
  shift
  echo "$(date +%T) $label" >&2
  load "$@" --label "$label" --pid "${pids[$name]}" --json "$out/cell.json"
  cat "$out/cell.json" >>"$out/results.jsonl"
}

# engine MODEL SECONDS [BATCH]: ONNX Runtime alone, one thread, on the server's cores.
engine() {
  echo "$(date +%T) engine $1, batch ${3:-1}" >&2
  taskset -c "$server_cores" dotnet "$tool" engine "$out/models/$1" --seconds "$2" --batch "${3:-1}" --threads 1 \
    >>"$out/engine.jsonl"
}

# What the figures come from, for people.
machine() {
  local onnx what
  onnx=$(sed -n 's/.*"Microsoft\.ML\.OnnxRuntime" Version="\([^"]*\)".*/\1/p' "$root/Directory.Packages.props")
  [[ $server == *.dll ]] && what=JIT || what="Native AOT"
  cat <<TEXT
$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores: server ($what) on core $server_cores, load on core $load_cores;
.NET runtime $(dotnet --list-runtimes | awk '/Microsoft.NETCore.App/ { v = $2 } END { print v }'), ONNX Runtime $onnx; $(date -u +%F); load average $load_before before, $(cut -d' ' -f1 /proc/loadavg) after.
TEXT
}

trap stop EXIT
trap 'exit 130' INT TERM
