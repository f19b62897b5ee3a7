// What runs on a host: a script for any POSIX shell, and how its answer is read. The same script runs here for a host
// that has no logmon: this side follows its files then.

/** Text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** What every script begins with: the folder of this cluster, and whether what was started there still runs. */
const HEAD = `umask 077
home="\${XDG_STATE_HOME:-$HOME/.local/state}/logmon/up"
say() { printf '%s %s\\n' "$MARK" "$*"; }
birth() {
  if [ -r "/proc/$1/stat" ]; then
    read -r line < "/proc/$1/stat"
    set -- \${line##*) }
    # Ended, and not taken note of by the first process of a container.
    [ "$1" = Z ] && return 1
    shift 19
    echo "$1"
  else
    echo $(ps -o lstart= -p "$1")
  fi
}
alive() {
  [ -s pid ] && [ -s birth ] && read -r pid < pid && read -r born < birth || return 1
  kill -0 "$pid" 2>/dev/null && now=$(birth "$pid" 2>/dev/null) && [ "$now" = "$born" ]
}
nap() { sleep 0.2 2>/dev/null || sleep 1; }
stop() {
  kill -TERM "$pid" 2>/dev/null
  tries=0
  while alive; do
    tries=$((tries + 1))
    [ "$tries" -gt 75 ] && kill -KILL "$pid" 2>/dev/null
    [ "$tries" -gt 100 ] && return 1
    nap
  done
  rm -f pid birth
}
`

export interface ScriptSettings {
  /** Begins every line of the answer, so that no log can give one. */
  readonly mark: string
  /** Below the folder of all clusters; letters, digits and dashes. */
  readonly folder: string
}

export interface StartSettings extends ScriptSettings {
  /** Words that start logmon, for a shell; undefined where it is looked for in the PATH. */
  readonly logmon: string | undefined
  /** Options of `logmon run`. */
  readonly words: readonly string[]
  /** The job file. */
  readonly job: string
  /** True where positions of earlier are forgotten. */
  readonly isFresh: boolean
}

const head = ({ mark, folder }: ScriptSettings): string =>
  `MARK=${quoted(mark)}\n${HEAD}folder="$home/"${quoted(folder)}\n`

/** A line that a text does not have, to end it with. */
function endOf(text: string): string {
  let end = 'END_OF_JOB_FILE'
  while (text.includes(end)) end += '_'
  return end
}

/**
 * Starts logmon, once. Says `none NAME` where the host has no logmon, `running PID`, `started PID`, `busy` where
 * another one is starting it, or `failed` with the last lines of what it said.
 */
export function startScript(settings: StartSettings): string {
  const { logmon = 'logmon', words, job, isFresh } = settings
  const end = endOf(job)
  return `${head(settings)}${settings.logmon === undefined ? LOOK_FOR_LOGMON : ''}mkdir -p "$folder" 2>/dev/null && cd "$folder" || { say failed "$folder cannot be made"; exit 0; }
find . -name starting -mmin +2 -exec rmdir {} + 2>/dev/null
mkdir starting 2>/dev/null || { say busy; exit 0; }
trap 'rmdir starting 2>/dev/null' EXIT
trap 'exit 1' HUP INT TERM
if alive; then
  ${isFresh ? 'stop || { say failed "process $pid does not end"; exit 0; }' : 'say running "$pid"; exit 0'}
fi
${isFresh ? 'rm -f positions.json\n' : ''}cat > job.yaml <<'${end}'
${job}${job.endsWith('\n') ? '' : '\n'}${end}
rm -f status.json
set -- run -c job.yaml ${words.map(quoted).join(' ')}
if command -v setsid >/dev/null 2>&1; then
  setsid nohup ${logmon} "$@" </dev/null >/dev/null 2>run.log &
else
  nohup ${logmon} "$@" </dev/null >/dev/null 2>run.log &
fi
pid=$!
echo "$pid" > pid
birth "$pid" > birth
tries=0
until [ -s status.json ]; do
  tries=$((tries + 1))
  if ! alive || [ "$tries" -gt 100 ]; then
    say failed "$(tail -n 3 run.log | tr '\\n' ' ')"
    exit 0
  fi
  nap
done
say started "$pid"
`
}

const LOOK_FOR_LOGMON = `command -v logmon >/dev/null 2>&1 || { say none "$(uname -n)"; exit 0; }
`

/** Stops what was started. Says `none`, `stopped` or `failed`. */
export const stopScript = (
  settings: ScriptSettings,
): string => `${head(settings)}cd "$folder" 2>/dev/null || { say none; exit 0; }
alive || { say none; exit 0; }
if stop; then say stopped; else say failed "process $pid does not end"; fi
`

/** The parts of a report, each a file of the run. */
const PARTS = ['metrics', 'positions', 'status', 'log'] as const
export type Report = Readonly<Record<(typeof PARTS)[number], string>> & {
  /** Whether it runs, ran, or never did. */
  readonly state: 'running' | 'stopped' | 'none'
}

/** Says how it goes: `running PID`, `stopped` or `none`, and then each part between marks. */
export const reportScript = (
  settings: ScriptSettings,
): string => `${head(settings)}cd "$folder" 2>/dev/null || { say none; exit 0; }
if alive; then say running "$pid"; elif [ -f job.yaml ]; then say stopped; else say none; exit 0; fi
for part in metrics:ship.prom positions:positions.json status:status.json; do
  say part "\${part%%:*}"
  cat "\${part#*:}" 2>/dev/null
  echo
done
say part log
tail -n 3 run.log 2>/dev/null | cut -c1-300
say end
`

/** Returns the word and the rest of the first line that a script has said; undefined where it said nothing. */
export function answerOf(output: string, mark: string): { readonly word: string; readonly rest: string } | undefined {
  const line = output.split('\n').find(text => text.startsWith(`${mark} `))
  if (line === undefined) return undefined
  const [word = '', ...rest] = line.slice(mark.length + 1).split(' ')
  return { word, rest: rest.join(' ').trim() }
}

/** Returns a report; undefined where there is none, or not all of it. */
export function reportOf(output: string, mark: string): Report | undefined {
  const state = answerOf(output, mark)?.word
  if (state !== 'running' && state !== 'stopped' && state !== 'none') return undefined
  const parts = new Map<string, string>()
  const [, ...sections] = output.split(`${mark} part `)
  for (const section of sections) {
    const at = section.indexOf('\n')
    parts.set(section.slice(0, at), section.slice(at + 1).split(`${mark} end`)[0] as string)
  }
  const partOf = (name: string): string => (parts.get(name) ?? '').trim()
  const [metrics, positions, status, log] = PARTS.map(partOf) as [string, string, string, string]
  return { state, metrics, positions, status, log }
}

/** Says the sizes of files, one number a line, in their order; - for one that cannot be read. */
export const sizesScript = ({ mark }: Pick<ScriptSettings, 'mark'>, paths: readonly string[]): string =>
  `${paths
    .map(path => `printf '%s %s\\n' ${quoted(mark)} "$(wc -c < ${quoted(path)} 2>/dev/null || echo -)"`)
    .join('\n')}\n`

/** Returns the sizes that `sizesScript` gives. */
export function sizesOf(output: string, mark: string): readonly (number | undefined)[] {
  return output
    .split('\n')
    .filter(line => line.startsWith(`${mark} `))
    .map(line => line.slice(mark.length + 1).trim())
    .map(text => (/^\d+$/.test(text) ? Number(text) : undefined))
}
