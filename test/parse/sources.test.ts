import t from 'tap'
import { sources } from '../../lib/parse/sources.ts'
import type { LogRecord } from '../../lib/record/types.generated.ts'

const settings = {
  zone: () => 0,
  reference: undefined,
  defaultsOf: (file: string | undefined) => (file === undefined ? {} : { file }),
}
const from = (origin: Partial<LogRecord>): LogRecord => ({ kind: 'log', message: '', ...origin })

t.test('lines of one file are of one source, whoever speaks; without a file, each writer is one', async t => {
  const { of: sourceOf } = sources(settings, () => t.fail('nothing is forgotten'))
  const lines = sourceOf(undefined)
  t.equal(sourceOf(undefined), lines)
  const file = sourceOf(from({ file: 'a.log', rank: 1 }))
  t.equal(sourceOf(from({ file: 'a.log', rank: 2 })), file)
  t.same(file.defaults, { file: 'a.log' })
  t.not(sourceOf(from({ rank: 1 })), sourceOf(from({ rank: 2 })))
  t.not(sourceOf(from({ rank: 1, stream: 'stdout' })), sourceOf(from({ rank: 1, stream: 'stderr' })))
})

t.test('of more than 16,384 the oldest is forgotten, and that is told', async t => {
  const forgotten: unknown[] = []
  const { of: sourceOf } = sources(settings, source => forgotten.push(source.defaults.file))
  for (let count = 0; count <= 16_384; count++) sourceOf(from({ file: `${count}.log` }))
  t.same(forgotten, ['0.log'])
})
