import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { judgeSettings } from '../../../lib/cli/why/settings.ts'
import { type JudgeSettings, judgeJob } from '../../../lib/io/why/judge-job.ts'
import { readErrorOf } from '../../../lib/io/why/read-error.ts'
import type { JudgedJob } from '../../../lib/why/judged.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-judge-'))
t.teardown(() => rmSync(folder, { recursive: true }))
function log(name: string, text: string | Buffer): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

const order = { values: {}, wantsRecords: false, near: 0, isOneOfSeveral: false }
const judge = (files: readonly string[], more: Partial<typeof order> = {}): Promise<JudgedJob> =>
  judgeJob(files, judgeSettings({ ...order, ...more }, undefined) as JudgeSettings)
const at = (clock: string): string => `[2026-03-04 ${clock}] `
const step = (clock: string, number: number): string =>
  `${at(clock)}iteration ${number}/ 400 | elapsed time per iteration (ms): 4100.0 | lm loss: 7.0E+00 |\n`
const oom = 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.\n'
const seconds = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString().slice(11, 19)

t.test('what a log ended of, when, and the lines around that', async t => {
  const path = log('a.log', `banner\n${step('05:00:00', 1)}${step('05:00:04', 2)}${oom}after\n`)
  const { attempts, unread, records } = await judge([path], { near: 1 })
  t.same([unread, records], [[], []])
  t.equal(attempts.length, 1)
  t.match(attempts[0], { verdict: { category: 'oom_gpu', primary: { line: 4 } }, endedFrom: 'line' })
  t.notOk('application_errors_full' in (attempts[0]?.verdict ?? {}))
  t.same([seconds(attempts[0]?.began), seconds(attempts[0]?.ended)], ['05:00:00', '05:00:04'])
  t.same(
    attempts[0]?.near?.map(({ number }) => number),
    [3, 4, 5],
  )
})

t.test('a log without times ended when it was last written', async t => {
  const path = log('b.log', oom)
  utimesSync(path, 1000, 1_700_000_000)
  const { attempts } = await judge([path])
  t.match(attempts[0], { ended: 1_700_000_000_000, endedFrom: 'file', began: undefined, near: undefined })
})

t.test('a job that printed its settings first began where the first time is', async t => {
  const settings = Array.from({ length: 4000 }, (_, index) => `  argument_${index} ....... ${index}\n`).join('')
  const { attempts } = await judge([log('c.log', settings + step('05:00:00', 1) + step('05:00:04', 2))])
  t.equal(seconds(attempts[0]?.began), '05:00:00')
})

t.test(
  'a log of many attempts is read again once for their times, and once for the lines around their causes',
  async t => {
    const hours = Array.from({ length: 12 }, (_, index) => `${index + 10}`)
    const attempts = hours.map(
      (hour, index) =>
        `${at(`${hour}:00:00`)}WARNING: ${12 - index}/12 attempts left; will restart worker group\n` +
        step(`${hour}:10:00`, 1) +
        step(`${hour}:10:04`, 2) +
        oom,
    )
    let opened = 0
    const settings = judgeSettings({ ...order, near: 1 }, undefined) as JudgeSettings
    const { attempts: judged } = await judgeJob([log('m.log', attempts.join(''))], {
      ...settings,
      open: path => {
        opened++
        return open(path)
      },
    })
    t.equal(opened, 3)
    t.same(
      judged.map(({ began, ended, near }) => [seconds(began), seconds(ended), near?.length]),
      hours.map((hour, index) => [`${hour}:00:00`, `${hour}:10:04`, index === 11 ? 2 : 3]),
    )
  },
)

t.test('the last step is that of the end of the logs, whichever form it has; of several, the furthest', async t => {
  const dictionary = (number: number): string => `{'loss': 1.2, 'step': ${number}}\n`
  const paths = [log('e/rank_0.log', dictionary(7) + dictionary(8)), log('e/rank_1.log', dictionary(6))]
  const { attempts } = await judge(paths)
  t.match(attempts, [{ lastStep: 8, verdict: { progress: {} } }])
  t.equal((await judge([log('f.log', 'no step\n')])).attempts[0]?.lastStep, undefined)
})

t.test('attempts in one log have times of their own', async t => {
  const again = `${at('06:00:00')}WARNING: 2/3 attempts left; will restart worker group\n`
  const path = log(
    'd.log',
    step('05:00:00', 1) + step('05:00:04', 2) + oom + again + step('06:10:00', 1) + step('06:10:04', 2),
  )
  const { attempts } = await judge([path])
  t.same(
    attempts.map(each => [each.verdict.category, seconds(each.began), seconds(each.ended)]),
    [
      ['oom_gpu', '05:00:00', '05:00:04'],
      ['unknown', '06:00:00', '06:10:04'],
    ],
  )
})

t.test('a tree of torchrun: the attempts of all ranks, each with its times', async t => {
  const tree = (attempt: number, rank: number, text: string): string =>
    log(`none_a1b2c3d4/attempt_${attempt}/${rank}/stderr.log`, text)
  const { attempts } = await judge([
    tree(0, 0, step('05:00:00', 1) + step('05:00:09', 2)),
    tree(0, 1, step('05:00:01', 1) + oom),
    tree(1, 0, step('05:10:00', 1)),
    tree(1, 1, step('05:10:01', 1) + step('05:20:01', 2)),
  ])
  t.same(
    attempts.map(each => [each.verdict.attempt, each.verdict.category, seconds(each.began), seconds(each.ended)]),
    [
      [0, 'oom_gpu', '05:00:00', '05:00:09'],
      [1, 'unknown', '05:10:00', '05:20:01'],
    ],
  )
})

t.test('records are those of logmon-classify, where they are asked for', async t => {
  const path = log('e.log', oom)
  const { records } = await judge([path], { wantsRecords: true, isOneOfSeveral: true })
  t.same(
    records.map(record => [record.kind, record['files'] ?? record.file]),
    [
      ['failure', path],
      ['verdict', [path]],
    ],
  )
  t.ok('application_errors_full' in (records[1] ?? {}))
})

t.test('a log that cannot be read is named, and the others of its job are judged', async t => {
  const good = log('f/rank_0.log', oom)
  const missing = join(folder, 'f/rank_1.log')
  const damaged = log('f/rank_2.log.gz', gzipSync(oom.repeat(1000)).subarray(0, 60))
  const noZip = log('f/rank_3.log.gz', oom)
  const { attempts, unread } = await judge([good, missing, damaged, noZip])
  t.match(attempts, [{ verdict: { category: 'oom_gpu' } }])
  t.same(unread, [
    { file: missing, reason: 'there is no such file' },
    { file: damaged, reason: 'it is a gzip file without its end' },
    { file: noZip, reason: 'it is no gzip file, or damaged' },
  ])
  t.same(await judge([missing]), { attempts: [], records: [], unread: [unread[0]] })
})

t.test('nothing but damaged logs is no endless loop', async t => {
  const files = Array.from({ length: 20 }, (_, index) => log(`g/rank_${index}.log.gz`, 'x'))
  const { attempts, unread } = await judge(files)
  t.same(attempts, [])
  t.ok(unread.length >= 8 && unread.length <= 20)
})

t.test('a log that one may not read says so', async t => {
  // Root may read all: the error is the one that the system gives to others.
  const error = Object.assign(new Error("EACCES: permission denied, open 'h.log'"), { code: 'EACCES', path: 'h.log' })
  t.equal(readErrorOf(error), 'you may not read it')
})
