import t from 'tap'
import { BOUNDS } from '../../../lib/bounds.ts'
import { registry } from '../../../lib/sources/follow/registry.ts'
import { type Role, type TrackedFile, trackedFile } from '../../../lib/sources/follow/tracked-file.ts'
import type { Position } from '../../../lib/sources/position.ts'
import { recordFrame } from '../../../lib/sources/record-frame.ts'

const MOST = BOUNDS['follow.positions'].most
const frame = recordFrame({ file: '/log' })

function file(inode: number, role: Role): TrackedFile {
  const at = {
    path: '/log',
    followedAs: '/log',
    frame,
    device: '1',
    inode: String(inode),
    role,
    size: 9,
    modifiedMs: 0,
  }
  return { ...trackedFile(at), offset: 9, headBytes: 9, head: 'h' }
}
const newRegistry = (saved: readonly Position[] = []) =>
  registry<TrackedFile>(
    saved,
    () => 'hash',
    () => {},
  )
const inodesOf = (positions: readonly Position[]): readonly number[] => positions.map(({ inode }) => Number(inode))

t.test('what waits to be read, is followed, or was not looked at yet is saved whatever else there is', async t => {
  const one = newRegistry()
  const [waits, live, done] = [0, 1, 2].map(of => Array.from({ length: MOST + 10 }, (_, at) => of * 1_000_000 + at))
  for (const inode of waits as number[]) one.add(file(inode, 'rotated'))
  for (const inode of done as number[]) one.add(file(inode, 'done'))
  for (const inode of live as number[]) one.add(file(inode, 'live'))
  const positions = one.positions()
  const inodes = inodesOf(positions)
  t.same(inodes.slice(MOST, -MOST - 10), waits)
  t.same(inodes.slice(-MOST - 10), live, 'the live ones last')
  t.same(inodes.slice(0, MOST), (done as number[]).slice(10), 'of those that are done with the last ones')
  const next = newRegistry(positions)
  t.equal(next.positions().length, positions.length, 'nobody has come for them yet')
})

t.test('three times as many files that are done with: the first are forgotten', async t => {
  const one = newRegistry()
  for (let inode = 0; inode < 3 * MOST; inode++) one.add(file(inode, 'done'))
  const kept = Array.from({ length: 3 * MOST }, (_, inode) => inode).filter(
    inode => one.find({ device: '1', inode: String(inode) }) !== undefined,
  )
  t.ok(kept.length >= MOST && kept.length <= MOST + 1000, String(kept.length))
  t.equal(kept.at(-1), 3 * MOST - 1)
  t.equal(one.positions().length, MOST)
})
