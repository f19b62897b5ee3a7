// Laws over the labelled corpus and over noise: never a crash, the same verdict on every way in, and healthy lines
// change nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { buildClassifier } from '../../lib/classify/classifier.ts'
import { PROFILES } from '../../lib/classify/policies.ts'
import { builtInMatcher } from '../../lib/classify/settings.ts'
import { scanFile } from '../../lib/io/classify/read-files.ts'
import { isRecord } from '../../lib/record/read.ts'
import type { LogRecord, VerdictRecord } from '../../lib/record/types.generated.ts'
import fc from '../fast-check.ts'
import { foreign } from '../skip.ts'
import { essence, judge, judgeRecords } from './verdict-of-text.ts'

const { folder, skip } = foreign('corpus/failures')
const CORPUS = pathToFileURL(`${folder}/`)

interface Label {
  readonly id: string
  readonly file: string
  readonly category: string
  readonly recommended_action: string
  readonly decidable_from_text?: boolean
}
const labels = (): Label[] =>
  readFileSync(new URL('labels.jsonl', CORPUS), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Label)
const textOf = (label: Label): string => readFileSync(new URL(label.file, CORPUS), 'utf8')

/** Without what depends on the way in: file, text with or without prefixes, time. */
const core = (verdict: VerdictRecord): unknown => ({
  ...essence(verdict),
  line: undefined,
  signature: verdict.primary?.signature,
  isolate: verdict.isolate,
  auto: verdict['attribution'] === undefined,
})

async function judgeFile(path: string): Promise<VerdictRecord> {
  const matcher = builtInMatcher()
  const classifier = buildClassifier(matcher, {
    table: PROFILES.default,
    profile: 'default',
    job: undefined,
    past: () => ({ sameRoot: 1, offenders: new Set() }),
    remember: () => undefined,
  })
  await scanFile(path, classifier, matcher, {
    emit: record => void (isRecord(record) || t.fail('an emitted record breaks its schema')),
  })
  const verdict = classifier.verdict(0, 'final')
  if (!isRecord(verdict)) t.fail('the verdict breaks its schema')
  return verdict
}

const recordsOf = (text: string): readonly LogRecord[] =>
  text.split('\n').flatMap(message => (message === '' ? [] : [{ kind: 'log', message }]))

t.test('no control is a failure, and nothing is stopped that may go on', { skip }, async t => {
  for (const label of labels()) {
    const fromFile = await judgeFile(new URL(label.file, CORPUS).pathname)
    if (label.category === 'success_control') t.equal(fromFile.primary, undefined, `${label.file} is a control`)
    else if (label.decidable_from_text !== false && label.recommended_action !== 'stop')
      t.not(fromFile.action, 'stop', `${label.file} must not be stopped`)
  }
})

const HEALTHY = [
  '[2024-02-14 20:37:10,276] [INFO] [engine.py:99:step] all good',
  'node-007:41060:42060 [4] NCCL INFO comm 0x5581 rank 5 nRanks 64',
  'INFO:root:loaded 12 shards',
  'wandb: Run history:',
  '',
]

t.test('healthy lines around a failure never change its verdict', { skip }, async t => {
  for (const label of labels()) {
    const text = textOf(label)
    const healthy = `${HEALTHY.join('\n')}\n`.repeat(3)
    t.same(core(judge(`${healthy}${text}\n${healthy}`).last), core(judge(text).last), label.file)
  }
})

t.test('lines of other ranks in between never change a verdict', { skip }, async t => {
  for (const label of labels()) {
    const lines = textOf(label).split('\n')
    const mixed = lines.flatMap((line, index) => {
      // A progress line is left whole: the rest of it may be the next line.
      return [
        line,
        // Ranks that no log of the corpus has: a line of its own rank says truly on which node that rank runs.
        `[rank${1000 + (index % 7)}]: node-007:41060:42060 [${index % 8}] NCCL INFO Channel 0${index % 4}/0 : 5[5] -> 6[6] via P2P/CUMEM/read`,
      ]
    })
    t.same(core(judge(mixed.join('\n')).last), core(judge(lines.join('\n')).last), label.file)
  }
})

t.test('what is judged in between never changes the final verdict', { skip }, async t => {
  let interim = 0
  for (const label of labels()) {
    const records = recordsOf(textOf(label))
    const slowly = judgeRecords(records, 30_000)
    t.same(core(slowly.last), core(judgeRecords(records).last), label.file)
    interim += slowly.interim
  }
  t.ok(interim > 50, 'there were verdicts in between')
})

t.test('truncated, shuffled and spliced logs never crash it', { skip }, async t => {
  const texts = labels().map(textOf)
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: texts.length - 1 }),
        fc.integer({ min: 0, max: texts.length - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (a, b, share, turn) => {
          const [first, second] = [texts[a] as string, texts[b] as string]
          const spliced = first.slice(0, share * first.length) + second.slice(share * second.length)
          const lines = spliced.split('\n')
          const turned = lines.map((_, index) => lines[(index * (turn | 1)) % lines.length] as string)
          return isRecord(judge(turned.join('\n')).last)
        },
      ),
      { numRuns: 150 },
    ),
  )
})

t.test('any bytes, in any place of a chunk, end in a verdict', async t => {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-classify-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'any.log')
  const anchors = builtInMatcher().rows.flatMap(row => row.samples)
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
          fc.constantFrom(...anchors).map(text => Buffer.from(`${text}\n`)),
        ),
        { maxLength: 30 },
      ),
      async parts => {
        writeFileSync(path, Buffer.concat(parts))
        return isRecord(await judgeFile(path))
      },
    ),
    { numRuns: 80 },
  )
  t.pass('no run failed')
})

t.test('a failure is found wherever a read ends, and after a line longer than any', async t => {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-classify-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  const path = join(directory, 'long.log')
  const failure = 'NVRM: Xid (PCI:0000:3b:00): 79, pid=1234, GPU has fallen off the bus.'
  for (const before of [1024 * 1024 - 30, 1024 * 1024, 2 * 1024 * 1024 - 1]) {
    writeFileSync(path, `${'x'.repeat(before)}\n${failure}\n`)
    t.same(
      [(await judgeFile(path)).primary?.signature, (await judgeFile(path)).primary?.line],
      ['xid.off-the-bus', 2],
      `${before} bytes before`,
    )
  }
  writeFileSync(path, `${'x'.repeat(5 * 1024 * 1024)}\n${failure}`)
  t.equal((await judgeFile(path)).primary?.line, 2)
})
