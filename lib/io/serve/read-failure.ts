// Why a log that was there could not be judged -> what its client is told.
import { type Refusal, refusal } from '../../serve/refusal.ts'
import { FileMovedError, StoppedError, TooManyError } from './errors.ts'

/** Returns the refusal; undefined for what the client has no part in. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof TooManyError) return refusal('JOB_LIMIT_REACHED', error.message)
  if (error instanceof StoppedError) return refusal('STOPPING', error.message)
  if (error instanceof FileMovedError) return refusal('OUTSIDE_ROOT', 'the file was replaced while it was looked at')
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOENT':
      return refusal('NOT_FOUND', 'path not found')
    case 'EACCES':
    case 'EPERM':
      return refusal('NOT_READABLE', 'permission denied')
    case 'ELOOP':
      return refusal('OUTSIDE_ROOT', 'the file was replaced by a link while it was looked at')
    default:
      return undefined
  }
}
