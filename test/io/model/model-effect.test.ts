import t from 'tap'
import type { ModelHelp } from '../../../lib/io/model/help.ts'
import { modelEffect } from '../../../lib/io/model/model-effect.ts'
import type { AnyRecord, VerdictRecord } from '../../../lib/record/types.generated.ts'

const PENDING: VerdictRecord = {
  kind: 'verdict',
  state: 'interim',
  action: 'unknown',
  model: { outcome: 'pending', sent: [{ id: 'L1', text: 'bye' }] },
}

function seen(
  record: AnyRecord,
  made: boolean,
  before: (effect: ReturnType<typeof modelEffect>) => void = () => {},
): readonly unknown[] {
  const said: unknown[] = []
  const help: ModelHelp = {
    ask(lines, done) {
      said.push(`asked about ${lines.map(({ id }) => id)}`)
      done({ outcome: 'unsure', model: 'a', cached: false })
    },
    idle: async () => {},
    stop: reason => void said.push(`stopped: ${reason}`),
  }
  const effect = modelEffect(help, verdict => said.push(`told ${verdict.model?.outcome}`))
  before(effect)
  void effect.take(record, made, ({ kind, ...more }) => said.push([kind, 'state' in more ? more.state : more['code']]))
  return said
}

t.test('a verdict that waits is asked about; the final one follows', async t => {
  t.same(seen(PENDING, true), ['asked about L1', ['verdict', 'final'], 'told unsure'])
})

t.test("another process's question, and a verdict that waits for nothing, are left alone", async t => {
  t.same(
    [
      seen(PENDING, false),
      seen({ kind: 'verdict', state: 'final', action: 'stop' }, true),
      seen({ kind: 'log', message: 'x' }, true),
    ],
    [[], [], []],
  )
})

t.test('where nobody reads the stream any more, nobody is asked', async t => {
  t.same(
    seen(PENDING, true, effect => effect.unread?.()),
    ['stopped: nobody reads the answer', ['verdict', 'final'], ['notice', 'model_not_asked'], 'told not_asked'],
  )
})
