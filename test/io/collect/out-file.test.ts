// The per-node file after a kill between any two steps of its rotation, each state made by hand.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { outFile } from '../../../lib/io/collect/out-file.ts'
import { outPosition } from '../../../lib/io/collect/out-position.ts'
import type { Position } from '../../../lib/sources/position.ts'
import { temporaryFolder } from '../follow/process.ts'

const NAME = 'nvrx_log_n.log'
const contents = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map(name => {
        const bytes = readFileSync(join(folder, name))
        return [name.slice(NAME.length), (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()]
      }),
  )
/** The position that a state has of a file that ends after `size` bytes. */
function positionAt(folder: string, name: string, size: number): Position {
  const position = outPosition(join(folder, name), {
    inode: statSync(join(folder, name), { bigint: true }).ino,
    size,
  }) as Position
  return { ...position, path: join(folder, NAME) }
}
const start = (folder: string, saved: readonly Position[]) =>
  outFile({ directory: folder, name: NAME, maxBytes: 10, keep: 2 }, saved)

t.test(
  'what was written after the state was saved is cut off, in the file and in one that was put aside since',
  async t => {
    const folder = temporaryFolder('out')
    writeFileSync(join(folder, NAME), 'saved\nnot saved\nhalf')
    const saved = positionAt(folder, NAME, 6)
    await start(folder, [saved]).close()
    t.same(contents(folder), { '': 'saved\n' })
    writeFileSync(join(folder, NAME), 'saved\nnot saved\n')
    renameSync(join(folder, NAME), join(folder, `${NAME}.1`))
    await start(folder, [saved]).close()
    t.same(contents(folder), { '': 'saved\n' }, 'killed before the new file was there')
    renameSync(join(folder, NAME), join(folder, `${NAME}.1`))
    writeFileSync(join(folder, NAME), 'later\n')
    await start(folder, [saved]).close()
    t.same(contents(folder), { '': 'saved\n' }, 'killed after it')
  },
)

t.test('nothing is cut off another file, one that is shorter, or one of which the state knows nothing', async t => {
  const folder = temporaryFolder('out')
  writeFileSync(join(folder, NAME), 'saved\nnot saved\nhalf')
  const saved = positionAt(folder, NAME, 6)
  for (const other of [{ inode: '1' }, { offset: 1000 }, { tail: 'f'.repeat(32) }, { path: '/elsewhere' }])
    await start(folder, [{ ...saved, ...other }]).close()
  t.same(contents(folder), { '': 'saved\nnot saved\n' }, 'but half lines')
})

t.test(
  'a file put aside is compressed once the state has its successor, and only then another one is put aside',
  async t => {
    const folder = temporaryFolder('out')
    const out = start(folder, [])
    const first = out.end()
    out.append(Buffer.from('first file\n'))
    out.saved(first)
    t.equal(out.waitsForSave(), true)
    out.append(Buffer.from('grows beyond its limit\n'))
    t.same(contents(folder), { '': 'grows beyond its limit\n', '.1': 'first file\n' })
    t.match(out.position(first), { offset: 0, path: join(folder, NAME) }, 'the saved end is still known')
    out.saved(out.end())
    await out.close()
    t.same(contents(folder), { '': 'grows beyond its limit\n', '.1.gz': 'first file\n' })
  },
)

t.test(
  'killed while old files are moved up or compressed: none is lost, none is there twice, no more are kept than asked for',
  async t => {
    const folder = temporaryFolder('out')
    writeFileSync(join(folder, `${NAME}.1`), 'second\n')
    writeFileSync(join(folder, `${NAME}.1.gz`), gzipSync('second\n'))
    writeFileSync(join(folder, `${NAME}.2.gz`), gzipSync('first\n'))
    let out = start(folder, [])
    out.append(Buffer.from('third file\n'))
    out.saved(out.end())
    await out.close()
    t.same(contents(folder), { '': '', '.1.gz': 'third file\n', '.2.gz': 'second\n' }, 'the compressed one was whole')
    rmSync(join(folder, `${NAME}.1.gz`))
    writeFileSync(join(folder, `${NAME}.1`), 'third file\n')
    const part = join(folder, `.${NAME}.1.gz.0123456789abcdef.tmp`)
    writeFileSync(part, 'a part of it')
    out = start(folder, [])
    out.saved(out.end())
    await out.close()
    t.same(contents(folder), { '': '', '.1.gz': 'third file\n', '.2.gz': 'second\n' }, 'a part is compressed again')
    t.notOk(existsSync(part))
    renameSync(join(folder, `${NAME}.1.gz`), join(folder, `${NAME}.2.gz`))
    out = start(folder, [])
    out.append(Buffer.from('fourth file\n'))
    out.saved(out.end())
    await out.close()
    t.same(contents(folder), { '': '', '.1.gz': 'fourth file\n', '.2.gz': 'third file\n' }, 'a gap is filled')
  },
)
