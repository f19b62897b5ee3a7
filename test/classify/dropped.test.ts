// What does not fit into the memory of an attempt is counted in its verdict.
import t from 'tap'
import { BOUNDS } from '../../lib/bounds.ts'
import { judge, judgeFiles } from './verdict-of-text.ts'

/** A word of letters alone: numbers are no part of what tells one failure from another. */
const wordOf = (index: number): string =>
  [...String(index)].map(digit => String.fromCharCode(97 + Number(digit))).join('')
const lines = (count: number, line: (index: number) => string): string =>
  `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`

t.test('failures of more kinds than are kept are counted, and said', async t => {
  const most = BOUNDS['classify.failures'].most
  const kinds = (count: number) => judge(lines(count, index => `X${wordOf(index)}Error: no`)).last
  t.equal(kinds(most).dropped, undefined)
  const { dropped, why } = kinds(most + 7)
  t.equal(dropped, 7)
  t.match(why?.at(-1), /left out .*: 7$/)
})

t.test('so are faults in a kernel log of its own', async t => {
  const most = BOUNDS['classify.kernel'].most
  const fault = (index: number): string =>
    `[   ${index}.000000] NVRM: Xid (PCI:0000:${(index % 256).toString(16)}:00): 79, pid=${index}, GPU has fallen off the bus.`
  const { last } = judgeFiles({ 'train.log': 'step 1 loss 1\n', 'dmesg.log': lines(most + 5, fault) })
  t.equal(last.dropped, 5)
})
