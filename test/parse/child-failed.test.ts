import t from 'tap'
import { parseLogs } from '../parse-lines.ts'

const summary = (first: string, second: string): string => `${'='.repeat(60)}
train.py FAILED
${'-'.repeat(60)}
Failures:
${first}
${'-'.repeat(60)}
Root Cause (first observed failure):
${second}
${'='.repeat(60)}`

const worker = (index: number, rank: number, exit: string, rest: string): string =>
  `[${index}]:\n  time      : 2026-05-08_02:14:02\n  host      : gpu-12\n  rank      : ${rank} (local_rank: ${rank % 8})\n  exitcode  : ${exit}\n${rest}`

t.test('the summary of torchrun is one entry that lists who failed and how', async t => {
  const text = summary(
    worker(1, 9, '-15 (pid: 92115)', '  error_file: <N/A>\n  traceback : Signal 15 (SIGTERM) received by PID 92115'),
    worker(
      0,
      6,
      '1 (pid: 92121)',
      '  error_file: /tmp/error.json\n  traceback : Traceback (most recent call last):\n    File "a.py", line 3, in f\n  ValueError: bad',
    ),
  )
  const records = parseLogs([...text.split('\n'), 'srun: error: gpu-12: task 0: Exited with exit code 1'], {
    tz: '+02:00',
  })
  t.equal(records.length, 2)
  const [record] = records
  t.equal(record?.format, 'child-failed')
  t.equal(record?.level, 'ERROR')
  const time = '2026-05-08T00:14:02.000Z'
  const culprit = {
    time,
    host: 'gpu-12',
    rank: 6,
    local_rank: 6,
    exitcode: 1,
    pid: 92121,
    error_file: '/tmp/error.json',
    message: 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: bad',
  }
  const victim = {
    time,
    host: 'gpu-12',
    rank: 9,
    local_rank: 1,
    exitcode: -15,
    pid: 92115,
    signal: 'SIGTERM',
    message: 'Signal 15 (SIGTERM) received by PID 92115',
  }
  t.same(record?.fields, { program: 'train.py', failures: [victim, culprit], root_cause: culprit, failure_count: 2 })
})

t.test('a summary that is cut short, or that other writers interrupt, still says what it can', async t => {
  const text = summary('  <NO_OTHER_FAILURES>', worker(0, 0, '-9 (SIGKILL) (pid: 5)', '  error_file: <N/A>'))
  const lines = text.split('\n').slice(0, -1)
  lines.splice(5, 0, 'W0519 22:51:58.368000 77 api.py:1014] Sending process 2243607 closing signal SIGTERM')
  const box = parseLogs(lines).find(record => record.format === 'child-failed')
  t.match(box?.fields, { failure_count: 1, root_cause: { rank: 0, exitcode: -9, signal: 'SIGKILL', pid: 5 } })
})

t.test('the summary as PyTorch 1.9 drew it', async t => {
  const [record] = parseLogs(
    `${'*'.repeat(40)}
         train.py FAILED
${'='.repeat(40)}
Root Cause:
[0]:
  time: 2021-08-01_10:00:00
  rank: 3 (local_rank: 3)
  exitcode: -11 (pid: 77)
  error_file: <N/A>
  msg: "Signal 11 (SIGSEGV) received by PID 77"
${'='.repeat(40)}
Other Failures:
  <NO_OTHER_FAILURES>
${'*'.repeat(40)}`.split('\n'),
  )
  t.match(record?.fields, {
    program: 'train.py',
    failure_count: 1,
    root_cause: { rank: 3, signal: 'SIGSEGV', message: 'Signal 11 (SIGSEGV) received by PID 77' },
  })
  t.equal(record?.lines, 14)
})
