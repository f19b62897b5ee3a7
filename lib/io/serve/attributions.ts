// The original's service: lines are collected under ids that nobody can guess, judged, and gone with the answer.
import { randomUUID } from 'node:crypto'
import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BOUNDS } from '../../bounds.ts'
import { type ErrorAttribution, errorAttribution } from '../../serve/answer.ts'
import type { Attribution } from '../../serve/events.ts'
import { isRefusal, type Refusal, refusal } from '../../serve/refusal.ts'
import { type Caller, type Context, maySee } from './context.ts'
import type { LogAnswers } from './log-answers.ts'
import { refusalOf } from './read-failure.ts'
import { identityOf, openSafely, safeFile } from './safe-path.ts'

/** After that long without a line an id goes, with its lines. */
export const EXPIRES_MS = 86_400_000

export interface Attributions {
  open(jobId: string, caller: Caller): Attribution | Refusal
  /** Appends lines; gives how many there are. */
  append(id: string, text: string, caller: Caller): number | Refusal
  /** Judges the lines of an id, which goes with the answer unless `keeps`, or lines came while they were judged. */
  answer(id: string, keeps: boolean, caller: Caller): Promise<(ErrorAttribution & { job_id: string }) | Refusal>
  ofPath(path: string, caller: Caller): Promise<ErrorAttribution | Refusal>
  ofLines(lines: readonly string[]): Promise<ErrorAttribution>
  logs(id: string, caller: Caller): { job_id: number; cluster_name: string; log_lines: readonly string[] } | Refusal
  /** Lets go of ids that have expired. */
  expire(): void
}

export function attributions(context: Context, { judged }: LogAnswers): Attributions {
  const { state, journal, lines, now, temporary } = context
  /** Where an id is not the caller's, or is none, the answer is the same. */
  function owned(id: string, caller: Caller): Attribution | Refusal {
    const found = state.attribution(id)
    return found !== undefined && maySee(caller, found.owner) && !isExpired(found)
      ? found
      : refusal('NOT_FOUND', 'there is no such attribution_id')
  }
  const isExpired = ({ id, createdMs }: Attribution): boolean =>
    now() - Math.max(createdMs, lines.appendedAt(id) ?? 0) > EXPIRES_MS
  function close(id: string): void {
    journal.write({ is: 'closed', id })
    lines.remove(id)
  }
  const openSafelyHere = (path: string): ReturnType<typeof openSafely> => openSafely(path, temporary)
  /** Has lines judged as the file that they would be. */
  async function judge(write: (path: string) => Promise<void>): Promise<ErrorAttribution> {
    const path = join(temporary, `${randomUUID()}.log`)
    try {
      await write(path)
      const stats = await stat(path)
      const log = { path, identity: identityOf(stats), open: openSafelyHere, isPassing: true }
      return errorAttribution((await context.judging.judge(log)).cycles)
    } finally {
      await rm(path, { force: true })
    }
  }
  return {
    open(jobId, { name }) {
      if (state.attributions().length >= BOUNDS['serve.attributions'].most)
        return refusal('JOB_LIMIT_REACHED', 'too many ids are open')
      const attribution: Attribution = { id: randomUUID(), owner: name, jobId, createdMs: now() }
      journal.write({ is: 'opened', attribution })
      return attribution
    },
    append(id, text, caller) {
      const found = owned(id, caller)
      if (isRefusal(found)) return found
      return (
        lines.append(id, text) ??
        refusal('LOGS_LIMIT_REACHED', `an id holds at most ${BOUNDS['serve.lines'].most} bytes of lines`)
      )
    },
    async answer(id, keeps, caller) {
      const found = owned(id, caller)
      if (isRefusal(found)) return found
      const bytes = lines.bytes(id)
      const answer = await judge(path => lines.writeTo(id, path))
      // Somebody else may have taken it meanwhile; both have asked in time. What came meanwhile is of no answer yet.
      if (!keeps && state.attribution(id) !== undefined && lines.bytes(id) === bytes) close(id)
      return { ...answer, job_id: found.jobId }
    },
    async ofPath(given, caller) {
      const file = await safeFile(given, caller.root)
      if (isRefusal(file)) return file
      if (file.identity.size === 0) return refusal('EMPTY_FILE', 'the file is empty')
      try {
        return errorAttribution((await judged(file, caller)).cycles)
      } catch (error) {
        const readRefusal = refusalOf(error)
        if (readRefusal === undefined) throw error
        return readRefusal
      }
    },
    ofLines: all => judge(path => writeFile(path, all.map(line => `${line}\n`).join(''), { flag: 'wx', mode: 0o600 })),
    logs(id, caller) {
      const found = owned(id, caller)
      if (isRefusal(found)) return found
      const job = /^\d{1,15}/.exec(found.jobId)?.[0]
      return {
        job_id: Number(job ?? 0),
        cluster_name: context.clusterName,
        log_lines: lines.lines(id, context.mostLines),
      }
    },
    expire() {
      for (const attribution of state.attributions()) if (isExpired(attribution)) close(attribution.id)
    },
  }
}
