// Runs a command line on a terminal of its own, and reads what it writes as that terminal would.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { environment } from './shell.ts'

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
  /** Variables besides those of a case: the terminal shows UTF-8 and, where NO_COLOR is '', colours. */
  readonly variables?: NodeJS.ProcessEnv
}

const variables = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...environment(),
  TERM: 'xterm-256color',
  LC_ALL: 'C.UTF-8',
  SHELL: '/bin/bash',
  ...more,
})

/** script(1) gives a command a terminal; it is a part of every Debian. */
const wordsOf = (command: string, { columns, rows }: TerminalSize): readonly string[] => [
  '-qefc',
  `stty cols ${columns} rows ${rows}; ${command}`,
  '/dev/null',
]

/** Runs a command to its end; returns what then stands on the terminal, and the exit status. */
export function runOnTerminal(
  command: string,
  folder: string,
  size: TerminalSize,
): { readonly text: string; readonly status: number | null } {
  const { stdout, status } = spawnSync('script', wordsOf(command, size), {
    cwd: folder,
    input: '',
    env: variables(size.variables),
    timeout: 60_000,
  })
  const screen = readScreen(size.rows)
  screen.take(stdout.toString('utf8'))
  return { text: screen.text(), status }
}

/** Starts a command; keys are written to its standard input. */
export function startOnTerminal(command: string, folder: string, size: TerminalSize): ChildProcess {
  return spawn('script', wordsOf(command, size), { cwd: folder, env: variables(size.variables) })
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: terminals are told by them
const TO_ROW = /^\u001b\[(\d+);1H$/
const HARMLESS = /^\u001b\[(?:K|\?25[hl]|\?7[hl]|[\d;]*m)$/
const UNFINISHED = /\u001b[^a-zA-Z]*$/
const PIECES = /\u001b\[[^a-zA-Z]*[a-zA-Z]|\u001b[\s\S]|[^\u001b]+/g
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above

export interface ReadScreen {
  /** Takes what was written; throws at a sequence that no program of ours writes. */
  take(bytes: string): void
  /** What stands on the screen that has the cursor: the other screen, or all that was written to the usual one. */
  text(): string
  isOnOtherScreen(): boolean
}

/** A terminal that knows the sequences of our programs, and no other. */
export function readScreen(rows: number): ReadScreen {
  let usual = ''
  let other: string[] | undefined
  let row = 0
  let waiting = ''
  const write = (text: string): void => {
    if (other === undefined) usual += text.replaceAll('\r\n', '\n')
    else other[row] += text
  }
  const obey = (sequence: string): void => {
    const to = TO_ROW.exec(sequence)
    if (sequence === '\u001b[?1049h') {
      other = Array.from({ length: rows }, () => '')
      row = 0
    } else if (sequence === '\u001b[?1049l') {
      if (other?.some(line => line !== '')) throw new Error('the other screen is left with lines on it')
      other = undefined
    } else if (sequence === '\u001b[2J') other?.fill('')
    else if (to !== null && other !== undefined) {
      row = Number(to[1]) - 1
      if (row >= rows) throw new Error(`row ${row + 1} is below the screen`)
      other[row] = ''
    } else if (!HARMLESS.test(sequence)) throw new Error(`not ours: ${JSON.stringify(sequence)}`)
  }
  return {
    take(bytes) {
      waiting += bytes
      // A sequence may come in two pieces.
      const whole = UNFINISHED.exec(waiting)?.index ?? waiting.length
      for (const piece of waiting.slice(0, whole).match(PIECES) ?? [])
        if (piece.startsWith('\u001b')) obey(piece)
        else write(piece)
      waiting = waiting.slice(whole)
    },
    text: () => (other === undefined ? usual : other.join('\n')),
    isOnOtherScreen: () => other !== undefined,
  }
}
