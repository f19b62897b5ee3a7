// Which file a followed path leads to now, and what is to be read before it: files that appear, are renamed away,
// truncated, replaced and come back.
import { compressionOf } from '../rotated-name.ts'
import { adoptSaved } from './adopt-saved.ts'
import { planYounger, tellCopies, tellGone } from './copies.ts'
import { continueIn, findCopy, tellLostBefore } from './find-file.ts'
import { type FollowContext, type FollowedPath, fileOf, isStillEmpty, type Start } from './followed-path.ts'
import { isCopyOfFollowed, type Met, readOnInGrownCopy } from './new-copies.ts'
import { lastLine, look, type Machine, match, notice, open, rotated, seek, untilStill } from './questions.ts'
import { isReadElsewhere } from './read-elsewhere.ts'
import { truncatedText, UNREADABLE_TEXT } from './texts.ts'
import { confirmLook, type FileSeen, isSameFile, resumeAt, type TrackedFile, unreadBytes } from './tracked-file.ts'
import { findUnread, putUnread, type Unread } from './unread.ts'

/** Brings a path up to date after a look said that it changed. */
export function* resolvePath<F extends TrackedFile>(
  path: FollowedPath<F>,
  start: Start,
  context: FollowContext<F>,
): Machine<F, 'ready' | 'moving'> {
  // Where files are moved all the time nothing is decided: the path stays one that changed, and is looked at again.
  return yield* untilStill(function* () {
    yield* resolve(path, start, context)
    return 'ready' as const
  })
}

function* resolve<F extends TrackedFile>(
  path: FollowedPath<F>,
  start: Start,
  context: FollowContext<F>,
): Machine<F, void> {
  const seen = yield* look<F>(path.path)
  const { live } = path
  if (live !== undefined && seen !== undefined && isSameFile(live, seen)) {
    yield* resolveSame(path, live, seen, context)
    return
  }
  if (live !== undefined) {
    const unseen = yield* findUnseenBefore(path, live, context)
    live.role = 'rotated'
    live.mayHaveGrown = true
    path.live = undefined
    path.newest = live
    path.isRewritten = false
    path.emptySinceMs = undefined
    putUnread(path, unseen, context)
    path.backlog.push(live)
  }
  if (seen !== undefined) yield* begin(path, seen, start, context)
}

/** A file that was empty whenever it was looked at may have been filled, copied and truncated before it was moved. */
function* findUnseenBefore<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  context: FollowContext<F>,
): Machine<F, readonly Unread<F>[]> {
  const { emptySinceMs } = path
  if (emptySinceMs === undefined) return []
  const { device, inode } = live
  const unread = yield* findUnread<F>(path, { device, inode, modifiedMs: emptySinceMs }, [live], context)
  const itself = (yield* rotated<F>(path.path)).find(one => isSameFile(one, live))
  return unread.filter(({ seen }) => itself === undefined || seen.modifiedMs < itself.modifiedMs)
}

function* resolveSame<F extends TrackedFile>(
  path: FollowedPath<F>,
  live: F,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, void> {
  const opened = yield* open(live)
  if (opened === 'unreadable') return yield* tellUnreadable(path)
  if (opened === 'moved') return // the next look tells where to
  path.isUnreadable = false
  if (path.isRewritten || seen.size < live.looked.size || opened === 'rewritten')
    return yield* beginAnew(path, live, { seen, isQuiet: false }, context)
  if (!isStillEmpty(live)) return
  yield* planYounger(path, live, live, context)
  live.looked = seen
  confirmLook(live)
}

/**
 * The file was truncated, or truncated and written anew beyond where we were: what was not read of its old text stands
 * in a copy, if anywhere. Its new text is read from its start.
 */
function* beginAnew<F extends TrackedFile>(
  path: FollowedPath<F>,
  old: F,
  { seen, isQuiet }: { readonly seen: FileSeen; readonly isQuiet: boolean },
  context: FollowContext<F>,
): Machine<F, void> {
  // Before its copies are looked for: those that were made until now are found then. Whatever is done to the file later
  // is noticed when it is read.
  const live = fileOf(path, seen, 'live', context)
  if ((yield* open(live)) === 'open') yield* seek(live, 0)
  else live.size = 0 // moved on: how long its new text is nobody has seen
  live.modifiedMs = seen.modifiedMs
  const copy = old.offset > 0 ? yield* findCopy(path, old, context) : undefined
  const isReadCopy = old.offset > 0 && copy === undefined && (yield* isReadElsewhere(path, old, context))
  const unread = yield* findUnread<F>(path, copy ?? old, copy === undefined ? [seen] : [seen, copy], context)
  const lost = unreadBytes(old)
  if (copy !== undefined) path.backlog.push(continueIn(path, old, copy, context))
  putUnread(path, unread, context)
  context.registry.forget(old)
  context.registry.add(live)
  path.live = live
  path.newest = live
  path.isRewritten = false
  path.emptySinceMs = isStillEmpty(live) ? live.modifiedMs : undefined
  tellCopies(path, live, unread)
  const isCopyFound = copy !== undefined || isReadCopy || (old.offset === 0 && unread.length > 0)
  if (!(isQuiet && isCopyFound))
    yield* notice<F>('source_truncated', truncatedText(old.offset, isCopyFound, lost), path.path)
}

/** The path leads to a file that it did not lead to at the last look. */
function* begin<F extends TrackedFile>(
  path: FollowedPath<F>,
  seen: FileSeen,
  start: Start,
  context: FollowContext<F>,
): Machine<F, void> {
  const { registry } = context
  const known = registry.find(seen)
  // Where it is read already, it is the same file under another name.
  if (known !== undefined && (known.role !== 'done' || (yield* takeOver(path, known, seen, context)))) return
  if (known !== undefined) registry.displace(known)
  const file = fileOf(path, seen, 'live', context)
  if (compressionOf(path.path) !== undefined) return yield* beginCompressed(path, { file, seen }, start, context)
  const opened = yield* open(file)
  if (opened === 'moved') return beginMoved(path, file, start, context)
  if (opened !== 'open') return yield* tellUnreadable(path)
  path.isUnreadable = false
  if (yield* resumeSaved(path, file, seen, context)) return
  const { newest } = path
  if (newest === undefined) {
    if (start === 'start unless copy' && (yield* isCopyOfFollowed(seen, context))) {
      file.role = 'copy'
      registry.add(file)
      return
    }
    yield* seek(file, start === 'end' ? yield* lastLine(file) : 0)
  } else if (!(yield* readOnInGrownCopy(path, newest, { file, seen }, context))) {
    yield* seek(file, 0)
    yield* planYounger(path, newest, file, context)
    // A grown copy may have replaced one that nothing was read of yet.
    if (newest.offset === 0 && path.backlog.includes(newest)) yield* tellGone(path, file, [newest], context)
  }
  yield* tellLostBefore(path)
  becomeLive(path, file, context)
}

/**
 * Rotated between its first look and its opening; where a file was read before, what is younger is looked for anyhow.
 */
function beginMoved<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  start: Start,
  { registry }: FollowContext<F>,
): void {
  if (path.newest !== undefined || start === 'end' || registry.savedOf(path.path).length > 0) return
  file.role = 'rotated'
  path.newest = file
  path.backlog.push(file)
  registry.add(file)
}

