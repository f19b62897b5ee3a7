import t from 'tap'
import type { AnyRecord, NoticeRecord } from '../../lib/record/types.generated.ts'
import { parseLines } from '../parse-lines.ts'

/** The records' texts, and what the notice about blank lines says. */
function readings(lines: readonly string[]): { readonly texts: readonly string[]; readonly told: unknown } {
  const records = parseLines(lines)
  const isNotice = (record: AnyRecord): record is NoticeRecord =>
    record.kind === 'notice' && record.code === 'blank_lines'
  const [notice, ...more] = records.filter(isNotice)
  if (more.length > 0) throw new Error('more than one notice')
  return {
    texts: records.flatMap(record => (record.kind === 'log' ? record.message : [])),
    told: notice === undefined ? 0 : { count: notice.count, message: notice.message },
  }
}
const told = (count: number): unknown => ({ count, message: `${count} blank lines were left out` })

t.test('blank lines between entries are left out and counted, whatever they are blank by', async t => {
  t.same(readings(['loss: 1', '', '   ', '\t', '\u000c', 'loss: 2', '']), {
    texts: ['loss: 1', 'loss: 2'],
    told: told(5),
  })
  t.same(readings(['loss: 1', 'loss: 2']), { texts: ['loss: 1', 'loss: 2'], told: 0 })
  t.same(readings(['', '']), { texts: [], told: told(2) })
})

t.test('blank lines in a traceback are its own; those behind it are counted', async t => {
  const first = ['Traceback (most recent call last):', '  File "a.py", line 1, in f', 'ValueError: one']
  const chained = [...first, '', 'During handling of the above exception, another exception occurred:', '', ...first]
  t.same(readings([...chained, '', '', 'loss: 1', '']), {
    texts: [chained.join('\n'), 'loss: 1'],
    told: told(3),
  })
})

t.test('blank lines of a rank that hold nothing but its prefix count too', async t => {
  t.same(readings(['[rank0]: loss: 1', '[rank0]:', '[rank1]: ', '[rank1]: loss: 2']).told, told(2))
})

t.test('a state of a bar that holds nothing, and what a Windows line end leaves, are no blank lines', async t => {
  t.same(readings(['\r\r50%|#####     | 1/2 [00:00<00:00,  1.00it/s]\r', 'loss: 1\r', 'loss: 2\r']).told, 0)
})
