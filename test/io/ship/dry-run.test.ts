// --dry-run: what a push would be is shown, and nothing is asked, sent or kept.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { resend } from '../../../lib/io/ship/resend.ts'
import { fakeLoki } from '../../servers/fake-loki.ts'
import { logs, newFolder, quickWorld, settingsFor, ship } from './shipping.ts'

t.test('the bodies are those that a server would get; it gets none, and no secret is read', async t => {
  const loki = await fakeLoki()
  t.teardown(() => loki.close())
  const records = logs(3000, index => ({ rank: index % 3, step: index }))
  const folder = newFolder()
  const words = `--loki ${loki.url} --spool ${folder}/spool --token-file ${folder}/no`
  const { notices, said, hasFailed } = await ship(`${words} --dry-run`, records)
  t.equal(loki.pushes.length, 0)
  t.equal(existsSync(`${folder}/spool`), false, 'nothing is kept')
  t.same(said, [], 'standard error is quiet')
  t.equal(hasFailed, false)
  const bodies = notices.flatMap(notice => (notice.kind === 'notice' && notice.code === 'ship_push' ? notice.push : []))
  for (const body of bodies) {
    const answer = await fetch(`${loki.url}/loki/api/v1/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    t.equal(answer.status, 204)
  }
  const shown = loki.query()
  const real = await fakeLoki()
  t.teardown(() => real.close())
  await ship(`--loki ${real.url}`, records)
  t.same(shown, real.query())
  t.equal(shown.length, 3000)
})

t.test('what would be refused is shown with its reason, goes to no file, and the exit code tells', async t => {
  const { notices, letters, hasFailed } = await ship('--dry-run --max-line 6', logs(12))
  t.same(letters, [])
  t.equal(hasFailed, true)
  t.match(
    notices.filter(({ code }) => code === 'ship_refused'),
    [{ letter: { line: 'line 10', refused: 'too_long' } }, { letter: { line: 'line 11', refused: 'too_long' } }],
  )
  t.match(notices.at(-1), { code: 'ship_ended', dry_run: true })
})

t.test('resend shows on standard output what it would send', async t => {
  const path = join(newFolder(), 'letters')
  writeFileSync(path, '{"labels":{"job":"a"},"stamp":"1767607200000000000","line":"x","metadata":{"step":"1"}}\n')
  const printed: string[] = []
  const settings = await settingsFor('--dry-run')
  const print = async (text: string): Promise<boolean> => printed.push(text) > 0
  t.equal(await resend(settings, ['resend', path], { print }, quickWorld([])), 0)
  t.match(
    printed.map(line => JSON.parse(line)),
    [
      { push: { streams: [{ stream: { job: 'a' }, values: [['1767607200000000000', 'x', { step: '1' }]] }] } },
      { code: 'ship_ended', sent: 1, dry_run: true },
    ],
  )
})
