// What a log file's path says about who wrote it: one row per naming scheme, each with its samples. The most telling
// scheme comes first.
import type { Origin } from '../record/origin.ts'

/** The origin fields that a path can tell. */
export type PathOrigin = Pick<Origin, 'run' | 'attempt' | 'node' | 'rank' | 'local_rank' | 'task' | 'stream'>

/** A naming scheme: the named groups of its pattern are origin fields. */
interface PathScheme {
  readonly name: string
  /** Matched against the path with `/` between its parts; must be linear, for a path is a stranger's text. */
  readonly pattern: RegExp
  readonly samples: readonly { readonly path: string; readonly origin: PathOrigin }[]
}

export const PATH_SCHEMES = [
  {
    // torch.distributed.elastic DefaultLogsSpecs: mkdtemp(prefix=`<run id>_`) adds 8 of [a-z0-9_]; the rank directory
    // is the LOCAL rank. FlagScale puts the whole tree under details/host_<node rank>_<host>/<start time>/.
    name: 'torchelastic',
    pattern:
      /(?:^|\/)(?:host_\d{1,6}_(?<node>[^/]+)\/[^/]+\/)?(?<run>[^/]{1,200}?)(?:_[a-z0-9_]{8})?\/attempt_(?<attempt>\d{1,9})\/(?<local_rank>\d{1,9})\/(?:(?<stream>stdout|stderr)\.log|error\.json)$/,
    samples: [
      {
        path: 'logs/none_k2v_x81q/attempt_0/3/stdout.log',
        origin: { run: 'none', attempt: 0, local_rank: 3, stream: 'stdout' },
      },
      {
        path: '/l/llama_70b_a1b2c3d4/attempt_12/0/stderr.log',
        origin: { run: 'llama_70b', attempt: 12, local_rank: 0, stream: 'stderr' },
      },
      { path: 'llama/attempt_1/7/error.json', origin: { run: 'llama', attempt: 1, local_rank: 7 } },
      {
        path: 'logs/details/host_1_gpu07/20260102_030405.678/default_ab_cd_ef/attempt_0/2/stdout.log',
        origin: { node: 'gpu07', run: 'default', attempt: 0, local_rank: 2, stream: 'stdout' },
      },
    ],
  },
  {
    // torchelastic before the run id and the attempt: what a user names on the command line, seen from inside the tree.
    name: 'torchelastic attempt',
    pattern:
      /^(?:\.\/)?attempt_(?<attempt>\d{1,9})\/(?<local_rank>\d{1,9})\/(?:(?<stream>stdout|stderr)\.log|error\.json)$/,
    samples: [{ path: 'attempt_2/1/stderr.log', origin: { attempt: 2, local_rank: 1, stream: 'stderr' } }],
  },
  {
    // Open MPI, mpirun --output-filename DIR: DIR/<job>/rank.<N>/stdout.
    name: 'mpirun',
    pattern: /(?:^|\/)rank\.(?<rank>\d{1,9})\/(?<stream>stdout|stderr)$/,
    samples: [{ path: 'out/1/rank.03/stderr', origin: { rank: 3, stream: 'stderr' } }],
  },
  {
    // The kubelet's links: <pod>_<namespace>_<container>-<64 hex digits>.log. A pod's name is its host name.
    name: 'kubernetes container',
    pattern:
      /(?:^|\/)(?<node>[a-z0-9][-.a-z0-9]{0,252})_[a-z0-9][-a-z0-9]{0,62}_[a-z0-9][-a-z0-9]{0,62}-[0-9a-f]{64}\.log$/,
    samples: [
      {
        path: '/var/log/containers/llama-worker-3_train_pytorch-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.log',
        origin: { node: 'llama-worker-3' },
      },
    ],
  },
  {
    // /var/log/pods/<namespace>_<pod>_<uid>/<container>/<restarts>.log
    name: 'kubernetes pod',
    pattern:
      /(?:^|\/)[a-z0-9][-a-z0-9]{0,62}_(?<node>[a-z0-9][-.a-z0-9]{0,252})_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[^/]+\/(?<attempt>\d{1,9})\.log$/,
    samples: [
      {
        path: '/var/log/pods/train_llama-master-0_01234567-89ab-cdef-0123-456789abcdef/pytorch/2.log',
        origin: { node: 'llama-master-0', attempt: 2 },
      },
    ],
  },
  {
    // NVRx message files; the rank is the LOCAL one, `unknown` where LOCAL_RANK is not set.
    name: 'nvrx messages',
    pattern: /(?:^|\/)rank_(?:(?<local_rank>\d{1,9})|unknown)_[^/]{1,200}\.msg\.\d{1,16}$/,
    samples: [
      { path: '/tmp/nvrx/rank_3_4711.msg.1767322445678', origin: { local_rank: 3 } },
      { path: 'rank_unknown_trainer.msg.1767322445678', origin: {} },
    ],
  },
  {
    name: 'nvrx node log',
    pattern: /(?:^|\/)nvrx_log_(?<node>[^/]{1,253})\.log$/,
    samples: [{ path: 'logs/nvrx_log_gpu-07.cluster.local.log', origin: { node: 'gpu-07.cluster.local' } }],
  },
  {
    // NVRx per-cycle logs: the restart number is in the name, the global rank in each line.
    name: 'nvrx cycle',
    pattern: /_cycle(?<attempt>\d{1,9})\.log$/,
    samples: [{ path: 'logs/train_cycle4.log', origin: { attempt: 4 } }],
  },
  {
    // FlagScale: the number is the node's, not a rank's.
    name: 'flagscale host',
    pattern: /(?:^|\/)host_\d{1,6}_(?<node>[^/]{1,253})\.output$/,
    samples: [{ path: 'logs/host_0_10.0.0.7.output', origin: { node: '10.0.0.7' } }],
  },
  {
    name: 'smolcluster worker',
    pattern: /(?:^|\/)worker-rank(?<rank>\d{1,9})-(?<node>[^/]{1,253})\.log$/,
    samples: [{ path: 'logs/worker-rank0-mini2.log', origin: { rank: 0, node: 'mini2' } }],
  },
  {
    name: 'smolcluster server',
    pattern: /(?:^|\/)server-(?<node>[^/]{1,253})\.log$/,
    samples: [{ path: 'logs/server-mini1.log', origin: { node: 'mini1' } }],
  },
  {
    // sbatch and srun file names: %x or `slurm`, then %j, %A_%a or %J, then any of %N (host) and %t or %n (a number,
    // maybe zero-padded).
    name: 'slurm',
    pattern:
      /(?:^|\/)(?:slurm|[A-Za-z][^/]{0,100}?)[-_.](?<run>\d{2,12}(?:_\d{1,9})?)(?:[-_.](?<node>[A-Za-z][-A-Za-z0-9.]{0,252}?))?(?:[-_.](?<task>\d{1,9}))?\.(?:out|(?<stream>err))$/,
    samples: [
      { path: 'slurm-123456.out', origin: { run: '123456' } },
      { path: '/home/a/slurm-123456-0007.out', origin: { run: '123456', task: 7 } },
      { path: 'slurm-123456_12.out', origin: { run: '123456_12' } },
      { path: 'slurm-123456_12-3.err', origin: { run: '123456_12', task: 3, stream: 'stderr' } },
      { path: 'slurm-123456-gpu-07-3.out', origin: { run: '123456', node: 'gpu-07', task: 3 } },
      { path: 'slurm-123456.0.out', origin: { run: '123456', task: 0 } },
      { path: 'llama-pretrain-123456-3.err', origin: { run: '123456', task: 3, stream: 'stderr' } },
    ],
  },
  {
    // Any other name that says `rank`: rank7.log, train_rank_7.out, rank-7/train.log. `local_rank` is not `rank`.
    name: 'local rank in the name',
    pattern: /(?:^|[-_./])local[-_]?rank[-_.]?(?<local_rank>\d{1,9})(?=[-_./]|$)/i,
    samples: [{ path: 'logs/local_rank_3.log', origin: { local_rank: 3 } }],
  },
  {
    name: 'rank in the name',
    pattern: /(?:^|[-_./])rank[-_.]?(?<rank>\d{1,9})(?=[-_./]|$)(?:.*\b(?<stream>stdout|stderr|err)\b)?/i,
    samples: [
      { path: 'logs/rank7.log', origin: { rank: 7 } },
      { path: 'train_rank_07.stderr', origin: { rank: 7, stream: 'stderr' } },
      { path: 'logs/rank-7/train.log', origin: { rank: 7 } },
      { path: 'log.rank12.err', origin: { rank: 12, stream: 'stderr' } },
    ],
  },
] as const satisfies readonly PathScheme[]

