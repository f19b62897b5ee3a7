// `logmon explain`: what each stage makes of a line, for a person.
import { createInterface } from 'node:readline'
import { DIALECT_OPTION } from '../config/dialects/dialect-option.ts'
import { drive, type Envelope, madeEnvelope } from '../drive.ts'
import { version } from '../io/version.ts'
import { explainLine, type Matched } from '../parse/explain.ts'
import { isProblems, type Problem } from '../problem.ts'
import { parse } from '../programs/index.ts'
import { printable } from '../record/printable.ts'
import type { AnyRecord } from '../record/types.generated.ts'
import { parseArguments } from './args.ts'
import { jobOf } from './job-file.ts'
import { CHAIN, type SettledStage, settleChain } from './job-stages.ts'
import { CONFIG_OPTION, refuse } from './main.ts'
import { print } from './print.ts'
import { readFiles } from './read-files.ts'

const PROGRAM = 'logmon explain'

const LINE = {
  program: PROGRAM,
  summary: 'Show what each stage makes of a line: prefixes, format, rules, state, alert.',
  options: { ...CONFIG_OPTION, ...DIALECT_OPTION },
  positionals: '[LINE ...]',
  examples: [
    {
      command: "logmon explain '[rank7]: iteration 10/100 | lm loss: 2.1E+00 |'",
      describe: 'why a line is read as it is',
    },
    {
      command: 'grep iteration train.log | head -3 | logmon explain -c job.yaml',
      describe: "lines of a log, judged by a job's rules",
    },
  ],
  version,
}

export async function explainCommand(argv: readonly string[]): Promise<void> {
  const parsed = await parseArguments(LINE, argv)
  if (parsed.is === 'print') {
    print(PROGRAM, parsed.text)
    return
  }
  if (parsed.is === 'usage') return refuse(PROGRAM, parsed.problems)
  const options = readFiles(LINE.options, parsed.values)
  if (isProblems(options)) return refuse(PROGRAM, options)
  const config = await jobOf(parse, options as Readonly<Record<string, unknown>>, process.env)
  if (isProblems(config)) return refuse(PROGRAM, config)
  const settled = settleChain(CHAIN, config, {}, process.env)
  if (isProblems(settled)) return refuse(PROGRAM, settled as readonly Problem[])
  const explain = explainer(settled as readonly SettledStage[])
  if (parsed.positionals.length > 0) for (const line of parsed.positionals) print(PROGRAM, explain(line))
  else for await (const line of createInterface({ input: process.stdin })) print(PROGRAM, explain(line))
}

/** Returns what explains one line after the other; the stages remember, as they would in a pipe. */
function explainer(stages: readonly SettledStage[]): (line: string) => string {
  const [, ...rest] = stages.map(({ stage, settings }) => ({
    name: stage.name,
    driver: drive(stage.start(settings), 'record', true),
  }))
  return line => {
    const explanation = explainLine(line)
    const rows = [row('line', explanation.line)]
    for (const matched of explanation.matched) rows.push(row(matched.part, describeMatch(matched)))
    if (explanation.refused.length > 0)
      rows.push(row('refused', explanation.refused.map(({ name }) => name).join(', ')))
    const { record } = explanation
    rows.push(row('record', record === undefined ? 'none: a blank line' : JSON.stringify(record)))
    let envelopes: readonly Envelope[] = record === undefined ? [] : [madeEnvelope(record)]
    for (const { name, driver } of rest) {
      const before = new Set(envelopes)
      const after: Envelope[] = []
      for (const envelope of envelopes) driver.feed(envelope, 0, each => after.push(each))
      envelopes = after
      const added = after.filter(envelope => !before.has(envelope))
      rows.push(
        ...(added.length === 0
          ? [row(name, 'nothing to say')]
          : added.map(envelope => row(name, describeRecord(envelope.record)))),
      )
    }
    return `${rows.join('\n')}\n\n`
  }
}

const row = (name: string, text: string): string => `${name.padEnd(9)}${printable(text)}`

function describeMatch({ name, sets }: Matched): string {
  // A time is shown by the record, in UTC.
  const fields = Object.entries(sets).map(([field, value]) =>
    field === 'time' ? field : `${field} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  )
  return `${name}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}`
}

/** The line of a record that says most: who speaks and what. */
function describeRecord(record: AnyRecord): string {
  switch (record.kind) {
    case 'match':
      return `rule ${record.rule}: ${record.verdict}${record.value === undefined ? '' : `, value ${record.value}`}${record.reason === undefined ? '' : ` (${record.reason})`}`
    case 'status':
      return `${record.scope}${record.rule === undefined ? '' : ` ${record.rule}`}: ${record.from ?? 'WAITING'} → ${record.to}${record.reason === undefined ? '' : ` (${record.reason})`}`
    case 'alert':
      return `${record.state}: ${record.summary}`
    default:
      return JSON.stringify(record)
  }
}
