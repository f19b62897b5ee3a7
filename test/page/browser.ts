// Debian's Chromium, one for all tests of a file, and what they look for in each view.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { skipUnless } from '../skip.ts'

const CHROMIUM = '/usr/bin/chromium'
export const withoutChromium = skipUnless(existsSync(CHROMIUM), 'Chromium is not installed')

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export interface Watched {
  readonly page: Page
  /** Errors of scripts, and what the policy of the page forbade. */
  readonly troubles: string[]
}

/** Opens a page that notes whatever goes wrong in it. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', error => void troubles.push(`${error}`))
  page.on('console', message => {
    // Of a service that is away, and of tokens that are refused, the browser tells, too.
    if (message.type() === 'error' && !/Failed to load resource|net::ERR/.test(message.text()))
      troubles.push(message.text())
  })
  return { page, troubles }
}

/** Returns what axe finds wrong with a page, in words; nothing where all is well. */
export async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    return (await axe.run(document, { resultTypes: ['violations'] })).violations
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

/**
 * Returns what is read once it is what was expected, or what was read last after 15 s: a page draws when it comes to
 * it, not in the call that pressed a key.
 */
export async function settled<T>(page: Page, read: () => Promise<T>, expected: T): Promise<T> {
  for (let left = 300; ; left--) {
    const value = await read()
    if (value === expected || left === 0) return value
    await page.waitForTimeout(50)
  }
}

/** With LOGMON_SHOTS=DIR each view is left there as a picture, to be looked at. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['LOGMON_SHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
