// `logmon-ship resend FILE`: lines that were refused, once more.

import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { BOUNDS } from '../../bounds.ts'
import { isProblems, type Problem } from '../../problem.ts'
import { readLetter } from '../../ship/dead-letter.ts'
import type { ShipSettings } from '../../ship/settings.ts'
import { reasonOf } from '../error-words.ts'
import { lineSplitter } from '../lines.ts'
import { openShipper } from './ship-effect.ts'
import { realWorld, type ShipWorld } from './world.ts'

/** Sends the lines of a file of refused lines; resolves to the exit code, or to what is wrong. */
export async function resend(
  settings: ShipSettings,
  words: readonly string[],
  { print }: { readonly print: (text: string) => Promise<boolean> },
  world: ShipWorld = realWorld,
): Promise<number | readonly Problem[]> {
  const [verb, path] = words
  if (verb !== 'resend' || path === undefined || words.length > 2)
    return [{ place: words.join(' '), reason: 'the only arguments are "resend FILE"; records come on standard input' }]
  if (resolve(path) === resolve(settings.deadLetters))
    return [{ place: path, reason: 'is where refused lines go: rename it first, or name another with --dead-letters' }]
  // The lines stand in the file: a spool would keep them twice.
  const shipper = await openShipper({ ...settings, spool: undefined }, world)
  if (isProblems(shipper)) return shipper
  const { again, totals, finish, hear, failed } = shipper as Exclude<typeof shipper, readonly Problem[]>
  // A dry run shows on standard output what would be sent; else the lines for the user are enough.
  if (settings.dryRun) hear(record => void print(`${JSON.stringify(record)}\n`))
  const splitter = lineSplitter(BOUNDS['input.line'].most)
  let unread = 0
  let isRead = true
  const take = async (lines: readonly string[]): Promise<void> => {
    for (const line of lines) {
      if (line === '') continue
      const letter = readLetter(line)
      if (letter === undefined) unread++
      else await again(letter)
    }
  }
  try {
    for await (const chunk of createReadStream(path)) await take(splitter.push(chunk as Buffer))
  } catch (error) {
    world.say(`${path} cannot be read: ${reasonOf(error)}`)
    isRead = false
  }
  await take(splitter.end())
  await finish()
  if (unread > 0) world.say(`${path}: ${unread} lines are no refused lines, and were left out`)
  return !isRead || unread > 0 || failed() || totals.sent < totals.taken ? 1 : 0
}
