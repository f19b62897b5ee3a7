// Takes secrets out of every record on its way: before alerts, models and shipping.

import { isProblems } from '../problem.ts'
import { stageProgram } from '../program.ts'
import type { AnyRecord, LogRecord } from '../record/types.generated.ts'
import { keyBlockRedactor } from '../redact/key-block.ts'
import { compilePatterns, type Redaction, redactText } from '../redact/redact-text.ts'
import { redactSecrets } from '../redact/secrets.ts'
import { AS_READ, type Machine } from '../stage.ts'

/** Fields whose values are words of ours: nothing in them can be a secret, and another program matches on them. */
const OUR_WORDS: ReadonlySet<string> = new Set(['kind', 'time', 'first', 'last', 'time_from', 'format', 'level'])
/** Fields in which one record after the other holds the lines of a log: ours, and those of containers and loggers. */
const LINE_FIELDS = ['message', 'log', 'msg', 'line', 'text'] as const

/** Returns the value with every text in it redacted, names of keys included; the same value where nothing was in it. */
function redactValue(value: unknown, key: string, settings: Redaction): unknown {
  if (typeof value === 'string') return OUR_WORDS.has(key) ? value : redactText(value, settings)
  if (Array.isArray(value)) {
    const items = value.map(item => redactValue(item, key, settings))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  let changed = false
  const entries = Object.entries(value).map(([name, inner]) => {
    const redacted = redactNamed(name, inner, settings)
    const safeName = redactText(name, settings)
    if (redacted !== inner || safeName !== name) changed = true
    return [safeName, redacted] as const
  })
  return changed ? Object.fromEntries(entries) : value
}

/** A value under a name such as `password` is a secret whatever it looks like. */
function redactNamed(name: string, value: unknown, settings: Redaction): unknown {
  if (typeof value !== 'string' || OUR_WORDS.has(name)) return redactValue(value, name, settings)
  const told = `${name}=`
  const together = redactSecrets(told + value.replaceAll(/\s/g, '_'), { emails: settings.emails })
  return together === `${told}[redacted]` ? '[redacted]' : redactText(value, settings)
}

function redactMachine(settings: Redaction): Machine<AnyRecord | string> {
  const withoutKeyLines = keyBlockRedactor()
  return {
    onRecord(input) {
      const record = typeof input === 'string' ? parseLine(input) : input
      const redacted = redactValue(withoutKeysOf(record, withoutKeyLines), '', settings) as AnyRecord
      return redacted === input ? AS_READ : [redacted]
    },
  }
}

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
function parseLine(line: string): object {
  if (line.startsWith('{')) {
    try {
      return JSON.parse(line) as object
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
