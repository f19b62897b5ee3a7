import { readFileSync } from 'node:fs'
import t from 'tap'
import { type ModelContext, modelContext } from '../../../lib/classify/model/context.ts'
import { compilePatterns, type Redaction } from '../../../lib/redact/redact-text.ts'
import fc from '../../fast-check.ts'
import { foreign } from '../../skip.ts'

const contextOf = (lines: readonly string[], more: Partial<Redaction> = {}): ModelContext => {
  const context = modelContext({ patterns: [], emails: true, ...more })
  for (const [index, text] of lines.entries()) context.add(text, { file: 'job.log', line: index + 1 })
  return context
}
const textsOf = (lines: readonly string[], more: Partial<Redaction> = {}): readonly string[] =>
  contextOf(lines, more)
    .lines()
    .map(({ text }) => text)

t.test('lines come with their place and a name, in their order', async t => {
  t.same(contextOf(['one', '', '  two  ']).lines(), [
    { id: 'L1', text: 'one', file: 'job.log', line: 1 },
    { id: 'L2', text: 'two', file: 'job.log', line: 3 },
  ])
  t.same(contextOf([]).lines(), [])
})

t.test('of a long log the end is sent, and what speaks of trouble: the first of each kind', async t => {
  const step = (number: number): string =>
    `step ${number} loss ${number / 7} and all is as it should be on this fine day, thank you`
  const lines = [
    ...Array.from({ length: 500 }, (_, index) => step(index)),
    'the flux engine failed with code 7',
    'the flux engine failed with code 7',
    ...Array.from({ length: 500 }, (_, index) => step(index)),
  ]
  const sent = contextOf(lines).lines()
  t.same(
    sent.filter(({ text }) => text.includes('flux')).map(({ line }) => line),
    [501],
  )
  t.equal(sent.at(-1)?.line, 1002)
  t.same(
    sent.map(({ line }) => line),
    sent.map(({ line }) => line).sort((a, b) => (a as number) - (b as number)),
  )
  t.ok(sent.length <= 61)
})

t.test('a line of an error level is kept, whatever it says', async t => {
  const context = modelContext({ patterns: [], emails: true })
  context.add('kaputt', { level: 'ERROR' })
  for (let index = 0; index < 200; index++) context.add(`all is well ${'x'.repeat(100)}`, {})
  t.equal(context.lines()[0]?.text, 'kaputt')
})

t.test('the whole is bounded, whatever comes', async t => {
  const words = (number: number): string => String.fromCharCode(...[...String(number)].map(digit => 97 + Number(digit)))
  const hostile = Array.from({ length: 3000 }, (_, index) => `error ${words(index)} ${'\u0000€\u202e'.repeat(300)}`)
  const sent = textsOf([...hostile, 'x'.repeat(1_000_000)])
  t.ok(sent.join('').length <= 8192, `${sent.join('').length} characters`)
  t.ok(sent.every(text => text.length <= 400))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  t.notOk(sent.some(text => /[\u0000-\u001f\u202e]/.test(text)))
})

t.test('whatever the lines hold: few, short, clean, and named in their order', async t => {
  const lines = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.constantFrom('error: x', '-----BEGIN PRIVATE KEY-----', 'password='),
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 150 }), texts => {
        const sent = contextOf(texts).lines()
        if (sent.some(({ id }, index) => id !== `L${index + 1}`)) throw new Error('out of order')
        if (
          sent.some(
            // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
            ({ text }) => text.length > 400 || text !== text.trim() || /[\u0000-\u001f\u007f-\u009f\u2028]/.test(text),
          )
        )
          throw new Error('not clean')
        if (sent.reduce((sum, { text }) => sum + text.length, 0) > 8192) throw new Error('too much')
      }),
      { numRuns: 50 },
    ),
  )
})

t.test(
  "secrets do not leave: by name, by form, with colours inside, behind the cut, by the user's own patterns",
  async t => {
    const patterns = compilePatterns(['employee-\\d+'], '--llm-redact') as Redaction['patterns']
    const sent = textsOf(
      [
        'login failed: password=hunter2hunter2 for ada@example.org',
        'error: API_\u001b[31mKEY=\u001b[0msk-abcdefghij0123456789abcdefghij',
        `error ${'x'.repeat(370)} token hf_${'aB3'.repeat(12)} after`,
        'employee-77 was denied',
      ],
      { patterns },
    ).join('\n')
    for (const secret of ['hunter2', 'ada@', 'sk-abc', 'hf_', 'employee-77']) t.notMatch(sent, secret)
    t.match(sent, '[redacted-pattern] was denied')
  },
)

t.test('a private key that comes line by line, with other lines between, does not leave', async t => {
  const sent = textsOf([
    'reading key',
    '[rank0]: -----BEGIN RSA PRIVATE KEY-----',
    '[rank0]: MIIEowIBAAKCAQEAabcdefghijklmnop',
    '[rank1]: error: something else',
    '[rank0]: c2hvcnQ=',
    '[rank0]: -----END RSA PRIVATE KEY-----',
    'done',
  ])
  t.same(sent, ['reading key', '[rank1]: error: something else', 'done'])
})

const { folder: CORPUS, skip } = foreign('corpus/failures')

t.test(
  'of real failures in the middle of a long healthy log, the line that is the cause is sent',
  { skip },
  async t => {
    interface Label {
      readonly file: string
      readonly root_cause_line: string | null
    }
    const labels = readFileSync(`${CORPUS}/labels.jsonl`, 'utf8').trim().split('\n')
    const failures = labels.map(line => JSON.parse(line) as Label).filter(label => label.root_cause_line !== null)
    const healthy = (count: number): readonly string[] =>
      Array.from(
        { length: count },
        (_, index) => ` iteration ${index}/ 100000 | elapsed time per iteration (ms): 100.0 | lm loss: 2.0 |`,
      )
    const missed = failures.filter(({ file, root_cause_line: root }) => {
      const before = healthy(2000)
      const lines = readFileSync(`${CORPUS}/${file}`, 'utf8').split('\n')
      const causes = new Set(
        lines.flatMap((line, index) => (line.includes(root as string) ? [before.length + index + 1] : [])),
      )
      return !contextOf([...before, ...lines, ...healthy(500)])
        .lines()
        .some(({ line }) => causes.has(line as number))
    })
    t.ok(failures.length >= 60)
    t.ok(
      missed.length <= failures.length * 0.1,
      `${missed.length} of ${failures.length}: ${missed.map(({ file }) => file)}`,
    )
  },
)
