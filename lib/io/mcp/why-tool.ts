// `why`: what failed in logs, as `logmon why` tells it.
import { chainOf } from '../../why/chain.ts'
import { jobsOf, withoutCommonFolder } from '../../why/jobs.ts'
import type { JudgedJob } from '../../why/judged.ts'
import { type Row, rowsOf } from '../../why/rows.ts'
import { talliesOf } from '../../why/tallies.ts'
import { openSafely } from '../serve/safe-path.ts'
import { judgeJob } from '../why/judge-job.ts'
import { readableLogs } from './readable-logs.ts'
import { type McpSettings, refused, type Tool, type ToolAnswer } from './tool.ts'

const NEAR = 3
/** Rows that are shown: the worst stand first. */
const MOST_ROWS = 40

export const whyTool: Tool = {
  name: 'why',
  title: 'What failed',
  description:
    'Says what failed in the logs of AI training jobs: the cause, who caused it (rank, node, GPU), what followed, and whether to restart, ' +
    'restart without a node, or stop. Give the log of a job, or a folder of logs; of several jobs it gives a table, the worst first, ' +
    'and `row` tells one of them whole.',
  schema: {
    type: 'object',
    required: ['path'],
    additionalProperties: false,
    properties: {
      path: {
        type: 'string',
        minLength: 1,
        maxLength: 4096,
        description: 'A log, or a folder with logs: an absolute path, or one below the root',
      },
      row: { type: 'integer', minimum: 1, description: 'Number of a row of the table that is to be told whole' },
    },
  },
  async answer(given, settings) {
    const found = await readableLogs(`${given['path']}`, settings.root)
    if (typeof found === 'string') return refused(found)
    const jobs = withoutCommonFolder(jobsOf(found.paths))
    const judged: { name: string; judged: JudgedJob }[] = []
    const near = jobs.length === 1 || given['row'] !== undefined ? NEAR : 0
    const judge = { ...settings.judge, near, open: (path: string) => openSafely(path, settings.root) }
    for (const { name, files } of jobs) judged.push({ name, judged: await judgeJob(files, judge) })
    return answerOf(rowsOf(judged), given['row'] as number | undefined, found.note, settings)
  },
}

async function answerOf(
  rows: readonly Row[],
  number: number | undefined,
  note: string,
  { rowLines, chainLines }: McpSettings,
): Promise<ToolAnswer> {
  const whole = rows.length === 1 ? rows[0] : number === undefined ? undefined : rows[number - 1]
  if (number !== undefined && rows[number - 1] === undefined)
    return refused(`there is no row ${number}: the table has ${rows.length}`)
  if (whole !== undefined) {
    const lines = await chainLines(chainOf(whole), whole)
    return { text: `Action: ${whole.urgency}. ${note}`.trim(), data: lines.join('\n') }
  }
  const shown = rows.slice(0, MOST_ROWS)
  const more =
    rows.length > shown.length ? ` ${rows.length - shown.length} further rows are less bad and not shown.` : ''
  return {
    text: `${talliesOf(rows)}.${more} Ask again with \`row\` to be told one whole. ${note}`.trim(),
    data: (await rowLines(shown)).join('\n'),
  }
}
