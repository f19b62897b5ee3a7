import { spawnSync } from 'node:child_process'
import t from 'tap'

t.test(
  'the demo shows a job that is healthy, slow, hanging, healthy again and broken, in this order, and ends with 0',
  async t => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/run.js', 'examples/demo/main.ts', '--speed', '3'],
      { encoding: 'utf8', timeout: 60_000 },
    )
    t.equal(stderr, '')
    t.equal(status, 0)
    const states = /^The job went (.*)\.$/m.exec(stdout)?.[1]?.split(', ') ?? []
    const wanted = ['HEALTHY', 'SLOW', 'HANGING', 'HEALTHY', 'FAULTED']
    let next = 0
    for (const state of states) if (state === wanted[next]) next++
    t.equal(next, wanted.length, `${states.join(', ')} has ${wanted.join(', ')} in it`)
    t.equal(states.at(-1), 'FAULTED')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours where no terminal is
    t.notMatch(stdout, /[\u001b\r]/)
    t.match(stdout, /tail -F your-train\.log \| npx logmon run -c examples\/demo\/job\.yaml/)
  },
)
