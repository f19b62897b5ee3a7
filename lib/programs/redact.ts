// Takes secrets out of every record on its way: before alerts, models and shipping.

import { isProblems } from '../problem.ts'
import { stageProgram } from '../program.ts'
import { withinDepth } from '../record/depth.ts'
import { formatTime, type Millis } from '../record/time.ts'
import type { AnyRecord, LogRecord, NoticeRecord } from '../record/types.generated.ts'
import { keyBlockRedactor, type UnendedKey } from '../redact/key-block.ts'
import { type Findings, MAX_DEPTH, recordRedactor } from '../redact/redact-record.ts'
import { compilePatterns, type Redaction } from '../redact/redact-text.ts'
import { AS_READ, type Machine, NONE } from '../stage.ts'

/** Fields in which one record after the other holds the lines of a log: ours, and those of containers and loggers. */
const LINE_FIELDS = ['message', 'log', 'msg', 'line', 'text'] as const

/** What leaves for a line that could not be looked through. */
const WITHHELD = '[redacted: this line could not be looked through]'

function redactMachine(settings: Redaction): Machine<AnyRecord | string> {
  const keyBlocks = keyBlockRedactor()
  const redactor = recordRedactor(settings)
  let deepRecords = 0

  return {
    onRecord(input, now) {
      const findings: Findings = { isTooDeep: false }
      const record = typeof input === 'string' ? parseLine(input, findings) : input
      const isOurs = typeof input !== 'string'
      const safe = redactor.redact(withoutKeysOf(record, keyBlocks.redact), isOurs, findings) as AnyRecord
      const unended = keyBlocks.unended()
      if (unended === undefined && !findings.isTooDeep) return safe === input ? AS_READ : [safe]
      const notices: NoticeRecord[] = []
      if (unended !== undefined) notices.push(unendedNotice(unended, now))
      // The 1st, 10th, 100th, …: many would say no more.
      if (findings.isTooDeep && Number.isInteger(Math.log10(++deepRecords))) notices.push(deepNotice(deepRecords, now))
      return [safe, ...notices]
    },
    // Whatever is in it, it must not leave as it came.
    onFailure: () => [{ kind: 'log', format: 'raw', message: WITHHELD }],
    onEnd(now) {
      const unended = keyBlocks.unended(true)
      return unended === undefined ? NONE : [unendedNotice(unended, now)]
    },
    save: () => ({ deepRecords, keyBlocks: keyBlocks.save() }),
    restore(saved) {
      const before = saved as { readonly deepRecords: number; readonly keyBlocks: unknown }
      deepRecords = before.deepRecords
      keyBlocks.restore(before.keyBlocks)
    },
  }
}

function notice(code: string, message: string, now: Millis): NoticeRecord {
  const time = formatTime(now)
  return { kind: 'notice', ...(time === undefined ? {} : { time }), code, message, stage: 'redact' }
}

const unendedNotice = ({ lines }: UnendedKey, now: Millis): NoticeRecord =>
  notice(
    'key_without_end',
    `the end of a private key did not come: ${lines} line${lines === 1 ? ' was' : 's were'} taken out for its own`,
    now,
  )

const deepNotice = (records: number, now: Millis): NoticeRecord =>
  notice(
    'too_deep',
    `what lies deeper than ${MAX_DEPTH} objects and lists became text, in ${records} record${records === 1 ? '' : 's'} so far`,
    now,
  )

function withoutKeysOf(record: object, withoutKeyLines: (text: string) => string): object {
  let safe = record
  for (const field of LINE_FIELDS) {
    const text = (record as Readonly<Record<string, unknown>>)[field]
    const redacted = typeof text === 'string' ? withoutKeyLines(text) : text
    if (redacted !== text) safe = { ...safe, [field]: redacted }
  }
  return safe
}

/** A line that is no record of ours: somebody's JSON object keeps its shape, anything else becomes a raw record. */
function parseLine(line: string, findings: Findings): object {
  if (line.startsWith('{')) {
    try {
      const shallow = withinDepth(line, MAX_DEPTH)
      if (shallow !== line) findings.isTooDeep = true
      return JSON.parse(shallow) as object
    } catch {
      // Not JSON: a log line that begins with a brace.
    }
  }
  return { kind: 'log', format: 'raw', message: line } satisfies LogRecord
}

export const redact = stageProgram({
  name: 'redact',
  summary: 'Take secrets out of records: keys, tokens, passwords, mail addresses.',
  reads: 'lines',
  writes: ['log', 'match', 'status', 'failure', 'verdict', 'alert', 'delivery', 'notice'],
  passes: false,
  configured: true,
  chain: {
    place: 20,
    when: 'asked',
    describe: 'take secrets out before any other stage sees a record (logmon-redact)',
  },
  options: {
    pattern: { type: 'strings', alias: 'e', placeholder: 'REGEX', describe: 'take out what this matches, too' },
    'keep-mail': { type: 'flag', describe: 'leave mail addresses as they are' },
  },
  examples: [
    {
      describe: 'records that may leave the machine',
      args: "-e 'employee-\\d+'",
      input: '{"kind":"log","message":"employee-77 set WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567"}\n',
      output: '{"kind":"log","message":"[redacted-pattern] set WANDB_API_KEY=[redacted]"}\n',
    },
  ],
  settle(options, { config }) {
    // Those of the job file are checked already.
    const patterns = compilePatterns([...(config?.redact?.patterns ?? []), ...options.pattern], '--pattern')
    if (isProblems(patterns)) return patterns
    return { patterns, emails: !(options['keep-mail'] || config?.redact?.keep_mail === true) } satisfies Redaction
  },
  start: redactMachine,
})
