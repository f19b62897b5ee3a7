// Every trap of chapter 3 and every selection rule of chapter 1 of the reference on failures, and the test that shows
// it.
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

/** Trap or rule -> titles of tests. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  // Chapter 3: traps for the implementer.
  '`nan` in `finance`, `inf` in `info`, `number of nan iterations: 0`, `errors=0`': [
    'words that only contain a failure word are none',
  ],
  '`[Rank 2]` inside `[rank17]:` is a group rank': [
    'a rank in brackets inside a rank prefix is a group rank',
    'sequence numbers count within one process group only',
  ],
  '`0:` against times and YAML keys': ['times and YAML keys are no srun labels'],
  '`time limit` in banners, `Killed` in prose, `Xid` in help texts': [
    'banners, help texts and prose are no scheduler and no kernel',
  ],
  '`OOM` in names, config dumps': ['words that only contain a failure word are none'],
  'the watchdog repeats itself: count ranks, not lines': ['a watchdog that repeats itself counts ranks and not lines'],
  'a fan-out costs the memory of one failure': [
    'a fan-out over 1,024 ranks is one failure',
    'a fan-out over 1,024 ranks is kept in the memory of one over 8',
  ],
  'bars with carriage returns': ['progress bars with carriage returns and glued messages'],
  'interleaved lines of several ranks': [
    'the messages of two ranks on one line give the failure of one of them',
    'lines of other ranks in between never change a verdict',
  ],
  'colours, Windows line ends': ['colours, Windows line ends and two messages on one line'],
  'latin-1 bytes': [
    'bytes that are no UTF-8 and NULs do not hide a failure',
    'any bytes, in any place of a chunk, end in a verdict',
  ],
  'lines of 1 MB': ['a failure is found wherever a read ends, and after a line longer than any'],
  'glog without a year, months of one digit, uptime, dmesg -T': [
    'clocks without a year, with a month of one digit, of the kernel and of dmesg -T are read',
  ],
  'midnight and New Year': [
    'a wave over midnight and over New Year is one wave',
    'times with and without a year are compared, over New Year too',
  ],
  'clocks of nodes differ': ['clocks of two nodes may differ: within two seconds the order of the lines decides'],
  'asynchronous CUDA errors: the Python line is unreliable': [
    'the Python line of an asynchronous CUDA error does not count',
  ],
  'a verdict at the end of a pipe is not the end of the job': [
    'an interim verdict comes when it is quiet after a failure, the final one at the end',
  ],
  'old and new spellings of one event': ['old and new spellings of one event are one'],
  // Chapter 1.1: the original.
  'dialects of iterations': ['a step of every dialect is progress: what three more of them follow is overcome'],
  'dialects of saved checkpoints': ['a saved checkpoint of every dialect turns a soft stop into a restart'],
  'dialects of clean ends': ['a clean end of every dialect is done'],
  'the benign list': ['what the original takes for harmless is no failure'],
  'progressed errors are dropped': ['what training went on after is a hint and no cause'],
  'fast paths': ['the fast answers'],
  'rules before a checkpoint': [
    'before a checkpoint a person has to act on config, code, access and space; all else is tried again',
  ],
  'rules after a checkpoint': [
    'after a checkpoint nearly everything is tried again, but not a destination that is taken',
  ],
  'watchdogs and exit codes are secondary': [
    'the watchdogs of the others are symptoms of the rank that failed, even where it is read last',
  ],
  'a crash is secondary to hardware; the network outranks flushes': [
    'hardware outranks the crash that it causes, and the network the peers that it cuts off',
  ],
  'temporary paths are secondary': ['finalizers that lose temporary files are clean-up'],
  'a port error only without a later port active': ['a port that came up again is no cause'],
  'node failure outranks completions from peers': ['a node failure outranks what its neighbours say of the network'],
  'a secondary that holds the primary is dropped': ['a secondary issue that only repeats the primary is left out'],
  'isolation by rank // DOMAIN_SIZE, at most two': [
    'with a domain size ranks are named by their domain, in the words of the original',
    'faults on more than two nodes leave none out',
  ],
  cycles: [
    'attempts are told apart, each with a verdict of its own',
    'every agent announces a restart, and it is one attempt',
  ],
  // Chapter 1.2 and 1.3: NVRx.
  'whole strings, never parts (PR 323)': ['the words of a stop hold the words of a restart, and are compared whole'],
  'advice is context': ['advice and guesses are no evidence'],
  'hypotheses are cut from the fingerprint': [
    'guesses and advice are cut, statements stay',
    'the same failure has the same fingerprint on every rank, node, GPU, pid and day; another code has another',
  ],
  'a bare Killed is unknown until confirmed': [
    'a bare Killed has no known cause until the kernel confirms one, however late',
  ],
  'waves end with progress, another timeout, a thousand lines': [
    'a wave after progress, after another timeout or far away is another wave',
  ],
  precursors: ['what happened on one host one timeout before the watchdog is the cause, also where it was taken back'],
  'wrappers are consolidated to the inner exception': ['a wrapper gives way to the exception inside it'],
  'a specific error beats a fan-out of wrappers': [
    'a specific error beats the wrappers that all ranks print, wherever it stands',
  ],
  'a fan-out over ranks is one episode': ['one exception on all ranks is the workload, and nobody is blamed'],
  'what a fingerprint leaves out': ['what changes from run to run goes, the codes that decide stay'],
  'progressive and one-shot reading agree': [
    'file and filter give the same verdict on every labelled log, and no control is a failure',
    'what is judged in between never changes the final verdict',
  ],
  'retries under way': ['an error that the logger retries is no failure while attempts are left'],
  'the scheduler only where nothing failed before': [
    'a cancel without a reason is a cause only where nothing failed before it',
  ],
}

t.test('every trap and rule has its tests', async t => {
  const folder = new URL('.', import.meta.url)
  const files = [...readdirSync(folder), '../programs/classify.test.ts', '../process.test.ts'].filter(
    name => name.endsWith('.test.ts') && !name.startsWith('traps-table'),
  )
  const titles = new Set(
    files.flatMap(name =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/t\.test\(\s*(['"`])((?:\\.|(?!\1).)*)\1/g)].map(
        match => match[2],
      ),
    ),
  )
  for (const [trap, tests] of Object.entries(TABLE))
    for (const title of tests) t.ok(titles.has(title), `${trap}: "${title}"`)
})
