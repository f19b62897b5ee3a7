// A real Prometheus Alertmanager of our own on loopback, which tells a webhook of ours what it would tell people.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { skipUnless } from '../skip.ts'
import { freePort } from './free-port.ts'

const INSTALLED = '/usr/bin/prometheus-alertmanager'

export const alertmanagerMissing: string | false = skipUnless(
  existsSync(INSTALLED),
  'prometheus-alertmanager is not installed',
)

export interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly updatedAt: string
}

export interface Alertmanager {
  readonly url: string
  /** What is active now. */
  alerts(): Promise<readonly Alert[]>
  /** Resolves to what is active as soon as that is so. */
  until(isSo: (alerts: readonly Alert[]) => boolean): Promise<readonly Alert[]>
  /** Resolves to the next body that it posts to its webhook. */
  nextTold(): Promise<Readonly<Record<string, unknown>>>
  stop(): Promise<void>
}

export async function startAlertmanager(): Promise<Alertmanager> {
  const directory = mkdtempSync(join(tmpdir(), 'logmon-alertmanager-'))
  const told: Readonly<Record<string, unknown>>[] = []
  const waiting: ((body: Readonly<Record<string, unknown>>) => void)[] = []
  const hook = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      response.end()
      const body = JSON.parse(text)
      const next = waiting.shift()
      if (next === undefined) told.push(body)
      else next(body)
    })
  })
  await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
  const hookUrl = `http://127.0.0.1:${(hook.address() as { port: number }).port}/`
  writeFileSync(
    join(directory, 'alertmanager.yml'),
    `route: {receiver: hook, group_by: [key], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
receivers: [{name: hook, webhook_configs: [{url: "${hookUrl}"}]}]
`,
  )
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const daemon = spawn(
    INSTALLED,
    [
      `--config.file=${join(directory, 'alertmanager.yml')}`,
      `--storage.path=${directory}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let said = ''
  daemon.stderr.on('data', chunk => {
    said += chunk
  })
  const ended = new Promise<void>(resolve => daemon.on('exit', () => resolve()))
  const isUp = async (): Promise<void> => {
    for (;;) {
      const up = await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (up) return
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  await Promise.race([isUp(), ended.then(() => Promise.reject(new Error(`alertmanager did not start: ${said}`)))])

  const alerts = async (): Promise<readonly Alert[]> =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Alert[]
  return {
    url,
    alerts,
    async until(isSo) {
      for (;;) {
        const now = await alerts()
        if (isSo(now)) return now
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    nextTold: () =>
      new Promise(resolve => {
        const next = told.shift()
        if (next === undefined) waiting.push(resolve)
        else resolve(next)
      }),
    async stop() {
      hook.closeAllConnections()
      hook.close()
      daemon.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
