// logmon-follow: its command line, and what it opens.

import type { OptionsOf, OptionTable } from '../options.ts'
import type { Problem } from '../problem.ts'
import { printable } from '../record/printable.ts'
import type { Position } from '../sources/position.ts'
import { hostName, parseSshTarget, type SshHost } from '../sources/ssh-target.ts'
import { wallClock } from './clock.ts'
import { targetOf } from './follow/discover.ts'
import { type FirstLooks, firstLooks } from './follow/first-looks.ts'
import { follow } from './follow/follow.ts'
import type { FollowSettings } from './follow/following.ts'
import { gatherBatches } from './follow/gather.ts'
import { followPipe, isPipe } from './follow/pipe.ts'
import { serve } from './follow/serve.ts'
import { loadPositions } from './follow/state-file.ts'
import { sourceLag } from './measure/source-lag.ts'
import { mergeBatches } from './merge-batches.ts'
import { type Batch, defineSource } from './source.ts'
import { followHost } from './ssh/follow-host.ts'
import type { HostSettings } from './ssh/host-reader.ts'
import type { StagesBefore } from './stage-state.ts'
import { keepingStore, type StatePart, stateStore } from './state-store.ts'

const OPTIONS = {
  from: {
    type: 'choice',
    choices: ['end', 'start', 'checkpoint'],
    describe:
      'where to begin in files that are there already: at their last line (the default), at their start (the default with --once), or where --state says',
  },
  state: {
    type: 'string',
    placeholder: 'FILE',
    describe:
      'remember in FILE what was read, and go on there the next time; files that are new since are read from their start',
  },
  'log-dir': {
    type: 'strings',
    placeholder: 'DIR',
    describe: "follow a torchrun --log-dir: every attempt's stdout, stderr and error.json",
  },
  exclude: { type: 'strings', placeholder: 'GLOB', describe: 'files of a pattern or directory that are left out' },
  raw: { type: 'flag', describe: 'write the lines as they are, not records' },
  once: { type: 'flag', describe: 'read what is there, then end' },
  'until-idle': { type: 'duration', describe: 'end when nothing was read for so long' },
  poll: {
    type: 'duration',
    default: '200ms',
    describe: 'how often every file is looked at; on other hosts a fifth as often',
  },
  'no-hints': { type: 'flag', describe: "poll only, without the kernel's file change events" },
  interval: { type: 'duration', describe: 'connect to other hosts only so often, read what is new and hang up' },
  'ssh-option': { type: 'strings', placeholder: 'NAME=VALUE', describe: 'an option of ssh (its -o)' },
  'plain-ssh': { type: 'flag', describe: 'use only POSIX tools on other hosts, also where this logmon is installed' },
  'warn-after': { type: 'duration', default: '30s', describe: 'give a notice when no file was found for so long' },
  'max-line': { type: 'count', default: 1_048_576, describe: 'cut longer lines, in bytes' },
  verbose: { type: 'flag', describe: 'say on stderr how other hosts are read' },
  serve: {
    type: 'flag',
    hidden: true,
    describe: 'follow for a logmon-follow on another host, which starts this over ssh and asks on standard input',
  },
} as const satisfies OptionTable

/** torchrun's layout, below any directories of a launcher's own. */
const torchelasticFiles = (directory: string): string =>
  `${directory.replace(/\/+$/, '').replace(/[*?[{\\]/g, '[$&]')}/**/attempt_[0-9]*/[0-9]*/{stdout.log,stderr.log,error.json}`

interface FollowSourceSettings {
  readonly local: Omit<FollowSettings, 'fail' | 'saved' | 'remembers' | 'lag' | 'tellsAge'>
  readonly raw: boolean
  readonly hosts: readonly { readonly host: SshHost; readonly paths: readonly string[] }[]
  readonly remote: Pick<HostSettings, 'sshOptions' | 'intervalMs' | 'pollMs' | 'localPollMs' | 'plain'>
  readonly verbose: boolean
  readonly serves: boolean
  readonly statePath: string | undefined
  readonly saved: readonly Position[]
  /** What the stages behind it knew, where they keep that beside the positions; undefined where they do not. */
  readonly stagesBefore?: StagesBefore
}

/** A look at a file here is a system call; on another host it is a process and a round trip. */
const REMOTE_POLL_FACTOR = 5

