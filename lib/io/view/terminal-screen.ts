// A terminal as a screen of lines: entered, repainted where lines differ, left as it was found.
import { writeSync } from 'node:fs'

export interface TerminalScreen {
  /** Shows these lines from the top; writes only those that differ from what stands there. */
  paint(lines: readonly string[]): void
  /** Forgets what stands there: the next paint writes every line. */
  forget(): void
  /** Gives the terminal back; may be called twice, and while the process ends. */
  leave(): void
  enter(): void
  isEntered(): boolean
  /** Bytes written so far. */
  bytes(): number
}

// The other screen, without cursor, and lines that are not wrapped: a line of too many columns stays one line.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l'
const CLEAR = '\u001b[2J'
// Cleared before it is left: where it grew meanwhile, tmux gives its lines to the usual screen.
const LEAVE = `\u001b[m${CLEAR}\u001b[?7h\u001b[?25h\u001b[?1049l`
const toRow = (row: number): string => `\u001b[${row};1H`
const REST_OF_LINE = '\u001b[K'

const STDOUT = 1

/** Returns standard output, a terminal, as a screen; it is not entered yet. */
export function terminalScreen(): TerminalScreen {
  let standing: readonly string[] | undefined
  let isEntered = false
  let bytes = 0
  const write = (text: string): void => {
    bytes += Buffer.byteLength(text)
    process.stdout.write(text)
  }
  return {
    enter() {
      if (isEntered) return
      isEntered = true
      standing = undefined
      write(ENTER)
    },
    leave() {
      if (!isEntered) return
      isEntered = false
      try {
        // Not by the stream: it may be destroyed, and the process on its way out.
        writeSync(STDOUT, LEAVE)
      } catch {
        // The terminal is gone: there is nothing to give back.
      }
    },
    forget() {
      standing = undefined
    },
    paint(lines) {
      // A terminal that does not take what was written yet (a slow line) gets a later state, not every one.
      if (!isEntered || process.stdout.writableNeedDrain) return
      const before = standing
      const changed = lines.flatMap((line, index) =>
        before?.[index] === line ? [] : [`${toRow(index + 1)}${line}${REST_OF_LINE}`],
      )
      const gone = (before ?? [])
        .slice(lines.length)
        .map((_, index) => `${toRow(lines.length + index + 1)}${REST_OF_LINE}`)
      standing = lines
      const text = `${before === undefined ? CLEAR : ''}${[...changed, ...gone].join('')}`
      if (text !== '') write(text)
    },
    isEntered: () => isEntered,
    bytes: () => bytes,
  }
}
