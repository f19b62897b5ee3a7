import stringWidth from 'string-width'
import t from 'tap'
import { newView } from '../../lib/view/model.ts'
import fc from '../fast-check.ts'
import { at, line, START, screenText, status, step, viewOf } from './told.ts'

const RUN = [
  line(0, { message: 'world size 8' }),
  ...Array.from({ length: 10 }, (_, index) =>
    step(4 * index + 4, index + 1, { loss: 10 - index, tflops_per_gpu: 400 }),
  ),
  status(4, 'HEALTHY', { from: 'WAITING', reason: 'step 1 came', since: at(0) }),
]

t.test('one job at 80 columns: its state and since when, steps, time left, curves, events', async t => {
  t.equal(
    await screenText(viewOf(RUN, 43), { height: 12 }),
    [
      'llama  HEALTHY for 39 s                                             05:00:43 UTC',
      'step       10 of 100, 10 %   ends in 6 min   last one 3 s ago',
      'step time  4 s        ▅▅▅▅▅▅▅▅▅▅',
      'loss       1          ██▇▆▅▄▃▂▁▁',
      'throughput 400 TFLOP/s per GPU',
      '',
      '05:00:04  HEALTHY   step 1 came',
      '',
      '',
      '',
      '',
      'q close   up/down ranks   Enter evidence   ? help',
    ].join('\n'),
  )
})

t.test('the loss is the last one that a step told, and a replay without times has no clock', async t => {
  const view = viewOf([...RUN, step(44, 11), line(45, { step: 11, metrics: { val_loss: 2 } })], 45)
  t.match(await screenText(view), /^loss {7}1 {10}█/m)
  view.now = 0
  view.hasEnded = true
  t.match(await screenText(view), /^llama {2}HEALTHY.* ended$/m)
  t.notMatch(await screenText(view), /UTC, ended/)
})

