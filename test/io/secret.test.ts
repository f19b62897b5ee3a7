import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import t from 'tap'
import { readSecret } from '../../lib/io/secret.ts'
import { skipUnless } from '../skip.ts'

const directory = mkdtempSync(join(tmpdir(), 'logmon-secret-'))

t.test('a secret is the first line of a file that is not for everybody, or a variable', async t => {
  const file = join(directory, 'secret')
  writeFileSync(file, 'p w\r\nsecond line\n', { mode: 0o640 })
  t.equal(await readSecret({ file }, 'smtp.password', {}), 'p w')
  t.equal(await readSecret({ env: 'PW' }, 'smtp.password', { PW: 'x' }), 'x')
  t.equal(await readSecret({}, 'smtp.password', {}), undefined)
  t.same(await readSecret({ file: join(directory, 'none') }, 'smtp.password', {}), {
    place: 'smtp.password_file',
    reason: `${join(directory, 'none')} cannot be read: there is no such file or directory`,
  })
  t.same(await readSecret({ env: 'PW' }, 'smtp.password', { PW: '' }), {
    place: 'smtp.password_env',
    reason: 'the environment variable PW is not set',
  })
})

const SCRIPT = '/usr/bin/script'
const skip = skipUnless(existsSync(SCRIPT), 'script (bsdutils) is not installed')

t.test('the terminal is asked although standard input is the log; what is typed is not shown', { skip }, async t => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url as string)
    response.end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const job = join(directory, 'job.yaml')
  const log = join(directory, 'in.ndjson')
  const out = join(directory, 'out.ndjson')
  writeFileSync(job, 'alert: {channels: [{type: webhook, url_prompt: true}]}\n')
  writeFileSync(log, '{"kind":"status","scope":"job","to":"HANGING"}\n')
  // script(1) gives the program a terminal of its own and types what it reads itself.
  const command = `${process.execPath} ${resolve('bin/logmon-alert.js')} -c ${job} --only < ${log} > ${out}`
  const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let shown = ''
  child.stdout.on('data', chunk => {
    shown += chunk
    if (shown.endsWith('Address of the webhook: '))
      child.stdin.write(`http://127.0.0.1:${(server.address() as { port: number }).port}/typoX\u007fs\r`)
  })
  const exitCode = await new Promise(done => child.on('exit', done))
  t.equal(exitCode, 0)
  t.same(asked, ['/typos'])
  t.equal(shown, 'Address of the webhook: \r\n')
  t.match(readFileSync(out, 'utf8'), /"outcome":"sent"/)
})
