#!/usr/bin/env bash
# Sends several times what the server can do, and reports what becomes of it and how soon it recovers; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/overload/run.sh [options]

  --models LIST      of tiny,mlp,cnn,encoder,resnet18 (cnn,encoder)
  --protocols LIST   of rest,rest-binary,grpc (rest-binary,grpc)
  --times N          the overload, as a multiple of the best throughput (4)
  --duration S       seconds of overload, and of half the capacity before and after it (60)
  --settle S         seconds of load before each step of the search for the capacity, which is measured for --step (3)
  --step S           (10)
  --deadline MS      of each request under overload (1.5 times the p99 at 8 in flight without deadlines, at least 10)
  --max-in-flight N  requests on their way at most; what is due beyond them is counted as unsent (512)
  --server PATH      a .dll or an executable (the Native AOT build of Slipway.Server, published first)
  --server-cores L   as taskset writes them (0)
  --load-cores L     (the rest)
  --port N           the first of two free loopback ports (18570)
  --out FOLDER       where models, bodies, logs and results go (artifacts/overload)
  --no-build         use what is built
  --docs             write the report into docs/benchmarks.md
  --report-only      report what is in the folder, and run nothing

Needs taskset, curl and at least two cores. The Native AOT build needs a C toolchain; docs/guides/native-aot.md says which.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
models="cnn encoder" protocols="rest-binary grpc" times=4 duration=60 settle=3 step=10 deadline='' max_in_flight=512
server='' port=18570 build=yes docs=no run=yes
server_cores=0 load_cores=1-$(($(nproc) - 1)) out=$root/artifacts/overload

while (($#)); do
  case $1 in
    --models) models=${2//,/ } && shift ;;
    --protocols) protocols=${2//,/ } && shift ;;
    --times) times=$2 && shift ;;
    --duration) duration=$2 && shift ;;
    --settle) settle=$2 && shift ;;
    --step) step=$2 && shift ;;
    --deadline) deadline=$2 && shift ;;
    --max-in-flight) max_in_flight=$2 && shift ;;
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

# overload MODEL PROTOCOL: the capacity in a closed loop; then, in one process so that nothing lies between them, half of
# it, the overload, and half of it again.
overload() {
  local model=$1 protocol=$2 best p99 rate half limit
  cell "capacity $model $protocol" slipway "$port" "$model" "$protocol" --concurrency 1,2,4,8,16,32,64 \
    --warmup "$settle" --duration "$step"
  read -r best p99 < <(dotnet "$tool" capacity "$out/cell.json")
  read -r rate half limit < <(awk -v best="$best" -v p99="$p99" -v times="$times" -v deadline="$deadline" \
    'BEGIN { ms = p99 * 1.5 / 1000; print best * times, best / 2, deadline ? deadline : ms < 10 ? 10 : ms == int(ms) ? ms : int(ms) + 1 }')
  cell "overload $model $protocol" slipway "$port" "$model" "$protocol" --rate "$half,$rate,$half" --deadline "$limit" \
    --max-in-flight "$max_in_flight" --warmup 0 --duration "$duration" --interval 0.5
}

if [[ $run == yes ]]; then
  need_tools
  # shellcheck disable=SC2119
  prepare
  # shellcheck disable=SC2086
  dotnet "$tool" models "$out/models" $models >/dev/null
  # shellcheck disable=SC2086
  dotnet "$tool" bodies "$out/bodies" $models
  for model in $models; do
    for protocol in $protocols; do
      start_slipway slipway "$port" "$out/models/$model"
      overload "$model" "$protocol"
      stop
    done
  done
  {
    machine
    echo "$duration s of overload, and as long before and after it; capacity by steps of $step s."
  } >"$out/machine.txt"
fi

report=(overload "$out")
[[ $docs == no ]] || report+=(--document "$root/docs/benchmarks.md")
dotnet "$tool" report "${report[@]}"
