// A message as plain text, and as much of it as a channel takes.
import { cut } from '../redact/clean-text.ts'
import type { Block, Fact, Message } from './message.ts'

/** Returns facts as lines of two columns. */
export function factLines(facts: readonly Fact[]): string {
  const width = Math.max(0, ...facts.map(({ name }) => name.length)) + 1
  return facts.map(({ name, value }) => `${`${name}:`.padEnd(width)} ${value}`).join('\n')
}

/**
 * Returns all below the title, at most `limit` characters, the most important first: facts, links, and the blocks. Log
 * text always stands indented, so that it cannot pass for a heading of ours.
 */
export function messageText({ facts, links, blocks }: Message, limit: number): string {
  const parts = [
    factLines(facts),
    links.map(({ title, url }) => `${title}: ${url}`).join('\n'),
    ...blocks.map(({ title, text }) => (title === '' ? text : `${title}\n${indent(text)}`)),
  ].filter(part => part !== '')
  return parts.length === 0 ? '' : cut(`${parts.join('\n\n')}\n`, limit)
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ')

/**
 * Returns the blocks that fit into `limit`, measured by `sizeOf`, the last of them cut; each costs `overhead` besides
 * its title and text. Nothing of a block is kept of which there would be hardly a line.
 */
export function fittingBlocks(
  blocks: readonly Block[],
  limit: number,
  overhead = 0,
  sizeOf: (text: string) => number = text => text.length,
): readonly Block[] {
  const fitting: Block[] = []
  let left = limit
  for (const block of blocks) {
    const room = left - overhead - sizeOf(block.title)
    if (room < LEAST_ROOM) break
    const text = cutTo(block.text, room, sizeOf)
    fitting.push({ title: block.title, text })
    if (text !== block.text) break
    left = room - sizeOf(text)
  }
  return fitting
}

/** Returns the facts that fit into `limit`, as `fittingBlocks` does: its measure counts the name, too. */
export function fittingFacts(
  facts: readonly Fact[],
  limit: number,
  overhead = 4,
  sizeOf: (text: string) => number = text => text.length,
): readonly Fact[] {
  const blocks = facts.map(({ name, value }) => ({ title: name, text: value }))
  return fittingBlocks(blocks, limit, overhead, sizeOf).map(({ title, text }) => ({ name: title, value: text }))
}

const LEAST_ROOM = 40

/** Returns as much of a text as fits into `limit` by a measure of at least 1 for each character. */
export function cutTo(text: string, limit: number, sizeOf: (text: string) => number): string {
  if (sizeOf(text) <= limit) return text
  let [low, high] = [0, Math.min(text.length, limit)]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (sizeOf(cut(text, middle)) <= limit) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : cut(text, low)
}

/** Bytes of a text in UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    // A character of two units is four bytes: two for each.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2
  }
  return bytes
}

/** Bytes that a text takes as a string of JSON, without its quotes. */
export const jsonBytes = (text: string): number => utf8Bytes(JSON.stringify(text)) - 2
