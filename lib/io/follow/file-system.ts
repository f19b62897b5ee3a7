// The hand of the following machine that works on the files of this host: it looks, lists and compares.
import { closeSync, fstatSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { AnswerTo, Question } from '../../sources/follow/questions.ts'
import { confirmLook, type FileSeen, fileKey, isSameFile } from '../../sources/follow/tracked-file.ts'
import { HEAD_BYTES, isCopy, type Position, tailLike } from '../../sources/position.ts'
import { compressionOf, isRotatedName, rotationOrder } from '../../sources/rotated-name.ts'
import { matchCompressed, openCompressed } from './compressed.ts'
import { type DescriptorPool, isTextUnchanged, openForReading } from './descriptors.ts'
import type { DirectoryNames, NameLister } from './directory-names.ts'
import { endOfLastLine } from './end-of-last-line.ts'
import { fingerprint, readAt, readHead, readTail } from './fingerprint.ts'
import { type FollowedFile, seek } from './followed-file.ts'
import { seenAs } from './seen-as.ts'

/** A listing is made again until two agree, at most so often: rotation moves files while we look at them. */
const MAX_LISTINGS = 5

/** Returns what stands at a path, undefined where that is no file. Throws where the file system does not say. */
export function lookAt(path: string): FileSeen | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat?.isFile() === true ? seenAs(path, stat) : undefined
}

/** Returns what rotation made of a path, oldest first. */
export function listRotated(path: string, listNames: NameLister): readonly FileSeen[] {
  let before = ''
  for (let listings = 0; ; listings++) {
    const names = listNames(dirname(path))
    const found = statRotated(path, names)
    const keys = found.map(fileKey).sort().join()
    if (names.isStill() || keys === before || listings === MAX_LISTINGS) return found
    before = keys
  }
}

function statRotated(path: string, names: DirectoryNames): readonly FileSeen[] {
  const directory = dirname(path)
  const base = basename(path)
  const found = new Map<string, FileSeen>()
  for (const name of names.beginningWith(
    base.slice(0, base.lastIndexOf('.') > 0 ? base.lastIndexOf('.') : undefined),
  )) {
    const seen = isRotatedName(name, base) ? lookAt(join(directory, name)) : undefined
    if (seen !== undefined) found.set(fileKey(seen), seen)
  }
  const files = [...found.values()]
  // A file that is just being compressed stands there twice; the plain one is whole.
  const plain = new Set(files.map(one => one.path))
  return files
    .filter(one => compressionOf(one.path) === undefined || !plain.has(one.path.replace(/\.(gz|zst)$/, '')))
    .sort((a, b) => a.modifiedMs - b.modifiedMs || rotationOrder(b.path) - rotationOrder(a.path))
}

/** Answers the machine's questions. Notices go to `notice`. */
export function fileSystemHand(
  pool: DescriptorPool,
  listNames: NameLister,
  notice: (code: string, message: string, path: string) => void,
): (question: Question<FollowedFile>) => AnswerTo[keyof AnswerTo] | Promise<number | 'moved'> {
  return question => {
    switch (question.is) {
      case 'look':
        return lookAt(question.path)
      case 'rotated':
        return listRotated(question.path, listNames)
      case 'elsewhere':
        return undefined // a file system says nothing of other names
      case 'match':
        return matchFile(question, pool)
      case 'open': {
        const descriptor = pool.acquire(question.file)
        return typeof descriptor === 'number' ? 'open' : descriptor
      }
      case 'seek':
        return withDescriptor(question.file, pool, descriptor => seekThere(question, descriptor))
      case 'last line':
        return withDescriptor(question.file, pool, descriptor => endOfLastLine(descriptor, fstatSync(descriptor).size))
      case 'notice':
        notice(question.code, question.message, question.path)
        return undefined
    }
  }
}

/** Where it was truncated since it was compared, there is no such place any more. */
function seekThere(
  { file, offset }: { readonly file: FollowedFile; readonly offset: number },
  descriptor: number,
): undefined | 'moved' {
  const now = seenAs(file.path, fstatSync(descriptor, { bigint: true }))
  if (now.size < offset || (file.tail !== undefined && !isTextUnchanged(file, descriptor))) return 'moved'
  seek(file, descriptor, offset)
  const isBegun = offset > 0 || now.size <= HEAD_BYTES
  file.unreadEnd = isBegun ? undefined : { offset: now.size, before: readTail(descriptor, now.size) }
  file.looked = now
  confirmLook(file)
  return undefined
}

function withDescriptor<Result>(
  file: FollowedFile,
  pool: DescriptorPool,
  use: (descriptor: number) => Result,
): Result | 'moved' {
  const descriptor = pool.acquire(file)
  return typeof descriptor === 'number' ? use(descriptor) : 'moved'
}

/** Returns which of some positions a file holds the text of, -1 for none. */
function matchFile(
  {
    seen,
    positions,
    headOnly,
  }: Pick<Extract<Question<FollowedFile>, { is: 'match' }>, 'seen' | 'positions' | 'headOnly'>,
  pool: DescriptorPool,
): number | 'moved' | Promise<number | 'moved'> {
  const descriptor = openForReading(seen.path)
  if (descriptor === undefined) return matchOpen(seen, positions, headOnly, pool)
  if (descriptor === 'unreadable') return -1
  let isTaken = false
  try {
    const stat = fstatSync(descriptor, { bigint: true })
    if (!isSameFile(seenAs(seen.path, stat), seen)) return matchOpen(seen, positions, headOnly, pool)
    if (compressionOf(seen.path) === undefined) return matchPlain(descriptor, Number(stat.size), positions, headOnly)
    isTaken = true
    return matchCompressed(openCompressed(seen.path, descriptor), positions, headOnly)
  } finally {
    if (!isTaken) closeSync(descriptor)
  }
}

/** The same for a file that is not where it was: it may be open, and deleted. */
function matchOpen(
  seen: FileSeen,
  positions: readonly Position[],
  headOnly: boolean,
  pool: DescriptorPool,
): number | 'moved' {
  const descriptor = compressionOf(seen.path) === undefined ? pool.find(seen) : undefined
  if (descriptor === undefined) return 'moved'
  return matchPlain(descriptor, fstatSync(descriptor).size, positions, headOnly)
}

function matchPlain(descriptor: number, size: number, positions: readonly Position[], headOnly: boolean): number {
  const start = readHead(descriptor)
  const hashes = new Map<number, string>()
  const headOf = (headBytes: number): string => {
    const known = hashes.get(headBytes)
    if (known !== undefined) return known
    const bytes = headBytes <= HEAD_BYTES ? start.subarray(0, headBytes) : readAt(descriptor, 0, headBytes)
    const hash = fingerprint(bytes)
    hashes.set(headBytes, hash)
    return hash
  }
  return positions.findIndex(position => {
    if (position.headBytes === 0 || headOf(position.headBytes) !== position.head) return false
    if (headOnly) return true
    const { head, offset } = position
    return isCopy(position, { size, head, tail: tailLike(position.tail, readTail(descriptor, offset), fingerprint) })
  })
}
