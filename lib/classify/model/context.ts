// The lines of an attempt that may tell why it ended, where no rule knows them: a bounded choice, without secrets.

import { readHead } from '../../formats/read-head.ts'
import { cleanText, cut } from '../../redact/clean-text.ts'
import { keyBlockRedactor } from '../../redact/key-block.ts'
import { type Redaction, redactText } from '../../redact/redact-text.ts'
import { templateOf } from '../template.ts'

/** A line as it may leave the machine. */
export interface QuotableLine {
  /** `L1`, `L2`, …: what an answer names it by. */
  readonly id: string
  readonly text: string
  readonly file?: string
  /** Line number in the file. */
  readonly line?: number
}

export interface ModelContext {
  add(
    text: string,
    place: {
      readonly file?: string | undefined
      readonly line?: number | undefined
      readonly level?: string | undefined
    },
  ): void
  /** Returns the lines to send, in their order, at most MAX_SENT_CHARS in all; empty where there are none. */
  lines(): readonly QuotableLine[]
}

interface Kept {
  readonly sequence: number
  readonly text: string
  readonly file: string | undefined
  readonly line: number | undefined
}

/** Of all lines, the newest so many are kept. */
const TAIL_LINES = 60
/** Lines that speak of trouble are kept beyond the tail: the first of each kind, and the newest kinds. */
const FIRST_KINDS = 40
const NEWEST_KINDS = 40
/** Of the tail, so many lines go before all else. */
const LAST_WORDS = 12
/** Longest line that is sent, in characters. */
const MAX_LINE = 400
/** Kept of a line. */
const KEPT_CHARS = MAX_LINE + 8192
/** Together, in characters: some 2,500 tokens. */
const MAX_SENT_CHARS = 8192
const TROUBLE =
  /\b(?:error|errno|fail(?:ed|ure|s|ing)?|fatal|exception|traceback|abort(?:ed|ing)?|panic|kill(?:ed|ing)?|died|dead|crash(?:ed)?|assert(?:ion)?|denied|refused|rejected|timed? ?out|cannot|can't|could not|unable|gave up|giving up|invalid|unexpected(?:ly)?|unsupported|corrupt(?:ed)?|mismatch|missing|lost|disconnected|unreachable|unavailable|unusable|no usable|stuck|stalled|hung|terminat(?:ed|ing)|evicted|preempt(?:ed|ion)|signal|sig[a-z]{3,5}|exhausted|exceed(?:ed|s)?|overflow(?:ed)?|out of|full|oom|nan|not found|no such|exit(?:ed)? ?(?:code|status))\b|(?:Error|Exception)\b/i
const TROUBLED_LEVELS: ReadonlySet<string> = new Set(['ERROR', 'CRITICAL'])

/** Memory: at most TAIL_LINES + FIRST_KINDS + NEWEST_KINDS lines of KEPT_CHARS. */
export function modelContext(redaction: Redaction): ModelContext {
  let sequence = 0
  const tail: Kept[] = []
  const first = new Map<string, Kept>()
  const newest = new Map<string, Kept>()
  const keyBlocks = keyBlockRedactor()

  return {
    add(given, { file, line, level }) {
      const wasOpen = keyBlocks.isOpen()
      const withoutKeys = keyBlocks.redact(given)
      // A line of a key says nothing.
      if (withoutKeys !== given || (!wasOpen && keyBlocks.isOpen())) return
      // Redacted before the cut: half of a secret is not known as one.
      const text = given.length > KEPT_CHARS ? redactText(given, redaction).slice(0, KEPT_CHARS) : given
      if (text.trim() === '') return
      sequence++
      const kept: Kept = { sequence, text: detached(text), file, line }
      tail.push(kept)
      if (tail.length > TAIL_LINES) tail.shift()
      if (!TROUBLE.test(text) && !TROUBLED_LEVELS.has(level ?? '')) return
      const kind = templateOf(readHead(text).body)
      if (first.has(kind)) return
      if (first.size < FIRST_KINDS) {
        first.set(kind, kept)
        return
      }
      newest.delete(kind)
      newest.set(kind, kept)
      if (newest.size > NEWEST_KINDS) newest.delete(newest.keys().next().value as string)
    },
    lines() {
      const lastWords = tail.slice(-LAST_WORDS).reverse()
      const wanted = new Set([
        ...lastWords,
        ...first.values(),
        ...[...newest.values()].reverse(),
        ...[...tail].reverse(),
      ])
      const chosen: { readonly kept: Kept; readonly text: string }[] = []
      let room = MAX_SENT_CHARS
      for (const kept of wanted) {
        const text = sendable(kept.text, redaction)
        if (text === '' || text.length > room) continue
        room -= text.length
        chosen.push({ kept, text })
      }
      chosen.sort((a, b) => a.kept.sequence - b.kept.sequence)
      return chosen.map(({ kept: { file, line }, text }, index) => ({
        id: `L${index + 1}`,
        text,
        ...(file === undefined ? {} : { file }),
        ...(line === undefined ? {} : { line }),
      }))
    },
  }
}

const sendable = (text: string, redaction: Redaction): string =>
  cut(cleanText(text, KEPT_CHARS, redaction).replace(/\s+/g, ' ').trim(), MAX_LINE)

/**
 * A slice keeps the whole message alive that it was cut from, which may be megabytes long; a text put together does
 * not.
 */
const detached = (text: string): string => ` ${text}`.slice(1)
