// Log lines that are objects (JSON, logfmt): which key is what, whoever wrote it.
import { type Level, parseLevel } from '../record/level.ts'
import { wordOf } from '../record/word.ts'
import type { Entry } from './format.ts'
import { noteMetric } from './metric-names.ts'
import { parseNumber } from './numbers.ts'
import { type ObjectShape, shapeOf } from './object-shape.ts'
import { epochStamp, readStamp, type Stamp } from './stamp.ts'

/** pino's and bunyan's numbers; Python's are the same but one lower in name: 30 is WARNING there. */
const PINO_LEVELS: Readonly<Record<number, Level>> = {
  10: 'DEBUG',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARNING',
  50: 'ERROR',
  60: 'CRITICAL',
}
const PYTHON_LEVELS: Readonly<Record<number, Level>> = {
  10: 'DEBUG',
  20: 'INFO',
  30: 'WARNING',
  40: 'ERROR',
  50: 'CRITICAL',
}

type Values = Record<string, unknown>

/**
 * Notes what an object says; `text` is the line it was read from. Sets the entry's message to the inner text, a stack
 * trace below it, and returns that text's own first part for a payload to be looked for. Undefined where the object is
 * no log line and holds no metric.
 */
export function noteStructured(given: Values, text: string, entry: Entry): string | undefined {
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return undefined
  const outer = shapeOf(given)
  const grouped = outer.groups.some(key => isObject(given[key]))
  const values = grouped ? flattened(given) : given
  const shape = grouped ? shapeOf(values) : outer
  const taken = new Set<string>()
  const reading = { values, shape, taken, entry }
  const take = (keys: readonly string[]): unknown => {
    const key = keys.find(name => values[name] !== undefined && values[name] !== null && values[name] !== '')
    if (key !== undefined) taken.add(key)
    return key === undefined ? undefined : values[key]
  }
  const stamp = stampOf(take(shape.times), text)
  if (stamp !== undefined) entry.stamp = stamp
  else taken.clear() // a time that is none is any other key
  const level = levelOf(take(shape.levels), values)
  if (level !== undefined) entry.level = level
  const messageKey = shape.messages.find(name => typeof values[name] === 'string')
  const message = messageKey === undefined ? undefined : (values[messageKey] as string).trimEnd()
  if (messageKey !== undefined) taken.add(messageKey)
  const isLine = message !== undefined || level !== undefined
  const namesOrigin = noteOrigin(reading, take)
  const metrics = noteNumbers(reading, isLine)
  if (!isLine && metrics === 0 && !(stamp !== undefined && namesOrigin)) return undefined
  const stack = shape.stacks
    .map(name => values[name])
    .find((value): value is string => typeof value === 'string' && value.includes('\n'))
  if (stack !== undefined) for (const name of shape.stacks) if (values[name] === stack) taken.add(name)
  if (message !== undefined)
    entry.message = stack === undefined || message.includes(stack) ? message : `${message}\n${stack.trimEnd()}`
  const rest = shape.keys.filter(key => !taken.has(key) && values[key] !== null && values[key] !== '')
  if (rest.length > 0) entry.fields = { ...entry.fields, ...Object.fromEntries(rest.map(key => [key, values[key]])) }
  entry.complete = true
  return message ?? ''
}

/** loguru's serialised record and groups of metrics or extra keys are one level down. */
function flattened(given: Values): Values {
  const inner = given['record']
  const values: Values = isObject(inner) && isObject(inner['level']) ? { ...inner } : { ...given }
  for (const group of ['metrics', 'extra', 'data', 'logs']) {
    const part = values[group]
    if (!isObject(part)) continue
    delete values[group]
    for (const [key, value] of Object.entries(part)) {
      if (Object.hasOwn(values, key) && values[key] !== null && values[key] !== undefined) continue
      // Assigning would set what an object is made of where the key is `__proto__`.
      Object.defineProperty(values, key, { value, writable: true, enumerable: true, configurable: true })
    }
  }
  const { level, time, file, process, host } = values
  if (isObject(host) && typeof host['name'] === 'string') values['host'] = host['name'] // Elastic's common schema
  if (isObject(level)) values['level'] = level['name']
  if (isObject(time)) values['time'] = time['timestamp'] ?? time['repr']
  if (isObject(file) && typeof file['name'] === 'string') values['filename'] = file['name']
  if (isObject(file)) delete values['file']
  if (isObject(process) && typeof process['id'] === 'number') {
    delete values['process']
    values['pid'] = process['id']
  }
  return values
}

/** An object that is read into an entry, and the keys of it that were noted already. */
interface Reading {
  readonly values: Values
  readonly shape: ObjectShape
  readonly taken: Set<string>
  readonly entry: Entry
}

