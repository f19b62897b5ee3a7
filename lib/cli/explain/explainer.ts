// What each stage makes of a line, as rows of text.
import { drive, type Envelope, madeEnvelope } from '../../drive.ts'
import { explainLine, type Matched } from '../../parse/explain.ts'
import { printable } from '../../record/printable.ts'
import type { AnyRecord, LogRecord } from '../../record/types.generated.ts'
import type { SettledStage } from '../run-stages.ts'

/** No stage knows it; what waits until all that a line says was judged leaves ahead of it. */
const END_OF_LINE = madeEnvelope({ kind: 'end_of_line' } as unknown as AnyRecord)

/**
 * Returns what explains one line after the other; the stages remember, as they would in a pipe. `job` is the name of
 * the job, where the job file has one.
 */
export function explainer(stages: readonly SettledStage[], job?: string): (line: string) => string {
  const [, ...rest] = stages.map(({ stage, settings }) => ({
    name: stage.name,
    driver: drive(stage.start(settings), 'record', stage.passes, stage.name),
    explain: stage.explain?.(settings),
  }))
  return line => {
    const explanation = explainLine(line)
    const rows = [row('line', explanation.line)]
    for (const matched of explanation.matched) rows.push(row(matched.part, describeMatch(matched)))
    if (explanation.refused.length > 0)
      rows.push(row('refused', explanation.refused.map(({ name }) => name).join(', ')))
    const record = withJob(explanation.record, job)
    rows.push(row('record', record === undefined ? 'none: a blank line' : JSON.stringify(record)))
    let envelopes: readonly Envelope[] = record === undefined ? [] : [madeEnvelope(record)]
    for (const { name, driver, explain } of rest) {
      const before = new Set(envelopes)
      const after: Envelope[] = []
      for (const envelope of envelopes) driver.feed(envelope, 0, each => after.push(each))
      driver.feed(END_OF_LINE, 0, each => {
        if (each.record.kind !== END_OF_LINE.record.kind) after.push(each)
      })
      envelopes = after
      const said = [
        ...after.filter(envelope => !before.has(envelope)).map(envelope => describeRecord(envelope.record)),
        ...(record === undefined ? [] : (explain?.(record) ?? [])),
      ]
      rows.push(...(said.length === 0 ? ['nothing to say'] : said).map(text => row(name, text)))
    }
    return `${rows.join('\n')}\n\n`
  }
}

const withJob = (record: LogRecord | undefined, job: string | undefined): LogRecord | undefined =>
  record === undefined || job === undefined ? record : { ...record, job: record.job ?? job }

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
