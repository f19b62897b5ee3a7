// The verdict that waits for a model's word, and the one that has it. The model's word stands in a field of its own:
// nothing else of the verdict changes.
import type { NoticeRecord, VerdictRecord } from '../../record/types.generated.ts'
import type { QuotableLine } from './context.ts'

/** What came of asking. */
export type ModelResult =
  /** Names a category other than unknown, and quotes lines that were sent. */
  | {
      readonly outcome: 'named'
      readonly model: string
      readonly category: string
      readonly cause: string
      readonly lines: readonly QuotableLine[]
      readonly cached: boolean
    }
  /** Does not know either. */
  | { readonly outcome: 'unsure'; readonly model: string; readonly cached: boolean }
  /** Answered, but not so that it may be believed. */
  | { readonly outcome: 'rejected'; readonly model?: string; readonly reason: string }
  /** Did not answer. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** Was not asked. */
  | { readonly outcome: 'not_asked'; readonly reason: string }

/**
 * True for what a model may be asked about: a final verdict of which the rules know nothing, though there was a log.
 */
export const isOpenQuestion = (verdict: VerdictRecord): boolean =>
  verdict.state === 'final' && verdict.category === 'unknown' && verdict.basis !== 'no_logs'

/**
 * Returns the verdict as it stands until the model has answered, with the lines that are sent; the final one follows.
 */
export function pendingVerdict(verdict: VerdictRecord, sent: readonly QuotableLine[]): VerdictRecord {
  return { ...verdict, state: 'interim', model: { outcome: 'pending', sent: sent.map(line => ({ ...line })) } }
}

/** The lines of a verdict that waits for a model's word; undefined for any other verdict. */
export function sentLines({ model }: VerdictRecord): readonly QuotableLine[] | undefined {
  return model?.outcome === 'pending' ? ((model.sent ?? []) as readonly QuotableLine[]) : undefined
}

/** Returns the final verdict: the deterministic one, with what came of asking beside it. */
export function answeredVerdict(pending: VerdictRecord, result: ModelResult): VerdictRecord {
  const { cached, lines, ...answer } = { cached: false, lines: [] as readonly QuotableLine[], ...result }
  return {
    ...pending,
    state: 'final',
    model: {
      ...answer,
      ...(cached ? { cached } : {}),
      ...(lines.length === 0 ? {} : { lines: lines.map(({ id: _, ...line }) => line) }),
    },
  }
}

/** Returns what the user is told where asking came to nothing; undefined where the model had its say. */
export function noticeOf({ model, job, attempt, time }: VerdictRecord): NoticeRecord | undefined {
  if (model?.outcome !== 'failed' && model?.outcome !== 'rejected' && model?.outcome !== 'not_asked') return undefined
  return {
    kind: 'notice',
    ...(time === undefined ? {} : { time }),
    ...(job === undefined ? {} : { job }),
    ...(attempt === undefined ? {} : { attempt }),
    code: `model_${model.outcome}`,
    stage: 'logmon-classify',
    message: `${WORDS[model.outcome]}: ${model.reason}; the verdict stands without it`,
  }
}
const WORDS = {
  failed: 'the model could not be asked',
  rejected: "the model's answer was rejected",
  not_asked: 'the model was not asked',
} as const
