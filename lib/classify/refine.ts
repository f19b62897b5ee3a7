// What the row alone cannot say: the same exception is another failure in a checkpoint loader than in a data set.
import type { Category } from '../signatures/categories.ts'
import type { Refinement, Signature } from '../signatures/signature.ts'
import { categoryOfWords } from './exception-words.ts'

/** One line of a traceback. */
export interface Frame {
  readonly path: string
  readonly function: string
}

const CHECKPOINT_CODE =
  /checkpoint|load_state_dict|safetensors|serialization|torch\/distributed\/_shard|restore_optimizers/i
const DATA_CODE = /dataset|data_loader|dataloader|datamodule|data_utils|\/data\/|collat|tokeniz/i
const CHECKPOINT_PATH = /checkpoint|ckpt|global_step|iter_\d{5,}|mp_rank_|latest_checkpointed|\.distcp/i
const CONFIG_CODE = /config|argument|arg_?pars/i
const COMPILE_CODE = /torch\/_inductor|torch\/_dynamo|triton\/compiler|triton\/backends/i
/** Client libraries: a name or a connection that failed within them is no rank's. */
const CLIENT_CODE = /\/(?:urllib3|requests|httpx|httpcore|aiohttp|huggingface_hub|botocore|fsspec|gcsfs|s3fs|wandb)\//
/** Code in which ranks wait for each other: what runs out of time there is no service's fault. */
const DISTRIBUTED_CODE =
  /torch\/distributed|distributed_c10d|deepspeed\/comm|horovod|jax\/_src\/distributed|init_process_group/
/** Functions that write or clear what they then miss: another rank was faster. */
const SAVE_CODE = /^_*(?:async_)?(?:save|remove|delete|unlink|rmtree|rename|replace|clean_?up|rotate|prune)/
/** Parts of a path that say what a file is about; those before them say where it is installed. */
const TELLING_PARTS = 4
/** Innermost frames that say where an exception arose; the outer ones are the training loop in every traceback. */
const INNERMOST = 4

/** Share of a GPU's memory in another process's hands from which that process, not ours, is why memory ran out. */
const FOREIGN_SHARE = 0.1
const UNITS: Readonly<Record<string, number>> = { KiB: 1, MiB: 1024, GiB: 1024 * 1024 }

/** What the name of an exception's class says where nothing else is known of it. */
const CATEGORY_OF_TYPE: readonly (readonly [name: RegExp, category: Category])[] = [
  [/OutOfMemory/, 'oom_gpu'],
  [/Auth|Permission|Forbidden|Unauthorized|Credential|Licen[cs]e/, 'auth'],
  [/Timeout|Connect|Network|Unavailable|Http|HTTP|Client|Server|Remote|Socket|Retry/, 'remote_hub'],
  [/Config|Argument|Validation|Parse|Scanner|Flag|Option|Usage/, 'config_error'],
  [/NotFound|DoesNotExist|Missing/, 'data_missing'],
  [/Checkpoint/, 'ckpt_incompatible'],
]

/**
 * Exit codes (negative: -signal, as torchrun and DeepSpeed write it; 128 + signal, as shells do) and signals that say
 * how a process died.
 */
const CATEGORY_OF_EXIT: Readonly<Record<string, Category>> = {
  '-4': 'native_abort',
  '-7': 'sigbus',
  '-8': 'native_abort',
  '-11': 'segfault',
  '126': 'config_error',
  '127': 'config_error',
  '132': 'native_abort',
  '135': 'sigbus',
  '136': 'native_abort',
  '139': 'segfault',
  '7': 'sigbus',
  '11': 'segfault',
  SIGSEGV: 'segfault',
  SIGBUS: 'sigbus',
}

/** What a refinement may go by. */
interface Clues {
  readonly text: string
  readonly type: string
  /** The innermost frames. */
  readonly frames: readonly Frame[]
}

/** Returns the category of a failure, given its row's, its full text and the frames above it. */
export function refineCategory(
  row: Signature,
  text: string,
  captures: Readonly<Record<string, string>>,
  frames: readonly Frame[],
): Category {
  if (row.category === 'process_exit')
    return CATEGORY_OF_EXIT[captures['exit'] ?? ''] ?? CATEGORY_OF_EXIT[captures['signal'] ?? ''] ?? row.category
  if (row.category === 'oom_gpu') return isForeignMemory(text) ? 'gpu_occupied' : 'oom_gpu'
  const clues = { text, type: captures['type'] ?? '', frames: frames.slice(-INNERMOST) }
  for (const refinement of row.refine ?? []) {
    const category = REFINEMENTS[refinement](clues)
    if (category !== undefined) return category
  }
  return row.category
}

const REFINEMENTS: Readonly<Record<Refinement, (clues: Clues) => Category | undefined>> = {
  'checkpoint-path': ({ text }) => (CHECKPOINT_PATH.test(text) ? 'ckpt_missing' : undefined),
  'checkpoint-word': ({ text }) => (/Checkpoint|checkpoint|ckpt/.test(text) ? 'ckpt_corrupt' : undefined),
  'checkpoint-frame': ({ text, frames }) => {
    if (!isWithin(frames, CHECKPOINT_CODE)) return undefined
    return /UnicodeDecodeError|EOFError/.test(text) ? 'ckpt_corrupt' : 'ckpt_incompatible'
  },
  'config-frame': ({ frames }) => (frames.some(({ path }) => CONFIG_CODE.test(path)) ? 'config_error' : undefined),
  'client-frame': ({ frames }) => (frames.some(({ path }) => CLIENT_CODE.test(path)) ? 'remote_hub' : undefined),
  'distributed-frame': ({ text, frames }) =>
    isWithin(frames, DISTRIBUTED_CODE) && /time(?:d|s)? ?out|connect|refused|reset|closed/i.test(text)
      ? 'rendezvous'
      : undefined,
  'save-frame': ({ frames }) =>
    frames.some(frame => SAVE_CODE.test(frame.function)) && isWithin(frames, CHECKPOINT_CODE)
      ? 'ckpt_write_io'
      : undefined,
  'compile-frame': ({ frames }) => (isWithin(frames, COMPILE_CODE) ? 'compile_error' : undefined),
  'data-frame': ({ frames }) => (isWithin(frames, DATA_CODE) ? 'data_missing' : undefined),
  'class-name': ({ type }) => CATEGORY_OF_TYPE.find(([name]) => name.test(type))?.[1],
  words: ({ text }) => categoryOfWords(text),
}

const isWithin = (frames: readonly Frame[], code: RegExp): boolean =>
  frames.some(frame => code.test(tellingPath(frame.path)) || code.test(frame.function))

/** `/data/user/megatron/training/x.py` is about training: what is mounted where says nothing. */
const tellingPath = (path: string): string => path.split('/').slice(-TELLING_PARTS).join('/')

function isForeignMemory(text: string): boolean {
  const capacity = /total capacity of ([\d.]+) ([KMG]iB)/.exec(text)
  if (capacity === null) return false
  let foreign = 0
  for (const [, amount, unit] of text.matchAll(/Process \d+ has ([\d.]+) ([KMG]iB) memory in use/g))
    foreign += Number(amount) * (UNITS[unit as string] as number)
  return foreign > FOREIGN_SHARE * Number(capacity[1]) * (UNITS[capacity[2] as string] as number)
}
