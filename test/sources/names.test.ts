// What names say: patterns, rotated files, message files, hosts.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { globMatcher, isGlob, parseGlob } from '../../lib/sources/glob.ts'
import {
  filesOfSeries,
  nvrxDirectory,
  nvrxLimit,
  nvrxOrigin,
  nvrxRanks,
  readMessageFileName,
  seriesName,
} from '../../lib/sources/nvrx-files.ts'
import {
  listCommand,
  listSiblingsCommand,
  quotePattern,
  readCommand,
  readListing,
  remoteMatcher,
} from '../../lib/sources/remote-commands.ts'
import { compressionOf, isRotatedName } from '../../lib/sources/rotated-name.ts'
import { hostName, parseSshTarget, sshArguments } from '../../lib/sources/ssh-target.ts'

t.test('patterns match as a shell matches them', async t => {
  const cases: [pattern: string, matches: string[], not: string[]][] = [
    ['*.log', ['a.log', 'deep/a.log'], ['.a.log', 'a.log.1']],
    ['logs/*.log', ['logs/a.log'], ['logs/x/a.log', 'a.log']],
    ['logs/**/*.log', ['logs/a.log', 'logs/x/y/a.log'], ['other/a.log', 'logs/a.txt']],
    ['rank[0-3].{out,err}', ['rank0.out', 'rank3.err'], ['rank4.out', 'rank0.log']],
    ['rank[!0]', ['rank1'], ['rank0', 'rank/']],
    ['a?c', ['abc'], ['ac', 'a/c']],
    ['a+(b).$', ['a+(b).$'], ['aab']],
    ['[', ['['], ['a']],
  ]
  for (const [pattern, matches, not] of cases) {
    const test = globMatcher(pattern)
    for (const path of matches) t.ok(test(path), `${pattern} matches ${path}`)
    for (const path of not) t.notOk(test(path), `${pattern} does not match ${path}`)
  }
  t.notOk(isGlob('plain/path.log'))
  t.same(
    parseGlob('/a/**/b').map(segments => segments.map(segment => segment.is)),
    [['literal', 'literal', 'tree', 'literal']],
  )
})

t.test('a pattern of many stars takes no exponential time', async t => {
  t.notOk(globMatcher(`${'*a'.repeat(12)}b`)('a'.repeat(60)))
  t.notOk(globMatcher('*****************b')('a'.repeat(5000)))
})

t.test('what rotation makes of a name is known, what only looks like it is not', async t => {
  for (const name of [
    'train.log.1',
    'train.log.12.gz',
    'train.log-20260102',
    'train.log-20260102-1767322445.zst',
    'train.log.2026-01-02',
    'train.1.log',
    'train.log.gz',
  ])
    t.ok(isRotatedName(name, 'train.log'), name)
  for (const name of ['train.log', 'train.log.old.txt', 'train2.log', 'train.logs', 'rank.log.1', 'train.log.1234567'])
    t.notOk(isRotatedName(name, 'train.log'), name)
  t.same([compressionOf('a.gz'), compressionOf('a.zst'), compressionOf('a.log')], ['gz', 'zst', undefined])
})

t.test("NVRx's variables, names and headers are read and written as NVRx does", async t => {
  t.same(nvrxRanks({ RANK: '3', LOCAL_RANK: '1', SLURM_PROCID: '2', SLURM_LOCALID: '0' }), {
    rank: 3,
    localRank: 1,
    infraRank: 2,
    infraLocalRank: 0,
  })
  t.equal(nvrxRanks({ SLURM_PROCID: '2', SLURM_ARRAY_TASK_ID: '3', SLURM_JOB_NUM_NODES: '4' }).infraRank, 14)
  const unknown = nvrxRanks({ RANK: '', LOCAL_RANK: 'x' })
  t.equal(nvrxOrigin('INFO', 'n1', unknown), '[INFO] [n1] [workload:?(?) infra:?(?)] ')
  t.same(
    [nvrxLimit(undefined, 4), nvrxLimit(' 7 ', 4), nvrxLimit('4.5', 4), nvrxLimit('-1', 4)],
    [4, 7, undefined, undefined],
  )
  t.equal(nvrxDirectory({ NVRX_NODE_LOCAL_TMPDIR: '', NVRX_DIST_LOG_DIR: '/old' }), '/old')
  t.equal(seriesName(undefined, 'p'), 'rank_unknown_p.msg.')
  t.same(readMessageFileName('rank_0_my.msg.file.msg.1767322445678'), {
    series: 'rank_0_my.msg.file.msg.',
    startedMs: 1767322445678,
  })
  t.equal(readMessageFileName('rank_0_p.msg.12.gz'), undefined)
  t.same(
    filesOfSeries(['rank_0_p.msg.10', 'rank_0_p.msg.9', 'rank_0_pp.msg.1', 'rank_1_p.msg.1'], 'rank_0_p.msg.'),
    ['rank_0_p.msg.9', 'rank_0_p.msg.10'],
    'by number, not by letter',
  )
})

