#!/usr/bin/env bash
# Measures what the first request costs to a service that sleeps; see bench/README.md.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: bench/wake/run.sh [options]

  --rounds N         how often each service falls asleep and is woken (10)
  --models A,B       folders of samples/models (iris,ner)
  --server FOLDER    a folder with the Native AOT Slipway.Server (published first)
  --out FOLDER       where builds and the fleet's state go (artifacts/wake)
  --no-build         use what is built

Linux only. The Native AOT build needs a C toolchain; docs/guides/native-aot.md says which.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
rounds=10 models=iris,ner server= out=$root/artifacts/wake build=yes
while (($#)); do
  case $1 in
    --rounds) rounds=$2 ;;
    --models) models=$2 ;;
    --server) server=$2 ;;
    --out) out=$2 ;;
    --no-build) build=no && set -- "" "$@" ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift 2
done

if [[ $build == yes ]]; then
  for project in Slipway.Cli Slipway.Supervisor Slipway.Gateway Slipway.Server; do
    dotnet build -c Release -v quiet --nologo "$root/src/$project" >&2
  done
  [[ -n $server ]] || dotnet publish -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
    -v quiet --nologo -o "$out/server" "$root/src/Slipway.Server" >&2
fi
server=${server:-$out/server}
bin=$root/artifacts/bin
rm -rf "$out/state"
tool() { dotnet "$bin/Slipway.Cli/release/slipway.dll" "$@" --state "$out/state"; }

declare -A bodies=(
  [iris]='{"inputs":[{"name":"measurements","datatype":"FP32","shape":[1,4],"data":[5.4,3.9,1.7,0.4]}]}'
  [ner]='{"text":"John Smith joined Reuters in London."}'
)
declare -A paths=([iris]=v2/models/iris/infer [ner]=models/ner)

stop() { tool down "$out/fleet" >/dev/null 2>&1 || true; }
trap stop EXIT
trap 'exit 130' INT TERM

# Until the service has no replica left.
asleep() {
  local i
  for ((i = 0; i < 1200; i++)); do
    ! tool status "$out/fleet" --format json | tr -d ' \n' | grep -q '"replicas":\[{' || { sleep 0.2 && continue; }
    return
  done
  echo "It does not fall asleep." >&2
  exit 1
}

# measure NAME FOLDER MODEL: the programs' folder comes first among those that the tool looks in.
measure() {
  local name=$1 programs=$2 model=$3 i url
  mkdir -p "$out/fleet"
  cat >"$out/fleet/slipway.yaml" <<TEXT
name: wake
gateway: { port: 0, grpc_port: 0 }
services:
  $model:
    model: $root/samples/models/$model
    scaling: { min: 0, max: 1, idle: 2s }
TEXT
  SLIPWAY_PROGRAMS=$programs:$bin/Slipway.Gateway/release:$bin/Slipway.Supervisor/release \
    tool up "$out/fleet" --detach >/dev/null
  url=$(tool status "$out/fleet" | sed -n 's/^Gateway: \(http[^ ,]*\).*/\1/p')/${paths[$model]}
  for ((i = 0; i < rounds; i++)); do
    asleep
    curl -fs --noproxy '*' -o /dev/null -w '%{time_total}\n' -H 'Content-Type: application/json' -d "${bodies[$model]}" "$url"
  done | sort -n >"$out/times"
  # The service is awake now.
  curl -fs --noproxy '*' -o /dev/null -w '%{time_total}\n' -H 'Content-Type: application/json' -d "${bodies[$model]}" "$url" >"$out/awake"
  stop
  awk -v name="$name" -v model="$model" -v awake="$(<"$out/awake")" '{ t[NR] = $1 * 1000 } END {
    printf "| %s | %s | %d | %.0f ms | %.0f ms | %.0f ms | %.1f ms |\n", model, name, NR, t[int((NR + 1) / 2)], t[1], t[NR], awake * 1000 }' "$out/times"
}

cat <<TEXT
$(grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'), $(nproc) cores; $(date -u +%F); load average $(cut -d' ' -f1 /proc/loadavg).

| model | server | rounds | median | fastest | slowest | awake |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
TEXT
for model in ${models//,/ }; do
  measure "Native AOT" "$server" "$model"
  measure JIT "$bin/Slipway.Server/release" "$model"
done
