// What a log says of itself at its head: the id of the job that it is of. Lines that speak of other jobs are none.
import { jobOfPod } from '../formats/job-of-path.ts'

/** Lines and records of a file that are its head, if no training step comes before. */
export const HEAD_RECORDS = 200
/** Lines of one record, and characters of a line, that are looked at. */
const MOST_LINES = 40
const MOST_CHARACTERS = 300

const ID = '(?<id>[A-Za-z0-9][A-Za-z0-9._-]{2,63})'
const QUOTED = `["']?${ID}["']?`

/** Stamp, level and logger, where they stand in the text. */
const LINE_HEAD =
  /^(?:\[?\d{2,4}[-/:][\d:.,T/+ -]{4,32}Z?\]?[ ,:|-]{1,4})?(?:\[?(?:INFO|DEBUG|WARN|WARNING|NOTICE)\]?[ :|-]{1,4})?(?:\[?[\w.]{1,60}(?::\d{1,5})?\]?(?: - |: (?=\S+[ _-]?\S*[ _-]?id)))?/i

/** Each is a whole line that says it of its own job, or the command that runs it. */
const SAYINGS: readonly RegExp[] = [
  // env, export, set -x, printed settings: Slurm's, torchrun's, PBS's and LSF's own variables.
  new RegExp(
    `^(?:[+#* -]*)(?:export |declare -x )?(?:SLURM_JOB_?ID|TORCHELASTIC_RUN_ID|PBS_JOBID|LSB_JOBID)\\s*[=:]\\s*${QUOTED}$`,
    'i',
  ),
  // Job ID: 4242, "slurm_job_id": 4242, JobId=4242
  new RegExp(
    `^[#*= -]*["']?(?:(?:slurm|pbs|lsf|batch|training|my)[ _-]?)?job[ _-]?id["']?\\s*[:=]\\s*${QUOTED},?[#*= -]*$`,
    'i',
  ),
  // + srun --jobid 4242 bash -c …
  new RegExp(`^\\+* *srun (?:-\\S+ ){0,8}--jobid[ =]${ID}(?: |$)`),
]
/** torchrun --rdzv_id=4242 …, and the settings that its launcher prints. Many leave what the manual has there. */
const RENDEZVOUS = new RegExp(
  `(?:^|\\s)--rdzv[-_]id[ =]${QUOTED}(?:\\s|$)|^\\s*(?:run_id|rdzv_id)\\s+: ${ID.replace('<id>', '<other>')}$`,
)
const LEAST_RENDEZVOUS = 5

/** A Kubernetes job by the label of its pods, as `kubectl describe` and a printed environment have it, or its owner. */
const LABEL = new RegExp(
  `^(?:Labels:\\s+)?(?:(?:[a-z0-9-]+\\.)+[a-z0-9-]+/(?:job-name|jobset-name)|(?<=Labels:\\s+)job-name)[=:]\\s*${QUOTED}$|^Controlled By:\\s+(?:\\w*Job|JobSet)/${ID.replace('<id>', '<owner>')}$`,
)
const POD = new RegExp(`^(?:[+#* -]*)(?:export |declare -x )?(?:MY_|K8S_)?POD_NAME=${QUOTED}$`)
/** Weights & Biases' own lines: where the run is seen, and where it is kept; and its variable. */
const WANDB_RUN =
  /^wandb: .{0,40}\b(?:View|Syncing) run\b.{0,200}https?:\/\/[^\s/]+\/[^\s/]+\/[^\s/]+\/runs\/([A-Za-z0-9_-]{3,64})\s*$|^wandb: Run data is saved locally in .{0,200}run-\d{8}_\d{6}-([A-Za-z0-9_-]{3,64})\s*$|^(?:[+#* -]*)(?:export |declare -x )?WANDB_RUN_ID=["']?([A-Za-z0-9_-]{3,64})["']?$/
/** What one of all these is in. */
const HINT = /job[ _-]?id|rdzv[-_]id|run_id|wandb|job-?(?:set-)?name|Controlled By|POD_NAME/i

/**
 * Returns the ids of the job that a text of a log says to be its own; none for nearly every one. An id of a scheduler
 * is given as it is, others behind what they are of: `kubernetes:llama`, `pod:llama`, `wandb:1a2b3c4d`.
 */
export function jobIdsIn(message: string): readonly string[] {
  if (!HINT.test(message.length > 16_384 ? message.slice(0, 16_384) : message)) return NONE
  const ids: string[] = []
  for (const line of message.split('\n', MOST_LINES)) {
    if (line.length > MOST_CHARACTERS) continue
    const id = idInLine(line.trim())
    if (id !== undefined) ids.push(id)
  }
  return ids
}

const NONE: readonly string[] = []

function idInLine(line: string): string | undefined {
  const text = line.replace(LINE_HEAD, '')
  for (const saying of SAYINGS) {
    const id = saying.exec(text)?.groups?.['id']
    if (id !== undefined && isTelling(id)) return id
  }
  const { id, other } = RENDEZVOUS.exec(text)?.groups ?? {}
  const launch = id ?? other
  if (launch !== undefined && launch.length >= LEAST_RENDEZVOUS && isTelling(launch)) return launch
  const label = LABEL.exec(text)?.groups
  if (label !== undefined) return `kubernetes:${label['id'] ?? label['owner']}`
  const pod = POD.exec(text)?.groups?.['id']
  if (pod !== undefined) return `pod:${jobOfPod(pod)}`
  const [, seen, kept, named] = WANDB_RUN.exec(line) ?? WANDB_RUN.exec(text) ?? []
  const run = seen ?? kept ?? named
  return run === undefined ? undefined : `wandb:${run}`
}

/** none, default, null: what has no digit tells no job from another. */
const isTelling = (id: string): boolean => /\d/.test(id)

const KIND = /^(kubernetes|pod|wandb):/
const kindOf = (id: string): string => KIND.exec(id)?.[1] ?? 'scheduler'

/**
 * True where two ids are of two jobs. Each rank may have a run of its own at wandb, and pods may be called anything:
 * those join logs, and part none.
 */
export function areOfTwoJobs(one: string, other: string): boolean {
  return one !== other && kindOf(one) === kindOf(other) && isFinal(one)
}

/** True for an id behind which no other one is looked for. */
export const isFinal = (id: string): boolean => kindOf(id) === 'scheduler' || kindOf(id) === 'kubernetes'

/** The id without what it is of. */
export const bareId = (id: string): string => id.replace(KIND, '')

const WORDS: Readonly<Record<string, string>> = {
  scheduler: 'job id',
  kubernetes: 'Kubernetes job',
  pod: 'pods of',
  wandb: 'wandb run',
}

/** Returns an id in words: `the job id 4242`. */
export const wordsOfId = (id: string): string => `the ${WORDS[kindOf(id)]} ${bareId(id)}`
