import t from 'tap'
import type { FollowedPath } from '../../lib/sources/follow/followed-path.ts'
import { type TrackedFile, trackedFile } from '../../lib/sources/follow/tracked-file.ts'
import { recordFrame } from '../../lib/sources/record-frame.ts'
import { unreadOfPaths } from '../../lib/sources/unread.ts'

const fileOf = (more: Partial<TrackedFile>): TrackedFile => {
  const path = more.path ?? 'a.log'
  const at = { path, followedAs: path, frame: recordFrame({ file: path }), role: 'live' as const }
  return { ...trackedFile({ ...at, device: '1', inode: '2', size: 0, modifiedMs: 0 }), ...more }
}
const unread = (live: Partial<TrackedFile>, backlog: readonly Partial<TrackedFile>[] = []): number =>
  unreadOfPaths([{ live: fileOf(live), backlog: backlog.map(fileOf) } as unknown as FollowedPath<TrackedFile>])

t.test('what was seen and not read, and what was read and is on its way', async t => {
  const acknowledged = { offset: 20, before: Buffer.alloc(0) }
  t.equal(unread({ looked: { size: 100, modifiedMs: 0 }, offset: 50, readTo: 50, acknowledged }), 80)
  t.equal(unread({ looked: { size: 100, modifiedMs: 0 }, offset: 20, readTo: 100, acknowledged }), 0, 'half a line')
  const rotated = { looked: { size: 7, modifiedMs: 0 } }
  t.equal(unread(rotated, [rotated, { ...rotated, hasEnded: true }, { ...rotated, path: 'a.log.1.gz' }]), 14)
  t.equal(unread({ looked: { size: Number.POSITIVE_INFINITY, modifiedMs: 0 } }), 0, 'how long it is nobody knows')
})
