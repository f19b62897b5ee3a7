// The training loss of a progress line, read from its bytes: half a million such lines are looked at per second of a
// long log.

const LONGEST = 24
const [SPACE, QUOTE, DOT, COLON, S] = [32, 39, 46, 58, 115]

/** Returns the loss that a line states in one of the forms that the watch over losses reads from text; NaN for none. */
export function lossIn(buffer: Buffer, from: number, to: number): number {
  // "loss" has two s: one of them stands on every second byte.
  for (let at = from + 4; at < to - 2; at += 2) {
    if (buffer[at] !== S) continue
    const start = buffer[at + 1] === S ? at - 2 : buffer[at - 1] === S ? at - 3 : -1
    if (start < from || buffer[start] !== 108 /* l */ || buffer[start + 1] !== 111 /* o */) continue
    const number = numberAfter(buffer, from, to, start)
    if (!Number.isNaN(number)) return number
  }
  return Number.NaN
}

/** `lm loss: N`, `'loss': N` and `  loss:  N`, with `start` at the l of loss. */
function numberAfter(buffer: Buffer, from: number, to: number, start: number): number {
  const isQuoted = buffer[start + 4] === QUOTE
  const colon = start + (isQuoted ? 5 : 4)
  if (buffer[colon] !== COLON || buffer[colon + 1] !== SPACE || start - (isQuoted ? 1 : 2) < from) return Number.NaN
  const isDouble = buffer[start - 1] === SPACE && buffer[start - 2] === SPACE
  const isMegatron =
    buffer[start - 1] === SPACE &&
    buffer[start - 2] === 109 /* m */ &&
    buffer[start - 3] === 108 &&
    !isWord(buffer[start - 4] as number)
  if (isQuoted ? buffer[start - 1] !== QUOTE : !isDouble && !isMegatron) return Number.NaN
  const first = colon + (isDouble && buffer[colon + 2] === SPACE ? 3 : 2)
  let end = first
  while (end < to && end - first <= LONGEST && isNumeric(buffer, end)) end++
  return end < to && (isWord(buffer[end] as number) || isNumeric(buffer, end)) ? Number.NaN : parse(buffer, first, end)
}

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isWord = (byte: number): boolean => isDigit(byte) || ((byte | 32) - 97) >>> 0 < 26 || byte === 95
const isNumeric = (buffer: Buffer, at: number): boolean => {
  const byte = buffer[at] as number
  return (
    isDigit(byte) ||
    byte === DOT ||
    (byte | 32) === 101 /* e */ ||
    ((byte === 43 || byte === 45) && ((buffer[at - 1] as number) | 32) === 101)
  )
}

/** Reads `7.343709E+00`; to the last digit but one it is what Number makes of the text. */
function parse(buffer: Buffer, from: number, to: number): number {
  let digits = 0
  let places = 0
  let at = from
  let isFraction = false
  for (; at < to && (isDigit(buffer[at] as number) || (buffer[at] === DOT && !isFraction)); at++) {
    if (buffer[at] === DOT) isFraction = true
    else {
      digits = digits * 10 + (buffer[at] as number) - 48
      if (isFraction) places++
    }
  }
  if (at === from || buffer[at - 1] === DOT) return Number.NaN
  if (at === to) return digits / 10 ** places
  const exponent = buffer.toString('latin1', at + 1, to)
  return ((buffer[at] as number) | 32) === 101 && /^[+-]?\d{1,3}$/.test(exponent)
    ? digits * 10 ** (Number(exponent) - places)
    : Number.NaN
}
