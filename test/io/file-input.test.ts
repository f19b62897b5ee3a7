import { closeSync, openSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { fileInput } from '../../lib/io/file-input.ts'

const long = Array.from({ length: 30_000 }, (_, line) => `line ${line}`).join('\n')

t.test('every byte of a file, in order', async t => {
  const descriptor = openSync(`${t.testdir({ 'a.log': long })}/a.log`, 'r')
  t.ok(String(await buffer(fileInput(descriptor).stream)) === long)
  closeSync(descriptor)
})

t.test('an input that is ended gives what was read, and no error', async t => {
  const descriptor = openSync(`${t.testdir({ 'a.log': long })}/a.log`, 'r')
  const { stream, end } = fileInput(descriptor)
  stream.once('data', () => {
    end()
    end()
  })
  const text = String(await buffer(stream))
  t.ok(text.length > 0 && text.length < long.length && long.startsWith(text))
  closeSync(descriptor)
})

t.test('a descriptor that cannot be read is an error of the stream', async t => {
  await t.rejects(buffer(fileInput(openSync(t.testdir(), 'r')).stream), { code: 'EISDIR' })
})
