// What shipping touches besides the server: tests give their own.
import { printable } from '../../record/printable.ts'
import { type Clock, wallClock } from '../clock.ts'

export interface ShipWorld {
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
  readonly environment: NodeJS.ProcessEnv
  /** Takes a line for the user. */
  readonly say: (line: string) => void
}

export const realWorld: ShipWorld = {
  clock: wallClock,
  random: Math.random,
  environment: process.env,
  say: line => void process.stderr.write(`logmon-ship: ${printable(line)}\n`),
}

/** Tells what happened: a notice in the stream, and a line for the user. */
export type Tell = (code: string, message: string, count?: number) => void
