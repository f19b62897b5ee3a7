// Keys of the terminal itself: standard input holds the log.
import { closeSync, openSync, readFileSync } from 'node:fs'
import { ReadStream } from 'node:tty'

export interface TerminalKeys {
  /** Takes the keys, one by one and without echo. */
  take(): void
  /** Gives the terminal's own ways of reading keys back. */
  giveBack(): void
  close(): void
}

/** What the terminal would do with these keys, if they were not taken one by one. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT',
  '\u001a': 'SIGTSTP',
  '\u001c': 'SIGQUIT',
}

/**
 * Returns the keys of the terminal that controls this process, given to `typed` as they come; undefined where there is
 * none. A key that stands for a signal is given to `signalled`.
 */
export function terminalKeys(
  typed: (text: string) => void,
  signalled: (signal: NodeJS.Signals) => void,
): TerminalKeys | undefined {
  let descriptor: number
  try {
    descriptor = openSync('/dev/tty', 'r')
  } catch {
    return undefined // ENXIO or ENOENT: no terminal, such as under cron
  }
  let stream: ReadStream
  try {
    stream = new ReadStream(descriptor)
  } catch {
    closeSync(descriptor)
    return undefined
  }
  stream.on('data', (bytes: Buffer) => {
    const text = bytes.toString('utf8')
    const signal = [...text].map(character => SIGNALS[character]).find(each => each !== undefined)
    if (signal === undefined) typed(text)
    else signalled(signal)
  })
  stream.on('error', () => undefined) // the terminal is gone: no keys come any more
  stream.unref()
  return {
    take: () => void (stream.destroyed || stream.setRawMode(true)),
    giveBack: () => void (stream.destroyed || stream.setRawMode(false)),
    close: () => stream.destroy(),
  }
}

/**
 * True where this process belongs to those that the terminal listens to: one in the background would be stopped as soon
 * as it asked for keys. True, too, where the system does not tell.
 */
export function isInForeground(): boolean {
  try {
    // proc(5): pid (comm) state ppid pgrp session tty_nr tpgid …; comm may hold blanks and parentheses.
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[2] === fields[5]
  } catch {
    return true
  }
}
