// The page of `logmon serve`, as Debian's Chromium shows it: every view, in light and dark, on a desktop and a phone.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import t from 'tap'
import { type Serving, serving } from '../io/serve/serving.ts'
import { findings, newPage, settled, shot, startBrowser, type Watched, withoutChromium } from './browser.ts'
import { feed, HANGING, manyJobs, step, time } from './jobs.ts'

t.setTimeout(300_000)
const PHONE = { viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true }

t.test('it is less than 150 KB over the wire, and asks nobody else', async t => {
  const service = await serving()
  t.teardown(() => service.stop(1000))
  const document = await service.ask('/')
  t.equal(document.status, 200)
  const names = [...document.text.matchAll(/assets\/([\w.-]+)/g)].map(([, name]) => name as string)
  t.same(names.map(name => name.replace(/-[A-Z0-9]+/, '')).sort(), ['icon.svg', 'main.js', 'page.css'])
  let bytes = gzipSync(document.text).length
  for (const name of names) {
    const plain = await service.ask(`/assets/${name}`)
    t.match(plain.headers, { 'x-content-type-options': 'nosniff' }, name)
    if (name !== 'icon.svg') t.match(plain.headers['cache-control'], /immutable/, name)
    const packed = await service.ask(`/assets/${name}`, { headers: { 'accept-encoding': 'gzip' } })
    t.equal(packed.headers['content-encoding'], 'gzip')
    bytes += Number(packed.headers['content-length'])
    t.notMatch(plain.text, /https?:\/\/(?!www\.w3\.org)[a-z]/, `${name} names no other address`)
  }
  t.ok(bytes < 150 * 1024, `${bytes} bytes`)
  t.equal((await service.ask('/assets/index.html')).status, 404)
  t.equal((await service.ask('/assets/..%2f..%2fpackage.json')).status, 404)
  t.equal((await service.ask('/assets/constructor')).status, 404)
})