const NUMERIC = new Set(['attempt', 'rank', 'local_rank', 'task'])

/** What logrotate and people add to the name of an old file: .1, -20260102, .gz and .zst. */
const ROTATED = /(?:\.\d{1,3}|[-.]\d{8}(?:[-.T]\d{1,10})?)?(?:\.(?:gz|zst))?$/

/** Returns the path of the live log that an old one was rotated away from; the path itself where it is the live one. */
export const withoutRotation = (path: string): string => path.replace(ROTATED, '')

/** Longer paths say nothing: patterns see a bounded text. */
const LONGEST_PATH = 1024

/**
 * Returns the origin fields that a path tells; of an old file the same as of the live one; none for a path that follows
 * no known scheme.
 */
export function originFromPath(path: string): PathOrigin {
  if (path.length > LONGEST_PATH) return {}
  const live = withoutRotation(path)
  // The live name first: the looser schemes would match an old file's name where a stricter one matches the live name.
  return matchScheme(live) ?? (live === path ? undefined : matchScheme(path)) ?? {}
}

function matchScheme(path: string): PathOrigin | undefined {
  for (const { pattern } of PATH_SCHEMES as readonly PathScheme[]) {
    const match = pattern.exec(path)
    if (match === null) continue
    const origin: Record<string, string | number> = {}
    for (const [field, text] of Object.entries(match.groups ?? {})) {
      if (text === undefined) continue
      origin[field] = NUMERIC.has(field) ? Number(text) : field === 'stream' ? streamOf(text) : text
    }
    return origin as PathOrigin
  }
  return undefined
}

function streamOf(text: string): 'stdout' | 'stderr' {
  return text.toLowerCase() === 'stdout' ? 'stdout' : 'stderr'
}
