// A scanner that others keep is asked about the same texts: what it finds, ours takes out.

import { readdirSync, readFileSync } from 'node:fs'
import { lintSource } from '@secretlint/core'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import t from 'tap'
import { redactText } from '../../lib/redact/redact-text.ts'
import { foreign } from '../skip.ts'
import { NAMED } from './corpus/named.ts'
import { labelled } from './corpus/templates.ts'
import { TOKENS } from './corpus/tokens.ts'

interface Found {
  readonly text: string
  readonly rule: string
}

/** Returns what the scanner finds in a text. */
async function foundIn(content: string): Promise<readonly Found[]> {
  const { messages } = await lintSource({
    source: { filePath: 'train.log', content, ext: '.log', contentType: 'text' },
    options: { config: { rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }] } },
  })
  return messages.map(({ range: [start, end], ruleId }) => ({ text: content.slice(start, end), rule: ruleId }))
}

t.test('what the scanner finds among drawn tokens and named secrets, ours takes out', async t => {
  const rules = new Set<string>()
  for (const seed of [1, 104_729, 1_299_709]) {
    // One text: the scanner takes a while to begin.
    const text = [...TOKENS, ...NAMED].map(template => `INFO config: ${labelled(template, seed).text} end`).join('\n')
    const redacted = redactText(text)
    for (const { text: secret, rule } of await foundIn(text)) {
      rules.add(rule)
      t.notOk(redacted.includes(secret), `${rule}: ${secret}`)
    }
    const left = (await foundIn(redacted)).filter(({ text: found }) => !found.includes('[redacted'))
    t.same(left, [], 'nothing is left')
  }
  t.ok(rules.size >= 8, 'most of its rules took part', { rules: [...rules] })
})

const [logs, corpus] = [foreign('logs'), foreign('corpus')]
const FOLDERS = [logs.folder, `${corpus.folder}/failures`, `${corpus.folder}/formats`]

t.test('what it finds in logs, ours takes out', { skip: logs.skip || corpus.skip }, async t => {
  for (const folder of FOLDERS)
    for (const name of readdirSync(folder)) {
      const text = readFileSync(`${folder}/${name}`, 'utf8')
      const found = await foundIn(text)
      if (found.length === 0) continue
      const redacted = redactText(text)
      for (const { text: secret, rule } of found) t.notOk(redacted.includes(secret), `${rule} in ${name}`)
    }
})
