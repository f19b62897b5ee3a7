// The beginning and the end of a log, kept while it goes by.

/** Most of the beginning in which a time is looked for: jobs may print all their settings first. */
const HEAD_BYTES = 262_144
const PIECE_BYTES = 32_768
const TAIL_BYTES = 32_768

export interface LogEnds {
  /** Takes the next bytes of the log; they may be overwritten afterwards. */
  add(bytes: Buffer): void
  /** Gives the beginning piece by piece, each of whole lines but where one is longer than a piece. */
  head(): Iterable<string>
  /** Begins with a whole line, where it does not hold the whole log. */
  tail(): string
  /** Forgets all: another log begins. */
  reset(): void
}

/** Memory: what is kept of one log. */
export function logEnds(): LogEnds {
  const head = Buffer.alloc(HEAD_BYTES)
  const tail = Buffer.alloc(TAIL_BYTES)
  let headLength = 0
  let tailLength = 0
  let total = 0
  return {
    add(bytes) {
      total += bytes.length
      if (headLength < HEAD_BYTES) headLength += bytes.copy(head, headLength)
      const taken = Math.min(bytes.length, TAIL_BYTES)
      const kept = Math.min(tailLength, TAIL_BYTES - taken)
      tail.copyWithin(0, tailLength - kept, tailLength)
      bytes.copy(tail, kept, bytes.length - taken)
      tailLength = kept + taken
    },
    *head() {
      for (let from = 0; from < headLength; ) {
        const most = Math.min(headLength, from + PIECE_BYTES)
        const end = head.lastIndexOf(10, most - 1) + 1
        const to = most === headLength || end <= from ? most : end
        yield head.toString('utf8', from, to)
        from = to
      }
    },
    tail() {
      const text = tail.toString('utf8', 0, tailLength)
      return total <= TAIL_BYTES ? text : text.slice(text.indexOf('\n') + 1)
    },
    reset() {
      headLength = 0
      tailLength = 0
      total = 0
    },
  }
}
