import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { listUsed } from './tools/build/shake-zod.cjs'
import { listKept, listTrimmed } from './tools/build/trim-contract.cjs'

/** Turbopack keeps what a loader made as long as its file and options stay: the loader's own text is one of them. */
function load(loader, options = {}) {
  const text = readFileSync(new URL(loader, import.meta.url))
  return [{ loader, options: { ...options, loaderDigest: createHash('sha256').update(text).digest('hex') } }]
}

const kept = listKept()

/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  basePath: '/__VARDIA_BASE__',
  poweredByHeader: false,
  // Assets are packed by the build, all else by server/http/pack-answer.ts.
  compress: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    root: import.meta.dirname,
    // The browser gets its sentences compiled and no ICU parser; the server keeps both (tools/build/compile-messages.cjs).
    resolveAlias: { 'use-intl/format-message': { browser: 'use-intl/format-message/format-only' } },
    rules: {
      '**/cytoscape/dist/cytoscape.esm.mjs': {
        condition: 'browser',
        loaders: load('./tools/build/trim-cytoscape.cjs'),
        as: '*.mjs',
      },
      '**/contract/*.ts': {
        condition: 'browser',
        loaders: load('./tools/build/trim-contract.cjs', { kept }),
        as: '*.ts',
      },
      '**/zod/mini/index.js': {
        condition: 'browser',
        loaders: load('./tools/build/shake-zod.cjs', listUsed(listTrimmed(kept))),
        as: '*.mjs',
      },
      '**/messages/en.json': {
        condition: 'browser',
        loaders: load('./tools/build/compile-messages.cjs'),
        as: '*.json',
      },
      '**/messages/areas/*.json': {
        condition: 'browser',
        loaders: load('./tools/build/compile-messages.cjs'),
        as: '*.json',
      },
      '**/messages/late.json': {
        condition: 'browser',
        loaders: load('./tools/build/compile-messages.cjs'),
        as: '*.json',
      },
    },
  },
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingExcludes: {
    '*': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/node/**', 'demo/**', 'e2e/**'],
  },
}