export const followSource = defineSource({
  name: 'follow',
  summary: 'Follow growing log files through rotation; write their lines as records.',
  positionals: 'PATH|GLOB|DIR|ssh://USER@HOST:PORT/PATH...',
  options: OPTIONS,
  examples: [
    { command: 'logmon-follow train.log | logmon-parse', describe: 'what is written from now on' },
    {
      command: "logmon-follow --state follow.json 'logs/**/*.log' | logmon-parse",
      describe: 'many files, and no line lost over a restart',
    },
    {
      command: 'logmon-follow --log-dir runs | logmon-parse',
      describe: "torchrun's log directory, attempt after attempt",
    },
  ],
  settle(options, positionals): FollowSourceSettings | readonly Problem[] {
    const problems: Problem[] = []
    const named = [...positionals, ...options['log-dir'].map(torchelasticFiles)]
    const paths = named.filter(path => !path.startsWith('ssh://'))
    const hosts = groupByHost(named, problems)
    if (named.length === 0 && !options.serve)
      problems.push({ place: '', reason: 'name a file, a pattern, a directory or --log-dir to follow' })
    if (options.from === 'checkpoint' && options.state === undefined)
      problems.push({ place: '--from', reason: 'checkpoint needs --state FILE' })
    if (options['max-line'] < 1) problems.push({ place: '--max-line', reason: 'must be at least 1' })
    const loaded = options.state === undefined ? undefined : loadPositions(options.state)
    if (loaded !== undefined && 'reason' in loaded)
      problems.push({ file: options.state as string, place: '--state', reason: loaded.reason })
    if (problems.length > 0) return problems
    return {
      local: {
        targets: paths.map(targetOf),
        exclude: options.exclude,
        from: beginning(options, loaded !== undefined),
        once: options.once,
        untilIdleMs: options['until-idle'],
        pollMs: options.poll,
        useHints: !options['no-hints'],
        warnAfterMs: options['warn-after'],
        maxLineBytes: options['max-line'],
      },
      hosts,
      raw: options.raw,
      remote: {
        sshOptions: options['ssh-option'],
        intervalMs: options.interval,
        pollMs: options.poll * REMOTE_POLL_FACTOR,
        localPollMs: options.poll,
        plain: options['plain-ssh'],
      },
      verbose: options.verbose,
      serves: options.serve,
      statePath: options.state,
      saved: (loaded as readonly Position[] | undefined) ?? [],
    }
  },
  open({ local, raw, hosts, remote, verbose, serves, statePath, saved, stagesBefore }, stop) {
    if (serves)
      return {
        batches: serve(process.stdin, stop, wallClock.now),
        finish: async () => void process.stdin.destroy(),
        exitCode: () => 0,
        writesRecords: false,
      }
    let failed = false
    const fail = (): void => {
      failed = true
    }
    const tell = (text: string): void => {
      process.stderr.write(`logmon-follow: ${printable(text)}\n`)
    }
    const keeps = statePath !== undefined && stagesBefore !== undefined
    const store = keeps ? keepingStore(statePath, stagesBefore.kept) : stateStore(statePath)
    const parts = hosts.length + (local.targets.length === 0 ? 0 : 1)
    const lag = sourceLag(wallClock.now)
    const looks = firstLooks()
    const shared = {
      ...{ raw, remembers: statePath !== undefined, explain: verbose ? tell : undefined, tell, fail },
      tellsAge: local.once ? ('none' as const) : parts > 1 ? ('all' as const) : ('where silent' as const),
    }
    const isOf = (position: Position, { host }: { readonly host: SshHost }): boolean =>
      position.path.startsWith(`${hostName(host)}/`)
    const sources = hosts.map(there => {
      const own = saved.filter(position => isOf(position, there))
      const settings = { ...local, ...remote, ...shared, ...there, saved: own, lag: lag.part(), looked: looks.part() }
      return followHost(settings, store.part(own), stop, wallClock.now)
    })
    const rest = saved.filter(position => !hosts.some(there => isOf(position, there)))
    const here = { ...local, ...shared, saved: rest, lag: lag.part(), looks }
    sources.push(...localSources(here, store.part(rest), stop))
    return {
      batches: mergeBatches(sources),
      finish: store.close,
      exitCode: () => (failed ? 1 : 0),
      writesRecords: !raw,
      measures: lag.measures,
      looked: looks.all,
      ...(keeps ? { keep: store.keep } : {}),
    }
  },
})

/** What is followed on this host: its files by one loop, and each pipe by itself. */
function localSources(
  { looks, ...settings }: FollowSettings & Pick<HostSettings, 'raw' | 'tell'> & { readonly looks: FirstLooks },
  part: StatePart,
  stop: AbortSignal,
): AsyncGenerator<Batch>[] {
  const { raw, tell, saved } = settings
  const isRemote = (position: Position): boolean => position.path.startsWith('ssh://')
  const files = settings.targets.filter(({ literal, argument }) => !literal || !isPipe(argument))
  const pipes = settings.targets.filter(target => !files.includes(target))
  const sources = pipes.map(({ argument }) => followPipe({ ...settings, path: argument }, stop))
  if (files.length === 0) return sources
  const local = {
    ...{ ...settings, targets: files, looked: looks.part() },
    saved: saved.filter(position => !isRemote(position)),
  }
  const out = gatherBatches(raw, tell, wallClock.now)
  return [...sources, follow(local, out, keeping(part, saved.filter(isRemote)), { stop, now: wallClock.now })]
}

/** Positions of hosts that are not followed this time stay in the state. */
function keeping(part: StatePart, others: readonly Position[]): StatePart {
  if (others.length === 0) return part
  return {
    live: positions => part.live?.(() => [...others, ...positions()]),
    changed: positions => part.changed(() => [...others, ...positions()]),
    save: positions => part.save([...others, ...positions]),
  }
}

/** One connection per host, however many of its files are named. */
function groupByHost(positionals: readonly string[], problems: Problem[]): FollowSourceSettings['hosts'] {
  const hosts = new Map<string, { host: SshHost; paths: string[] }>()
  for (const argument of positionals) {
    const target = parseSshTarget(argument)
    if (target === undefined) continue
    if ('reason' in target) {
      problems.push({ place: argument, reason: target.reason })
      continue
    }
    const { path, ...host } = target
    const known = hosts.get(hostName(host))
    if (known === undefined) hosts.set(hostName(host), { host, paths: [path] })
    else known.paths.push(path)
  }
  return [...hosts.values()]
}

/** Files that came into being while nobody watched are read whole; that is what the state is for. */
function beginning({ from, once }: OptionsOf<typeof OPTIONS>, hasState: boolean): 'start' | 'end' {
  if (hasState || from === 'start' || from === 'checkpoint') return 'start'
  return once && from === undefined ? 'start' : 'end'
}
