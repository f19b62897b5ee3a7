// The directory of a run of attempts: its state, the nodes to leave out, the account.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ResumeState, readState, stateText } from '../../resume/state.ts'
import { takeLock } from '../lock.ts'
import { replaceFileSync } from '../safe-file.ts'

const FILE_MODE = 0o644

export interface KeptState {
  /** What an earlier run left; undefined where there was none. */
  readonly before: ResumeState | undefined
  keep(state: ResumeState): void
  /** Nodes to leave out, as they stand in the file now. */
  excluded(): readonly string[]
  leaveOut(nodes: readonly string[]): void
  /** Adds a line to the account; where it cannot be written, it was told on standard error all the same. */
  account(line: string): void
  close(): void
}

export interface KeptStateSettings {
  readonly directory: string
  readonly isolateFile: string
  readonly command: readonly string[]
}

/** Opens the directory, and makes it where it is missing; returns why it cannot be used. */
export function openState({ directory, isolateFile, command }: KeptStateSettings): KeptState | string {
  mkdirSync(directory, { recursive: true })
  const lock = takeLock(join(directory, 'lock'))
  if (typeof lock === 'object') return `process ${lock.holder} works in it: end that one, or name another --directory`
  const path = join(directory, 'state.json')
  const read = existsSync(path) ? readState(readFileSync(path, 'utf8')) : undefined
  const isOfAnother = read !== undefined && JSON.stringify(read.command) !== JSON.stringify(command)
  if (read !== undefined && isOfAnother && read.state.phase !== 'over') {
    lock()
    return `another command is under way in it (${read.command.join(' ')}): go on with that one, name another --directory, or remove ${path}`
  }
  return {
    before: read?.state,
    keep: state => replaceFileSync(path, stateText(command, state), FILE_MODE),
    excluded: () => nodesIn(isolateFile),
    leaveOut(nodes) {
      const all = [...new Set([...nodesIn(isolateFile), ...nodes])].sort()
      replaceFileSync(isolateFile, all.map(node => `${node}\n`).join(''), FILE_MODE)
    },
    account(line) {
      try {
        appendFileSync(join(directory, 'account.txt'), `${line}\n`, { mode: FILE_MODE })
      } catch {
        // A full disk must not end what runs.
      }
    },
    close: lock,
  }
}

function nodesIn(path: string): readonly string[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
}
