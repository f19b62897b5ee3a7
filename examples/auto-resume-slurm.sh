#!/usr/bin/env bash
# Submits a Slurm job until it is done, and does after each attempt what logmon-classify says about its log:
#
#   auto-resume-slurm.sh --nodes=4 examples/train.sbatch
#
# Arguments are sbatch's (not --quiet, which hides the number of the job). The settings are those of auto-resume.sh, and
#
# LOGMON_POLL_SECONDS  how often Slurm is asked whether it has the job still (default: 10)
#
# Nodes at fault are left out with --exclude; where that leaves too few nodes, none is left out.
# Where the loop is interrupted its job goes on, and the loop goes on with that job when it is started again.
# Exits with 0 when the run is done, else with the code of the last action (12: a person has to change something).
set -uo pipefail

directory=${LOGMON_DIRECTORY:-logmon}
mkdir -p "$directory"
touch "$directory/excluded" "$directory/submitted"

# Prints the number of the new job, nothing where Slurm does not take it. A requeued job goes on in the same log.
submit() {
  sbatch --parsable --open-mode=append --output="$directory/job-%j.log" --error="$directory/job-%j.log" "$@"
}

# Whether Slurm has a job still: it waits, runs, is requeued, or its processes are being ended and write their last lines
# (`sbatch --wait` may come back before that). Where Slurm does not answer, it is taken to have it.
in_slurm() { # id [cluster]
  local ids
  ids=$(squeue --noheader --me --all --format=%F ${2:+--clusters="$2"}) || return 0
  grep --quiet --line-regexp "$1" <<<"$ids"
}

for ((attempt = 1; attempt <= ${LOGMON_MAX_ATTEMPTS:-20}; attempt++)); do
  if [ ! -s "$directory/submitted" ]; then
    exclude=$(paste -sd, "$directory/excluded")
    submit ${exclude:+--exclude="$exclude"} "$@" >"$directory/submitted"
    if [ ! -s "$directory/submitted" ]; then
      [ -n "$exclude" ] || exit 1
      : >"$directory/excluded"
      submit "$@" >"$directory/submitted"
      [ -s "$directory/submitted" ] || exit 1
    fi
  fi
  IFS=';' read -r id cluster <"$directory/submitted"
  echo "attempt $attempt: job $id"
  while in_slurm "$id" "$cluster"; do sleep "${LOGMON_POLL_SECONDS:-10}"; done
  : >"$directory/submitted"
  if [ ! -e "$directory/job-$id.log" ]; then
    echo "attempt $attempt: job $id ended before it started" >&2
    exit 12
  fi

  logmon-classify --exit-code --job "${LOGMON_JOB:-job}" --history "$directory/history.ndjson" \
    --isolate-file "$directory/isolate" "$directory/job-$id.log" >"$directory/verdict-$id.ndjson"
  action=$?
  # Text of a log stands in it: no control character of that reaches the terminal.
  tail -n 1 "$directory/verdict-$id.ndjson" |
    jq -r '"attempt '"$attempt"': \(.action) (\(.category)): \(.primary.text // .why[0])" | gsub("\\p{Cc}"; "?")'
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
