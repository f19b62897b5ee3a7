import t from 'tap'
import { LEAST_SCORE, SURE_SCORE, tellingOf } from '../../../lib/classify/generic/telling.ts'
import { WORDS } from '../../../lib/classify/generic/words.generated.ts'

const telling = (line: string, level?: string) => tellingOf(line, level, WORDS, false)

t.test('lines that look like the reason of a failure, whatever program says them', async t => {
  const sure = [
    'FrobnicatorError: the frobnicator does not exist',
    '"ValueError: tensor shapes do not match"',
    'Runtimeerror: Dataloader worker (pid 4242) was stopped',
    'FATAL: could not open image /x/python3: no such file or directory',
    'fatal error: cannot allocate the ring buffer',
  ]
  for (const line of sure) t.ok((telling(line)?.score ?? 0) >= SURE_SCORE, line)
  const candidates = [
    'KeyError: 0',
    'error: 404 not found',
    'error: the daemon refused the request',
    'socket connect to 10.0.0.1: no route to host, retrying (34/34)',
    'unable to reach the parameter server',
    'ncclCommInitRank failed, returned errno 110',
  ]
  for (const line of candidates) t.ok((telling(line)?.score ?? 0) >= LEAST_SCORE, line)
  t.ok(
    (telling('link is down', 'ERROR')?.score ?? 0) > (telling('link is down', 'WARNING')?.score ?? 0),
    'levels count',
  )
})

t.test('lines that only mention such words are no candidates', async t => {
  const harmless = [
    '0 errors, 0 warnings',
    'no errors were found',
    'eval_error_rate: 0.12',
    'label_error: 0.0',
    'reconstruction_error: 0.0231',
    'val_error=0.31, val_loss=2.1',
    'word-error: 12.5%',
    'nan iterations: 0 |',
    'error_file: <N/A>',
    'FutureWarning: this argument is deprecated and will be removed',
    '  --fail-on-nan        stop if the loss is NaN',
    'File "/opt/app/errors.py", line 3, in fail',
    'connection refused, will retry in 5 s',
    'retrying (3/34) after a timeout',
    'plugin not found, using default',
    'detected NVSwitch non-fatal error 12028 on port 61',
    'corrected error, no action required',
    'iteration 10/ 100 | lm loss: 2.1 | number of nan iterations: 0 |',
    'loss: 2.31',
    '',
    '======',
  ]
  for (const line of harmless) t.equal(telling(line), undefined, line)
  for (const line of ['error: the daemon refused the request', 'unable to reach the parameter server'])
    t.equal(tellingOf(line, undefined, WORDS, true), undefined, `${line}, where a row calls it noise`)
})

t.test('who only hands on that something else failed says less than the reason itself', async t => {
  for (const [wrapper, reason] of [
    ['RuntimeError: worker process exited with exit code 1', 'RuntimeError: the ring is broken'],
    ['ChildFailedError: train.py FAILED', 'ValueError: the shapes do not match'],
  ] as const)
    t.ok((telling(wrapper)?.score ?? 0) < (telling(reason)?.score ?? 0), `${wrapper} < ${reason}`)
})

t.test('no text of any length makes it slow: only so many characters are looked at', async t => {
  for (const part of ['a.', 'Error', 'error: ', '::', '"(', ' fail', 'retry 1/', '0 error'])
    t.doesNotThrow(() => telling(part.repeat(500_000 / part.length), 'ERROR'))
})

t.test('lines that say that a job, or a part of it, ends badly', async t => {
  for (const line of [
    'lost the peer, tearing down',
    'evicting pod train-0 from node',
    'Aborting the job: too many failures',
    'Pod train-6 failed: container terminated with exit code 134',
    'phase Failed for pod: train-0',
    'the job has failed because of its worker',
    'SystemExit: 2',
  ])
    t.equal(telling(line, 'INFO')?.isEnd, true, line)
  for (const line of [
    'process 4 exited with code 0',
    'stopping the server',
    'SystemExit: 0',
    'killed the noise with a filter',
    'retry: worker 3 failed once, status unknown',
  ])
    t.not(telling(line)?.isEnd, true, line)
})
