// The page that `logmon report` writes, in Debian's Chromium, from a file: what it draws, that it needs nothing beside
// it, and that no text of a log is anything but text.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { Job } from '../goodput/scripted.ts'
import { findings, newPage, shot, startBrowser, withoutChromium } from './browser.ts'

const HOSTILE =
  '</script><script>globalThis.was = 1</script><img src=x onerror="globalThis.was = 1"> \u001b[31m&amp;"\''

/** Two attempts of eight ranks, the first of which failed with a hostile line, and a job that ended well. */
function logs(t: Test): string {
  const folder = t.testdir({})
  const bad = new Job()
  bad.starts(60_000)
  bad.steps(120)
  bad.spend('hang', 10 * 60_000)
  for (let rank = 0; rank < 8; rank++)
    bad.lines.push(
      `[rank${rank}]: Traceback (most recent call last):`,
      `[rank${rank}]: torch.OutOfMemoryError: CUDA out of memory. ${HOSTILE}`,
    )
  bad.say('[default] Worker group FAILED. 2/3 attempts left; will restart worker group')
  bad.starts(60_000)
  bad.backTo(100)
  bad.steps(100)
  bad.lines.push(`[rank3]: torch.OutOfMemoryError: CUDA out of memory. ${HOSTILE}`)
  const good = new Job()
  good.starts(20_000)
  good.steps(60)
  mkdirSync(join(folder, 'runs'))
  writeFileSync(join(folder, 'runs', `bad ${'<b>'.repeat(2)}.log`), `${bad.lines.join('\n')}\n`)
  writeFileSync(join(folder, 'runs', 'good.log'), `${good.lines.join('\n')}\n`)
  return folder
}

function report(folder: string, ...words: readonly string[]): string {
  const out = join(folder, 'report.html')
  execFileSync(process.execPath, ['bin/logmon.js', 'report', join(folder, 'runs'), '-o', out, ...words])
  return pathToFileURL(out).href
}

/** Walks down the page, so that all of it is drawn. */
const walkDown = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 400) {
      scrollTo(0, y)
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }
    scrollTo(0, 0)
  })

t.test('the page of a folder of jobs', { skip: withoutChromium, timeout: 120_000 }, async t => {
  const address = report(logs(t), '--title', `Week 9 ${HOSTILE}`)
  const browser = await startBrowser()
  t.teardown(() => browser.close())
  const views = {
    light: {},
    dark: { colorScheme: 'dark' },
    phone: { viewport: { width: 390, height: 800 } },
  } as const

  for (const [name, options] of Object.entries(views)) {
    const { page, troubles } = await newPage(browser, options)
    const asked: string[] = []
    page.on('request', request => void asked.push(request.url()))
    await page.goto(address)
    await walkDown(page)
    await shot(page, `report-${name}`)
    t.same(await findings(page), [], `${name}: axe finds nothing`)
    t.same(troubles, [], `${name}: no script failed, and the policy forbade nothing`)
    t.same(
      asked.filter(url => url !== address && !url.startsWith('data:')),
      [],
      `${name}: nothing was asked for`,
    )
    t.equal(
      await page.evaluate(() => (globalThis as { was?: number }).was),
      undefined,
      `${name}: no text became script`,
    )
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    t.ok(overflow <= 0, `${name}: nothing stands beyond the edge`)
    t.equal(await page.locator('canvas').count(), 5, `${name}: two plots of each job, and ranks`)
    if (name === 'light') await useKeys(t, page)
    await page.context().close()
  }
})

async function useKeys(t: Test, page: Page): Promise<void> {
  const text = await page.locator('body').innerText()
  t.match(text, /<\/script><script>globalThis\.was = 1<\/script><img src=x/, 'what the log said stands there as text')
  t.match(text, /GPU memory ran out/)
  t.match(text, /Goodput \d+ %/)
  t.match(text, /20 done again/)
  const plot = page.locator('.plot-place').first()
  await plot.focus()
  await page.keyboard.press('ArrowRight')
  t.match(await page.locator('.plot .told').first().innerText(), /step 1: /, 'keys read the values of a plot')
  const ranks = page.locator('.heat-map canvas').first()
  const edge = ((await ranks.boundingBox())?.width ?? 0) - 3
  await ranks.hover({ position: { x: edge, y: 5 } })
  t.match(await page.locator('.heat-map .told').first().innerText(), /^rank 0, .* UTC: /, 'ranks fill the whole width')
  await ranks.press('ArrowDown')
  t.match(await page.locator('.heat-map .told').first().innerText(), /^rank 1/)
  const [row] = await page.locator('.overview tbody a').all()
  await row?.press('Enter')
  t.match(page.url(), /#job-0$/, 'a row leads to its job')
  await page.locator('#theme').press('Enter')
  t.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'light')
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.was = 1'
    document.body.append(script)
    return (globalThis as { was?: number }).was
  })
  t.equal(ran, undefined, 'the policy lets no other script run')
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  await shot(page, 'report-print')
  t.equal(await page.locator('.plot .tools').first().isVisible(), false, 'nor the buttons of a plot')
  t.equal(await page.locator('#theme').isVisible(), false, 'what can only be pressed is not printed')
}
