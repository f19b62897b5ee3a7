// Logs -> verdicts: each log once, however many ask for it at the same time, and a few of them at once.
import type { FileHandle } from 'node:fs/promises'
import { BOUNDS } from '../../bounds.ts'
import type { ClassifySettings } from '../../classify/settings.ts'
import type { VerdictRecord } from '../../record/types.generated.ts'
import type { FileIdentity, JudgedLog } from '../../serve/events.ts'
import { CYCLE_LINE } from '../../serve/job-output.ts'
import { isSameFile } from '../../serve/state.ts'
import { classifyFiles } from '../classify/classify-files.ts'
import { linesNear } from '../why/lines-near.ts'
import { StoppedError, TooManyError } from './errors.ts'
import { refusalOf } from './read-failure.ts'

/** A log that is to be judged. */
export interface LogToJudge {
  /** Without links. */
  readonly path: string
  readonly identity: FileIdentity
  open(path: string): Promise<FileHandle>
  /** True where the judgement is not worth keeping: the file goes at once. */
  readonly isPassing?: boolean
}

export interface Judging {
  /**
   * Resolves to the judgement of a log: the one that is kept where the file is still the same, one that is being made,
   * or a new one. Rejects where the log cannot be read, and with TooManyError where too many wait already and it may be
   * refused.
   */
  judge(log: LogToJudge, mayBeRefused?: boolean): Promise<JudgedLog>
  /** What is being judged, or waits for it. */
  inFlight(): readonly { readonly path: string; readonly sinceMs: number }[]
  readonly counts: Readonly<JudgeCounts>
  /** Gives up all that is being judged. */
  stop(): void
}

export interface JudgeCounts {
  started: number
  completed: number
  failed: number
  timedOut: number
  /** Requests that were answered by a judgement that was kept, or that somebody else had asked for. */
  kept: number
  shared: number
}

interface JudgingSetting {
  readonly classify: ClassifySettings
  /** How many logs are read at the same time. */
  readonly atOnce: number
  readonly timeoutMs: number | undefined
  readonly now: () => number
  readonly kept: (path: string) => JudgedLog | undefined
  /** Takes a new judgement. Throws where it cannot be kept. */
  readonly take: (log: JudgedLog) => void
}

/** Looked at in one go: of a log that was made to be slow to judge, it takes some 50 ms. */
const BYTES_AT_ONCE = 128 * 1024
const MOST_CYCLES = BOUNDS['serve.cycles'].most
/** Of the verdicts of one log, as JSON. */
const MOST_CYCLE_BYTES = 8 * 1024 * 1024

class JudgeTimeoutError extends Error {}

interface Flight {
  readonly identity: FileIdentity
  readonly sinceMs: number
  readonly promise: Promise<JudgedLog>
}