t.test('behind a path of a proxy, its addresses stay below it', async t => {
  const service = await serving({ basePath: '/logmon' })
  t.teardown(() => service.stop(1000))
  t.match(await service.ask('/logmon'), { status: 302, headers: { location: '/logmon/' } })
  t.match(await service.ask('/logmon/'), { status: 200, text: /src="assets\// })
  t.notMatch((await service.ask('/logmon/')).text, /(?:src|href)="\//)
})

t.test('in a browser', { skip: withoutChromium }, async t => {
  const browser: Browser = await startBrowser()
  t.teardown(() => browser.close())
  const service: Serving = await serving()
  t.teardown(() => service.stop(1000))

  await t.test('before any job, it says how one is made known', async t => {
    const { page, troubles } = await newPage(browser)
    await page.goto(service.url)
    await page.getByText('No job is known yet').waitFor()
    await shot(page, 'fleet-empty')
    t.same(await findings(page), [])
    t.same(troubles, [])
    await page.context().close()
  })

  await manyJobs(service)
  const jobs = (await service.ask('/api/v1/jobs')).body as { jobs: { id: number; job_id: string | null }[] }
  const idOf = (name: string): number => jobs.jobs.find(job => job.job_id === name)?.id ?? 0

  for (const theme of ['light', 'dark'] as const)
    for (const [device, options] of [
      ['desktop', {}],
      ['phone', PHONE],
    ] as const)
      await t.test(
        `every view in ${theme} on a ${device}: axe finds nothing, nothing is wider than the screen`,
        async t => {
          const watched: Watched = await newPage(browser, { colorScheme: theme, ...options })
          const { page, troubles } = watched
          const look = async (view: string): Promise<void> => {
            await shot(page, `${view}-${theme}-${device}`)
            t.same(await findings(page), [], `axe: ${view}`)
            const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
            t.ok((wide as number) <= (room as number), `${view} is ${wide} of ${room} pixels wide`)
          }
          await page.goto(service.url)
          await page.getByRole('link', { name: 'llama-70b' }).waitFor()
          await look('fleet')
          // Axe takes a second for a view: the others are looked at in one theme, on one device.
          const others = theme === 'light' && device === 'desktop' ? ['mixtral-pretrain', '4242'] : []
          for (const name of ['llama-70b', ...others]) {
            await page.goto(`${service.url}/#/jobs/${idOf(name)}`)
            await page.getByRole('heading', { level: 1, name }).waitFor()
            await page.locator('.tail-line').first().waitFor()
            if (name !== '4242') await page.locator('.plot canvas').first().waitFor()
            await look(`job-${name}`)
          }
          t.same(troubles, [])
          await page.context().close()
        },
      )

  await t.test('the list is live, says what changed, and is quiet when nothing does', async t => {
    const { page, troubles } = await newPage(browser)
    await page.goto(service.url)
    const row = page.getByRole('row').filter({ hasText: 'qwen-sft' })
    await row.getByText('HEALTHY').waitFor()
    t.equal(await page.locator('#group-trouble').textContent(), 'In trouble 1')
    await feed(service, 'qwen-sft', [
      { kind: 'status', scope: 'job', to: 'FAULTED', reason: 'a traceback', time: time(99) },
    ])
    await row.getByText('FAULTED').waitFor()
    await page.getByRole('status').filter({ hasText: 'qwen-sft is FAULTED' }).waitFor()
    t.equal(await settled(page, () => page.title(), '▲ 2 in trouble · logmon'), '▲ 2 in trouble · logmon')
    t.equal(await page.locator('#group-trouble').textContent(), 'In trouble 2')
    // What changes nothing that is shown draws nothing anew but when the job was heard.
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(changes => {
        for (const { target } of changes)
          seen.push(
            (target.parentElement ?? (target as Element)).closest('[data-head]')?.getAttribute('data-head') ?? 'page',
          )
      }).observe(document.querySelector('main') as Element, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      })
    })
    await feed(service, 'qwen-sft', [{ kind: 'notice', code: 'x', message: 'x' }])
    await feed(service, 'newcomer', [{ kind: 'log', message: 'hello' }])
    await page.getByRole('link', { name: 'newcomer' }).waitFor()
    const quiet = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
    t.same(
      [...new Set(quiet)].filter(place => !['Heard', 'State', 'page'].includes(place)),
      [],
      'only times',
    )
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('a job is live: its log, its steps, its state', async t => {
    const { page, troubles } = await newPage(browser)
    await page.goto(`${service.url}/#/jobs/${idOf('llama-70b')}`)
    await page.getByText('Traceback (most recent call last)').waitFor()
    await feed(service, 'llama-70b', [
      step(161, { time: time(900), message: 'it goes on' }),
      { kind: 'status', scope: 'job', from: 'HANGING', to: 'HEALTHY', reason: 'steps come again', time: time(900) },
    ])
    await page.locator('.tail').getByText('it goes on').waitFor()
    await page.locator('.job-title').getByText('HEALTHY').waitFor()
    await page.locator('.tiles').getByText('161 / 1,000').waitFor()
    // The filter, with what it finds marked, and in the address.
    await page.keyboard.press('/')
    await page.keyboard.type('watchdog')
    await page.locator('.tail mark').getByText('Watchdog').waitFor()
    t.equal(await settled(page, () => page.locator('.tail-line').count(), 1), 1)
    await page.waitForURL(/filter=watchdog/)
    await page.locator('#tail-filter').fill('')
    await page.locator('#tail-level').selectOption('ERROR')
    t.equal(await settled(page, () => page.locator('.tail-line').count(), 1), 1)
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('keys: to a job and back, zoom of plots, cells of ranks; links keep what was chosen', async t => {
    const { page, troubles } = await newPage(browser)
    await page.goto(service.url)
    await page.getByRole('link', { name: 'mixtral-pretrain' }).waitFor()
    await page.keyboard.press('j')
    const name = (await page.evaluate(() => document.activeElement?.textContent)) ?? ''
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.tagName)
    t.equal(await settled(page, focused, 'H1'), 'H1', 'who listens is told where they are')
    await page.keyboard.press('u')
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()

    await page.goto(`${service.url}/#/jobs/${idOf('llama-70b')}`)
    const place = page.locator('.plot-place').first()
    await place.locator('canvas').waitFor()
    await place.focus()
    await page.keyboard.press('ArrowLeft')
    await page
      .locator('.plot output')
      .filter({ hasText: /step 161: .* s/ })
      .first()
      .waitFor()
    await page.keyboard.press('+')
    await page.waitForURL(/from=2026-03-04T05.*to=2026-03-04T05/)
    const zoomed = page.url()
    await page.keyboard.press('0')
    await page.waitForURL(url => !url.href.includes('from='))
    await place.hover({ position: { x: 300, y: 60 } })
    await page.mouse.down()
    await page.mouse.move(
      ((await place.boundingBox()) ?? { x: 0 }).x + 500,
      ((await place.boundingBox()) ?? { y: 0 }).y + 60,
    )
    await page.mouse.up()
    // The mouse zooms, too.
    await page.waitForURL(/from=2026-03-04T05/)
    await page.goto('about:blank')
    await page.goto(zoomed)
    await place.locator('canvas').waitFor()
    t.equal(page.url(), zoomed, 'a link shows what was looked at')

    await page.locator('.heat-map canvas').focus()
    for (const key of ['Home', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    const rank = /^rank 11 on gpu-a-002, HANGING \(silent for 40 s\), step 159/
    await page.locator('.heat-map .told').filter({ hasText: rank }).waitFor()
    await page.getByText('Ranks as a table').click()
    t.match(await page.locator('.heat-map + details tbody tr').first().textContent(), /^rank 11gpu-a-002HANGING/)
    await page.getByText('Loss as a table').click()
    const losses = page.getByRole('table').filter({ hasText: 'Loss' }).locator('tbody tr')
    t.equal(await settled(page, () => losses.count(), 161), 161)
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    t.same(await findings(page), [])
    await shot(page, 'help')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.keyboard.press('t')
    t.equal(await page.evaluate(() => document.documentElement.dataset['theme']), 'light')
    await page.keyboard.press('t')
    t.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark')
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('what a log says is text in every field of every view', async t => {
    const evil =
      '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>"\'>\u202e\u001b[2J{{1}}javascript:hacked=1'
    const { body } = await feed(service, 'evil', [
      { kind: 'status', scope: 'job', to: 'HANGING', reason: evil, from: evil, time: time(1), rules: [evil] },
      ...[1, 2, 3].map(number => step(number, { message: evil, node: evil, level: 'ERROR', file: evil, logger: evil })),
      { kind: 'log', message: evil, rank: 1, node: evil, step: 2, metrics: { [evil]: 1, loss: null } },
      { kind: 'status', scope: 'rank', rank: 1, node: evil, to: 'HANGING', reason: evil },
      {
        kind: 'verdict',
        state: 'final',
        action: 'stop',
        category: evil,
        side: evil,
        primary: { line: 1, text: evil, node: evil, gpu: evil, signature: evil },
        culprit: { nodes: [evil], gpus: [evil], reason: evil },
        secondary: [{ text: evil, role: evil, line: 2 }],
        isolate: [{ node: evil, reason: evil, gpu: evil }],
        why: [evil],
        time: time(3),
      },
      {
        kind: 'verdict',
        state: 'final',
        action: 'restart',
        category: evil,
        primary: { text: evil },
        attempt: 1,
        time: time(4),
      },
      {
        kind: 'alert',
        key: evil,
        state: 'firing',
        severity: 'critical',
        summary: evil,
        facts: [{ name: evil, value: evil }],
        links: [{ title: evil, url: 'javascript:window.hacked=1' }],
        time: time(3),
      },
    ])
    const { job } = body as { job: number }
    const name = '<img src=x onerror=hacked=1>.log'
    writeFileSync(join(service.root, name), `${evil}\n[rank3]: torch.OutOfMemoryError: CUDA out of memory. ${evil}\n`)
    await service.ask('/logs', {
      body: { log_path: join(service.root, name), user: evil.slice(0, 200), job_id: '<b>9</b>' },
    })
    await service.ask(`/logs?log_path=${encodeURIComponent(join(service.root, name))}`)
    const found = (await service.ask('/api/v1/jobs?contains=onerror')).body as { jobs: { id: number }[] }
    const { page, troubles } = await newPage(browser)
    const check = async (what: string): Promise<void> => {
      const [hacked, made] = await page.evaluate(() => [
        'hacked' in window,
        document.querySelectorAll('img, script:not([src^="assets/"]), iframe, object, b, a[href^="javascript"]').length,
      ])
      t.same([hacked, made], [false, 0], what)
    }
    await page.goto(service.url)
    await page.getByText('<b>9</b>').waitFor()
    await check('the list')
    for (const id of [job, found.jobs[0]?.id]) {
      await page.goto(`${service.url}/#/jobs/${id}`)
      await page.locator('.tail').getByText('<img src=x').first().waitFor()
      await page.locator('.verdict .evidence').first().waitFor()
      for (const fold of await page.locator('details > summary').all()) if (await fold.isVisible()) await fold.click()
      await check(`job ${id}`)
      t.same(await findings(page), [], `axe: job ${id}`)
    }
    await page.goto(`${service.url}/#/jobs/${job}?filter=${encodeURIComponent(evil)}&level=%22%3E&from=%3Cb%3E`)
    await page.locator('.job-title').waitFor()
    await check('the address')
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('a service that was away: the page comes back and misses nothing', async t => {
    const first = await serving()
    const port = Number(new URL(first.url).port)
    await feed(first, 'survivor', HANGING.slice(0, 10))
    const { page, troubles } = await newPage(browser)
    await page.goto(`${first.url}/#/jobs/1`)
    await page.locator('.tail').getByText('iteration 9/').waitFor()
    await page.locator('[data-state="live"]').waitFor()
    await first.stop(1000)
    await page.locator('[data-state="waiting"]').waitFor()
    const second = await serving({
      root: first.root,
      data: first.data,
      endpoint: { is: 'tcp', host: '127.0.0.1', port },
    })
    t.teardown(() => second.stop(1000))
    await feed(second, 'survivor', [step(10), step(11), { kind: 'status', scope: 'job', to: 'SLOW', time: time(60) }])
    await page.locator('.tail').getByText('iteration 11/').waitFor()
    t.equal(await page.locator('.tail').getByText('iteration 10/').count(), 1, 'none is missed, none comes twice')
    await page.locator('.job-title').getByText('SLOW').waitFor()
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('where the service knows users, the page asks for a token', async t => {
    const hash = createHash('sha256').update('token-of-ann').digest('hex')
    const usersFile = join(service.root, 'users')
    writeFileSync(usersFile, `ann ${hash}\n`)
    const closed = await serving({ usersFile })
    t.teardown(() => closed.stop(1000))
    const { page, troubles } = await newPage(browser)
    await page.goto(closed.url)
    await page.getByLabel('Your token').waitFor()
    t.same(await findings(page), [])
    await shot(page, 'token')
    await page.getByLabel('Your token').fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('not known').waitFor()
    await page.getByLabel('Your token').fill('token-of-ann')
    await page.keyboard.press('Enter')
    await page.getByText('No job is known yet').waitFor()
    t.notMatch(page.url(), /token/)
    t.same(troubles, [])
    await page.context().close()
  })

  await t.test('another site can neither frame nor script it', async t => {
    const { page } = await newPage(browser)
    await page.setContent(`<iframe src="${service.url}/"></iframe>`)
    const frame = page.frames()[1]
    t.notMatch(await frame?.content(), /logmon/, 'not framed')
    await page.context().close()
  })
})
