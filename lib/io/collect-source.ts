// logmon-collect: its command line, and what it opens.
import { existsSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { OptionTable } from '../options.ts'
import type { Problem } from '../problem.ts'
import { wallClock } from './clock.ts'
import { type CollectSettings, collect } from './collect/collect.ts'
import { outFile } from './collect/out-file.ts'
import { loadPositions } from './follow/state-file.ts'
import { defineSource } from './source.ts'
import { COLLECTOR_MARK } from './tee/message-files.ts'
import { refuseUnsafeDirectory } from './tee/safe-directory.ts'

const OPTIONS = {
  once: { type: 'flag', describe: 'merge what is there in exact order, delete nothing, then end' },
  raw: { type: 'flag', describe: 'write the lines as they are, not records' },
  delay: { type: 'duration', default: '1s', describe: 'how long a line waits for earlier ones of other ranks' },
  poll: { type: 'duration', default: '200ms', describe: 'how often the directory is looked at' },
  keep: { type: 'flag', describe: 'leave the message files alone instead of deleting what was read' },
  state: {
    type: 'string',
    placeholder: 'FILE',
    describe: `where to remember what was read [default: DIR/${COLLECTOR_MARK}.state, none with --once]`,
  },
  out: {
    type: 'string',
    placeholder: 'DIR',
    describe: "also write the lines to DIR/nvrx_log_<host>.log, as NVRx's aggregator does",
  },
  'out-max-mb': {
    type: 'count',
    default: 1024,
    describe: 'put that file aside and compress it beyond so many MiB; 0 never',
  },
  'out-files': { type: 'count', default: 10, describe: 'keep so many compressed ones' },
} as const satisfies OptionTable

type Settings = Omit<CollectSettings, 'out' | 'input'> & {
  readonly readsStdin: boolean
  readonly out: { readonly directory: string; readonly maxBytes: number; readonly keep: number } | undefined
}

export const collectSource = defineSource({
  name: 'collect',
  summary: "Merge a node's rank message files into one stream in time order.",
  positionals: 'DIR|FILE|- ...',
  options: OPTIONS,
  examples: [
    {
      command: 'logmon-collect /local/logs --out /shared/logs',
      describe: "one file per node, as NVRx's aggregator writes",
    },
    {
      command: 'logmon-collect --once /local/logs | logmon-parse --tz local',
      describe: 'what the ranks of a finished job wrote, in order',
    },
    { command: '(ssh n1 logmon-collect /l & ssh n2 logmon-collect /l) | logmon-collect -', describe: 'many nodes' },
  ],
  settle(options, positionals): Settings | readonly Problem[] {
    const problems: Problem[] = []
    const paths = positionals.filter(path => path !== '-')
    const directories = paths.filter(path => statSync(path, { throwIfNoEntry: false })?.isDirectory() !== false)
    if (positionals.length === 0)
      problems.push({ place: '', reason: 'name the directory of the message files, or - for standard input' })
    const deletes = !options.once && !options.keep && paths.length > 0
    if (deletes && directories.length < paths.length)
      problems.push({
        place: '--keep',
        reason: 'is needed where a file is named: only files in directories are deleted',
      })
    // A collector that goes on makes its directory and waits for a file; one look at what is not there would find
    // nothing and call it well.
    for (const path of options.once ? paths : [])
      if (!existsSync(path)) problems.push({ place: path, reason: 'there is no such file or directory' })
    const needsState = !options.once && paths.length > 0
    const hasPlace = paths.length === 1 && directories.length === 1
    if (needsState && options.state === undefined && !hasPlace)
      problems.push({
        place: '--state',
        reason: `is needed ${paths.length > 1 ? 'with more than one path' : 'where a file is named'}`,
      })
    const statePath =
      options.state ?? (needsState && hasPlace ? join(paths[0] as string, `${COLLECTOR_MARK}.state`) : undefined)
    for (const directory of options.once ? [] : directories) {
      const unsafe = refuseUnsafeDirectory(directory)
      if (unsafe !== undefined) problems.push({ place: directory, reason: unsafe })
    }
    if (options['out-files'] < 1) problems.push({ place: '--out-files', reason: 'must be at least 1' })
    const unsafeOut = options.out === undefined ? undefined : refuseUnsafeDirectory(options.out)
    if (unsafeOut !== undefined) problems.push({ file: options.out as string, place: '--out', reason: unsafeOut })
    const loaded = statePath === undefined ? undefined : loadPositions(statePath)
    if (loaded !== undefined && 'reason' in loaded)
      problems.push({ file: statePath as string, place: '--state', reason: loaded.reason })
    if (problems.length > 0) return problems
    return {
      paths,
      readsStdin: positionals.includes('-'),
      once: options.once,
      raw: options.raw,
      delayMs: options.delay,
      pollMs: options.poll,
      deletes,
      statePath,
      saved: (loaded as CollectSettings['saved'] | undefined) ?? [],
      out:
        options.out === undefined
          ? undefined
          : { directory: options.out, maxBytes: options['out-max-mb'] * 1024 * 1024, keep: options['out-files'] },
    }
  },
  open({ readsStdin, out, ...settings }: Settings, stop) {
    const file = out === undefined ? undefined : outFile({ ...out, name: `nvrx_log_${hostname()}.log` }, settings.saved)
    const input = readsStdin ? (process.stdin as AsyncIterable<Buffer>) : undefined
    stop.addEventListener('abort', () => process.stdin.destroy(), { once: true })
    return {
      ...collect({ ...settings, input, out: file }, stop, wallClock.now),
      exitCode: () => 0,
      writesRecords: !settings.raw,
    }
  },
})