function noteOrigin({ values, shape, taken, entry }: Reading, take: (keys: readonly string[]) => unknown): boolean {
  let hasOrigin = false
  for (const [key, field] of shape.wholeNumbers) {
    const number = typeof values[key] === 'string' ? parseNumber(values[key]) : values[key]
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) continue
    entry[field] ??= number
    taken.add(key)
    hasOrigin = true
  }
  const node = take(shape.nodes.filter(key => typeof values[key] === 'string'))
  if (typeof node === 'string') entry.node ??= node
  const logger = take(shape.loggers.filter(key => typeof values[key] === 'string'))
  if (typeof logger === 'string') entry.logger ??= logger
  const code = take(shape.codes.filter(key => typeof values[key] === 'string' && /:\d+/.test(values[key])))
  if (typeof code === 'string') entry.code ??= code
  else if (shape.namesFile) noteFile(values, taken, entry)
  if (shape.namesStream && (values['stream'] === 'stdout' || values['stream'] === 'stderr')) {
    entry.stream ??= values['stream']
    taken.add('stream')
  }
  return hasOrigin || node !== undefined
}

function noteFile(values: Values, taken: Set<string>, entry: Entry): void {
  const file = values['filename'] ?? values['pathname'] ?? values['file']
  const line = values['lineno'] ?? values['line']
  if (typeof file !== 'string' || wordOf(line) === '') return
  entry.code ??= `${file}:${wordOf(line)}`
  for (const key of ['filename', 'lineno', 'file', 'line']) taken.add(key)
}

/**
 * Notes the numbers: of a flat object of metrics all, of a log line those that have a known name, or all where the line
 * tells its step. Returns how many. Numbers as text count under known names.
 */
function noteNumbers({ values, shape, taken, entry }: Reading, isLine: boolean): number {
  const stepped = shape.steps.some(key => values[key] !== null)
  let count = noteSwift(values, taken, entry)
  if (shape.steps.length > 0 && isTrainerLog(values)) count += noteTrainerLog(values, taken, entry)
  for (const { key, known } of shape.numbers) {
    if (taken.has(key)) continue
    const value = values[key]
    const number =
      typeof value === 'number'
        ? value
        : typeof value === 'string' && (known || !isLine)
          ? parseNumber(value)
          : undefined
    if (number === undefined || !(known || stepped || !isLine)) continue
    noteMetric(entry, key, number)
    taken.add(key)
    count++
  }
  return count
}

/** ms-swift's position: `"global_step/max_steps": "70/400"`. */
function noteSwift(values: Values, taken: Set<string>, entry: Entry): number {
  const key = 'global_step/max_steps'
  const position = values[key]
  const match = typeof position === 'string' ? /^(\d{1,12})\/(\d{1,12})$/.exec(position) : null
  if (match === null) return 0
  entry.step ??= Number(match[1])
  entry.total_steps ??= Number(match[2])
  taken.add(key)
  return 1
}

/** LLaMA-Factory's trainer_log.jsonl: a bar's state, and tokens per second under a name of no unit. */
function isTrainerLog(values: Values): boolean {
  return typeof values['current_steps'] === 'number' && values['percentage'] !== undefined
}

function noteTrainerLog(values: Values, taken: Set<string>, entry: Entry): number {
  const {
    current_steps: current,
    total_steps: total,
    percentage: percent,
    elapsed_time: elapsed,
    remaining_time: remaining,
    throughput,
  } = values
  const [elapsedSeconds, remainingSeconds] = [clockSeconds(elapsed), clockSeconds(remaining)]
  entry.progress = {
    current: current as number,
    ...(typeof total === 'number' ? { total } : {}),
    ...(typeof percent === 'number' ? { percent } : {}),
    ...(elapsedSeconds === undefined ? {} : { elapsed_s: elapsedSeconds }),
    ...(remainingSeconds === undefined ? {} : { remaining_s: remainingSeconds }),
  }
  for (const key of ['percentage', 'elapsed_time', 'remaining_time', 'throughput']) taken.add(key)
  const rate = typeof throughput === 'string' ? parseNumber(throughput) : throughput
  if (typeof rate === 'number') noteMetric(entry, 'tokens_per_second', rate)
  return 1
}

/** `0:01:46` or `1 day, 0:01:46` in seconds. */
function clockSeconds(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(?:(\d{1,4}) days?, )?(\d{1,3}):(\d\d):(\d\d)$/.exec(value) : null
  return match === null
    ? undefined
    : Number(match[1] ?? 0) * 86_400 + Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4])
}

function stampOf(value: unknown, text: string): Stamp | undefined {
  if (typeof value === 'string') return readStamp(value) ?? epochStamp(value)
  if (typeof value !== 'number') return undefined
  // Nanoseconds do not fit a number: their digits are taken from the line.
  const digits = Number.isSafeInteger(value)
    ? String(value)
    : (new RegExp(`[:=]\\s*(${String(value).slice(0, 12)}\\d{0,7}(?:\\.\\d{1,9})?)`).exec(text)?.[1] ?? String(value))
  return epochStamp(digits)
}

function levelOf(value: unknown, values: Values): Level | undefined {
  if (typeof value === 'string' && !/^\d\d$/.test(value)) return parseLevel(value)
  const number = Number(wordOf(value ?? values['levelno']) || Number.NaN)
  if (number < 8) return parseLevel(String(number))
  return (value === undefined ? PYTHON_LEVELS : PINO_LEVELS)[number]
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
