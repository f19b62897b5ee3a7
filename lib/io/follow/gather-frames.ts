// What is on its way out to another host's logmon-follow, which makes the records: blocks as they were read, and where
// reading stands.
import { acknowledge, positionOf, takenMark } from '../../sources/follow/tracked-file.ts'
import { type Frame, formatFrame } from '../../sources/frames.ts'
import { lineEncoder } from '../../sources/line-encoder.ts'
import type { Position } from '../../sources/position.ts'
import { fingerprint } from './fingerprint.ts'
import type { FollowedFile } from './followed-file.ts'
import type { Gathered } from './gather.ts'

export interface GatheredFrames extends Gathered {
  frame(frame: Frame): void
}

const FULL_BYTES = 64 * 1024

export function gatherFrames(): GatheredFrames {
  const encoder = lineEncoder()
  const notified = new Set<string>()

  function frame(frame: Frame): void {
    for (const bytes of formatFrame(frame)) encoder.bytes(bytes)
  }
  /** The lines are told under the path that was followed, whatever the file is called now. */
  const standing = (file: FollowedFile): Position => positionOf(file, fingerprint, takenMark(file))
  const notice = (code: string, message: string, file?: string): void =>
    frame({ is: 'notice', code, message, ...(file === undefined ? {} : { file }) })
  let handed: FollowedFile[] = []
  return {
    frame,
    notice,
    lastWritten: ({ followedAs: path }, last) => frame({ is: 'last written', path, ...last }),
    add(file, { bytes, offset, cut }) {
      handed.push(file)
      frame({ is: 'block', bytes, offset, cut, position: standing(file) })
    },
    addErrorFile(file, text) {
      handed.push(file)
      frame({ is: 'error file', bytes: text, position: standing(file) })
    },
    noticeOnce(code, message) {
      if (notified.has(code)) return
      notified.add(code)
      notice(code, message)
    },
    attemptSeen: () => {}, // the other end sees every path
    isEmpty: () => encoder.size() === 0,
    isFull: () => encoder.size() >= FULL_BYTES,
    take() {
      const bytes = encoder.take()
      // the other end keeps the state
      for (const file of handed) acknowledge(file, takenMark(file))
      handed = []
      return { bytes, reuse: () => encoder.reuse(bytes), acknowledged() {} }
    },
    changed: () => false,
  }
}
