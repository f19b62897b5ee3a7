import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { SIGNATURES } from '../../lib/signatures/index.ts'

t.test('what the engine knows of a row stands in the row: no source names one by its id', async t => {
  for (const folder of ['../../lib/classify/', '../../lib/io/classify/']) {
    const directory = new URL(folder, import.meta.url)
    for (const name of readdirSync(directory, { recursive: true }) as string[]) {
      if (!name.endsWith('.ts')) continue
      const source = readFileSync(new URL(name, directory), 'utf8')
      const named = SIGNATURES.filter(({ id }) => source.includes(`'${id}'`)).map(({ id }) => id)
      t.same(named, [], `${folder}${name}`)
    }
  }
})
