// What keeps a log from being judged that is no fault of ours.

/** Too many wait already. */
export class TooManyError extends Error {}

/** The service stops before the log was read. */
export class StoppedError extends Error {}

/** A file that was fine a moment ago is another one by now. */
export class FileMovedError extends Error {}
