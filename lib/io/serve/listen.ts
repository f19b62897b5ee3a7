// Where the service is reached: an address, or a socket.

import { existsSync, lstatSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Problem } from '../../problem.ts'
import { reasonOf } from '../error-words.ts'
import type { Endpoint } from './settings.ts'

const PROBE_MS = 500
/** Only the user of the service reaches a socket, unless its folder and mode say otherwise. */
const PRIVATE_UMASK = 0o177

/** Starts to listen; resolves to the URL, or to what is in the way. */
export async function listen(app: FastifyInstance, endpoint: Endpoint): Promise<string | readonly Problem[]> {
  if (endpoint.is === 'tcp') {
    try {
      await app.listen({ host: endpoint.host, port: endpoint.port })
    } catch (error) {
      return [{ place: '--listen', reason: reasonOf(error) }]
    }
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : endpoint.port
    return `http://${endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host}:${port}`
  }
  const inTheWay = await clear(endpoint.path)
  if (inTheWay !== undefined) return [{ place: '--listen', reason: inTheWay }]
  const umask = process.umask(PRIVATE_UMASK)
  try {
    await app.listen({ path: endpoint.path })
  } catch (error) {
    return [{ place: '--listen', reason: reasonOf(error) }]
  } finally {
    process.umask(umask)
  }
  return `unix://${endpoint.path}`
}

/** Removes a socket that nobody listens to any more; says what else is there. Nothing but a socket is ever removed. */
async function clear(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined
  if (!lstatSync(path).isSocket()) return `${path} is there and no socket`
  const answer = await new Promise<string>(resolve => {
    const socket = connect(path, () => {
      resolve('ok')
      socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.setTimeout(PROBE_MS, () => {
      resolve('ETIMEDOUT')
      socket.destroy()
    })
  })
  if (answer === 'ok') return `${path} is in use by another process`
  if (answer === 'ENOENT') return undefined
  if (answer !== 'ECONNREFUSED') return `${path} cannot be probed: ${reasonOf({ code: answer, message: answer })}`
  rmSync(path, { force: true })
  return undefined
}
