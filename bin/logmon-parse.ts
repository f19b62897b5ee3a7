#!/usr/bin/env node
import { main } from '../lib/cli/main.ts'
import { parse } from '../lib/stages/parse.ts'

await main(parse)
