// NVRx message files (nvidia-resiliency-ext, shared_utils/log_node_local_tmp.py and log_manager.py): names, limits,
// line headers.

/** What NVRx knows of the process that writes; undefined where the environment does not say. */
export interface NvrxRanks {
  readonly rank: number | undefined
  readonly localRank: number | undefined
  readonly infraRank: number | undefined
  readonly infraLocalRank: number | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns the ranks that the launcher told. In a Slurm array each task is a part of one job: its ranks follow those of
 * the tasks before.
 */
export function nvrxRanks(environment: Environment): NvrxRanks {
  const numberOf = (name: string): number | undefined => {
    const text = environment[name]
    return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined
  }
  const procid = numberOf('SLURM_PROCID')
  const arrayTask = numberOf('SLURM_ARRAY_TASK_ID')
  const nodes = numberOf('SLURM_NNODES') ?? numberOf('SLURM_JOB_NUM_NODES')
  const infraRank =
    procid !== undefined && arrayTask !== undefined && nodes !== undefined ? arrayTask * nodes + procid : procid
  return {
    rank: numberOf('RANK'),
    localRank: numberOf('LOCAL_RANK'),
    infraRank,
    infraLocalRank: numberOf('SLURM_LOCALID'),
  }
}

/** Largest message file in KiB and how many are kept, as NVRx has them. */
export const NVRX_DEFAULTS = { maxFileSizeKb: 10_240, maxFiles: 4 } as const

/**
 * Returns the value of one of NVRx's number variables, its default where it is not set, or undefined where it is no
 * number.
 */
export function nvrxLimit(text: string | undefined, otherwise: number): number | undefined {
  if (text === undefined || text.trim() === '') return otherwise
  return /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined
}

/** Where NVRx keeps message files; NVRX_DIST_LOG_DIR is its older name. */
export function nvrxDirectory(environment: Environment): string | undefined {
  return environment['NVRX_NODE_LOCAL_TMPDIR'] || environment['NVRX_DIST_LOG_DIR'] || undefined
}

/**
 * Returns what follows the time in every line: `[INFO] [node] [workload:3(3) infra:3(3)] `; `?` for what is not known.
 */
export function nvrxOrigin(level: string, node: string, ranks: NvrxRanks): string {
  const pair = (rank: number | undefined, local: number | undefined): string => `${rank ?? '?'}(${local ?? '?'})`
  return `[${level}] [${node}] [workload:${pair(ranks.rank, ranks.localRank)} infra:${pair(ranks.infraRank, ranks.infraLocalRank)}] `
}

/** A message file's name, taken apart. */
export interface MessageFileName {
  /** Everything before the start time: the same for all files of one writer. */
  readonly series: string
  /** When it was begun, in milliseconds since the epoch. */
  readonly startedMs: number
}

/** Returns `rank_<local rank>_<prefix>.msg.`, which begins every file name of a writer. */
export function seriesName(localRank: number | undefined, prefix: string): string {
  return `rank_${localRank ?? 'unknown'}_${prefix}.msg.`
}

/** Returns a message file's name taken apart, or undefined for any other file. */
export function readMessageFileName(name: string): MessageFileName | undefined {
  const match = /^(rank_.+\.msg\.)(\d{1,15})$/s.exec(name)
  return match === null ? undefined : { series: match[1] as string, startedMs: Number(match[2]) }
}

/** The names of one writer's files, oldest first. */
export function filesOfSeries(names: readonly string[], series: string): readonly string[] {
  return names
    .map(name => ({ name, parts: readMessageFileName(name) }))
    .filter(({ parts }) => parts?.series === series)
    .sort((a, b) => (a.parts as MessageFileName).startedMs - (b.parts as MessageFileName).startedMs)
    .map(({ name }) => name)
}

/**
 * A line that begins a record: NVRx's own pattern, and also `?` ranks, any file name and an empty message, which NVRx's
 * own reader misses.
 */
export const NVRX_HEADER =
  /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}),(\d{3}) \[\w+\] \[([^\]\s]+)\] \[workload:(\d{1,9}|\?)\((\d{1,9}|\?)\) infra:(?:\d{1,9}|\?)\((?:\d{1,9}|\?)\)\] \S+:\d+(?: |$)/
