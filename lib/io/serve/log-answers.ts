// `GET /logs`: the judgement of a log, in the words of NVRx's clients.
import {
  type AnalysisResult,
  NO_RECOMMENDATION,
  type Recommendation,
  recommendationOf,
  resultOf,
  timeoutAnswer,
} from '../../serve/answer.ts'
import type { JudgedLog, TrackedJob } from '../../serve/events.ts'
import { isRefusal, type Refusal, refusal } from '../../serve/refusal.ts'
import { isSameFile } from '../../serve/state.ts'
import type { Caller, Context } from './context.ts'
import { refusalOf } from './read-failure.ts'
import { openSafely, type SafeFile, safeFile } from './safe-path.ts'
import type { Submissions } from './submissions.ts'

export interface LogQuestion {
  readonly path: string
  /** Name of one of the logs of a job that has several. */
  readonly file: string | undefined
  /** Which cycle of the log, from 0. */
  readonly cycle: number | undefined
  readonly waits: boolean
}

export interface LogAnswer {
  readonly result: AnalysisResult | Record<string, never>
  readonly status: 'completed' | 'in_flight' | 'pending'
  readonly recommendation: Recommendation
  readonly mode: 'single' | 'splitlog'
  readonly wl_restart: number
  readonly wl_restart_count: number | null
  readonly log_file?: string
  readonly sched_restarts?: number
}

export interface LogAnswers {
  answer(question: LogQuestion, caller: Caller): Promise<LogAnswer | Refusal>
  /** Resolves to the judgement of a log as it is now. Rejects where it cannot be judged. */
  judged(file: SafeFile, caller: Caller): Promise<JudgedLog>
}

export function logAnswers(context: Context, { whenQuiet, logsOf }: Submissions): LogAnswers {
  const { state, judging } = context
  const judged = (file: SafeFile, { root }: Caller): Promise<JudgedLog> =>
    judging.judge({ ...file, open: path => openSafely(path, root) })

  async function answer(question: LogQuestion, caller: Caller): Promise<LogAnswer | Refusal> {
    const output = await safeFile(question.path, caller.root)
    if (isRefusal(output)) return output
    const job = state.jobOf(caller.name, output.path, '')
    const watching = whenQuiet(output.path)
    if (question.waits) await watching
    const isSplit = job?.mode === 'splitlog'
    const file = isSplit ? await chosen(job, question.file, caller) : await safeFile(question.path, caller.root)
    if (isRefusal(file)) return file
    if (file.identity.size === 0) return refusal('EMPTY_FILE', 'the file is empty')
    const head = isSplit
      ? ({ mode: 'splitlog', log_file: file.path, sched_restarts: job.schedulerRestarts } as const)
      : ({ mode: 'single' } as const)
    if (!question.waits) {
      const known = knownAnswer(file, job)
      const isBusy = watching !== undefined || judging.inFlight().some(({ path }) => path === file.path)
      if (isBusy || known === undefined)
        return {
          ...head,
          result: {},
          status: isBusy ? 'in_flight' : 'pending',
          recommendation: NO_RECOMMENDATION,
          wl_restart: question.cycle ?? 0,
          wl_restart_count: null,
        }
      return completed(known, question, head)
    }
    try {
      return completed(await judged(file, caller), question, head)
    } catch (error) {
      const readRefusal = refusalOf(error)
      if (readRefusal === undefined) throw error
      return readRefusal
    }
  }
  /** The judgement that is kept, where it still is one of this log, or of a job that has ended. */
  function knownAnswer(file: SafeFile, job: TrackedJob | undefined): JudgedLog | undefined {
    const kept = state.judged(file.path)
    return kept !== undefined && (isSameFile(kept.identity, file.identity) || job?.intent === 'terminal')
      ? kept
      : undefined
  }
  async function chosen(job: TrackedJob, name: string | undefined, { root }: Caller): Promise<SafeFile | Refusal> {
    const logs = await logsOf(job, root)
    const file = name === undefined ? logs.at(-1) : logs.find(({ path }) => path.endsWith(`/${name}`))
    if (file !== undefined && !name?.includes('/')) return file
    return refusal(
      'NOT_FOUND',
      logs.length === 0 ? 'no log files detected yet' : 'the job has no log of that name in its LOGS_DIR',
    )
  }
  return { answer, judged }
}

/** The answer from a judgement: of one cycle where one is asked for, else of all. */
function completed(
  { cycles, cyclesLeftOut = 0, timedOutMs }: JudgedLog,
  { cycle }: LogQuestion,
  head: Pick<LogAnswer, 'mode' | 'log_file' | 'sched_restarts'>,
): LogAnswer | Refusal {
  if (timedOutMs !== undefined)
    return {
      ...head,
      ...timeoutAnswer(timedOutMs),
      status: 'completed',
      wl_restart: cycle ?? 0,
      wl_restart_count: null,
    }
  const count = cyclesLeftOut + cycles.length
  if (cycle !== undefined && cycle >= count)
    return refusal('INVALID_PATH', `wl_restart=${cycle} is out of range: the log has ${count} cycles`)
  if (cycle !== undefined && cycle < cyclesLeftOut)
    return refusal('INVALID_PATH', `wl_restart=${cycle} is not kept: of ${count} cycles the last ${cycles.length} are`)
  const at = (cycle ?? 0) - cyclesLeftOut
  const asked = cycle === undefined ? cycles : cycles.slice(at, at + 1)
  return {
    ...head,
    result: resultOf(asked),
    status: 'completed',
    recommendation: recommendationOf(asked),
    wl_restart: cycle ?? 0,
    wl_restart_count: count,
  }
}
