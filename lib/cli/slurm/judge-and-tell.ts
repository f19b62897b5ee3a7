// Asks Slurm, judges what has ended, and tells it: once as a table or records, or again and again.

import { setTimeout as wait } from 'node:timers/promises'
import type { JobConfig } from '../../config/job.ts'
import { sentenceOf } from '../../io/error-words.ts'
import { askSlurm, type SlurmQuestion } from '../../io/slurm/ask-slurm.ts'
import { type DoneJobs, doneJobs } from '../../io/slurm/done-jobs.ts'
import { judgeSlurmJob } from '../../io/slurm/judge-slurm-job.ts'
import { mailReport } from '../../io/slurm/mail-report.ts'
import type { SlurmCounts } from '../../io/slurm/slurm-counts.ts'
import { type ServiceAddress, submitLogs } from '../../io/slurm/submit-logs.ts'
import type { JudgeSettings } from '../../io/why/judge-job.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import type { SlurmJob } from '../../slurm/job.ts'
import { reportAlert, reportHtml } from '../../slurm/report.ts'
import { type Look, lookOf } from '../../terminal/look.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { type Row, rowsOf } from '../../why/rows.ts'
import { talliesOf } from '../../why/tallies.ts'
import type { Output } from '../output.ts'
import { paintRows } from '../why/paint.ts'

export interface SlurmOrder {
  readonly question: SlurmQuestion
  readonly isWanted: (job: SlurmJob) => boolean
  readonly settings: JudgeSettings
  readonly wantsRecords: boolean
  /** True where the table is to be a page. */
  readonly wantsHtml: boolean
  /** The job file whose channels of mail are sent the table; undefined for none. */
  readonly mailBy: JobConfig | undefined
  /** File of the jobs that were told already. */
  readonly remembered: string | undefined
  /** Where logs are submitted, too. */
  readonly service: ServiceAddress | undefined
}

interface Rhythm {
  /** undefined: once. */
  readonly everyMs: number | undefined
  readonly stop: AbortSignal
}

/** Resolves to whether something failed. */
export async function judgeAndTell(
  order: SlurmOrder,
  output: Output,
  { everyMs, stop }: Rhythm,
  counts?: SlurmCounts,
): Promise<boolean> {
  const done = doneJobs(order.remembered)
  const troubles = new Set<string>()
  const reportOnce = (trouble: string): void => {
    // The same one each minute is no news.
    if (!troubles.has(trouble)) output.say(trouble)
    troubles.add(trouble)
  }
  const round = async (): Promise<boolean> => {
    const hasFailed = await tellOnce(order, output, { done, counts, tell: reportOnce })
    counts?.round(hasFailed)
    return hasFailed
  }
  if (everyMs === undefined) return round()
  let hasFailed = false
  while (!stop.aborted) {
    // What cannot be asked or written now may be in a minute.
    hasFailed = await round().catch((error: Error) => {
      reportOnce(sentenceOf(error))
      counts?.round(true)
      return true
    })
    await wait(everyMs, undefined, { signal: stop }).catch(() => undefined)
  }
  return hasFailed
}

interface Telling {
  readonly done: DoneJobs
  readonly counts: SlurmCounts | undefined
  readonly tell: (trouble: string) => void
}

async function tellOnce(order: SlurmOrder, output: Output, { done, counts, tell }: Telling): Promise<boolean> {
  const answer = await askSlurm(order.question)
  for (const trouble of answer.troubles) tell(`${trouble}: it tells nothing of jobs`)
  const jobs = answer.jobs.filter(job => order.isWanted(job) && !done.has(job))
  const judged: { name: string; judged: JudgedJob }[] = []
  let hasFailed = false
  for (const job of jobs) {
    const each = await judgeSlurmJob(job, order.settings)
    hasFailed = hasFailed || each.unread.length > 0
    counts?.judged(job.state, each)
    if (order.wantsRecords) {
      const records = each.records.map(record => ofJob(record, job))
      for (const { file, reason } of each.unread) tell(`job ${job.id}: ${file} cannot be read: ${reason}`)
      const text = records.map(record => `${JSON.stringify(record)}\n`).join('')
      // Only what has left was told.
      if (text !== '' && !(await output.print(text))) return hasFailed
    } else judged.push({ name: labelOf(job), judged: each })
    if (order.service !== undefined)
      await submitLogs(job, order.service).catch((error: Error) => tell(`${order.service?.url}: ${sentenceOf(error)}`))
    done.add(job)
  }
  return order.wantsRecords ? hasFailed : (await tellRows(order, rowsOf(judged), output)) || hasFailed
}

/** Tells a table as it was asked for; resolves to whether something failed. */
async function tellRows(order: SlurmOrder, rows: readonly Row[], output: Output): Promise<boolean> {
  const report = { rows, since: order.question.since, now: Date.now() }
  if (order.wantsHtml) await output.print(reportHtml(report))
  else {
    const lines = await tableOf(rows, lookOf(process.stdout, process.env, process.platform))
    await output.print(`${lines.join('\n')}\n`)
  }
  if (order.mailBy === undefined) return false
  const alert = reportAlert(report, await tableOf(rows, MAIL_LOOK))
  const troubles = await mailReport(alert, order.mailBy, process.env)
  for (const trouble of troubles) output.say(trouble)
  return troubles.length > 0
}

/** In a mail lines are neither coloured nor wrapped by a terminal. */
const MAIL_LOOK: Look = { width: 140, hasColour: false, hasUnicode: true }

const tableOf = async (rows: readonly Row[], look: Look): Promise<readonly string[]> =>
  rows.length === 0 ? ['no job has ended'] : [...(await paintRows(rows, look)), '', `${talliesOf(rows)}.`]

/** What tells a job in a table: its id, Slurm's word on it, whose it is. */
const labelOf = ({ id, state, user, name }: SlurmJob): string => `${id} ${state} ${user}/${name}`

/** A record, as one of that job. */
const ofJob = (
  record: AnyRecord,
  { id, name, user, state, exitStatus, signal, partition, nodes }: SlurmJob,
): AnyRecord =>
  record.kind === 'verdict' || record.kind === 'failure'
    ? ({
        ...record,
        job: `${name}-${id}`,
        run: id,
        slurm: { id, name, user, state, exit_status: exitStatus, signal, partition, nodes },
      } as AnyRecord)
    : record
