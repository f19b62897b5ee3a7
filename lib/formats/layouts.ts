// Lines of one kind repeat their words and change their numbers. Where a reader tells which numbers it found, the next
// line of the same words is read by comparing them: no pattern, no cut and no look-up of its keys.
import { type Entry, newEntry, type Payload } from './format.ts'
import { isStepRate, metricValue, noteTarget, type Target } from './metric-names.ts'
import { type Cursor, readDigitsAt, readPlainAt, readWrittenAt } from './numbers.ts'
import { readStamp } from './stamp.ts'

/**
 * A number or time on a line: what a reader noted from there, or passed over and would pass over whatever number stood
 * there.
 */
export interface ValueSpan {
  /** Where it starts; where `padded`, the blanks before it are its own. */
  readonly from: number
  readonly to: number
  /**
   * number: any plain number. unsigned: one that is not below 0. decimal: one without sign and exponent. grouped: a
   * whole one with thousands commas, or below 1,000. digits: a whole number that its field is set to. time: `2024-05-01
   * 10:00:00.123` before a bracket.
   */
  readonly form: 'number' | 'unsigned' | 'decimal' | 'grouped' | 'digits' | 'time'
  /** True where the reader takes any number of blanks before it. */
  readonly padded: boolean
  /** Undefined for a time, and for a number that is passed over. */
  readonly target: Target | undefined
}

/** A value that varies, and the text before it. */
interface Slot extends ValueSpan {
  readonly before: string
}

interface Layout {
  /** The text before, between and behind all values. */
  readonly pieces: readonly string[]
  /** The text of each value that was the same on all lines so far; undefined for one that varies. */
  readonly texts: readonly (string | undefined)[]
  readonly slots: readonly Slot[]
  readonly tail: string
  /** All metrics, those that do not vary with their values: a copy is made faster than one key after the other. */
  readonly metrics: Readonly<Record<string, number>> | undefined
  /** Step, total or epoch that did not vary. */
  readonly constants: readonly (readonly [ValueSpan, number])[]
}

/** What a number in the head of a line is. */
export const STEP: Target = { place: 'step', name: 'step', scale: 1, percent: false }
export const TOTAL: Target = { place: 'total', name: 'total_steps', scale: 1, percent: false }
export const EPOCH: Target = { place: 'epoch', name: 'epoch', scale: 1, percent: false }

const MAX_LAYOUTS = 8
const MAX_VALUES = 64
/** Longer lines are not learned from: no trainer prints them step by step. */
const MAX_CHARACTERS = 4096
/**
 * After so many lines in a row that no layout fits, only one in as many is learned from: some logs never repeat their
 * words.
 */
const PATIENCE = 64
/** A value below it stays finite when it is scaled. */
const MAX_VALUE = 1e300
const TIME = /[\d-]{10} [\d:.]{8,15}(?=\])/y
const BLANK = 32

/**
 * Returns a reader that gives what `read` gives. `read` tells where it found all that it notes; each value must depend
 * on its own number and on the words of the line, but on no other number. A line of which it notes more than it tells
 * is not learned from.
 */
export function withLayouts(read: (text: string, entry: Entry, found: ValueSpan[]) => boolean): Payload['read'] {
  const layouts: Layout[] = []
  let misses = 0
  return (text, entry) => {
    // What a header has set before may keep a value out.
    const fresh =
      entry.metrics === undefined &&
      entry.step === undefined &&
      entry.total_steps === undefined &&
      entry.epoch === undefined
    if (fresh) {
      for (let index = 0; index < layouts.length; index++) {
        if (!readLaidOut(text, entry, layouts[index] as Layout)) continue
        misses = 0
        return true
      }
    }
    const found: ValueSpan[] = []
    if (!read(text, entry, found)) return false
    if (fresh && (++misses <= PATIENCE || misses % PATIENCE === 0)) learn(layouts, text, entry, found)
    return true
  }
}

/** What a pattern with flag d caught in a text, and where its places are told. */
interface Caught {
  readonly found: ValueSpan[]
  readonly text: string
  readonly match: RegExpExecArray
}

/** Tells the digits that a group caught, where it caught any. */
export function tellDigits({ found, text, match }: Caught, group: number, target: Target | undefined): void {
  const place = match.indices?.[group]
  if (place === undefined) return
  let [from] = place
  // A pattern that takes two blanks before a number takes any number of them behind the first.
  while (from > 1 && text.startsWith('  ', from - 2)) from--
  found.push({ from, to: place[1], form: 'digits', padded: from < place[0], target })
}

const values = new Float64Array(MAX_VALUES)
const place: Cursor = { end: 0 }

/**
 * Reads a text of this layout. Returns false, and has noted nothing, where its words are others or a value is no plain
 * number.
 */
