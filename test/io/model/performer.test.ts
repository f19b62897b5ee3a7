import t from 'tap'
import type { ModelHelp } from '../../../lib/io/model/help.ts'
import { modelPerformer } from '../../../lib/io/model/performer.ts'
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
  before: (performer: ReturnType<typeof modelPerformer>) => void = () => {},
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
  const performer = modelPerformer(help, verdict => said.push(`told ${verdict.model?.outcome}`))
  before(performer)
  performer.see(record, ({ kind, ...more }) => said.push([kind, 'state' in more ? more.state : more['code']]), made)
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
    seen(PENDING, true, performer => performer.unread?.()),
    ['stopped: nobody reads the answer', ['verdict', 'final'], ['notice', 'model_not_asked'], 'told not_asked'],
  )
})
