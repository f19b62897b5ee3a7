// The examples that help and docs show are what happens: each is run by the real program under --clock record.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { runShell } from './cases/shell.ts'
import { stages } from './stages.ts'

for (const stage of stages) {
  t.test(`the examples of logmon-${stage.name}`, async t => {
    t.ok(stage.examples.length > 0, 'there is at least one')
    for (const example of stage.examples) {
      if (example.input === undefined) continue // it shows a command that reads something else
      const folder = mkdtempSync(join(tmpdir(), 'logmon-example-'))
      for (const [name, text] of Object.entries(example.files ?? {})) writeFileSync(join(folder, name), text)
      const { stdout, stderr, status } = runShell(`logmon-${stage.name} ${example.args}`, example.input, folder)
      rmSync(folder, { recursive: true })
      t.same({ stdout, stderr, status }, { stdout: example.output, stderr: '', status: 0 }, example.describe)
    }
  })
}
