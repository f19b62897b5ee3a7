// A job of Slurm as a job: each attempt is submitted, asked about until Slurm has it no more, and ended with scancel.
// It outlives us as all jobs do.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../record/time.ts'
import type { Ending, Handle } from '../../resume/state.ts'
import { endedInQueue, idsWritingTo } from '../../slurm/squeue.ts'
import { jobsInAccounts, runSlurm } from '../slurm/ask-slurm.ts'
import type { Attempt, Job, Running } from './job.ts'

export interface SlurmSettings {
  /** Options of sbatch, before the script. */
  readonly options: readonly string[]
  readonly script: string
  /** Words that the script gets. */
  readonly words: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** How often Slurm is asked whether it has the job still. */
  readonly pollMs: Millis
  /** Tells a person how it is with an attempt. */
  tell(attempt: number, text: string): void
}

export function slurmJob(settings: SlurmSettings): Job {
  const { environment } = settings
  const ask = (program: string, ...words: readonly string[]): Promise<string> => runSlurm(program, words, environment)

  async function launch(attempt: Attempt): Promise<Running & { readonly isFound: boolean }> {
    // It was submitted, and we were ended before that was written down: nobody else writes this log.
    const [earlier] = idsWritingTo(resolve(attempt.log), await ask('squeue', '--me', '--all', '--json'))
    if (earlier !== undefined) return { ...runningOf(attempt, handleOf(earlier, '', 0)), isFound: true }
    const offset = statSync(attempt.log, { throwIfNoEntry: false })?.size ?? 0
    const { answer, excluded } = await submit(attempt)
    const [id = '', cluster = ''] = answer.trim().split(';')
    if (!/^\d+$/.test(id)) throw new Error(`sbatch gave no number of a job: ${answer.trim()}`)
    return { ...runningOf(attempt, handleOf(id, cluster, offset)), excluded, isFound: false }
  }

  /** Submits without the nodes at fault; where that leaves too few, without leaving any out. */
  async function submit(attempt: Attempt): Promise<{ readonly answer: string; readonly excluded: readonly string[] }> {
    const { excluded } = attempt
    const sbatch = (nodes: readonly string[]): Promise<string> =>
      runSlurm('sbatch', wordsOf(settings, attempt, nodes), {
        // Into a file Python writes blocks of 8 KiB: a step would be seen minutes after it was done.
        PYTHONUNBUFFERED: '1',
        ...environment,
        LOGMON_ATTEMPT: `${attempt.number}`,
        LOGMON_EXCLUDE: nodes.join(','),
      })
    try {
      return { answer: await sbatch(excluded), excluded }
    } catch (error) {
      if (excluded.length === 0) throw error
      const answer = await sbatch([])
      settings.tell(attempt.number, `no node is left out, for Slurm refuses it so: ${(error as Error).message}`)
      return { answer, excluded: [] }
    }
  }

  function runningOf(attempt: Attempt, handle: Handle): Running {
    const id = `${handle['job']}`
    const cluster = handle['cluster'] === '' ? [] : [`--clusters=${handle['cluster']}`]
    const stop = new AbortController()
    let onChange: (runs: boolean) => void = () => undefined
    const scancel = async (...words: readonly string[]): Promise<void> => {
      // It has ended meanwhile: what became of it is asked for anyhow.
      await ask('scancel', ...cluster, ...words, id).catch(() => undefined)
    }
    return {
      handle,
      words: `Slurm job ${id}: ${[settings.script, ...settings.words].join(' ')}; it writes ${attempt.log}`,
      offset: Number(handle['offset']),
      ended: untilGone({ attempt, id, cluster, stop: stop.signal, onChange: runs => onChange(runs) }).then(() =>
        endOf(id, cluster),
      ),
      states: take => {
        onChange = take
      },
      signal: (name, to) => (to === 'all' ? scancel() : scancel(`--signal=${name.replace('SIG', '')}`)),
      end: () => scancel(),
      kill: () => scancel('--signal=KILL', '--full'),
      processes: () => [],
      leave: () => stop.abort(),
      forget: () => undefined,
    }
  }

  /**
   * Resolves when Slurm has a job no more: until then it waits, runs, is requeued, or its processes are being ended and
   * write their last lines. Where Slurm does not answer, it is taken to have it.
   */
  async function untilGone({ attempt, id, cluster, stop, onChange }: Polling): Promise<void> {
    let last = ''
    const tell = (text: string): void => {
      if (text !== last) settings.tell(attempt.number, text)
      last = text
    }
    for (;;) {
      const found = await stateIn(id, cluster).catch((error: Error) => {
        tell(`Slurm does not answer, and is asked again: ${error.message}`)
        return 'unknown' as const
      })
      if (found === undefined) return
      if (found !== 'unknown') {
        const { state, nodes, reason } = found
        // What is being ended, held or suspended is neither: nothing changes.
        if (state === 'PENDING' || state === 'RUNNING') onChange(state === 'RUNNING')
        if (state === 'PENDING') tell(`job ${id} waits in the queue${reason === 'None' ? '' : ` (${reason})`}`)
        if (state === 'RUNNING') tell(`job ${id} runs on ${nodes}`)
      }
      await wait(settings.pollMs, undefined, { signal: stop })
    }
  }

  /** Resolves to how a job is; undefined where Slurm has it no more. */
  async function stateIn(id: string, cluster: readonly string[]): Promise<QueueState | undefined> {
    const text = await ask('squeue', '--noheader', '--me', '--all', ...cluster, '--format=%F|%T|%N|%r')
    const line = text.split('\n').find(each => each.startsWith(`${id}|`))
    if (line === undefined) return undefined
    const [, state = '', nodes = '', reason = ''] = line.split('|')
    return { state, nodes, reason }
  }

  async function endOf(id: string, cluster: readonly string[]): Promise<Ending> {
    const asked = await Promise.allSettled([
      ask('squeue', '--me', '--all', ...cluster, '--states=all', '--json').then(endedInQueue),
      jobsInAccounts(['--jobs', id, ...cluster], environment),
    ])
    const jobs = asked.flatMap(each => (each.status === 'fulfilled' ? each.value : []))
    // Of several runs of a job that was requeued the last one counts; the queue is asked first.
    const known = jobs.filter(job => job.id === id)
    const job = known.find(({ restarts }) => restarts === Math.max(...known.map(each => each.restarts)))
    if (job === undefined) return {}
    return { state: job.state, status: job.signal > 0 ? -job.signal : job.exitStatus }
  }

  return {
    launch,
    find: async (attempt, handle) => (handle === undefined ? { ending: {} } : runningOf(attempt, handle)),
    sweep: async () => 0,
  }
}

interface QueueState {
  readonly state: string
  readonly nodes: string
  readonly reason: string
}

interface Polling {
  readonly attempt: Attempt
  readonly id: string
  readonly cluster: readonly string[]
  readonly stop: AbortSignal
  /** Given whether it runs: else it waits in the queue. */
  onChange(runs: boolean): void
}

const handleOf = (job: string, cluster: string, offset: number): Handle => ({ job, cluster, offset })

/** The words of sbatch. A requeued job goes on in the same log. */
function wordsOf(
  { options, script, words }: SlurmSettings,
  { log }: Attempt,
  excluded: readonly string[],
): readonly string[] {
  // A percent sign begins a pattern there.
  const path = resolve(log).replaceAll('%', '%%')
  return [
    ...['--parsable', '--open-mode=append', `--output=${path}`, `--error=${path}`],
    ...(excluded.length === 0 ? [] : [`--exclude=${excluded.join(',')}`]),
    ...options,
    script,
    ...words,
  ]
}
