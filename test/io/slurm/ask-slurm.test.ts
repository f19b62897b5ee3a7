import t from 'tap'
import { runSlurm } from '../../../lib/io/slurm/ask-slurm.ts'

const fails = (words: string): Promise<unknown> =>
  runSlurm('sh', ['-c', `echo "first" >&2; ${words}; exit 1`]).catch((error: Error) => error.message)

t.test('the last word of a program of Slurm is told, with its name once', async t => {
  t.equal(await fails('echo "sh: fatal: no configuration" >&2'), 'sh: fatal: no configuration')
  t.equal(await fails('echo "no configuration" >&2'), 'sh: no configuration')
  t.equal(await runSlurm('sh', ['-c', 'echo $TZ']), 'UTC\n')
})
