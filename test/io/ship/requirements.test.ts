// What a shipper must do, row by row, and the test that shows it. A row whose test was renamed or went away fails.
import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'

/** Rows by number: what must hold, and files of tests with the beginning of the title of each. */
const ROWS: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] = [
  ['at least once, over kills', { 'test/io/ship/kill': ['followed files', 'a pipe with a spool'] }],
  [
    'times from the place in the source, in order',
    {
      'test/io/ship/ship-effect': ['10,000 lines of one second', 'a replay from anywhere'],
      'test/ship/stamp': ['a line of a file has the same one'],
    },
  ],
  ['one stream per push', { 'test/io/ship/ship-effect': ['one of eight streams is limited'] }],
  ['sizes', { 'test/io/ship/ship-effect': ['20 MiB in one burst', 'what the server finds too large'] }],
  [
    'tried again with drawn pauses',
    { 'test/ship/next-step': ['pauses double up to 30 s', 'what may work later is tried again, for ever'] },
  ],
  [
    'a spool on disk',
    {
      'test/io/ship/spool': ['a kill at any byte', 'garbage behind', 'a full spool holds', 'or gives up its oldest'],
      'test/io/ship/processes': ['a disk that is full'],
    },
  ],
  [
    'refused lines are kept and can be sent again',
    {
      'test/io/ship/ship-effect': ['only what is refused goes to the file', 'lines too far behind'],
      'test/ship/next-step': ['each refusal of Loki has a name'],
    },
  ],
  [
    'known before the server is asked',
    { 'test/ship/local-check': ['age, size and labels'], 'test/io/ship/ship-effect': ['--old says'] },
  ],
  ['any text', { 'test/io/ship/ship-effect': ['nasty text arrives'] }],
  [
    'rotation in every way',
    { 'test/io/follow/rotation': ['logrotate with', 'a file truncated in place', 'the renamed file also'] },
  ],
  [
    'files are told apart by what they are',
    { 'test/io/follow/tree': ['512 rank files'], 'test/io/follow/rotation': ['a deleted file whose inode'] },
  ],
  ['patterns, new files', { 'test/io/follow/tree': ['512 rank files', 'a pattern that matches nothing'] }],
  [
    'what the kernel tells is a hint, and no need',
    { 'test/io/follow/rotations': ['a file that is moved and renamed'] },
  ],
  [
    'a line without its end',
    { 'test/io/follow/checkpoint': ['an unfinished line'], 'test/io/follow/followed-file': ['a file that grows byte'] },
  ],
  [
    'lines that belong together',
    { 'test/parse/parser': ["ranks told apart by a prefix never get each other's lines", 'lines, blocks and writers'] },
  ],
  [
    'zones',
    {
      'test/record/zone': ['a named zone', 'clocks that are put forward', 'clocks that are put back'],
      'test/import/promtail': ['times: layouts of Go'],
    },
  ],
  [
    'labels, and not too many sets of them',
    { 'test/ship/labels': ["SmolCluster's files and lines"], 'test/io/ship/ship-effect': ['too many sets of labels'] },
  ],
  [
    'logins, certificates, secrets',
    { 'test/io/ship/processes': ['TLS: a certificate'], 'test/io/ship/ship-effect': ['secrets come from files'] },
  ],
  [
    'a stop that ends',
    { 'test/io/ship/processes': ['SIGTERM while the server is down', 'a followed job whose server is down'] },
  ],
  ['figures that add up', { 'test/io/ship/reconcile': ['a server that refuses, breaks off and goes away'] }],
  [
    'shown without being sent',
    { 'test/io/ship/dry-run': ['the bodies are those', 'what would be refused is shown', 'resend shows'] },
  ],
  ['counted on the server', { 'test/io/ship/verify': ['lines that the server said to have and has not'] }],
  ['cheap: npm run bench -- ship', { 'bench/ship': [] }],
  [
    "Promtail's configuration",
    { 'test/import/run': ['what logmon import makes is shipped'], 'test/import/promtail': ['regex, json and logfmt'] },
  ],
  [
    'other destinations',
    {
      'test/io/ship/otlp': ['lines arrive with resource', 'a success that leaves lines out'],
      'test/io/ship/file': ['a file that is moved or removed'],
    },
  ],
]

for (const [index, [what, tests]] of ROWS.entries())
  t.test(`${index + 1}: ${what}`, async t => {
    for (const [name, titles] of Object.entries(tests)) {
      const path = [`${name}.test.ts`, `${name}.ts`].find(existsSync)
      if (path === undefined) {
        t.fail(`${name} is not there`)
        continue
      }
      const text = readFileSync(path, 'utf8')
      for (const title of titles)
        t.ok(
          ["'", '"', '`'].some(quote => text.includes(`${quote}${title.replaceAll(quote, `\\${quote}`)}`)),
          `${path}: ${title}`,
        )
    }
    t.ok(Object.keys(tests).length > 0)
  })
