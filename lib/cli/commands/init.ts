// `logmon init`: looks at a log, writes a job file for it, and says what that would have told.
import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { JobConfig } from '../../config/job.ts'
import { loadJob } from '../../config/load.ts'
import { chain, drive } from '../../drive.ts'
import { jobText } from '../../init/job-text.ts'
import { type Survey, surveyor } from '../../init/survey.ts'
import { STANDARD_INPUT } from '../../io/classify/open-log.ts'
import { readLogLines } from '../../io/read-log-lines.ts'
import { version } from '../../io/version.ts'
import { readErrorOf } from '../../io/why/read-error.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import { parseTime } from '../../record/time.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { eventTeller } from '../../view/events.ts'
import { eventText } from '../../view/text-lines.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'

const SCHEMA = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'schemas', 'job.schema.json')
/** Events of the replay that are shown; of more, how many there are. */
const MOST_EVENTS = 20

export const init: FrontCommand = {
  name: 'init',
  summary: 'make a job file for a log, and say what it would have told',
  line: {
    program: 'logmon init',
    summary:
      'Look at a log and write a job file for it: the numbers that it tells, limits\n' +
      'learned from them, channels to fill in. Then replay the log with it: what would\n' +
      'have been told.',
    options: {
      job: { type: 'string', placeholder: 'NAME', describe: "name of the job [the log's name]" },
      out: {
        type: 'string',
        alias: 'o',
        placeholder: 'FILE',
        default: 'job.yaml',
        describe: 'where to write it; - for standard output',
      },
      yes: { type: 'flag', alias: 'y', describe: 'ask nothing; on a terminal name and file are asked for without it' },
    },
    positionals: 'LOG',
    examples: [
      { command: 'logmon init train.log', describe: 'asks for a name, and writes job.yaml' },
      { command: 'logmon init train.log.gz --yes -o - | less', describe: 'only to look at it' },
    ],
    epilogue: 'A file that is there already is not written over.',
    version,
  },
  async act({ values, positionals }, output) {
    const [log] = positionals
    if (log === undefined || positionals.length > 1)
      return [{ place: '', reason: 'name one log to look at: logmon init train.log' }]
    const { say } = output
    if (log === STANDARD_INPUT) return [{ place: log, reason: 'is read twice: give a file' }]
    const survey = await surveyOf(log)
    if (typeof survey === 'string') {
      say(`${log}: ${survey}`)
      return EXIT.failed
    }
    const answers = await answersOf(log, values as { job?: string; out: string; yes: boolean })
    const { job, out } = answers
    if (out !== '-' && existsSync(out))
      return [{ place: '--out', reason: `${out} is there already: name another file, or take it away` }]
    const text = jobText(survey, { job, log, schema: SCHEMA })
    const config = await loadJob({ path: out, text })
    if (isProblems(config)) return config
    if (out === '-') await output.print(text)
    else writeFileSync(out, text, { flag: 'wx' })
    // What is printed for people goes where no job file goes.
    const tell = async (words: string): Promise<void> => {
      if (out === '-') process.stderr.write(words)
      else await output.print(words)
    }
    const failed = await tellReplay(log, { config, out }, tell)
    if (survey.steps === 0)
      await tell('No training step was found in it. Where there are some: docs/formats.md, formats of your own.\n')
    return failed ?? EXIT.ok
  },
}

/** Resolves to what is in a log, or to why it cannot be read. */
async function surveyOf(log: string): Promise<Survey | string> {
  const looking = surveyor()
  const settled = settleStages(stagesFor({ config: undefined, values: {} }).slice(0, 1), {
    ...{ config: undefined, values: { file: log } },
    environment: {},
  })
  if (isProblems(settled)) return settled.map(({ reason }) => reason).join('; ')
  const driver = chain(settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes)))
  try {
    for await (const lines of readLogLines(log))
      for (const line of lines) driver.feed(line, 0, ({ record }) => looking.take(record))
  } catch (error) {
    const isDirectory = (error as NodeJS.ErrnoException).code === 'EISDIR'
    return isDirectory ? 'it is a directory: name a log in it' : readErrorOf(error)
  }
  driver.end(0, ({ record }) => looking.take(record))
  return looking.result()
}

/** Asks a person for what was not said; --yes and whoever is no terminal take what is usual. */
async function answersOf(
  log: string,
  { job, out, yes }: { readonly job?: string; readonly out: string; readonly yes: boolean },
): Promise<{ readonly job: string; readonly out: string }> {
  const name = job ?? (basename(log).replace(/(?:\.(?:log|out|err|txt|gz|zst))+$/, '') || 'job')
  if (yes || process.stdin.isTTY !== true || process.stderr.isTTY !== true) return { job: name, out }
  const asking = createInterface({ input: process.stdin })
  // Not by `question`: what is typed ahead of the second one would be lost.
  const lines = asking[Symbol.asyncIterator]()
  try {
    const ask = async (question: string, usual: string): Promise<string> => {
      process.stderr.write(`${question} [${printable(usual)}]: `)
      const { value, done } = await lines.next()
      return done === true ? usual : value.trim() || usual
    }
    return { job: job ?? (await ask('Name of the job', name)), out: await ask('Write the job file to', out) }
  } finally {
    asking.close()
  }
}

interface Made {
  readonly config: JobConfig
  readonly out: string
}

/** Replays the log with the job file; nothing is sent. */
async function tellReplay(
  log: string,
  { config, out }: Made,
  tell: (words: string) => Promise<void>,
): Promise<undefined | readonly Problem[]> {
  const settled = settleStages(stagesFor({ config, values: {} }), { config, values: {}, environment: {} })
  if (isProblems(settled)) return settled
  const driver = chain(
    settled.map(({ stage, settings }) => drive(stage.start(settings), 'record', stage.passes, stage.name)),
  )
  const eventOf = eventTeller()
  const reported: string[] = []
  let newest = 0
  const take = ({ record }: { readonly record: AnyRecord }): void => {
    if (record.kind === 'log' || record.kind === 'match') return
    newest = (record.time === undefined ? undefined : parseTime(record.time)) ?? newest
    const event = eventOf(record, newest)
    if (event !== undefined) reported.push(eventText(event))
  }
  for await (const lines of readLogLines(log)) for (const line of lines) driver.feed(line, 0, take)
  driver.end(0, take)
  const more =
    reported.length > MOST_EVENTS
      ? `and ${reported.length - MOST_EVENTS} more; logmon run -c ${out} --clock record --output text shows all\n`
      : ''
  await tell(
    `${out === '-' ? '' : `Written: ${printable(out)}\n`}` +
      (reported.length === 0
        ? 'With it, this log would have told nothing.\n'
        : `With it, this log would have told:\n${reported.slice(0, MOST_EVENTS).join('')}${more}`),
  )
  return undefined
}
