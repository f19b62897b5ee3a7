// What the output of a Slurm job says of its other logs, and what the path of a log says of its job: the conventions of
// NVRx's launchers (nvidia_resiliency_ext/attribution/orchestration: slurm_parser, splitlog, log_path_metadata).

/** What is known of a job's output so far. */
export interface JobOutput {
  /** The folder of the logs that the last block names; undefined where none does. */
  readonly logsDir: string | undefined
  /** How many blocks began: the scheduler starts the job anew with each. */
  readonly schedulerRestarts: number
}

export interface OutputReader {
  /** Takes a line. */
  take(line: string): void
  found(): JobOutput
}

const START = '<< START PATHS >>'
const END = '<< END PATHS >>'
/** Texts of which one stands in every line that matters. */
export const OUTPUT_MARKS = ['PATHS >>', 'LOGS_DIR=', 'Writing logs to '] as const

/** Reads the lines of a job's output: blocks of paths, or else the words of launchers that write none. */
export function outputReader(): OutputReader {
  let inBlock = false
  let ofBlocks: string | undefined
  let ofWords: string | undefined
  let schedulerRestarts = 0
  return {
    take(line) {
      const text = line.trim()
      if (text === START) {
        inBlock = true
        schedulerRestarts++
      } else if (text === END) inBlock = false
      else if (inBlock && text.startsWith('LOGS_DIR=')) ofBlocks = folder(text.slice('LOGS_DIR='.length))
      else {
        const words = /^Writing logs to\s+(\/\S*)/.exec(line)?.[1]
        if (words !== undefined) ofWords = folder(words)
      }
    },
    found: () => ({ logsDir: ofBlocks ?? ofWords, schedulerRestarts }),
  }
}

const folder = (text: string): string => text.trim().replace(/(?<=.)\/+$/, '')

const CYCLE = /_cycle(\d{1,9})\.log$/i
const DATE = /_date_(\d{2})-(\d{2})-(\d{2})_time_(\d{2})-(\d{2})-(\d{2})\.log$/i
/** In the order of how much they say. */
const JOB_IDS: readonly RegExp[] = [
  /_(\d{1,18})_date_/,
  /\/job_(\d{1,18})\//,
  /slurm-(\d{1,18})\.(?:out|err|log)$/,
  /\/(\d{6,18})\.(?:out|err|log)$/,
  /_(\d{6,18})\.(?:out|err|log)$/,
]

/** Returns the number of the cycle that a path names; undefined where it names none. */
export function cycleOfPath(path: string): number | undefined {
  const cycle = CYCLE.exec(path)?.[1]
  return cycle === undefined ? undefined : Number(cycle)
}

/** Returns the id of the Slurm job that a path names; undefined where it names none. */
export function jobIdOfPath(path: string): string | undefined {
  for (const pattern of JOB_IDS) {
    const id = pattern.exec(path)?.[1]
    if (id !== undefined) return id
  }
  return undefined
}

/** Whether a file of the folder of logs is one of a job: `*_ID_*.log`; `ID*.log` where there are none of those. */
export function logsOfJob(names: readonly string[], jobId: string): readonly string[] {
  const logs = names.filter(name => name.endsWith('.log') && !name.endsWith('.env.log'))
  const between = logs.filter(name => name.includes(`_${jobId}_`))
  return between.length > 0 ? between : logs.filter(name => name.startsWith(jobId))
}

/** A log of a job, and when it was last written to. */
export interface DatedLog {
  readonly path: string
  readonly modifiedMs: number
}

/** Returns logs in the order of their cycles, else of the dates in their names, else of their last writes. */
export function inOrderOfCycles<T extends DatedLog>(logs: readonly T[]): readonly T[] {
  const by = (keyOf: (log: T) => string | number): readonly T[] =>
    [...logs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : a.path < b.path ? -1 : 1))
  if (logs.every(({ path }) => CYCLE.test(path))) return by(({ path }) => cycleOfPath(path) as number)
  if (logs.every(({ path }) => DATE.test(path))) return by(({ path }) => (DATE.exec(path) ?? []).slice(1).join(''))
  return by(({ modifiedMs }) => modifiedMs)
}

/** A line with which a cycle of a job begins: NVRx's profiling lines, and plain ones. */
export const CYCLE_LINE = /profiling\.py:[^\n]*Cycle: *\d+|^Cycle: *\d+\b/
