// Hands the logs of a job that has ended to a service, which judges and keeps them.
import http from 'node:http'
import https from 'node:https'
import type { SlurmJob } from '../../slurm/job.ts'

export interface ServiceAddress {
  /** `http://HOST:PORT`, with a path where a proxy has put one, or `unix:///PATH`. */
  readonly url: string
  readonly token: string | undefined
}

const TIMEOUT_MS = 10_000
const MOST_BYTES = 4096

/** Submits each log; rejects with the first that is refused, or where nobody answers. */
export async function submitLogs(job: SlurmJob, service: ServiceAddress): Promise<void> {
  for (const path of job.logs)
    await post(service, {
      log_path: path,
      user: job.user,
      job_id: job.id,
      analysis_intent: 'terminal',
    })
}

function post({ url, token }: ServiceAddress, body: object): Promise<void> {
  const text = JSON.stringify(body)
  const isSocket = url.startsWith('unix://')
  const target = isSocket ? undefined : new URL(`${url}/logs`)
  const options: http.RequestOptions = {
    ...(target === undefined
      ? { socketPath: url.slice('unix://'.length), path: '/logs', host: 'localhost' }
      : { hostname: target.hostname, port: target.port, path: target.pathname }),
    method: 'POST',
    timeout: TIMEOUT_MS,
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  }
  return new Promise((resolve, reject) => {
    const request = (target?.protocol === 'https:' ? https : http).request(options, response => {
      let answer = ''
      response.on('data', (part: Buffer) => {
        if (answer.length < MOST_BYTES) answer += part.toString()
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve()
        else reject(new Error(`${response.statusCode}: ${answer.slice(0, MOST_BYTES)}`))
      })
    })
    request.on('timeout', () => request.destroy(new Error('no answer')))
    request.on('error', reject)
    request.end(text)
  })
}
