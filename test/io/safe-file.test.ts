import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { appendLedger } from '../../lib/io/classify/ledger.ts'
import { savePositions } from '../../lib/io/follow/state-file.ts'
import { openAppended, refuseUnsafeFile, replaceFile, replaceFileSync } from '../../lib/io/safe-file.ts'

const base = mkdtempSync(join(tmpdir(), 'logmon-safe-'))
const victim = join(base, 'victim')
writeFileSync(victim, 'mine\n')

function folder(name: string, mode = 0o700): string {
  const path = join(base, name)
  mkdirSync(path)
  chmodSync(path, mode) // the umask does not count
  return path
}

const XID = 'NVRM: Xid (PCI:0000:3b:00): 79, pid=1, GPU has fallen off the bus.\n'

t.test('a link at the name that a temporary file had is not followed', async t => {
  const path = join(folder('guessed'), 'iso')
  const script = [
    'ln -s "$1" "$2.$$.part"; ln -s "$1" "$(dirname "$2")/.$(basename "$2").$$.tmp"',
    'exec "$3" "$4" --isolate-file "$2" --history "$2.history" "$5"',
  ].join('\n')
  const log = join(base, 'xid.log')
  writeFileSync(log, XID)
  const built = resolve('bin/logmon-classify.js')
  const ran = spawnSync('sh', ['-c', script, 'sh', victim, path, process.execPath, built, log], { encoding: 'utf8' })
  t.equal(ran.status, 0, ran.stderr)
  t.equal(readFileSync(victim, 'utf8'), 'mine\n')
  t.ok(lstatSync(path).isFile())
  t.equal(readFileSync(`${path}.history`, 'utf8').split('\n').length, 2)
})

t.test('a target that is a link, or no file, is refused with file and reason, and nothing is written', async t => {
  const at = folder('links')
  const link = join(at, 'link')
  symlinkSync(victim, link)
  symlinkSync(join(base, 'nowhere'), join(at, 'dangling'))
  for (const name of ['link', 'dangling']) {
    const path = join(at, name)
    t.throws(() => replaceFileSync(path, 'x', 0o600), { message: `${path} is not written: it is a symbolic link` })
    t.throws(() => openAppended(path, 0o600), /is a symbolic link/)
    t.throws(() => appendLedger(path, {}), /is a symbolic link/)
    await t.rejects(replaceFile(path, 'x', 0o600), /is a symbolic link/)
    await t.rejects(savePositions(path, []), /is a symbolic link/)
  }
  mkdirSync(join(at, 'folder'))
  t.throws(() => replaceFileSync(join(at, 'folder'), 'x', 0o600), /it is no regular file/)
  t.match(refuseUnsafeFile('/dev/null'), /no regular file/)
  t.equal(readFileSync(victim, 'utf8'), 'mine\n')
  t.notOk(existsSync(join(base, 'nowhere')))
  t.same(
    readdirSync(at).filter(name => name.endsWith('.tmp')),
    [],
  )
})

t.test('every program that keeps a file refuses a link before it reads anything', async t => {
  const link = join(folder('programs'), 'link')
  symlinkSync(victim, link)
  const log = join(base, 'a.log')
  writeFileSync(log, XID)
  for (const [name, ...args] of [
    ['follow', '--once', '--state', link, log],
    ['collect', '--once', '--state', link, log],
    ['classify', '--isolate-file', link, log],
    ['classify', '--history', link, log],
  ] as const) {
    const ran = spawnSync(process.execPath, [resolve(`bin/logmon-${name}.js`), ...args], { encoding: 'utf8' })
    t.match([ran.status, ran.stdout, ran.stderr], [2, '', /link: --[a-z-]+: is a symbolic link/], args.join(' '))
  }
  t.equal(readFileSync(victim, 'utf8'), 'mine\n')
})

t.test('a folder in which strangers can replace files is refused; one with a sticky bit is not', async t => {
  const path = join(folder('open', 0o777), 'a')
  const message = `${path} is not written: its folder ${join(base, 'open')} is writable for everybody and has no sticky bit`
  t.throws(() => replaceFileSync(path, 'x', 0o600), { message })
  await t.rejects(replaceFile(path, 'x', 0o600), { message })
  t.throws(() => openAppended(path, 0o600), { message })
  for (const [name, mode] of [
    ['sticky', 0o1777],
    ['shared', 0o2775],
  ] as const) {
    const allowed = join(folder(name, mode), 'a')
    replaceFileSync(allowed, 'x', 0o600)
    t.equal(readFileSync(allowed, 'utf8'), 'x')
  }
})

t.test(
  'a folder of another user is refused',
  { skip: process.getuid?.() === 0 ? false : 'only root can make one' },
  async t => {
    const foreign = folder('foreign', 0o755)
    chownSync(foreign, 12_345, 12_345)
    t.equal(refuseUnsafeFile(join(foreign, 'a')), `its folder ${foreign} belongs to another user (12345)`)
    // One that its owner shares with a group of ours is a project's.
    const project = folder('project', 0o2775)
    chownSync(project, 12_345, process.getgid?.() ?? 0)
    chmodSync(project, 0o2775)
    t.equal(refuseUnsafeFile(join(project, 'a')), undefined)
    chmodSync(project, 0o755)
    t.match(refuseUnsafeFile(join(project, 'a')), /belongs to another user/)
  },
)

t.test('a file is replaced whole, with its mode, and nothing is left beside it', async t => {
  const at = folder('whole')
  const path = join(at, 'a')
  replaceFileSync(path, 'one', 0o600)
  await replaceFile(path, 'two', 0o600)
  t.same([readFileSync(path, 'utf8'), statSync(path).mode & 0o777, readdirSync(at)], ['two', 0o600, ['a']])
})

t.test('what a killed process has left of this file goes, once it is old; all else stays', async t => {
  const at = folder('left')
  const names = [`.a.${'0'.repeat(16)}.tmp`, `.b.${'0'.repeat(16)}.tmp`, '.a.tmp', `.a.${'1'.repeat(16)}.tmp`]
  for (const name of names) writeFileSync(join(at, name), '')
  for (const name of names.slice(0, 3)) utimesSync(join(at, name), 1, 1)
  replaceFileSync(join(at, 'a'), 'x', 0o600)
  t.same(readdirSync(at).sort(), [...names.slice(1), 'a'].sort())
})
