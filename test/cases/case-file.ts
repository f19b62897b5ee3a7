// One case = one text file: a command line, what goes in, what comes out.
//   # comment     $ command line     @ a file beside it, with its lines after `: `
//   < stdin       > stdout           ! stderr              ? exit code
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ran, runShell } from './shell.ts'

export interface CaseFile {
  readonly comments: readonly string[]
  readonly files: readonly { readonly name: string; readonly lines: readonly string[] }[]
  readonly command: string
  readonly input: readonly string[]
  readonly expected: Ran
}

/** Returns the case of a file; throws at a line that means nothing. */
export function readCase(text: string): CaseFile {
  const comments: string[] = []
  const files: { name: string; lines: string[] }[] = []
  const input: string[] = []
  const [stdout, stderr]: [string[], string[]] = [[], []]
  let command = ''
  let status = 0
  const lists: Readonly<Record<string, string[]>> = { '#': comments, '<': input, '>': stdout, '!': stderr }
  for (const [index, line] of text.split('\n').entries()) {
    const mark = line.slice(0, 1)
    const rest = line.slice(2)
    if (line === '') continue
    if (line.length > 1 && line[1] !== ' ') throw new Error(`line ${index + 1}: a blank must follow the mark: ${line}`)
    if (mark === '@') files.push({ name: rest, lines: [] })
    else if (mark === ':') files.at(-1)?.lines.push(rest)
    else if (mark === '$') command = rest
    else if (mark === '?') status = Number(rest)
    else if (lists[mark] !== undefined) lists[mark].push(rest)
    else throw new Error(`line ${index + 1}: starts with none of # @ : $ < > ! ?: ${line}`)
  }
  if (command === '') throw new Error('no $ line')
  return { comments, files, command, input, expected: { stdout: joined(stdout), stderr: joined(stderr), status } }
}

/** Returns the text of a case, with what really happened. */
export function writeCase({ comments, files, command, input }: CaseFile, ran: Ran): string {
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.map(line => (line === '' ? mark : `${mark} ${line}`))
  return joined([
    ...marked('#', comments),
    ...files.flatMap(file => [`@ ${file.name}`, ...marked(':', file.lines)]),
    `$ ${command}`,
    ...marked('<', input),
    ...marked('>', split(ran.stdout)),
    ...marked('!', split(ran.stderr)),
    `? ${ran.status}`,
  ])
}

/** Runs a case in a folder of its own. */
export function runCase({ files, command, input }: CaseFile): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'logmon-case-'))
  for (const { name, lines } of files) writeFileSync(join(folder, name), joined(lines))
  const ran = runShell(command, joined(input), folder)
  rmSync(folder, { recursive: true })
  return ran
}

const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')
const split = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
