// Steps without a time of their own, in a replay: each comes as long after the one before as it took.
import t from 'tap'
import { drive, type SavedDriver } from '../../lib/drive.ts'
import { isProblems } from '../../lib/problem.ts'
import { parse } from '../../lib/programs/parse.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'
import { driven } from '../driven.ts'
import { settingsOf } from '../settings-of.ts'

const STAMP = '2026-03-04 05:00:00,000 INFO go'
const step = (number: number, ms: number): string =>
  `iteration ${number}/900 | elapsed time per iteration (ms): ${ms}.0 | lm loss: 2.0 |`

async function timesOf(lines: readonly string[], cut = lines.length): Promise<readonly string[]> {
  const settings = (await settingsOf(parse))[1]
  if (settings === undefined || isProblems(settings)) throw new Error('parse cannot be run')
  const start = () => parse.start(settings as Parameters<typeof parse.start>[0])
  const first = drive(start(), 'record', false, 'parse')
  const before = lines.slice(0, cut).flatMap(line => driven(first).take(line, 0))
  const [saved] = JSON.parse(JSON.stringify(first.save())) as readonly [SavedDriver]
  const second = driven(drive(start(), 'record', false, 'parse', saved))
  const out = [...before, ...lines.slice(cut).flatMap(line => second.take(line, 0)), ...second.end(0)]
  return out
    .filter((record): record is LogRecord => record.kind === 'log')
    .map(({ time, time_from: from }) => `${time?.slice(14, 23)} ${from}`)
}

const LOG = [
  ...[
    STAMP,
    step(1, 4000),
    step(1, 4000),
    step(2, 3000),
    'a word',
    step(12, 1000),
    'validation loss: 2.0',
    step(13, 1000),
  ],
  ...['2026-03-04 05:02:00,000 INFO saved', step(14, 1000), step(1, 1000), step(2, 1500)],
]
const TIMES = [
  ...['00:00.000 line', '00:00.000 inferred', '00:00.000 inferred', '00:03.000 steps', '00:03.000 inferred'],
  ...['00:13.000 steps', '00:13.000 inferred', '00:14.000 steps', '02:00.000 line', '02:00.000 inferred'],
  ...['02:00.000 inferred', '02:01.500 steps'],
]

t.test('a step comes after the one before, whoever tells it, and what stands behind it goes on from there', async t => {
  t.same(await timesOf(LOG), TIMES)
  t.same(await timesOf([step(1, 1000), step(2, 1000)]), ['undefined undefined', 'undefined undefined'], 'after no time')
})

t.test('a line that says its time is right, where steps seemed to have come later', async t => {
  const bar = (number: number): string => `iteration ${number}/16 | elapsed time per iteration (ms): 60000.0 |`
  const log = [STAMP, bar(14), bar(15), '2026-03-04 05:00:20,000 INFO saved', bar(16), step(17, 500)]
  t.same((await timesOf(log)).slice(2), ['01:00.000 steps', '00:20.000 line', '01:20.000 steps', '01:20.500 steps'])
})

t.test('a step that says its time is the one before for the next that says none', async t => {
  const timed = '2026-03-04 05:00:06,000 INFO iteration 16/16 | elapsed time per iteration (ms): 60000.0 |'
  const log = [STAMP, step(14, 5000), step(15, 5000), timed, step(16, 5000), step(17, 5000)]
  t.same((await timesOf(log)).slice(2), ['00:05.000 steps', '00:06.000 line', '00:06.000 inferred', '00:11.000 steps'])
})

t.test('it goes on over a restart', async t => {
  for (let cut = 0; cut < LOG.length; cut++) t.same(await timesOf(LOG, cut), TIMES, `cut at ${cut}`)
})
