#!/usr/bin/env bash
# Runs a training command until it is done, and does after each attempt what logmon-classify says. logmon resume does
# more (docs/resume.md); this is a loop to change as you need it:
#
#   auto-resume.sh torchrun train.py --resume auto
#
# LOGMON_JOB           name of the job in the ledger (default: job)
# LOGMON_DIRECTORY     where logs, ledger and list of nodes are kept (default: ./logmon)
# LOGMON_MAX_ATTEMPTS  the most attempts (default: 20)
# LOGMON_WAIT_SECONDS  pause before an attempt that has to wait (default: 60)
# The command finds the nodes to leave out, separated by commas, in LOGMON_EXCLUDE.
# Exits with 0 when the run is done, else with the code of the last action (12: a person has to change something).
set -uo pipefail

directory=${LOGMON_DIRECTORY:-logmon}
mkdir -p "$directory"
touch "$directory/excluded"

for ((attempt = 1; attempt <= ${LOGMON_MAX_ATTEMPTS:-20}; attempt++)); do
  log=$directory/attempt-$attempt.log
  LOGMON_EXCLUDE=$(paste -sd, "$directory/excluded") "$@" >"$log" 2>&1

  logmon-classify --exit-code --job "${LOGMON_JOB:-job}" --history "$directory/history.ndjson" \
    --isolate-file "$directory/isolate" "$log" >"$directory/verdict-$attempt.ndjson"
  action=$?
  # Text of a log stands in it: no control character of that reaches the terminal.
  tail -n 1 "$directory/verdict-$attempt.ndjson" |
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
