#!/usr/bin/env node
import { main } from '../lib/cli/main.ts'
import { hang } from '../lib/stages/hang.ts'

await main(hang)
