// What a final verdict leaves behind for the next attempt: a line in the ledger and the nodes to leave out.

import { entryOf } from '../../classify/history.ts'
import { UNNAMED_JOB } from '../../classify/judge.ts'
import type { VerdictRecord } from '../../record/types.generated.ts'
import { replaceFileSync } from '../safe-file.ts'
import { appendLedger, SHARED_MODE } from './ledger.ts'

export interface EffectSettings {
  readonly job: string | undefined
  /** Path of the ledger. */
  readonly historyFile: string | undefined
  /** Path of the file of nodes. */
  readonly isolateFile: string | undefined
}

/** A node name that is safe on a command line: names come from logs, which anybody can write. */
const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/

/** Carries out what the settings ask for. Throws where a file cannot be written. */
export function leaveBehind(verdict: VerdictRecord, settings: EffectSettings, now: number): void {
  if (verdict.state !== 'final') return
  if (settings.historyFile !== undefined)
    appendLedger(settings.historyFile, entryOf(verdict, settings.job ?? UNNAMED_JOB, now))
  if (settings.isolateFile !== undefined) {
    const nodes = (verdict.isolate ?? []).map(item => item.node ?? '').filter(node => NODE_NAME.test(node))
    replaceFileSync(settings.isolateFile, nodes.map(node => `${node}\n`).join(''), SHARED_MODE)
  }
}
