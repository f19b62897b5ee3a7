// Private keys that come line by line: the lines between their marks say nothing of what they are.

import { KEY_BEGIN, KEY_END } from './secrets.ts'

const MARK = '[redacted-private-key]'
/**
 * Lines without any of the key's after which a block without its end is over: lines of other programs come in between.
 */
const PATIENCE_LINES = 200
/**
 * A line of a key: Base64 alone, or behind what a program puts before its lines, where it must be as long as keys are
 * wrapped.
 */
const KEY_LINE =
  /^\s*(?=[A-Za-z0-9+/]{0,200}[A-Z0-9+/=])[A-Za-z0-9+/]+={0,3}\s*$|(?<=[\s:|\]])[A-Za-z0-9+/]{40,}={0,3}\s*$/

/**
 * Returns what takes the lines of a private key out of the texts that it is given in order. The first line is left to
 * `redactSecrets`, which knows it by its words; everything else stays as it is.
 */
export function keyBlockRedactor(): (text: string) => string {
  /** Lines for which the block may still go on; 0 outside of one. */
  let patience = 0

  function redactLine(line: string): string {
    if (patience === 0) return line
    const end = KEY_END.exec(line)
    if (end !== null) {
      patience = 0
      return MARK + line.slice(end.index + end[0].length)
    }
    const found = KEY_LINE.exec(line)
    patience = found === null ? patience - 1 : PATIENCE_LINES
    return found === null ? line : line.slice(0, found.index) + MARK
  }

  return text => {
    const redacted = patience === 0 ? text : text.split('\n').map(redactLine).join('\n')
    if (opensBlock(text)) patience = PATIENCE_LINES
    return redacted
  }
}

/** True where a text holds the first line of a block and not its last. */
function opensBlock(text: string): boolean {
  const last = text.lastIndexOf('-----BEGIN ')
  return last !== -1 && KEY_BEGIN.test(text.slice(last)) && !KEY_END.test(text.slice(last))
}
