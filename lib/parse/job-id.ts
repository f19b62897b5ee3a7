// What a log says of itself at its head: the id of the job that it is of. Lines that speak of other jobs are none.

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

/** Returns the id of the job that a text of a log says to be its own; undefined for nearly every one. */
export function jobIdIn(message: string): string | undefined {
  if (!/job[ _-]?id|rdzv[-_]id|run_id/i.test(message.length > 16_384 ? message.slice(0, 16_384) : message))
    return undefined
  for (const line of message.split('\n', MOST_LINES)) {
    if (line.length > MOST_CHARACTERS) continue
    const text = line.trim().replace(LINE_HEAD, '')
    for (const saying of SAYINGS) {
      const id = saying.exec(text)?.groups?.['id']
      if (id !== undefined && isTelling(id)) return id
    }
    const { id, other } = RENDEZVOUS.exec(text)?.groups ?? {}
    const run = id ?? other
    if (run !== undefined && run.length >= LEAST_RENDEZVOUS && isTelling(run)) return run
  }
  return undefined
}

/** none, default, null: what has no digit tells no job from another. */
const isTelling = (id: string): boolean => /\d/.test(id)
