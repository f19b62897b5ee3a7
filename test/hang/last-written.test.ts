// A monitor that is started beside a silent job: the silence counts from when its files were written last.
import t from 'tap'
import { type ClockMode, drive, type SavedDriver } from '../../lib/drive.ts'
import { type HangOptions, hangSettings } from '../../lib/hang/settings.ts'
import { hang } from '../../lib/programs/hang.ts'
import { isTrusted } from '../../lib/record/stream-marks.ts'
import { suspensionRecord } from '../../lib/record/suspension.ts'
import type { AnyRecord, NoticeRecord } from '../../lib/record/types.generated.ts'
import { lastWrittenRecord } from '../../lib/sources/last-written.ts'
import { driven } from '../driven.ts'
import { at, START } from './log-at.ts'
import { NO_OPTIONS } from './no-options.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Told {
  readonly lines?: string
  readonly file?: string
  readonly job?: string
}
const written = (agoMs: number, { lines = '', file = 'train.log', job }: Told = {}): NoticeRecord => ({
  ...lastWrittenRecord({ atMs: START - agoMs, lines }, { file }, START),
  ...(job === undefined ? {} : { job }),
})

function watch(options: Partial<HangOptions> = {}, mode: ClockMode = 'wall', saved?: SavedDriver) {
  const settings = hangSettings({ ...NO_OPTIONS, ...options }, { config: undefined })
  const driver = drive(hang.start(settings), mode, false, 'hang', saved)
  return { driver, ...driven(driver) }
}

/** The job's changes and when they came, in ms after the start, of records that come so long after it. */
function changes(
  given: readonly (readonly [number, AnyRecord])[],
  options: Partial<HangOptions> = {},
  mode: ClockMode = 'wall',
): readonly string[] {
  const { take, tick, deadline } = watch(options, mode)
  const out: AnyRecord[] = [...tick(START)]
  for (const [afterMs, record] of given) {
    for (let due = deadline(); due !== undefined && due <= START + afterMs; due = deadline()) out.push(...tick(due))
    out.push(...take(record, START + afterMs))
  }
  for (let due = deadline(); due !== undefined && due <= START + 5 * HOUR; due = deadline()) out.push(...tick(due))
  return out.flatMap(record =>
    record.kind === 'status' && record.scope === 'job'
      ? [`${Date.parse(record.time as string) - START} ${record.to} ${record.job ?? ''}`.trim()]
      : [],
  )
}

t.test('a job that hung an hour ago hangs at once, after the floor', async t => {
  t.same(changes([[0, written(HOUR)]]), [`${MINUTE} HANGING`])
  t.same(changes([[0, written(HOUR)]], { 'step-floor': 5000 }), ['5000 HANGING'])
  t.same(changes([]), [`${30 * MINUTE} HANGING`], 'without a word of it, from the start')
})

t.test('what was silent for less than the limit has the rest of it', async t => {
  t.same(changes([[0, written(20 * MINUTE)]]), [`${10 * MINUTE} HANGING`])
  t.same(changes([[0, written(20 * MINUTE)]], { silence: HOUR }), [`${40 * MINUTE} HANGING`])
  t.same(changes([[0, written(-HOUR)]]), [`${30 * MINUTE} HANGING`], 'the clock of its host is ahead')
})

t.test('of several files of a job the one that was written last counts', async t => {
  const [old, fresh] = [written(HOUR, { file: 'a' }), written(5 * MINUTE, { file: 'b' })]
  t.same(changes([[0, old], [0, fresh]]), [`${25 * MINUTE} HANGING`]) // biome-ignore format: one case a line
  t.same(changes([[0, fresh], [0, old]]), [`${25 * MINUTE} HANGING`]) // biome-ignore format: as above
})

t.test('each job has its own silence', async t => {
  const told = [written(HOUR, { job: 'a' }), written(20 * MINUTE, { job: 'b' })] as const
  t.same(changes([[0, told[0]], [0, told[1]]]), [`${MINUTE} HANGING a`, `${10 * MINUTE} HANGING b`]) // biome-ignore format: as above
})

t.test('a line counts more, before it and behind it', async t => {
  const line = at(0, 'a line')
  t.same(changes([[0, line], [1000, written(HOUR)]]), [`${30 * MINUTE} HANGING`]) // biome-ignore format: as above
  t.same(changes([[0, written(HOUR)], [1000, line]]), [`${30 * MINUTE + 1000} HANGING`]) // biome-ignore format: as above
})

t.test(
  'what is over is no hang: silent for a day, or with the last words of a training; its lines begin it anew',
  async t => {
    t.same(changes([[0, written(25 * HOUR)]]), [])
    t.same(changes([[0, written(20 * HOUR)]]), [`${MINUTE} HANGING`])
    t.same(changes([[0, written(20 * HOUR, { lines: 'step 9\nTraining completed.\nbye' })]]), [])
    const line = at(0, 'a line')
    t.same(changes([[0, written(25 * HOUR)], [HOUR, line]]), [`${HOUR + 30 * MINUTE} HANGING`]) // biome-ignore format: as above
  },
)

t.test('a replay is not changed by it', async t => {
  const begins: AnyRecord = { kind: 'notice', time: at(0, '').time as string, code: 'attempt_started', message: 'x' }
  const line = at(120, 'a line')
  t.same(changes([[0, begins], [0, written(HOUR)], [0, line]], {}, 'record'), []) // biome-ignore format: as above
})

t.test('silence that is switched off stays so', async t => {
  const noSilence = hangSettings(NO_OPTIONS, { config: { hang: { silence: 'off' } } as never })
  const { take, deadline } = driven(drive(hang.start(noSilence), 'wall', false, 'hang'))
  take(written(HOUR), START)
  t.equal(deadline(), undefined)
})

t.test('suspended and resumed, it has the whole limit, and not its past silence again', async t => {
  const rests = (isSuspended: boolean): AnyRecord => suspensionRecord(isSuspended, 'signal', 'run', START)
  const given = [[0, written(HOUR)], [1000, rests(true)], [2000, rests(false)]] as const // biome-ignore format: as above
  t.same(changes(given), [`${30 * MINUTE + 2000} HANGING`])
})

t.test('left and taken up again it goes on', async t => {
  const before = watch()
  before.take(written(HOUR), START)
  const [saved] = JSON.parse(JSON.stringify(before.driver.save())) as [SavedDriver]
  const after = watch({}, 'wall', saved)
  t.equal(after.deadline(), before.deadline())
  after.take(written(2 * HOUR), START + 1000)
  t.equal(after.deadline(), before.deadline(), 'an older file says nothing new')
})

t.test('it is a word of sources: believed from one, and text in a log', async t => {
  t.ok(isTrusted('source', written(HOUR)))
  t.notOk(isTrusted('none', written(HOUR)))
})
