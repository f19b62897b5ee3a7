#!/usr/bin/env node
import { frontDoor } from '../lib/cli/front-door.ts'

// `logmon NAME` is `logmon-NAME` itself, loaded when it is asked for.
await frontDoor({
  alert: () => import('./logmon-alert.ts'),
  follow: () => import('./logmon-follow.ts'),
  hang: () => import('./logmon-hang.ts'),
  parse: () => import('./logmon-parse.ts'),
  rules: () => import('./logmon-rules.ts'),
})