t.test('ssh:// names a host and a path, and nothing else reaches ssh or a shell', async t => {
  t.same(parseSshTarget('ssh://me@node1:2222/var/log/a b.log'), {
    user: 'me',
    host: 'node1',
    port: 2222,
    path: '/var/log/a b.log',
  })
  t.same(
    parseSshTarget('ssh://[::1]/a%20b'),
    { user: undefined, host: '::1', port: undefined, path: '/a%20b' },
    'no %-escapes',
  )
  t.equal(parseSshTarget('logs/a.log'), undefined)
  for (const bad of [
    'ssh://',
    'ssh://host',
    'ssh://-oProxyCommand=x/p',
    'ssh://-l@host/p',
    'ssh://a b/p',
    'ssh://host:99999/p',
    'ssh://host/a\nb',
  ])
    t.type((parseSshTarget(bad) as { reason: string }).reason, 'string', bad)
  t.equal(hostName({ user: 'me', host: '::1', port: 22 }), 'ssh://me@[::1]:22')
  t.same(sshArguments({ user: 'me', host: 'node1', port: 22 }, ['User=x']).slice(0, 3), ['-T', '-o', 'User=x'])
  t.same(sshArguments({ user: 'me', host: 'node1', port: 22 }, []).slice(-7), [
    '-p',
    '22',
    '-l',
    'me',
    '--',
    'node1',
    'exec sh',
  ])
  t.equal(
    quotePattern("/a'b$(x)*[0-9]?[$(y)].log"),
    "'/a'\\''b$(x)'*[0-9]??'.log'",
    'an odd set is any character to the shell, and looked at here',
  )
  t.equal(readCommand("/it's", 10, 5), "tail -c +11 '/it'\\''s' 2>/dev/null | head -c 5")
  t.equal(listCommand(['/b*{x,y}']), "{ LC_ALL=C TZ=UTC0 ls -diLn '/b*{x,y}' '/b'*'x' '/b'*'y'; } 2>/dev/null")
  t.equal(listSiblingsCommand('/l/a.log'), "LC_ALL=C TZ=UTC0 ls -diLnt '/l/a.log'* '/l/a'*'.log'* 2>/dev/null")
})

t.test('a listing gives the regular files, whatever their names', async t => {
  const text = [
    ' 12345 -rw-r--r-- 1 0 0 678 Jan  2 03:04 /var/log/a b.log',
    '1 drwxr-xr-x 2 0 0 4096 Jan 2 2025 /var/log',
    '99 -rw------- 1 1000 1000 0 Dec 31 23:59 /x',
    'ls: cannot access',
    '',
  ].join('\n')
  const listed = readListing(text, Date.UTC(2026, 5, 1))
  t.same(listed, [
    {
      path: '/var/log/a b.log',
      device: 'ssh',
      inode: '12345',
      size: 678,
      modifiedMs: Date.UTC(2026, 0, 2, 3, 4),
      details: '0 0 678 Jan  2 03:04',
    },
    {
      path: '/x',
      device: 'ssh',
      inode: '99',
      size: 0,
      modifiedMs: Date.UTC(2025, 11, 31, 23, 59),
      details: '1000 1000 0 Dec 31 23:59',
    },
  ])
  const old = readListing('7 -rw-r--r-- 1 0 0 1 Mar  4  2024 /old', Date.UTC(2026, 5, 1))
  t.equal(old[0]?.modifiedMs, Date.UTC(2024, 2, 4), 'beyond half a year a listing tells the day')
})

t.test(
  'a shell lists what a path, a directory or a pattern with ** names, and what is wanted of that is told here',
  async t => {
    const folder = mkdtempSync(join(tmpdir(), "logmon-it's $(x) "))
    for (const directory of ['.hid/sub/.git', 'other']) mkdirSync(join(folder, directory), { recursive: true })
    for (const file of ['.hid/a.log', '.hid/sub/b.log', '.hid/sub/data.bin', '.hid/sub/.git/c.log', 'other/d.log'])
      writeFileSync(join(folder, file), file)
    symlinkSync(join(folder, 'other', 'd.log'), join(folder, '.hid', 'link.log'))
    const found = (...paths: string[]): readonly string[] => {
      const wanted = paths.map(path => `${folder}/${path}`)
      const listing = readListing(
        spawnSync('/bin/sh', ['-c', listCommand(wanted)], {
          encoding: 'utf8',
          env: { LC_ALL: 'C', PATH: process.env['PATH'] },
        }).stdout,
        Date.UTC(2026, 5, 1),
      )
      const matches = remoteMatcher(wanted)
      return listing
        .map(entry => entry.path.slice(folder.length + 1))
        .filter((_, index) => matches(listing[index]?.path as string))
        .sort()
    }
    t.same(found('.hid'), ['.hid/a.log', '.hid/link.log', '.hid/sub/b.log'])
    t.same(found('.hid/'), ['.hid/a.log', '.hid/link.log', '.hid/sub/b.log'])
    t.same(found('.hid/**/*.log'), ['.hid/a.log', '.hid/link.log', '.hid/sub/b.log'])
    t.same(found('.hid/**/sub/*'), ['.hid/sub/b.log', '.hid/sub/data.bin'])
    t.same(found('{other,.hid/sub}/[a-d].log', 'none', 'other/d.log'), ['.hid/sub/b.log', 'other/d.log'])
    t.same(found('*/d.l[o.]g'), ['other/d.log'])
    writeFileSync(join(folder, 'run[1].log'), '')
    t.same(found('run[1].log'), ['run[1].log'])
  },
)