function becomeLive<F extends TrackedFile>(path: FollowedPath<F>, file: F, { registry }: FollowContext<F>): void {
  file.role = 'live'
  if (file.offset === 0) file.mayBeKnown = true
  path.live = file
  path.newest = file
  path.emptySinceMs = isStillEmpty(file) ? file.modifiedMs : undefined
  registry.add(file)
}

/** A file that was read to its end comes back, as behind a link that is switched: it is read on. */
function* takeOver<F extends TrackedFile>(
  path: FollowedPath<F>,
  known: F,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, boolean> {
  if (known.headBytes === 0) return false // nothing proves that it is the same
  const { path: before } = known
  known.path = seen.path
  if (compressionOf(seen.path) !== compressionOf(before) || (yield* open(known)) !== 'open') {
    known.path = before
    return false
  }
  const { newest } = path
  if (newest !== undefined && newest !== known) yield* planYounger(path, newest, known, context)
  known.role = 'live'
  known.isLossTold = false
  known.looked = seen
  confirmLook(known)
  path.live = known
  path.newest = known
  return true
}

/** Goes on where the state says, if it knows the file. What else it knows of the path is read before. */
function* resumeSaved<F extends TrackedFile>(
  path: FollowedPath<F>,
  file: F,
  seen: FileSeen,
  context: FollowContext<F>,
): Machine<F, boolean> {
  const { registry } = context
  const saved = registry.savedAt(seen)
  const all = registry.savedOf(path.path)
  // The inode of any other file that was known may be this one's now.
  const isLast = saved !== undefined && saved === registry.lastSavedOf(path.path)
  const isSame =
    saved !== undefined && (saved.headBytes === 0 ? isLast : (yield* match<F>(path.path, seen, [saved])) === 0)
  const isTruncated = isLast && !isSame
  const others = isSame || isTruncated ? all.filter(position => position !== saved) : all
  if (isSame && saved !== undefined) {
    resumeAt(file, saved)
    yield* seek(file, saved.offset) // before the others are adopted: where it was moved, all of this is asked again
  }
  yield* adoptSaved(path, others, { isReplaced: !isSame && !isTruncated, live: seen }, context)
  if (saved === undefined || !(isSame || isTruncated)) return false
  if (isTruncated) {
    resumeAt(file, saved)
    file.size = saved.size ?? saved.offset
    file.modifiedMs = saved.modifiedMs ?? 0
    registry.remember(file) // where it is moved meanwhile, its copies are still told by it
    yield* beginAnew(path, file, { seen, isQuiet: true }, context)
    registry.dropSaved([saved])
    return true
  }
  // Of a file that was not read yet nothing proves that it is the same: its inode may have been given to this one.
  if (saved.offset === 0) {
    yield* planYounger(path, Object.assign(file, { modifiedMs: saved.modifiedMs ?? 0 }), file, context)
    yield* tellGone(path, file, [], context)
  }
  registry.dropSaved([saved])
  becomeLive(path, file, context)
  return true
}

/** A compressed file never grows: it is read whole, from where the state says. */
function* beginCompressed<F extends TrackedFile>(
  path: FollowedPath<F>,
  { file, seen }: Met<F>,
  start: Start,
  context: FollowContext<F>,
): Machine<F, void> {
  const saved = context.registry.savedAt(seen)
  const isCopy = saved === undefined && start === 'start unless copy' && (yield* isCopyOfFollowed(seen, context))
  if (saved !== undefined && (yield* match<F>(path.path, seen, [saved])) === 0) resumeAt(file, saved)
  if (saved !== undefined) context.registry.dropSaved([saved])
  file.hasEnded = isCopy || (saved === undefined ? start === 'end' : saved.size === saved.offset)
  becomeLive(path, file, context)
  if (!file.hasEnded) path.backlog.push(file)
}

function* tellUnreadable<F extends TrackedFile>(path: FollowedPath<F>): Machine<F, void> {
  if (path.isUnreadable) return
  path.isUnreadable = true
  yield* notice<F>('source_unreadable', UNREADABLE_TEXT, path.path)
}
