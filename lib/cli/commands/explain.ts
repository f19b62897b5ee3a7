// `logmon explain`: what each stage makes of a line, for a person.
import { DIALECT_OPTION } from '../../config/dialects/dialect-option.ts'
import { drive, type Envelope, madeEnvelope } from '../../drive.ts'
import { textLines } from '../../io/text-lines.ts'
import { version } from '../../io/version.ts'
import { explainLine, type Matched } from '../../parse/explain.ts'
import { isProblems } from '../../problem.ts'
import { printable } from '../../record/printable.ts'
import type { AnyRecord } from '../../record/types.generated.ts'
import { settleStages, stagesFor } from '../chain.ts'
import type { FrontCommand } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { jobOf } from '../job-file.ts'
import type { SettledStage } from '../run-stages.ts'
import { CONFIG_OPTION } from '../stage-command.ts'

export const explain: FrontCommand = {
  name: 'explain',
  summary: 'show what each stage makes of a line',
  line: {
    program: 'logmon explain',
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
  },
  jobOf,
  async act({ positionals, config, environment }, { print }) {
    const settled = settleStages(stagesFor({ config, values: {} }), { config, values: {}, environment })
    if (isProblems(settled)) return settled
    const explainNext = explainer(settled)
    for await (const line of positionals.length > 0 ? positionals : textLines(process.stdin))
      if (!(await print(explainNext(line)))) break
    return EXIT.ok
  },
}

/** Returns what explains one line after the other; the stages remember, as they would in a pipe. */
function explainer(stages: readonly SettledStage[]): (line: string) => string {
  const [, ...rest] = stages.map(({ stage, settings }) => ({
    name: stage.name,
    driver: drive(stage.start(settings), 'record', stage.passes, stage.name),
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
