// Errors as Node makes them, of real calls where that is possible.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { reasonOf, sentenceOf } from '../../lib/io/error-words.ts'

const errorOf = (attempt: () => unknown): Error => {
  try {
    attempt()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not fail')
}

t.test('files that are not there, and folders', async t => {
  const folder = t.testdir()
  const gone = join(folder, 'gone')
  const missing = errorOf(() => readFileSync(gone))
  t.equal(reasonOf(missing), 'there is no such file or directory')
  t.equal(sentenceOf(missing), `${gone}: there is no such file or directory`)
  t.equal(reasonOf(errorOf(() => writeFileSync(folder, ''))), 'it is a directory')
  t.equal(reasonOf(errorOf(() => readFileSync(join(folder, 'x'.repeat(300))))), 'its name is too long')
})

t.test('programs and ports', async t => {
  t.equal(reasonOf(spawnSync('no-such-program').error), 'there is no such program')
  const refused = await new Promise(resolve => connect(9, '127.0.0.1').on('error', resolve))
  t.equal(reasonOf(refused), 'nothing listens there (connection refused)')
  // As libraries pass it on, under a code of their own.
  const wrapped = Object.assign(new Error((refused as Error).message), { code: 'ESOCKET' })
  t.equal(reasonOf(wrapped), 'nothing listens there (connection refused)')
})

t.test('an errno that nobody has words for is told in those of Node, without its name', async t => {
  const error = Object.assign(new Error("ELIBBAD: accessing a corrupted shared library, open '/x'"), {
    code: 'ELIBBAD',
  })
  t.equal(reasonOf(error), 'accessing a corrupted shared library')
  t.equal(sentenceOf(new Error('a sentence of ours')), 'a sentence of ours')
})

t.test('no line of the code prints the name of an errno alone', async t => {
  const { stdout } = spawnSync('grep', ['-rnE', 'code \\?\\? \\(?error', 'lib', '--include=*.ts'], { encoding: 'utf8' })
  const allowed = /lib\/io\/(?:serve\/listen|follow\/read-errors)\.ts/ // both look the name up
  t.same(
    stdout.split('\n').filter(line => line !== '' && !allowed.test(line)),
    [],
  )
})