t.test('without UTF-8 every character is ASCII', async t => {
  const text = await screenText(viewOf(RUN, 43), { hasUnicode: false })
  t.match(text, /^loss {7}1 {10}##\*\+=~-\.__$/m)
  t.notMatch(text, /[^\n -~]/)
})

t.test('what is bad says why, with the line and the ranks; a job that does not move has no end', async t => {
  const records = [
    ...RUN,
    line(41, { rank: 3, message: 'Traceback (most recent call last):\n  File "a.py"\nValueError: boom' }),
    line(41, { rank: 0, message: 'x' }),
    status(42, 'FAULTED', {
      scope: 'rank',
      rank: 3,
      from: 'WAITING',
      reason: 'the line matches rule r',
      last_match: 'a\nValueError: boom',
    }),
    status(42, 'FAULTED', {
      from: 'HEALTHY',
      reason: 'the line matches rule r',
      last_match: 'a\nValueError: boom',
      rules: ['r'],
    }),
  ]
  const view = viewOf(records, 50)
  const text = await screenText(view)
  t.match(text, /^llama {2}FAULTED for 8 s/)
  t.match(text, /^why {8}the line matches rule r\nline {7}ValueError: boom$/m)
  t.match(text, /^ranks {6}2 ●✗\n {11}rank 3 FAULTED$/m)
  t.match(text, /^05:00:42 {2}FAULTED {3}rank 3: the line matches rule r: ValueError: boom$/m)
  t.notMatch(text, /ends in/)
  const evidence = await screenText(view, { screen: 'evidence', height: 40 })
  t.match(evidence, /^Rules in that state\n {2}r$/m)
  t.match(evidence, /^Lines that state an error.*\n {2}Traceback .*\n {4}File "a\.py"\n {2}ValueError: boom$/m)
  const ofRank = await screenText(view, { screen: 'evidence', rank: 'rank 3', height: 40 })
  t.match(ofRank, /^llama: rank 3 FAULTED\n\nKnown\n {2}last line 9 s ago\n\nWhy\n {2}the line matches rule r$/m)
})

t.test('several jobs are rows, the chosen one is told below them', async t => {
  const records = [
    ...RUN,
    ...[1, 2].map(number => ({ ...step(4 * number, number), job: 'qwen' })),
    status(20, 'SLOW', { job: 'qwen', from: 'HEALTHY', reason: 'too slow' }),
  ]
  const text = await screenText(viewOf(records, 43), { job: 'qwen' })
  t.match(
    text,
    /^logmon {2}2 jobs: 1 SLOW, 1 HEALTHY +05:00:43 UTC\n {2}job {4}state +for +step +ends in +step time +loss\n/,
  )
  t.match(text, /^ {2}llama {2}HEALTHY {2}39 s +10\/100 +6 min +4 s +1$/m)
  t.match(text, /^> qwen {3}SLOW {5}23 s +2\/100 +6 min 32 s +4 s$/m)
  t.match(text, /^qwen {2}SLOW for 23 s\nwhy {8}too slow$/m)
  t.match(text, /^05:00:20 {2}SLOW {6}qwen: too slow$/m)
  const narrow = await screenText(viewOf(records, 43), { width: 40 })
  t.match(narrow, /^> llama {2}HEALTHY/m)
})

t.test('nothing yet: what is waited for', async t => {
  t.match(await screenText(newView(START)), /^logmon +05:00:00 UTC\nWaiting for a log\.\n/)
  t.match(await screenText(newView(START), { hasKeys: false }), /\nCtrl-C ends$/)
})

t.test('a text that is longer than the screen is scrolled, to its end and no further', async t => {
  const view = viewOf([...RUN, line(41, { message: 'the very last line' })], 43)
  const first = await screenText(view, { screen: 'evidence', height: 12 })
  t.notMatch(first, /the very last line/)
  t.equal(first.split('\n').length, 12)
  const last = await screenText(view, { screen: 'evidence', height: 12, scroll: 1e6 })
  t.match(last, /the very last line\nq close/)
})

t.test('the help names every key and mark', async t => {
  const help = await screenText(viewOf(RUN, 43), { isHelp: true, height: 40 })
  for (const word of ['Ctrl-L', 'Enter', 'HANGING', '●', '✗', '○']) t.match(help, word)
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/

t.test('no text of a log is wider than the screen, moves a cursor or makes a line, whatever it is', async t => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]0;x\u0007',
        '\u009b1A',
        '\r',
        '\n',
        '\t',
        '\u202e',
        '日本',
        '😀',
        'é',
        '\u0000',
        `hf_${'a1B2'.repeat(9)}`,
      ),
      fc.string({ maxLength: 30 }),
    ),
    { maxLength: 8 },
  )
  const property = fc.asyncProperty(
    hostile,
    fc.integer({ min: 20, max: 200 }),
    fc.constantFrom('job', 'jobs', 'evidence'),
    async (pieces, width, screen) => {
      const text = pieces.join('')
      const fields = { job: text, node: text, message: text }
      const view = viewOf(
        [
          line(1, { ...fields, rank: 1, level: 'ERROR' }),
          line(1, { ...fields, rank: 2, step: 5, metrics: { loss: null, step_time_ms: 1e9 } }),
          status(2, 'FAULTED', { job: text, reason: text, last_match: text, rules: [text] }),
          status(2, 'FAULTED', { job: text, scope: 'rank', rank: 1, node: text, reason: text }),
          { kind: 'alert', time: at(3), job: text, key: text, state: 'firing', summary: text },
          { kind: 'delivery', time: at(3), job: text, alert: text, channel: text, outcome: 'failed', error: text },
          {
            kind: 'verdict',
            time: at(3),
            job: text,
            action: 'stop',
            category: text,
            primary: { text },
            culprit: { reason: text, nodes: [text] },
            why: [text],
          },
          { kind: 'notice', time: at(3), code: text, message: text },
        ],
        5,
      )
      const shown = await screenText(view, { width, height: 20, screen: screen as 'job', rank: 'rank 1' })
      const lines = shown.split('\n')
      return lines.length === 20 && !CONTROLS.test(shown) && lines.every(each => stringWidth(each) <= width)
    },
  )
  await t.resolves(fc.assert(property, { numRuns: 60 }))
})
