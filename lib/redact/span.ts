// Parts of a text that are to go, found one by one, taken out together.

/** Characters `start` to `end` (not included) of a text, and what stands in their place. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly mark: string
}

/** What stands in place of a value that is known by its name. */
export const NAMED_MARK = '[redacted]'

/** What stands in place of a secret that is known by its own form. */
export const markOf = (form: string): string => `[redacted-${form}]`

/**
 * Returns spans in order, those that overlap as one. The mark of the one that covers the others stays; where none does,
 * nothing is known of the whole.
 */
export function joined(spans: readonly Span[]): readonly Span[] {
  // A form says more than a name: of two that are the same, it comes first and so stays.
  const sorted = [...spans].sort(
    (a, b) => a.start - b.start || b.end - a.end || Number(a.mark === NAMED_MARK) - Number(b.mark === NAMED_MARK),
  )
  const together: Span[] = []
  for (const span of sorted) {
    const last = together.at(-1)
    if (last === undefined || span.start >= last.end) together.push(span)
    else if (span.end > last.end) together[together.length - 1] = { start: last.start, end: span.end, mark: NAMED_MARK }
  }
  return together
}

/** Returns the text with its spans' marks in their places. */
export function withoutSpans(text: string, spans: readonly Span[]): string {
  let kept = ''
  let from = 0
  for (const { start, end, mark } of joined(spans)) {
    kept += text.slice(from, start) + mark
    from = end
  }
  return kept + text.slice(from)
}
