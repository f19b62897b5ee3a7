import { resolve } from 'node:path'
import { runOnTerminal } from './terminal.ts'

/** Blocks of a page that show a terminal: what the command of their first line leaves on it. */
const CAPTURE = /^```console (\d+)x(\d+)( ascii)?\n\$ (.*)\n[\s\S]*?^```$/gm

/** Returns a page whose captures of terminals are what their commands leave there. */
export function withTerminalCaptures(page: string): string {
  return page.replace(CAPTURE, (_, columns: string, rows: string, ascii: string | undefined, command: string) => {
    const { text } = runOnTerminal(command, resolve('.'), {
      columns: Number(columns),
      rows: Number(rows),
      variables: ascii === undefined ? {} : { LC_ALL: 'C' },
    })
    return `\`\`\`console ${columns}x${rows}${ascii ?? ''}\n$ ${command}\n${text}\`\`\``
  })
}
