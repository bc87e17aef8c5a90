// Prints what the readers of JavaScript find in `.env` files: a line of JSON for each folder named on standard input.
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { parseEnv } from 'node:util'

import nextEnv from '@next/env'
import dotenv from 'dotenv'
import { loadEnv } from 'vite'

const quiet = { info() {}, error() {} }
const initial = new Set(Object.keys(process.env))

for await (const folder of readline.createInterface({ input: process.stdin })) {
  // Next leaves what it finds in the environment, which Vite would take for more important than the file.
  for (const name of Object.keys(process.env)) if (!initial.has(name)) delete process.env[name]
  const text = fs.readFileSync(path.join(folder, '.env'), 'utf8')
  const found = {
    "Node's dotenv": dotenv.parse(text),
    'node --env-file': parseEnv(text),
    Vite: loadEnv('development', folder, ''),
    Next: nextEnv.loadEnvConfig(folder, true, quiet, true).combinedEnv,
  }
  console.log(JSON.stringify(found))
}
