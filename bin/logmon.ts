import { frontDoor } from '../lib/cli/front-door.ts'

// `logmon NAME` is `logmon-NAME` itself, loaded when it is asked for.
void frontDoor({
  alert: () => import('./logmon-alert.ts'),
  classify: () => import('./logmon-classify.ts'),
  collect: () => import('./logmon-collect.ts'),
  follow: () => import('./logmon-follow.ts'),
  hang: () => import('./logmon-hang.ts'),
  parse: () => import('./logmon-parse.ts'),
  redact: () => import('./logmon-redact.ts'),
  rules: () => import('./logmon-rules.ts'),
  tee: () => import('./logmon-tee.ts'),
})
