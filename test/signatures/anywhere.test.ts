// Rows that are asked about whole lines first: what they match behind the heads of a line they match in it.
import t from 'tap'
import { readHead } from '../../lib/formats/read-head.ts'
import { SIGNATURES } from '../../lib/signatures/index.ts'

const HEADS = [
  '',
  '[rank3]:',
  '[rank3]: ',
  '3: ',
  '[default0]:',
  '[1,3]<stdout>:',
  '(Trainer pid=9, ip=10.0.0.2) ',
  'INFO:root:',
  '2026-03-04 05:06:07,100 - root - INFO - ',
  '2026-03-04T05:06:07.123Z stdout F ',
  'I0304 05:06:07.100000 99 train.cc:7] ',
  '[2026-03-04 05:06:07,100] [INFO] [logging.py:96:log_dist] [Rank 0] ',
  '[05:06:07][INFO]|',
]

t.test('a sample behind any head', async t => {
  for (const row of SIGNATURES)
    if (row.anywhere === true)
      for (const sample of row.samples)
        for (const head of HEADS) {
          const line = `${head}${sample}`
          if (row.pattern.exec(readHead(line).body) !== null) t.ok(row.pattern.exec(line), `${row.id}: ${line}`)
        }
})
