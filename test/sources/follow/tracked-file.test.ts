import t from 'tap'
import { acknowledge, type TrackedFile, trackedFile } from '../../../lib/sources/follow/tracked-file.ts'
import { recordFrame } from '../../../lib/sources/record-frame.ts'

const file = (inode: string): TrackedFile =>
  trackedFile({
    path: `/log.${inode}`,
    followedAs: '/log',
    frame: recordFrame({ file: '/log' }),
    device: '1',
    inode,
    role: 'rotated',
    size: 100,
    modifiedMs: 0,
  })
const mark = (offset: number) => ({ offset, before: Buffer.alloc(0) })

t.test('what is acknowledged of a copy is of all that took the place of what it was copied from', async t => {
  const copy = file('1')
  const live = file('2')
  const grown = file('3')
  const compressed = file('4')
  copy.copyOf = live
  live.continuedIn = grown
  copy.continuedIn = compressed
  acknowledge(copy, mark(40))
  t.same(
    [copy, live, grown, compressed].map(one => one.acknowledged.offset),
    [40, 40, 40, 40],
  )
  acknowledge(grown, mark(60))
  acknowledge(copy, mark(50))
  t.same(
    [copy, live, grown, compressed].map(one => one.acknowledged.offset),
    [50, 50, 60, 50],
    'what left before takes nothing back',
  )
})

t.test('files that are copies of each other end the walk', async t => {
  const one = file('1')
  const other = file('2')
  one.copyOf = other
  other.copyOf = one
  acknowledge(one, mark(7))
  t.equal(other.acknowledged.offset, 7)
})
