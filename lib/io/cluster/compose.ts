// The servers that lines go to: started by Docker Compose where Docker is, and waited for.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const COMPOSE_TIMEOUT_MS = 10 * 60_000
const ASK_TIMEOUT_MS = 5000
const PAUSE_MS = 500

/** Runs `docker compose`; resolves to what is wrong, undefined for nothing. */
export async function compose(file: string, words: readonly string[]): Promise<string | undefined> {
  try {
    await promisify(execFile)('docker', ['compose', '-f', file, ...words], { timeout: COMPOSE_TIMEOUT_MS })
    return undefined
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { readonly stderr?: string }
    if (code === 'ENOENT')
      return 'there is no docker here: install it (docs.docker.com/engine/install), run this where it is, or start Loki yourself and take compose out of the file'
    return stderr?.trim().split('\n').at(-1) || message
  }
}

/** Resolves to undefined as soon as the address answers with 2xx, to the last answer where that takes too long. */
export async function waitUntilReady(url: string, withinMs: number, now: () => number): Promise<string | undefined> {
  const until = now() + withinMs
  for (;;) {
    const answer = await ask(url)
    if (answer === undefined || now() >= until) return answer
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
  }
}

async function ask(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
    await answer.body?.cancel()
    return answer.ok ? undefined : `it answers ${answer.status}`
  } catch (error) {
    const { cause, message } = error as Error & { readonly cause?: NodeJS.ErrnoException }
    return cause?.code ?? message
  }
}
