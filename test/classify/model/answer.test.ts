import t from 'tap'
import { answerReader, isUnusable } from '../../../lib/classify/model/answer.ts'
import type { QuotableLine } from '../../../lib/classify/model/context.ts'
import { CATEGORIES } from '../../../lib/signatures/categories.ts'
import fc from '../../fast-check.ts'

const LINES: readonly QuotableLine[] = [
  { id: 'L1', text: 'flux engine: capacitor 88 is empty' },
  { id: 'L2', text: 'bye' },
]
const QUESTION = { id: 'Q1', lines: LINES }
const runs = { numRuns: 1000 }

/** Mostly what is given, now and then anything. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 9, arbitrary }, { weight: 1, arbitrary: fc.jsonValue() })
const quote = fc.constantFrom({ id: 'L1', text: LINES[0]?.text }, { id: 'L2', text: 'bye' })
const lie = fc.constantFrom({ id: 'L1', text: 'bye' }, { id: 'L3', text: 'bye' }, { id: '__proto__', text: 'bye' })

/** An answer in which each part may be right, or anything. */
const answers = fc
  .record({
    question: mostly(fc.constant('Q1')),
    category: mostly(fc.constantFrom('config_error', 'disk_full', 'unknown', 'completed', '__proto__', 'toString')),
    cause: mostly(fc.string({ unit: 'binary' })),
    lines: mostly(
      fc.array(mostly(fc.oneof({ weight: 5, arbitrary: quote }, { weight: 1, arbitrary: lie })), { maxLength: 6 }),
    ),
  })
  .chain(answer =>
    mostly(
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(answer) },
        { weight: 1, arbitrary: fc.constant({ ...answer, action: 'stop' }) },
      ),
    ),
  )

t.test('whatever a model answers: what is believed is a category of the list and lines that were sent', async t => {
  const reader = await answerReader()
  let named = 0
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(answers, answer => {
        const result = reader.judge(answer, QUESTION, 'a')
        if (result.outcome !== 'named') return
        named++
        if (
          !Object.hasOwn(CATEGORIES, result.category) ||
          result.category === 'completed' ||
          result.category === 'unknown'
        )
          throw new Error(result.category)
        if (result.lines.length === 0 || !result.lines.every(line => LINES.includes(line)))
          throw new Error('a line that was not sent')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
        if (result.cause === '' || result.cause.length > 300 || /[\u0000-\u001f\u007f-\u009f]/.test(result.cause))
          throw new Error(result.cause)
        if ('action' in (answer as object)) throw new Error('a field too many')
      }),
      runs,
    ),
  )
  t.ok(named >= 20, `${named} answers were believed`)
})

t.test('whatever a server sends, it is read or refused with a reason', async t => {
  const reader = await answerReader()
  const good = {
    choices: [{ finish_reason: 'stop', message: { content: '{"answers":[{"question":"Q1"}]}' } }],
    usage: { total_tokens: 9 },
  }
  t.same(reader.reply(JSON.stringify(good)), { content: good.choices[0]?.message.content, tokens: 9 })
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map(content => JSON.stringify({ choices: [{ message: { content } }], usage: content })),
  )
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(bodies, body => {
        const reply = reader.reply(body)
        if (isUnusable(reply)) return reply.reason.length > 0
        const read = reader.answers(reply.content)
        return isUnusable(read) ? read.reason.length > 0 : Array.isArray(read)
      }),
      runs,
    ),
  )
})

t.test('a server may not claim tokens that are none', async t => {
  const reader = await answerReader()
  for (const total of [-1, 1.5, '9', true])
    t.ok(
      isUnusable(
        reader.reply(JSON.stringify({ choices: [{ message: { content: 'x' } }], usage: { total_tokens: total } })),
      ),
      String(total),
    )
  t.same(reader.reply('{"choices":[{"message":{"content":"x"}}],"usage":null}'), { content: 'x', tokens: undefined })
})
