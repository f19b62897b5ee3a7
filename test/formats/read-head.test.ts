import t from 'tap'
import type { Format } from '../../lib/formats/format.ts'
import * as formats from '../../lib/formats/index.ts'
import { readHead } from '../../lib/formats/read-head.ts'
import { parseLogs } from '../parse-lines.ts'

const HEADS = (Object.values(formats) as readonly Format[]).filter(({ part }) => part !== 'payload')

t.test('every sample of a carrier or header says the same to whoever reads one line and to the parser', async t => {
  for (const format of HEADS) {
    for (const { line } of format.samples) {
      const first = line.split('\n', 1)[0] as string
      const head = readHead(first)
      const [record] = parseLogs([first])
      const isRelayed = format.part === 'carrier' && format.relays === true && record?.format === format.name
      t.equal(head.level, isRelayed ? undefined : record?.level, `level of ${line}`)
      t.equal(head.node, record?.node, `node of ${line}`)
      t.equal(head.rank, record?.rank, `rank of ${line}`)
      t.equal(head.localRank, record?.local_rank, `local rank of ${line}`)
      t.equal(head.task, record?.task, `task of ${line}`)
      t.equal(head.pid, record?.fields?.['pid'], `pid of ${line}`)
      t.equal((head.decoded ?? head.message).trim(), record?.message.trim(), `message of ${line}`)
    }
  }
})

t.test('heads in a row are all read, and the outer one counts', async t => {
  const { body, level, rank, pid } = readHead(
    '[rank1]: 2024-05-01 10:00:00,000 INFO [rank3]: [E520 06:31:05.05 a.cpp:7] boom',
  )
  t.same({ body, level, rank, pid }, { body: 'boom', level: 'INFO', rank: 1, pid: undefined })
})

t.test('the name of a program that is part of what it says stays', async t => {
  t.equal(readHead('n1:7:8 [0] x.cc:3 NCCL WARN boom').body, 'NCCL WARN boom')
  t.equal(readHead('srun: error: boom').body, 'srun: error: boom')
})

t.test('hostile lines end', async t => {
  t.equal(readHead('[rank1]:'.repeat(40)).rank, 1)
  t.equal(readHead('').body, '')
  t.equal(readHead('\u001b[31m\u0000 \t').body, '')
  t.equal(readHead('2024-05-01 10:00:00 '.repeat(4000)).isFormatted, true)
})
