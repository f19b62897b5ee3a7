// Steps that make something of values: the entry's time, and texts.
import type { StepConfig } from '../config/source.ts'
import { epochStamp, readStamp } from '../formats/stamp.ts'
import { type LayoutReader, timeLayout } from '../parse/time-layout.ts'
import type { Issue } from './patterns.ts'
import type { Step } from './work.ts'

/** The layout of times that logmon reads by itself. */
const AUTO = 'auto'

const readByItself: LayoutReader = text => readStamp(text) ?? epochStamp(text)

export function timeStep({ from, layout = AUTO }: NonNullable<StepConfig['time']>, issue: Issue): Step {
  const readers = [layout].flat().flatMap((text): readonly LayoutReader[] => {
    if (text === AUTO) return [readByItself]
    const reader = timeLayout(text)
    if (!('reason' in reader)) return [reader]
    issue(['layout'], reader.reason)
    return []
  })
  return work => {
    const text = work.values.get(from)?.trim()
    if (text === undefined) return
    for (const read of readers) {
      const stamp = read(text)
      if (stamp === undefined) continue
      work.stamp = stamp
      return
    }
  }
}

const CASES = {
  lower: (text: string) => text.toLowerCase(),
  upper: (text: string) => text.toUpperCase(),
} as const

/** A value that holds others would grow without end from step to step. */
const MAX_TEXT_CHARACTERS = 256 * 1024

export function textStep({ into, text, case: written }: NonNullable<StepConfig['text']>): Step {
  const change = written === undefined ? (made: string) => made : CASES[written]
  return work => {
    const made = text.replace(/\{(\w+)\}/g, (_, name: string) => work.values.get(name) ?? '')
    work.values.set(into, change(made).slice(0, MAX_TEXT_CHARACTERS))
  }
}