function readLaidOut(text: string, entry: Entry, layout: Layout): boolean {
  const { slots, tail } = layout
  let stamp = entry.stamp
  let at = 0
  for (let index = 0; index < slots.length; index++) {
    const { before, padded, form, target } = slots[index] as Slot
    // Asking where it is takes half as long as startsWith; text that starts otherwise is not searched.
    if (text.charCodeAt(at) !== before.charCodeAt(0) || text.indexOf(before, at) !== at) return false
    at += before.length
    if (padded) while (text.charCodeAt(at) === BLANK) at++
    if (form === 'time') {
      TIME.lastIndex = at
      const time = TIME.exec(text)?.[0]
      if (time === undefined) return false
      stamp = readStamp(time) ?? stamp
      at += time.length
      continue
    }
    const value = readValueAt(text, at, form)
    if (!(value < MAX_VALUE && value > -MAX_VALUE) || (form === 'unsigned' && value < 0)) return false
    if (target?.inverse === true && !isStepRate(value)) return false
    values[index] = value
    at = place.end
  }
  if (at + tail.length !== text.length || !text.endsWith(tail)) return false
  entry.stamp = stamp
  for (const [{ form, target }, value] of layout.constants) setField(entry, form, target as Target, value)
  const metrics: Record<string, number> | undefined = layout.metrics === undefined ? undefined : { ...layout.metrics }
  for (let index = 0; index < slots.length; index++) {
    const { form, target } = slots[index] as Slot
    if (target === undefined) continue
    if (target.place === 'metric')
      (metrics as Record<string, number>)[target.name] = metricValue(target, values[index] as number)
    else setField(entry, form, target, values[index] as number)
  }
  entry.metrics = metrics
  return true
}

function readValueAt(text: string, at: number, form: ValueSpan['form']): number {
  if (form === 'digits') return readDigitsAt(text, at, place)
  return form === 'decimal' || form === 'grouped' ? readWrittenAt(text, at, place, form) : readPlainAt(text, at, place)
}

function setField(entry: Entry, form: ValueSpan['form'], target: Target, value: number): void {
  if (form === 'digits') entry[target.name as 'step' | 'total_steps' | 'epoch'] = value
  else noteTarget(entry, target, value)
}

/** Makes the line's layout the first, or lets the values vary in which it differs from the lines of its layout. */
function learn(layouts: Layout[], line: string, entry: Entry, noted: readonly ValueSpan[]): void {
  const found = noted.toSorted((one, other) => one.from - other.from)
  const names = found.flatMap(({ target }) => target?.name ?? [])
  if (
    line.length > MAX_CHARACTERS ||
    found.length === 0 ||
    found.length > MAX_VALUES ||
    new Set(names).size < names.length ||
    !found.every(({ to, target }) => line[to - 1] !== '.' && target?.place !== 'rank')
  )
    return
  const text = ` ${line}`.slice(1) // a cut out of a chunk would keep the whole chunk alive
  const pieces = found.map(({ from }, index) => text.slice(index === 0 ? 0 : (found[index - 1] as ValueSpan).to, from))
  pieces.push(text.slice((found.at(-1) as ValueSpan).to))
  const quick = newEntry('')
  if (!readLaidOut(text, quick, layoutOf({ pieces, found, texts: [], line: text }, entry)) || !isSame(quick, entry))
    return
  const known = layouts.findIndex(
    layout => layout.pieces.length === pieces.length && layout.pieces.every((piece, index) => piece === pieces[index]),
  )
  const before = layouts[known]
  const texts = found.map(({ from, to, form }, index) => {
    const value = text.slice(from, to)
    return form === 'time' || (before !== undefined && before.texts[index] !== value) ? undefined : value
  })
  const layout = layoutOf({ pieces, found, texts, line: text }, entry)
  if (known !== -1) layouts[known] = layout
  else if (layouts.unshift(layout) > MAX_LAYOUTS) layouts.pop()
}

function isSame(quick: Entry, entry: Entry): boolean {
  const noted = ({ step, total_steps, epoch, metrics, non_finite }: Entry) =>
    JSON.stringify([step, total_steps, epoch, metrics, non_finite])
  return noted(quick) === noted(entry)
}

/** A line cut into what stands between its values, and its values, of which those vary that have no text here. */
interface CutLine {
  readonly line: string
  readonly pieces: readonly string[]
  readonly found: readonly ValueSpan[]
  readonly texts: readonly (string | undefined)[]
}

/** Returns the layout of a line that gave this entry. */
function layoutOf({ line, pieces, found, texts }: CutLine, entry: Entry): Layout {
  const slots: Slot[] = []
  const constants: (readonly [ValueSpan, number])[] = []
  // Half a unit makes a field one of a double, which it will hold.
  const metrics: Record<string, number> = Object.fromEntries(Object.keys(entry.metrics ?? {}).map(name => [name, 0.5]))
  let before = ''
  for (const [index, value] of found.entries()) {
    const text = texts[index]
    const { target } = value
    before += pieces[index]
    if (text === undefined) {
      slots.push({ ...value, before })
      before = ''
      continue
    }
    before += text
    const number = Number(line.slice(value.from, value.to).replaceAll(',', ''))
    if (target?.place === 'metric') metrics[target.name] = metricValue(target, number)
    else if (target !== undefined) constants.push([value, number])
  }
  const tail = before + pieces.at(-1)
  return { pieces, texts, slots, tail, metrics: entry.metrics === undefined ? undefined : metrics, constants }
}
