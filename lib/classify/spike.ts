// The loss that each progress line states, and the line at which it jumped or became 0.
import { LOSS_SPIKE, LOSS_VANISHED } from '../signatures/metrics.ts'
import type { Attempt } from './attempt.ts'
import { type Evidence, startGroup } from './group.ts'
import { readLineHead } from './line-head.ts'
import { lossOf } from './loss-watch.ts'
import type { SourceLine } from './source-line.ts'
import { templateOf } from './template.ts'

/** Keeps the line at which the loss jumped, or became 0, until it is known whether it stays so. */
export function watchLoss(attempt: Attempt, line: SourceLine, sequence: number): void {
  const { text } = line
  const came = attempt.losses.see(lossOf(text))
  if (came === 'jump' || came === 'drop') {
    const signature = came === 'jump' ? LOSS_SPIKE : LOSS_VANISHED
    const evidence = progressEvidence(line, sequence, attempt.lastStep)
    attempt.lossJump = startGroup({ signature, category: signature.category, template: templateOf(text), evidence }, 0)
  } else if (came === 'stays') attempt.lossSpike ??= attempt.lossJump
}

function progressEvidence(line: SourceLine, sequence: number, step: number | undefined): Evidence {
  const { timeMs, clock, rank, node, localRank, task } = readLineHead(line)
  return {
    sequence,
    text: line.text,
    lineNumber: line.lineNumber,
    file: line.file,
    timeMs,
    clock,
    rank,
    localRank,
    task,
    groupRank: undefined,
    node,
    gpu: undefined,
    pid: undefined,
    captures: {},
    step,
  }
}
