import { openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'

const ENTER = new Set(['\r', '\n', '\u0004'])
const ERASE = new Set(['\u007f', '\b'])
const INTERRUPT = '\u0003'

/**
 * Asks on the terminal, not on standard input, which holds the log; shows nothing of what is typed. Resolves to
 * undefined where there is no terminal, or where the answer is Ctrl-C.
 */
export async function promptHidden(question: string): Promise<string | undefined> {
  let terminal: number
  try {
    terminal = openSync('/dev/tty', 'r+')
  } catch {
    return undefined // ENXIO or ENOENT: no terminal, such as under cron
  }
  const input = new ReadStream(terminal)
  input.setRawMode(true)
  writeSync(terminal, `${question}: `)
  try {
    return await new Promise<string | undefined>(resolve => {
      let typed = ''
      input.on('data', chunk => {
        for (const character of chunk.toString('utf8')) {
          if (character === INTERRUPT) return resolve(undefined)
          if (ENTER.has(character)) return resolve(typed)
          typed = ERASE.has(character) ? [...typed].slice(0, -1).join('') : typed + character
        }
      })
      input.on('end', () => resolve(undefined))
      input.on('error', () => resolve(undefined))
    })
  } finally {
    writeSync(terminal, '\n')
    input.setRawMode(false)
    input.destroy()
  }
}
