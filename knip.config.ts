import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    'tools/run/unsteady-reporter.ts',
    'tools/{check,test,test-real,test-stores,real,ci}.ts',
    'tools/{house,build,schemas,bench}/{main,build,pack,generate,exporter}.ts',
    'server/workers/*.worker.ts',
    'server/usecases/stages/killed-write.test-support.ts',
    'server/adapters/audit/append-forever.test-support.ts',
    'components/**/*.worker.ts',
    'e2e/**/*.e2e.ts',
    'e2e/real/**/*.real.ts',
    'e2e/support/{build-once,start-real-mesh}.ts',
    'demo/serve.ts',
    'cli/{entry,load}.cjs',
    'app/globals.css',
  ],
  project: ['{app,cli,components,contract,demo,e2e,messages,server,tools}/**/*.{ts,tsx,js,cjs,css}'],
  ignoreExportsUsedInFile: true,
  // Next-intl's own compiler of messages, of the version that next-intl pins.
  ignoreDependencies: ['icu-minify'],
  // The machine's: a test makes certificates with it.
  ignoreBinaries: ['openssl'],
  compilers: {
    // Style sheets import fonts and Tailwind by package name.
    css: (text: string) =>
      [...text.matchAll(/@(?:import|plugin)\s+(["'][^"']+["'])/g)]
        .map(([, name]) => `import ${name}`)
        .join('\n'),
  },
}

export default config
