// Which channel tells what, and who tells it where one fails.
import { createServer } from 'node:http'
import t from 'tap'
import { alertSettings } from '../../../lib/alert/settings.ts'
import type { JobConfig } from '../../../lib/config/job.ts'
import { loadJob } from '../../../lib/config/load.ts'
import { deliverAlerts, realWorld } from '../../../lib/io/deliver/deliver.ts'
import type { Effect } from '../../../lib/io/effect.ts'
import { isProblems } from '../../../lib/problem.ts'
import type { AlertRecord, DeliveryRecord } from '../../../lib/record/types.generated.ts'

const alertOf = (job: string, more: Partial<AlertRecord> = {}): AlertRecord => ({
  kind: 'alert',
  key: `job/${job}`,
  job,
  state: 'firing',
  severity: 'critical',
  summary: '[HANGING] x',
  labels: { state: 'HANGING', rule: 'step' },
  ...more,
})

/** Sends through channels `{name, path, …}` of one server that answers a path of digits with that status. */
async function route(channels: readonly object[], alerts: readonly AlertRecord[]): Promise<readonly string[]> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(Number(request.url?.slice(1))).end())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const sections = channels.map(channel => {
    const { status = 200, ...rest } = channel as { status?: number }
    return { type: 'webhook', url: `${base}/${status}`, ...rest }
  })
  const config = await loadJob({ path: 'job.yaml', text: JSON.stringify({ alert: { channels: sections } }) })
  if (isProblems(config)) throw new Error(JSON.stringify(config))
  const effect = (await deliverAlerts(alertSettings(config as JobConfig), { ...realWorld, say: () => {} })) as Effect
  const told: string[] = []
  for (const alert of alerts)
    void effect.take(alert, true, record => {
      const { alert: key, channel, outcome } = record as DeliveryRecord
      // What the other channels are told of a failure has a test of its own.
      if (record.kind === 'delivery' && !key.startsWith('channel/')) told.push(`${key} ${channel} ${outcome}`)
    })
  await effect.finish()
  server.close()
  return told.sort()
}

t.test('match: a channel tells what all its matchers hold for', async t => {
  t.same(
    await route(
      [{ name: 'all' }, { name: 'llama', match: 'job=llama-*' }, { name: 'not-slow', match: ['state!=SLOW', 'job=*'] }],
      [alertOf('llama-7b'), alertOf('bert', { labels: { state: 'SLOW' } })],
    ),
    ['job/bert all sent', 'job/llama-7b all sent', 'job/llama-7b llama sent', 'job/llama-7b not-slow sent'],
  )
})

t.test('fallback: what a channel cannot tell another one tells, once', async t => {
  const alerts = [alertOf('a')]
  t.same(
    await route(
      [
        { name: 'chat', status: 400, fallback: 'pager' },
        { name: 'pager', standby: true },
      ],
      alerts,
    ),
    ['job/a chat failed', 'job/a pager sent'],
  )
  t.same(
    await route(
      [
        { name: 'chat', fallback: 'pager' },
        { name: 'pager', standby: true },
      ],
      alerts,
    ),
    ['job/a chat sent'],
    'who stands by tells nothing else',
  )
  t.same(
    await route([{ name: 'chat', status: 400, fallback: 'mail' }, { name: 'mail' }], alerts),
    ['job/a chat failed', 'job/a mail sent'],
    'and what it tells anyhow it tells once',
  )
  t.same(
    await route(
      [
        { name: 'chat', status: 400, fallback: 'pager' },
        { name: 'pager', status: 403, standby: true },
      ],
      alerts,
    ),
    ['job/a chat failed', 'job/a pager failed'],
    'nothing goes round in a circle',
  )
  t.same(
    await route(
      [
        { name: 'chat', status: 400, fallback: 'pager' },
        { name: 'mail', status: 403, fallback: 'pager' },
        { name: 'pager', standby: true },
      ],
      [alertOf('a'), alertOf('a', { sequence: 2, state: 'resolved' })],
    ),
    ['chat', 'mail', 'pager'].flatMap(name => Array(2).fill(`job/a ${name} ${name === 'pager' ? 'sent' : 'failed'}`)),
    'and what it stands in for twice it tells once',
  )
})

t.test('what is wrong with a route is told before anything is read', async t => {
  const problemsOf = async (...channels: readonly object[]): Promise<readonly string[]> => {
    const sections = channels.map(channel => ({ type: 'webhook', url: 'http://127.0.0.1/', ...channel }))
    const config = await loadJob({ path: 'job.yaml', text: JSON.stringify({ alert: { channels: sections } }) })
    return isProblems(config) ? config.map(({ place, reason }) => `${place}: ${reason}`) : []
  }
  t.match(await problemsOf({ match: 'job' }), [/match: "job" is no matcher; write one such as/])
  t.match(await problemsOf({ match: ['job=b', ''] }), [/match\[1\]: "" is no matcher/])
  t.match(await problemsOf({ match: 'severty=critical' }), [/match: no alert has "severty"; did you mean severity\?/])
  t.match(await problemsOf({ name: 'a', fallback: 'x' }, { name: 'b' }), [/fallback: x is no other channel; there: b$/])
  t.match(await problemsOf({ name: 'a', fallback: 'a' }), [/fallback: a is no other channel$/])
  t.match(await problemsOf({ name: 'a', fallback: 'b' }, { name: 'b', fallback: 'a' }), [
    /b has a fallback itself/,
    /a has a fallback itself/,
  ])
})
