// logmon-follow: its command line, and what it opens.
import type { OptionsOf, OptionTable, Problem } from '../stage.ts'
import { wallClock } from './clock.ts'
import { targetOf } from './follow/discover.ts'
import { type FollowSettings, follow } from './follow/follow.ts'
import { loadPositions } from './follow/state-file.ts'
import { defineSource } from './source.ts'

const OPTIONS = {
  from: {
    type: 'choice',
    choices: ['end', 'start', 'checkpoint'],
    describe: 'where to begin in files that are there already: at their last line (the default), at their start (the default with --once), or where --state says',
  },
  state: {
    type: 'string',
    placeholder: 'FILE',
    describe: 'remember in FILE what was read, and go on there the next time; files that are new since are read from their start',
  },
  'log-dir': { type: 'strings', placeholder: 'DIR', describe: "follow a torchrun --log-dir: every attempt's stdout, stderr and error.json" },
  exclude: { type: 'strings', placeholder: 'GLOB', describe: 'files of a pattern or directory that are left out' },
  raw: { type: 'flag', describe: 'write the lines as they are, not records' },
  once: { type: 'flag', describe: 'read what is there, then end' },
  'until-idle': { type: 'duration', describe: 'end when nothing was read for so long' },
  poll: { type: 'duration', default: '200ms', describe: 'how often every file is looked at' },
  'no-hints': { type: 'flag', describe: "poll only, without the kernel's file change events" },
  'warn-after': { type: 'duration', default: '30s', describe: 'give a notice when no file was found for so long' },
  'max-line': { type: 'count', default: 1_048_576, describe: 'cut longer lines, in bytes' },
} as const satisfies OptionTable

/** torchrun's layout, below any directories of a launcher's own. */
const torchelasticFiles = (directory: string): string =>
  `${directory.replace(/\/+$/, '').replace(/[*?[{\\]/g, '[$&]')}/**/attempt_[0-9]*/[0-9]*/{stdout.log,stderr.log,error.json}`

type Settings = Omit<FollowSettings, 'tell' | 'fail'>

export const followSource = defineSource({
  name: 'follow',
  summary: 'Follow growing log files through rotation; write their lines as records.',
  positionals: 'PATH|GLOB|DIR...',
  options: OPTIONS,
  examples: [
    { command: 'logmon-follow train.log | logmon-parse', describe: 'what is written from now on' },
    { command: "logmon-follow --state follow.json 'logs/**/*.log' | logmon-parse", describe: 'many files, and no line lost over a restart' },
    { command: 'logmon-follow --log-dir runs | logmon-parse', describe: "torchrun's log directory, attempt after attempt" },
  ],
  settle(options, positionals): Settings | readonly Problem[] {
    const paths = [...positionals, ...options['log-dir'].map(torchelasticFiles)]
    const problems: Problem[] = []
    if (paths.length === 0) problems.push({ place: '', reason: 'name a file, a pattern, a directory or --log-dir to follow' })
    if (options.from === 'checkpoint' && options.state === undefined) problems.push({ place: '--from', reason: 'checkpoint needs --state FILE' })
    if (options['max-line'] < 1) problems.push({ place: '--max-line', reason: 'must be at least 1' })
    const loaded = options.state === undefined ? undefined : loadPositions(options.state)
    if (loaded !== undefined && 'reason' in loaded) problems.push({ file: options.state as string, place: '--state', reason: loaded.reason })
    if (problems.length > 0) return problems
    return {
      targets: paths.map(targetOf),
      exclude: options.exclude,
      from: beginning(options, loaded !== undefined),
      statePath: options.state,
      saved: (loaded as FollowSettings['saved'] | undefined) ?? [],
      raw: options.raw,
      once: options.once,
      untilIdleMs: options['until-idle'],
      pollMs: options.poll,
      useHints: !options['no-hints'],
      warnAfterMs: options['warn-after'],
      maxLineBytes: options['max-line'],
    }
  },
  open(settings: Settings, stop) {
    let failed = false
    const fail = (): void => {
      failed = true
    }
    return {
      batches: follow({ ...settings, tell: text => process.stderr.write(`logmon-follow: ${text}\n`), fail }, stop, wallClock.now),
      exitCode: () => (failed ? 1 : 0),
    }
  },
})

/** Files that came into being while nobody watched are read whole; that is what the state is for. */
function beginning({ from, once }: OptionsOf<typeof OPTIONS>, hasState: boolean): 'start' | 'end' {
  if (hasState || from === 'start' || from === 'checkpoint') return 'start'
  return once && from === undefined ? 'start' : 'end'
}
