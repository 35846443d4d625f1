import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.19',
  charset: 'utf8',
  metafile: true,
  // The client library of Kubernetes is 17 MB as it is written. Names stay, for the log's sake.
  minify: true,
  keepNames: true,
  logLevel: 'warning',
  // Next lies beside the bundle, since it reads itself from its own folder; a checkout's tools are never asked for there.
  external: ['next', '#tools/*'],
  // What is CommonJS inside the bundle asks for Node's modules by `require`.
  banner: {
    js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
  },
} as const satisfies BuildOptions

/**
 * Bundles the command, in parts that are loaded when they are needed, and the demo's servers as a program of their own.
 * Returns the paths of all that went in. TypeScript is not run under `node_modules`, so nothing of it stays.
 */
export async function bundleProgram(folder: string): Promise<readonly string[]> {
  const results = await Promise.all([
    build({
      ...common,
      entryPoints: { main: 'cli/main.ts' },
      outdir: folder,
      splitting: true,
      chunkNames: 'part-[name]-[hash]',
      // Of the programs in the bundle only the command may start.
      define: { 'import.meta.main': 'false' },
    }),
    build({
      ...common,
      // A thread has a module graph of its own, so it shares no part with the command.
      entryPoints: { 'check-text.worker': 'server/workers/check-text.worker.ts' },
      outdir: folder,
    }),
    build({
      ...common,
      entryPoints: { demo: 'demo/serve.ts' },
      outdir: folder,
      define: { 'import.meta.main': 'true' },
    }),
  ])
  return [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))].sort()
}
