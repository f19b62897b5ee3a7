import t from 'tap'
import { parseLogs } from '../parse-lines.ts'

/** The first line of every entry, with the number of lines that belong to it. */
const shape = (text: string): readonly string[] =>
  parseLogs(text.split('\n')).map(
    record => `${record.lines ?? 1} ${(record.message.split('\n')[0] as string).slice(0, 40)}`,
  )

t.test('a traceback and its header are one entry; the next line is not', async t => {
  t.same(
    shape(`2024-05-01 10:00:00,123 - trainer - ERROR - step failed
Traceback (most recent call last):
  File "train.py", line 12, in <module>
    main()
    ^^^^^^
RuntimeError: CUDA error: device-side assert triggered
CUDA kernel errors might be asynchronously reported at some other API call.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1

Killing subprocess 75707`),
    ['8 2024-05-01 10:00:00,123 - trainer - ERRO', '1 Killing subprocess 75707'],
  )
})

t.test('a traceback glued behind a header, or begun before the log, is one entry', async t => {
  t.same(
    shape(`2024-05-01 10:00:00 ERROR Traceback (most recent call last):
  File "a.py", line 1, in f
ValueError: bad
saving`),
    ['3 2024-05-01 10:00:00 ERROR Traceback (mos', '1 saving'],
  )
  t.same(shape('  File "a.py", line 1, in f\n    g()\nKeyError: 3\nsaving now'), [
    '3   File "a.py", line 1, in f',
    '1 saving now',
  ])
})

t.test('a traceback belongs to the line before it only where that speaks of an error', async t => {
  const traceback = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: bad'
  t.same(shape(`LOCAL_RANK: 0 - CUDA_VISIBLE_DEVICES: [0]\n${traceback}`), [
    '1 LOCAL_RANK: 0 - CUDA_VISIBLE_DEVICES: [0',
    '3 Traceback (most recent call last):',
  ])
  t.same(shape(`Exception in thread Thread-3:\n${traceback}`), ['4 Exception in thread Thread-3:'])
  t.same(shape(`WARNING:root:retrying\n${traceback}`), ['4 WARNING:root:retrying'])
})

t.test('chained exceptions are one entry, two writers without a prefix are two', async t => {
  const one = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 3'
  t.same(shape(`${one}\n\nDuring handling of the above exception, another exception occurred:\n\n${one}`), [
    '9 Traceback (most recent call last):',
  ])
  t.same(shape(`${one}\n${one}`), ['3 Traceback (most recent call last):', '3 Traceback (most recent call last):'])
})

t.test('an exception group is one entry with all its exceptions', async t => {
  t.same(
    shape(`  + Exception Group Traceback (most recent call last):
  |   File "a.py", line 9, in <module>
  | ExceptionGroup: two failed (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: one
    +---------------- 2 ----------------
    | TypeError: two
    +------------------------------------
saving checkpoint`),
    ['8   + Exception Group Traceback (most rece', '1 saving checkpoint'],
  )
})

t.test('a traceback that lost its indentation is still one entry', async t => {
  const head = 'ERROR 2026-07-31T09:39:36.561880275Z [resource.labels.containerName: jax-tpu] [rank0]: '
  const lines = [
    'Traceback (most recent call last):',
    'File "<frozen runpy>", line 198, in _run_module_as_main',
    'return _run_code(code, main_globals, None,',
    '^^^^^^^^^^',
  ]
  t.same(
    shape(
      [...lines, 'File "a.py", line 3, in f', 'ValueError: no device', 'Shutting down now']
        .map(line => head + line)
        .join('\n'),
    ),
    ['6 Traceback (most recent call last):', '1 Shutting down now'],
  )
})

t.test('C++ frames follow what terminated; a dying Python shows its threads', async t => {
  t.same(
    shape(`[default3]:terminate called after throwing an instance of 'c10::Error'
[default3]:  what():  CUDA error: unknown error
[default3]:Exception raised from query at CUDAEvent.h:95 (most recent call first):
[default3]:frame #0: c10::Error::Error(c10::SourceLocation, std::string) + 0x42
[default3]:
[default3]:next`),
    ['4 terminate called after throwing an insta', '1 next'],
  )
  t.same(
    shape(`Fatal Python error: Segmentation fault

Current thread 0x00007f (most recent call first):
  File "a.py", line 3 in f

Extension modules: numpy.core (total: 1)
next`),
    ['6 Fatal Python error: Segmentation fault', '1 next'],
  )
})

t.test("a warning's source line belongs to it", async t => {
  t.same(shape('/a/b.py:3: UserWarning: slow\n  warnings.warn("slow")\nnext'), [
    '2 /a/b.py:3: UserWarning: slow',
    '1 next',
  ])
})

t.test('blocks of ranks that a prefix tells apart are kept apart, however their lines interleave', async t => {
  const block = (rank: number): string[] =>
    ['Traceback (most recent call last):', '  File "a.py", line 1, in f', `ValueError: ${rank}`].map(
      line => `[rank${rank}]: ${line}`,
    )
  const [one, two] = [block(1), block(2)]
  const records = parseLogs(one.flatMap((line, index) => [line, two[index] as string]))
  t.same(
    records.map(record => [record.rank, record.lines, record.message.split('\n').at(-1)]),
    [
      [1, 3, 'ValueError: 1'],
      [2, 3, 'ValueError: 2'],
    ],
  )
})
