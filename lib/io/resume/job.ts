// What is run again and again: a command on this machine, or a job of Slurm.
import type { Ending, Handle } from '../../resume/state.ts'

export interface Attempt {
  readonly number: number
  /** Path of what it writes. */
  readonly log: string
  /** Nodes that it is to leave out. */
  readonly excluded: readonly string[]
}

/** An attempt that runs. */
export interface Running {
  /** What finds it again. */
  readonly handle: Handle
  /** What runs, for a person. */
  readonly words: string
  /** Bytes of its log that others wrote before it. */
  readonly offset: number
  /** Resolves when it has ended and its last line is written. */
  readonly ended: Promise<Ending>
  /** Sends a signal to all of it, or to the command alone. */
  signal(name: string, to: 'all' | 'command'): Promise<void>
  /** Asks all of it to end. */
  end(): Promise<void>
  /** Ends all of it at once. */
  kill(): Promise<void>
  /** Ids of the processes whose stacks tell why it hangs; none where they are out of reach. */
  processes(): readonly number[]
  /** Nodes that it is to leave out, where those are others than it was told to. */
  readonly excluded?: readonly string[]
  /** Tells from now on whether it runs or waits until it may; absent for what runs at once. */
  states?(onChange: (runs: boolean) => void): void
  /** Watches it no longer; it goes on. */
  leave(): void
  /** Its end was written down: what tells others of it is not needed any more. */
  forget(): void
}

export interface Job {
  /** Starts an attempt, or finds it where it was started already. Rejects where it cannot be started. */
  launch(attempt: Attempt): Promise<Running & { readonly isFound: boolean }>
  /** Finds an attempt that was started; resolves to how it ended where it runs no more. */
  find(attempt: Attempt, handle: Handle | undefined): Promise<Running | { readonly ending: Ending }>
  /** Ends what attempts before this one have left behind; resolves to how many processes those were. */
  sweep(attempt: Attempt): Promise<number>
}
