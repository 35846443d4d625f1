import { Command } from 'commander'
import { runDemo } from '#cli/demo.ts'
import manifest from '#package.json' with { type: 'json' }

const program = new Command('vardia').description(manifest.description).version(manifest.version)

program
  .command('demo')
  .description('start an imagined mesh on this machine and the console over it')
  .action(runDemo)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
