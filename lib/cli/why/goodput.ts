// `logmon why --goodput`: where the hours of jobs went.
import { type Account, accountOf, LOST, PARTS, type Part } from '../../goodput/account.ts'
import { blameOf, judgementsOf } from '../../goodput/blame.ts'
import { historian } from '../../goodput/history.ts'
import { accountJson, totalJson } from '../../goodput/json.ts'
import { byCause, type CauseLoss, type Total, totalOf } from '../../goodput/sum.ts'
import { causeWords, jobWords, PART_WORDS, share } from '../../goodput/words.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { shortDuration } from '../../record/time.ts'
import type { Look } from '../../terminal/look.ts'
import { type Cell, paintTable, type TableColumn } from '../../terminal/table.ts'
import type { Job } from '../../why/jobs.ts'
import type { JudgedJob, Unread } from '../../why/judged.ts'
import { type ReplayOrder, replayJob } from './replay.ts'

export interface Counted {
  readonly job: string
  /** Undefined where no line was read of it. */
  readonly account: Account | undefined
  readonly unread: readonly Unread[]
}

/** Resolves to where the hours of a job went, by its logs and its verdicts. */
export async function countHours(
  { name, files }: Job,
  judged: JudgedJob,
  order: Omit<ReplayOrder, 'isWanted'>,
): Promise<Counted | readonly Problem[]> {
  const keeper = historian()
  const replayed = await replayJob(files, { ...order, isWanted: stage => stage === 'hang' }, keeper.take.bind(keeper))
  if (isProblems(replayed)) return replayed
  const history = keeper.result()
  const blames = judgementsOf(history.attempts, judged.attempts).map(each =>
    each === undefined ? undefined : blameOf(each),
  )
  return { job: name, account: accountOf(history, blames), unread: replayed as readonly Unread[] }
}

type Known = Counted & { readonly account: Account }

/** Returns the objects for programs, one per line: each job, and all together where there are several. */
export function goodputJson(counted: readonly Counted[]): string {
  const known = counted.filter(isKnown)
  const objects = known.map(({ job, account }) => accountJson(job, account))
  const total = known.length > 1 ? [totalJson(totalOf(known.map(({ account }) => account)))] : []
  return [...objects, ...total].map(object => `${JSON.stringify(object)}\n`).join('')
}

const isKnown = (counted: Counted): counted is Known => counted.account !== undefined && counted.account.totalMs > 0

/** Resolves to the lines for a person. */
export async function paintGoodput(counted: readonly Counted[], look: Look): Promise<readonly string[]> {
  const known = counted.filter(isKnown)
  const timeless = counted.filter(each => !isKnown(each))
  const lines: string[] = []
  if (known.length > 0) {
    const total = totalOf(known.map(({ account }) => account))
    lines.push(...(await paintJobs(known, total, look)))
    const causes = byCause(total.losses)
    if (causes.length > 0) lines.push('', ...(await paintCauses(causes, total, look)))
  }
  if (known.some(({ account }) => account.isTimeless))
    lines.push('', 'Where no line states a time, only the times that steps say they took are counted.')
  if (lines.length > 0 && timeless.length > 0) lines.push('')
  for (const { job } of timeless) lines.push(`${jobWords(job)}: no line states a time or how long a step took`)
  return lines
}

/** What stands in a column of the first table: parts that belong together. */
const COLUMNS: readonly { readonly title: string; readonly parts: readonly Part[] }[] = [
  { title: 'training', parts: ['training'] },
  { title: 'hangs', parts: ['hang'] },
  { title: 'restarts', parts: ['restart'] },
  { title: 'redone', parts: ['redone'] },
  { title: 'slow', parts: ['slow'] },
  { title: 'other', parts: PARTS.filter(part => part !== 'training' && !LOST.includes(part)) },
]

function paintJobs(known: readonly Known[], total: Total, look: Look): Promise<readonly string[]> {
  const columns: readonly TableColumn[] = [
    { title: 'job', least: 16, most: 48, cut: 'start', dropFirst: 0, growLast: 2 },
    { title: 'ran', align: 'right', least: 7, dropFirst: 0, growLast: 1 },
    { title: 'attempts', align: 'right', least: 8, dropFirst: 2, growLast: 1 },
    ...COLUMNS.map(
      ({ title }): TableColumn => ({
        title,
        align: 'right',
        least: 8,
        dropFirst: title === 'other' ? 1 : 0,
        growLast: 1,
      }),
    ),
    { title: 'goodput', align: 'right', least: 7, dropFirst: 0, growLast: 1 },
  ]
  const rows = known.map(({ job, account }) => rowOf({ text: jobWords(job), tone: 'strong' }, account))
  if (known.length > 1) rows.push(rowOf({ text: `${known.length} jobs`, tone: 'strong' }, total))
  return paintTable(columns, rows, look)
}

function rowOf(
  name: Cell,
  { totalMs, attempts, parts }: Pick<Total, 'totalMs' | 'attempts' | 'parts'>,
): readonly Cell[] {
  return [
    name,
    { text: shortDuration(totalMs) },
    { text: `${attempts}` },
    ...COLUMNS.map(({ parts: own }): Cell => {
      const ms = own.reduce((sum, part) => sum + parts[part], 0)
      return { text: ms < 500 ? '-' : shortDuration(ms), ...(ms < 500 ? { tone: 'quiet' } : {}) }
    }),
    { text: share(parts.training, totalMs), tone: 'strong' },
  ]
}

function paintCauses(causes: readonly CauseLoss[], total: Total, look: Look): Promise<readonly string[]> {
  const columns: readonly TableColumn[] = [
    { title: 'lost', align: 'right', least: 7, dropFirst: 0, growLast: 1 },
    { title: 'share', align: 'right', least: 5, dropFirst: 1, growLast: 1 },
    { title: 'cause', least: 24, most: 60, dropFirst: 0, growLast: 3 },
    { title: 'node', least: 6, most: 28, dropFirst: 0, growLast: 2 },
    { title: 'by', least: 16, most: 80, dropFirst: 2, growLast: 2 },
  ]
  const rows = causes.map(({ cause, node, ms, parts }): readonly Cell[] => [
    { text: shortDuration(ms) },
    { text: share(ms, total.totalMs) },
    { text: causeWords(cause) },
    { text: node },
    {
      text: Object.entries(parts)
        .map(([part, each]) => `${PART_WORDS[part as Part]} ${shortDuration(each)}`)
        .join(', '),
    },
  ])
  const isNodeKnown = causes.some(({ node }) => node !== '')
  const wanted = columns.map(({ title }) => title !== 'node' || isNodeKnown)
  return paintTable(
    columns.filter((_, index) => wanted[index]),
    rows.map(row => row.filter((_, index) => wanted[index])),
    look,
  )
}
