#!/usr/bin/env node
import { main } from '../lib/cli/main.ts'
import { redact } from '../lib/stages/redact.ts'

await main(redact)
