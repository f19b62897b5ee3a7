// Scanners for the ways in which trainers write several values on one line. Linear in the text; callers cap its length.
import type { Entry } from './format.ts'
import type { ValueSpan } from './layouts.ts'
import { isStepRate, noteMetric, noteTarget, targetOf } from './metric-names.ts'
import { parseNumber, parsePlain, readCompound, readMeasured } from './numbers.ts'

/** Turns a key as written into the key that it is noted under. */
export type Rename = (key: string) => string

const asWritten: Rename = key => key

/** Where the places of numbers are told: the text that is read begins at `offset` of the line. */
export interface Places {
  readonly found: ValueSpan[]
  readonly offset: number
}

/**
 * Notes every `key: value` between bars (`a: 1 | b (ms): 2.5 |`). Returns how many were numbers. Of `now/average` pairs
 * the first counts. Segments without a colon are skipped. Tells the places of plain numbers.
 */
export function noteBarSeparated(entry: Entry, text: string, rename: Rename = asWritten, places?: Places): number {
  const { found, offset = 0 } = places ?? {}
  let count = 0
  let start = 0
  let colon = -1
  while (start < text.length) {
    let end = text.indexOf('|', start)
    if (end === -1) end = text.length
    if (colon < start) colon = text.indexOf(':', start)
    if (colon === -1) break
    if (colon < end) {
      const key = rename(inner(text, start, colon))
      const value = inner(text, colon + 1, end)
      const plain = parsePlain(value)
      if (plain !== undefined) {
        noteMetric(entry, key, plain)
        found?.push({
          from: offset + colon + 1,
          to: offset + text.indexOf(value, colon + 1) + value.length,
          form: 'number',
          padded: true,
          target: targetOf(key, ''),
        })
        count++
      } else if (noteText(entry, key, value)) count++
    }
    start = end + 1
  }
  return count
}

/** The text between two places without the blanks around it; one cut, where slice and trim would be two. */
function inner(text: string, from: number, to: number): string {
  while (from < to && text.charCodeAt(from) === 32) from++
  while (to > from && text.charCodeAt(to - 1) === 32) to--
  return text.slice(from, to)
}

/** Notes one key whose value is given as text. Returns false where the text starts with no number. */
export function noteText(entry: Entry, key: string, text: string): boolean {
  const plain = parseNumber(text)
  if (plain !== undefined) {
    noteMetric(entry, key, plain)
    return true
  }
  const list = /^\[([^,\]]+)/.exec(text) // lr=[3.75e-05, 3.75e-05]: one per parameter group, the first counts
  const measured = readCompound(text) ?? readMeasured(list === null ? text : (list[1] as string).trim())
  if (measured === undefined) return false
  noteMetric(entry, key, measured.value, measured.unit)
  return true
}

/**
 * A key right before `=` or `:` and a number after it. Keys may hold dots, slashes, dashes, and one bracketed unit
 * after a blank: `iter time (s)`.
 */
const PAIR =
  /(?<![\w./-])([A-Za-z_][\w./-]*(?: [A-Za-z_][\w./-]*){0,4}(?: ?\([\w/ %.]{1,24}\))?)(?:\s?=\s?|\s?:\s*)(\[?)(?=[-+.\dnNiI])/g

/**
 * Notes every `key=value` and `key: value` of free text, in any mix of separators. A key of several words reaches back
 * only to the value before it or to a comma, bar, semicolon, bracket or two blanks. Returns how many it noted. Tells
 * the places of numbers.
 */
export function notePairs(entry: Entry, text: string, rename: Rename = asWritten, places?: Places): number {
  const { found, offset = 0 } = places ?? {}
  let count = 0
  PAIR.lastIndex = 0
  for (let match = PAIR.exec(text); match !== null; match = PAIR.exec(text)) {
    const value = text.slice(PAIR.lastIndex, PAIR.lastIndex + 64)
    const measured = readMeasured(value)
    if (measured === undefined) continue
    const compound = TIME_UNIT.test(measured.unit) ? readCompound(value) : undefined
    if (compound !== undefined) {
      // A time of several units has no layout that another line's digits would fit.
      noteTarget(entry, targetOf(rename(match[1] as string), compound.unit), compound.value)
      PAIR.lastIndex += compound.length
      count++
      continue
    }
    const from = PAIR.lastIndex
    const after = text.charCodeAt(from + measured.length)
    PAIR.lastIndex += measured.length
    // A value that goes on as a word, a version, a time or a path (10.1.99.25, 12:30, 0x12) is no number.
    if (
      (after >= 48 && after <= 57) ||
      after === 58 ||
      after === 95 ||
      (after === 46 && /^\.\d/.test(text.slice(PAIR.lastIndex)))
    )
      continue
    const unit = unitBehind(text.slice(PAIR.lastIndex, PAIR.lastIndex + 24), measured.unit)
    const target = targetOf(rename(match[1] as string), unit)
    noteTarget(entry, target, measured.value)
    // A unit behind a blank is no part of the next key: `tput: 18231 tok/s/gpu mem: 71.2`.
    if (unit !== measured.unit) {
      const spaced = unit.slice(unit.lastIndexOf(' ') + 1)
      const end = text.indexOf(spaced, PAIR.lastIndex) + spaced.length
      if (spaced.includes('/') && !/^ ?[:=]/.test(text.slice(end, end + 2))) PAIR.lastIndex = end
    }
    if (found !== undefined) {
      const to = from + measured.length - measured.unit.length
      const form = text.slice(from, to).includes(',') ? 'grouped' : 'number'
      // Where one blank stands behind a colon, more of them may.
      const padded = match[0].endsWith(': ')
      const blanks = padded ? (/ *$/.exec(match[0])?.[0].length ?? 1) - 1 : 0
      found.push({ from: offset + from - blanks, to: offset + to, form, padded, target })
      if (match[2] === '[') passList(text, to, offset, found)
    }
    count++
  }
  return count
}

/** A unit of time that smaller ones may follow. */
const TIME_UNIT = /^(?:|d|days?|h|hrs?|hours?|m|mins?|minutes?|s)$/

const SPACED_UNIT =
  /^ ?((?:samples?|tokens?|imgs?|images|sequences|tok|words|it|iter|steps?|s|sec|ms)\/(?:s(?:ec|econd)?|it|iter|step|batch)(?:\/(?:[gG][pP][uU]|device)(?![A-Za-z]))?|TFLOP(?:S|s|\/s)\/GPU|ms(?= *(?:[,|;)\]]|$))|sec(?= *(?:[,|;)\]]|$)))(?![A-Za-z/])/

