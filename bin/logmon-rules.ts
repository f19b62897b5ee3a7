#!/usr/bin/env node
import { main } from '../lib/cli/main.ts'
import { rules } from '../lib/stages/rules.ts'

await main(rules)
