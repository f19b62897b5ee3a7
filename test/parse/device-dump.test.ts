// The lists of devices that GPU drivers print into the output of a job.
import t from 'tap'
import { type DeviceDumps, isDeviceLine } from '../../lib/parse/device-dump.ts'
import { parseLines } from '../parse-lines.ts'

const DUMP = [
  ...['Character devices:', '  1 mem', '  4 /dev/vc/0', ' 10 misc', '195 nvidia-frontend', '508 nvidia-uvm', ''],
  ...['Block devices:', '  8 sd', '259 blkext'],
]

function read(lines: readonly string[]) {
  const records = parseLines(lines)
  return {
    messages: records.flatMap(record => (record.kind === 'log' ? record.message.split('\n') : [])),
    count: records.flatMap(record =>
      record.kind === 'notice' && record.code === 'device_lists' ? record.count : [],
    )[0],
  }
}

t.test('a list is left out and counted; what stands before and behind it is not', t => {
  const { messages, count } = read(['step 1 loss 2.5', ...DUMP, 'step 2 loss 2.4', ' 10 misc'])
  t.same(messages, ['step 1 loss 2.5', 'step 2 loss 2.4', ' 10 misc'])
  t.equal(count, 9)
  t.end()
})

t.test('lists of several ranks at once, below their labels', t => {
  const lines = ['0: go', '1: go', ...DUMP.filter(line => line !== '').flatMap(line => [`0: ${line}`, `1: ${line}`])]
  const { messages, count } = read([...lines, '0: step 1 loss 2', '1: step 1 loss 2'])
  t.same([...messages].sort(), ['go', 'go', 'step 1 loss 2', 'step 1 loss 2'])
  t.equal(count, 18)
  t.end()
})

t.test('what only looks like it stays', t => {
  const lines = ['All devices:', '  1 mem', 'Character devices: none', ' 10 misc']
  t.equal(read(lines).count, undefined)
  t.equal(read(['Block devices:', '1234 x', '12 two words']).count, 1)
  t.end()
})

t.test('no more writers are known than a node has', t => {
  const dumps: DeviceDumps = new Set()
  for (let writer = 0; writer < 1000; writer++) t.ok(isDeviceLine(dumps, 'Block devices:', () => writer))
  t.ok(dumps.size <= 256)
  t.end()
})
