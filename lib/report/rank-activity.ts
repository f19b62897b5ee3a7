// Which rank wrote when: one row per rank, over buckets of time that grow with the job.
import { BOUNDS } from '../bounds.ts'
import { rankKey } from '../record/origin.ts'
import type { Millis } from '../record/time.ts'
import type { LogRecord, StatusRecord } from '../record/types.generated.ts'
import { cleanLine } from '../redact/clean-text.ts'
import { RANK_SIGNS, type RankMap, type RankRow } from './data.ts'

const MAX_RANKS = BOUNDS['report.ranks'].most
/** Twice as many as are shown at least: they are taken together by twos. */
const MAX_BUCKETS = 240
const FIRST_BUCKET_MS = 1000
const MAX_NAME = 100
const ERROR_LEVELS = new Set(['ERROR', 'CRITICAL'])
/** Signs by their place in RANK_SIGNS, the worse the higher. */
const SILENT = 0
const WROTE = 1
const ERROR = 2
const BAD: Readonly<Record<string, number>> = { SLOW: 3, HANGING: 4, FAULTED: 5 }

interface Row {
  readonly name: string
  readonly number: number
  node: string
  step: number | undefined
  /** Which sign each bucket has: the worst of what happened in it. */
  signs: number[]
  /** The bad state that it is in, as a sign; undefined for none. */
  bad: number | undefined
}

export interface RankActivity {
  takeLine(record: LogRecord, now: Millis): void
  takeStatus(record: StatusRecord, now: Millis): void
  /** Undefined where no line named a rank, or one alone did. */
  result(): RankMap | undefined
}

export function rankActivity(): RankActivity {
  return new Activity()
}

class Activity implements RankActivity {
  private readonly rows = new Map<string, Row>()
  private left = new Set<string>()
  private from: Millis | undefined
  private last: Millis = 0
  private bucketMs = FIRST_BUCKET_MS

  takeLine(record: LogRecord, now: Millis): void {
    this.note(now)
    const row = this.rowOf(record)
    if (row === undefined) return
    row.node = record.node ?? row.node
    row.step = record.step ?? row.step
    this.mark(row, now, ERROR_LEVELS.has(record.level ?? '') || /^Traceback \(/.test(record.message) ? ERROR : WROTE)
  }

  takeStatus(record: StatusRecord, now: Millis): void {
    this.note(now)
    const row = this.rowOf(record)
    if (row === undefined) return
    this.fillBad(row, now)
    row.bad = BAD[record.to]
    if (row.bad !== undefined) this.mark(row, now, row.bad)
  }

  result(): RankMap | undefined {
    if (this.from === undefined || this.rows.size < 2) return undefined
    const buckets = this.bucketOf(this.last) + 1
    const rows = [...this.rows.values()].sort(
      (one, other) => one.number - other.number || (one.name < other.name ? -1 : 1),
    )
    for (const row of rows) this.fillBad(row, this.last)
    return {
      from: this.from,
      bucketMs: this.bucketMs,
      left: this.left.size,
      ranks: rows.map(row => rowText(row, buckets)),
    }
  }

  private note(now: Millis): void {
    if (now <= 0) return
    this.from ??= now
    this.last = Math.max(this.last, now)
    while (this.bucketOf(this.last) >= MAX_BUCKETS) {
      this.bucketMs *= 2
      for (const row of this.rows.values()) row.signs = inTwos(row.signs)
    }
  }

  private bucketOf(at: Millis): number {
    return Math.max(0, Math.floor((at - (this.from ?? at)) / this.bucketMs))
  }

  private rowOf(record: LogRecord | StatusRecord): Row | undefined {
    if (record.rank === undefined && record.task === undefined && record.local_rank === undefined) return undefined
    const key = rankKey(record)
    const known = this.rows.get(key)
    if (known !== undefined) return known
    if (this.rows.size >= MAX_RANKS) {
      if (this.left.size < MAX_RANKS) this.left.add(key)
      return undefined
    }
    const number = Number(/\d+/.exec(key)?.[0] ?? 0)
    const row: Row = {
      name: cleanLine(key, MAX_NAME),
      number,
      node: record.node ?? '',
      step: undefined,
      signs: [],
      bad: undefined,
    }
    this.rows.set(key, row)
    return row
  }

  private mark(row: Row, at: Millis, sign: number): void {
    const bucket = this.bucketOf(at)
    while (row.signs.length <= bucket) row.signs.push(SILENT)
    row.signs[bucket] = Math.max(row.signs[bucket] as number, sign)
  }

  /** A bad state lasts until another one comes. */
  private fillBad(row: Row, until: Millis): void {
    const { bad } = row
    if (bad === undefined) return
    for (let bucket = Math.max(0, row.signs.length - 1); bucket <= this.bucketOf(until); bucket++)
      row.signs[bucket] = Math.max(row.signs[bucket] ?? SILENT, bad)
  }
}

function inTwos(signs: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(signs.length / 2) }, (_, index) =>
    Math.max(signs[2 * index] as number, signs[2 * index + 1] ?? SILENT),
  )
}

function rowText({ name, node, signs, step }: Row, buckets: number): RankRow {
  const letters = Array.from({ length: buckets }, (_, index) => RANK_SIGNS.charAt(signs[index] ?? SILENT)).join('')
  return { name, node: cleanLine(node, MAX_NAME), signs: letters, ...(step === undefined ? {} : { step }) }
}