/** The unit of a value: what is glued to it, what stands behind it after a blank, or a count's letter before that. */
function unitBehind(text: string, glued: string): string {
  const isLetter = glued.length === 1 && /[kKMBGT]/.test(glued)
  if ((glued !== '' && !isLetter) || text.charCodeAt(0) !== 32) return glued
  const spaced = SPACED_UNIT.exec(text)?.[1]
  return spaced === undefined ? glued : isLetter ? `${glued} ${spaced}` : spaced
}

/**
 * Rates whose number stands before their unit: `0.855 sec/step`, `2.5 it/s`, `45.1k tok/s`, `528.1 TFLOP/s/GPU`.
 * One that has a key of its own (`Computation: 81920 steps/s`) is that key's.
 */
const RATE =
  /(?<![\w.-])(?<![A-Za-z)\]] ?[:=] {0,8})([\d,]{1,12}(?:\.\d{1,9})?|\d\.\d{1,9}e[-+]?\d{1,3}) ?(?:([km]) ?(?=tok|word|samp|im|seq|sent|ex|rec|utt))?((?:m?s|secs?|seconds?|us)\/(?:it|iter|iteration|step|batch|update)|(?:it|iter|iteration|step|batch|update)e?s?\/(?:s|sec|second)|(?:tok|token|word|sample|img|image|sequence|seq|sent|example|record|utt)s?\/(?:s|sec|second)(?:\/(?:gpu|device))?|(?:MODEL_)?[TP]FLOP(?:S|s|\/s)?(?:\/(?:GPU|device))?)(?![A-Za-z/])/gi

/** Notes the rates of a text that have no key. Returns how many. */
export function noteRates(entry: Entry, text: string, rename: Rename = asWritten): number {
  let count = 0
  for (const [, digits = '', letter, unit = ''] of text.matchAll(RATE)) {
    const value = parseNumber(digits)
    if (value === undefined) continue
    const [key, given] = rateOf(unit.toLowerCase())
    if (key === 'steps_per_second' && !isStepRate(value)) continue
    noteMetric(entry, rename(key), value, letter === undefined ? given : letter.toUpperCase())
    count++
  }
  return count
}

/** Returns the key that a rate's unit means, and the unit of its value. */
function rateOf(unit: string): readonly [key: string, unit: string] {
  if (/^(?:m?s|us|sec|secs|seconds?)\//.test(unit)) return ['step time', unit.slice(0, unit.indexOf('/'))]
  if (/^(?:it|step|batch|update)/.test(unit)) return ['steps_per_second', '']
  if (/^(?:tok|word)/.test(unit))
    return [/gpu|device/.test(unit) ? 'tokens_per_second_per_gpu' : 'tokens_per_second', '']
  if (unit.includes('flop')) return ['tflops', unit.includes('pflop') ? 'PFLOPS' : 'TFLOPS']
  return ['samples_per_second', '']
}

/** A number of a list behind its first. */
const ITEM = /, ([-+]?[\d.]+(?:[eE][-+]?\d+)?)(?=,|\])/y

/**
 * Tells the rest of a list of numbers, of which only the first counts: behind a comma and a blank no number is part of
 * a key.
 */
function passList(text: string, from: number, offset: number, found: ValueSpan[]): void {
  ITEM.lastIndex = from
  for (let match = ITEM.exec(text); match !== null; match = ITEM.exec(text)) {
    found.push({
      from: offset + match.index + 2,
      to: offset + ITEM.lastIndex,
      form: 'number',
      padded: false,
      target: undefined,
    })
  }
}
