#!/usr/bin/env bash
# Submits a Slurm job until it is done, and does after each attempt what logmon-classify says about its log:
#
#   auto-resume-slurm.sh --nodes=4 examples/train.sbatch
#
# Arguments are sbatch's. The settings are those of auto-resume.sh. Nodes at fault are left out with --exclude; where
# that leaves too few nodes, none is left out.
# Exits with 0 when the run is done, else with the code of the last action (12: a person has to change something).
set -uo pipefail

directory=${LOGMON_DIRECTORY:-logmon}
mkdir -p "$directory"
touch "$directory/excluded"

for ((attempt = 1; attempt <= ${LOGMON_MAX_ATTEMPTS:-20}; attempt++)); do
  log=$directory/attempt-$attempt.log
  exclude=$(paste -sd, "$directory/excluded")
  # A requeued attempt goes on in the same log.
  submit=(sbatch --wait --open-mode=append --output="$log" --error="$log")
  if ! "${submit[@]}" ${exclude:+--exclude="$exclude"} "$@" && [ ! -e "$log" ]; then
    [ -n "$exclude" ] || exit 1
    : >"$directory/excluded"
    "${submit[@]}" "$@"
  fi

  logmon-classify --exit-code --job "${LOGMON_JOB:-job}" --history "$directory/history.ndjson" \
    --isolate-file "$directory/isolate" "$log" >"$directory/verdict-$attempt.ndjson"
  action=$?
  tail -n 1 "$directory/verdict-$attempt.ndjson" | jq -r '"attempt '"$attempt"': \(.action) (\(.category)): \(.primary.text // .why[0])"'
  case $action in
    0) exit 0 ;;
    10) ;;
    11) sort -u -o "$directory/excluded" "$directory/excluded" "$directory/isolate" ;;
    13) sleep "${LOGMON_WAIT_SECONDS:-60}" ;;
    *) exit "$action" ;;
  esac
done
echo "no success in $((attempt - 1)) attempts" >&2
exit "$action"