export function judging(setting: JudgingSetting): Judging {
  const { atOnce, now } = setting
  const counts: JudgeCounts = { started: 0, completed: 0, failed: 0, timedOut: 0, kept: 0, shared: 0 }
  const flights = new Map<string, Flight>()
  const waiting: (() => void)[] = []
  const stopped = new AbortController()
  let running = 0

  async function inTurn(log: LogToJudge): Promise<JudgedLog> {
    if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
    running++
    try {
      return await judgeLog(log, setting, stopped.signal)
    } catch (error) {
      if (!(error instanceof JudgeTimeoutError)) throw error
      return {
        path: log.path,
        identity: log.identity,
        cycles: [],
        timedOutMs: setting.timeoutMs as number,
        judgedMs: now(),
      }
    } finally {
      running--
      waiting.shift()?.()
    }
  }
  async function start(log: LogToJudge): Promise<JudgedLog> {
    counts.started++
    try {
      const judged = await inTurn(log)
      if (log.isPassing !== true) setting.take(judged)
      if (judged.timedOutMs === undefined) counts.completed++
      else counts.timedOut++
      return judged
    } catch (error) {
      // A log that is gone, or whose reader may not have it, says nothing of how the service is.
      if (refusalOf(error) === undefined) counts.failed++
      throw error
    } finally {
      flights.delete(log.path)
    }
  }
  return {
    judge(log, mayBeRefused = true) {
      const known = setting.kept(log.path)
      if (known !== undefined && known.timedOutMs === undefined && isSameFile(known.identity, log.identity)) {
        counts.kept++
        return Promise.resolve(known)
      }
      const flight = flights.get(log.path)
      // One that began when the file was shorter is not waited for: what it says is old already.
      if (flight !== undefined && isSameFile(flight.identity, log.identity)) {
        counts.shared++
        return flight.promise
      }
      if (mayBeRefused && waiting.length >= BOUNDS['serve.waiting'].most)
        return Promise.reject(new TooManyError('too many logs wait to be judged'))
      const promise = (flight?.promise.catch(() => undefined) ?? Promise.resolve()).then(() => start(log))
      flights.set(log.path, { identity: log.identity, sinceMs: now(), promise })
      return promise
    },
    inFlight: () => [...flights].map(([path, { sinceMs }]) => ({ path, sinceMs })),
    counts,
    stop: () => stopped.abort(),
  }
}

/** Reads a log; a verdict for each cycle of it. */
async function judgeLog(
  { path, identity, open }: LogToJudge,
  { classify, timeoutMs, now }: JudgingSetting,
  stopped: AbortSignal,
): Promise<JudgedLog> {
  const began = now()
  /** The newest, and how many there were before them. */
  let verdicts: VerdictRecord[] = []
  let leftOut = 0
  const keep = (verdict: VerdictRecord): void => {
    verdicts.push(verdict)
    if (verdicts.length < 4 * MOST_CYCLES) return
    leftOut += verdicts.length - 2 * MOST_CYCLES
    verdicts = verdicts.slice(-2 * MOST_CYCLES)
  }
  /** Of each verdict, the first line that is not of its attempt any more. */
  const ends: number[] = []
  await classifyFiles(
    [path],
    classify,
    {
      record: record => void (record.kind === 'verdict' && keep(record)),
      mostBytes: BYTES_AT_ONCE,
      place: ({ line }) => {
        ends.push(line)
        return () => undefined
      },
      progress() {
        if (stopped.aborted) throw new StoppedError('the service stops')
        if (timeoutMs !== undefined && now() - began > timeoutMs) throw new JudgeTimeoutError(path)
      },
      open,
    },
    { help: undefined, outcome: [] },
  )
  const inner = ends.slice(0, -1)
  const lines =
    inner.length === 0
      ? []
      : await linesNear(
          path,
          [...new Set(inner)].map(line => ({ from: line, to: line })),
          open,
        )
  const beginsCycle = new Set(lines.filter(({ text }) => CYCLE_LINE.test(text)).map(({ number }) => number))
  // Other things begin attempts, too: the last attempt of a cycle tells how it ended.
  const isCycle = ends.map((line, index) => index === ends.length - 1 || beginsCycle.has(line))
  const cycles = newest(verdicts.filter((_, index) => isCycle[leftOut + index] === true))
  const cyclesLeftOut = isCycle.filter(is => is).length - cycles.length
  return { path, identity, cycles, ...(cyclesLeftOut > 0 ? { cyclesLeftOut } : {}), judgedMs: now() }
}

/** The newest verdicts, as many as are kept: always the last one. */
function newest(verdicts: readonly VerdictRecord[]): readonly VerdictRecord[] {
  let bytes = 0
  const from = verdicts.findLastIndex((verdict, index) => {
    bytes += JSON.stringify(verdict).length
    return index < verdicts.length - 1 && (bytes > MOST_CYCLE_BYTES || index < verdicts.length - MOST_CYCLES)
  })
  return verdicts.slice(from + 1)
}
