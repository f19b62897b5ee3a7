// One of a job file's `sources` at work: lines of its files in, entries out that its steps have read.
import { BOUNDS } from '../bounds.ts'
import { cleanLine } from '../formats/clean.ts'
import type { Stamp } from '../formats/stamp.ts'
import type { Given, GivenEntry } from '../parse/given.ts'
import { parseLevel } from '../record/level.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord } from '../record/types.generated.ts'
import type { SourceSettings } from './settings.ts'
import { doSteps, type Work } from './work.ts'

/** Lines that wait for the rest of their entry, and where the first of them came from. */
export interface Gathered {
  lines: string[]
  characters: number
  readonly raw: LogRecord | undefined
  readonly fromInput: number
  readonly stream: LogRecord['stream']
  readonly stamp: Stamp | undefined
  readonly time: string | undefined
  /** When its last line came. */
  since: Millis
}

/** What waits of one file, by the stream of a container: parts of a line, and lines of an entry. */
export interface FileState {
  readonly parts: Map<string, Gathered>
  readonly blocks: Map<string, Gathered>
}

export const newFileState = (): FileState => ({ parts: new Map(), blocks: new Map() })

/** One line as it came. */
export interface Arrived {
  readonly text: string
  readonly raw: LogRecord | undefined
  readonly input: number
  readonly now: Millis
}

const MOST_CHARACTERS = BOUNDS['parse.blockCharacters'].most
const MOST_PART_CHARACTERS = BOUNDS['collect.line'].most

/** Takes a line; returns the gathered lines that are whole entries now. */
export function gather(settings: SourceSettings, state: FileState, arrived: Arrived): readonly Gathered[] {
  const line = unwrapped(settings, state, arrived)
  if (line === undefined) return []
  const { block } = settings
  if (block === undefined) return [line]
  const key = line.stream ?? ''
  const open = state.blocks.get(key)
  if (block.first.match(line.lines[0] as string) !== undefined) {
    state.blocks.set(key, line)
    return open === undefined ? [] : [open]
  }
  // What comes before any first line stands for itself.
  if (open === undefined) return [line]
  if (open.lines.length < block.maxLines && open.characters < MOST_CHARACTERS) {
    open.lines.push(line.lines[0] as string)
    open.characters += line.characters
    open.since = arrived.now
    return []
  }
  state.blocks.set(key, line)
  return [open]
}

/** Takes off what a container runtime has put around a line; undefined where its rest is to come. */
function unwrapped({ unwrap }: SourceSettings, state: FileState, arrived: Arrived): Gathered | undefined {
  const { text, raw, input, now } = arrived
  const inner = unwrap?.(text)
  const key = inner?.stream ?? ''
  const before = state.parts.get(key)
  const whole = (before?.lines[0] ?? '') + (inner?.text ?? text)
  const line: Gathered = {
    lines: [whole],
    characters: whole.length,
    raw: before?.raw ?? raw,
    fromInput: before?.fromInput ?? input,
    stream: inner?.stream ?? raw?.stream,
    stamp: before?.stamp ?? inner?.stamp,
    time: before?.time ?? inner?.time,
    since: now,
  }
  if (inner?.isPart === true && whole.length < MOST_PART_CHARACTERS) {
    state.parts.set(key, line)
    return undefined
  }
  state.parts.delete(key)
  return line
}

/** Does the steps on lines that are one entry; undefined where they drop it. */
export function entryOf(settings: SourceSettings, gathered: Gathered, now: Millis): GivenEntry | undefined {
  const { lines, raw, fromInput, stream, stamp, time } = gathered
  const values = new Map(Object.entries(settings.fields))
  if (raw?.file !== undefined) values.set('filename', raw.file)
  if (stream !== undefined) values.set('stream', stream)
  if (time !== undefined) values.set('time', time)
  const work: Work = {
    text: lines.join('\n'),
    values,
    fields: new Map(Object.entries(settings.fields)),
    stamp,
    isDropped: false,
    now,
  }
  doSteps(settings.steps, work)
  if (work.isDropped) return undefined
  const texts = work.text.split('\n')
  return { lines: texts, raw, fromInput, given: givenOf(settings, work, { first: texts[0] as string, stream }) }
}

function givenOf(
  { isArrival, keepsPrefix }: SourceSettings,
  { fields, stamp }: Work,
  { first, stream }: { readonly first: string; readonly stream: LogRecord['stream'] },
): Given {
  const rank = fields.get('rank')
  const level = fields.get('level')
  return {
    stamp,
    isArrival: isArrival && stamp === undefined,
    message: keepsPrefix ? cleanLine(first) : undefined,
    own: {
      job: fields.get('job') || undefined,
      node: fields.get('node') || undefined,
      rank: rank !== undefined && /^\d{1,9}$/.test(rank) ? Number(rank) : undefined,
      level: level === undefined ? undefined : parseLevel(level),
      stream,
    } as Given['own'],
    fields: fields.size === 0 ? undefined : Object.fromEntries(fields),
  }
}
