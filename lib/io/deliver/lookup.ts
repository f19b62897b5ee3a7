// Names of servers, looked up where it can be called off: the resolver of the system runs in a thread that nothing
// stops, and a process does not end before its threads. A program of its own can be killed.
import { spawn } from 'node:child_process'
import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

/** What the program runs: prints the addresses of its argument, or the code of what went wrong. */
const SCRIPT = `require('node:dns').lookup(process.argv[1], { all: true }, (error, addresses) =>
  process.stdout.write(JSON.stringify(error ? { code: error.code } : addresses)))`

/**
 * Resolves to the addresses of a host, at least one. Rejects with an error that has a code, such as ENOTFOUND, or when
 * the signal comes.
 */
export async function addressesOf(
  host: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly LookupAddress[]> {
  const family = isIP(host)
  if (family !== 0) return [{ address: host, family }]
  const answer = await outputOf(['-e', SCRIPT, '--', host], environment, signal)
  const found: readonly LookupAddress[] | { readonly code: string } = JSON.parse(answer)
  if ('code' in found) throw Object.assign(new Error(`${host} has no address`), { code: found.code })
  if (found.length === 0) throw Object.assign(new Error(`${host} has no address`), { code: 'ENOTFOUND' })
  return found
}

/** Returns the same as Node's HTTP wants it. */
export const lookupFunction =
  (environment: NodeJS.ProcessEnv, signal: AbortSignal): LookupFunction =>
  (host, { all }, done) => {
    addressesOf(host, environment, signal).then(
      addresses => {
        const { address, family } = addresses[0] as LookupAddress
        if (all) done(null, [...addresses])
        else done(null, address, family)
      },
      error => done(error, ''),
    )
  }

function outputOf(words: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env,
      signal,
      killSignal: 'SIGKILL',
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(text)
      else reject(Object.assign(new Error('the name could not be looked up'), { code: 'EAI_FAIL' }))
    })
  })
}
