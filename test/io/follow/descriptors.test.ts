// Which file is opened where a path and an inode agree.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { descriptorPool } from '../../../lib/io/follow/descriptors.ts'
import { lookAt } from '../../../lib/io/follow/file-system.ts'
import { followedFile } from '../../../lib/io/follow/followed-file.ts'
import { type FileSeen, isSameFile } from '../../../lib/sources/follow/tracked-file.ts'
import { recordFrame } from '../../../lib/sources/record-frame.ts'

const folder = mkdtempSync(join(tmpdir(), 'logmon-descriptors-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'x.log')
writeFileSync(path, 'text\n')
const seen = lookAt(path) as FileSeen
const fileOf = (at: FileSeen) =>
  followedFile({ ...at, followedAs: path, frame: recordFrame({ file: path }), role: 'rotated' })

t.test('a file that was made at another time is not the one that was meant, though it has its inode', async t => {
  const pool = descriptorPool(2)
  t.type(pool.acquire(fileOf(seen)), 'number')
  const other = { ...seen, bornMs: 1 }
  // Where the file system tells no births, nothing but the inode is there to go by.
  t.equal(typeof pool.acquire(fileOf(other)) === 'number', isSameFile(seen, other))
  t.equal(pool.acquire(fileOf({ ...seen, inode: '1' })), 'moved')
  pool.close()
})
