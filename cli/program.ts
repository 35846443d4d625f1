import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { type Flags, listMeshOptions } from '#cli/settings.ts'
import manifest from '#package.json' with { type: 'json' }

/**
 * The command line. A command's code is loaded when it is run, since the console's alone takes longer than most commands.
 * It throws instead of ending the process (commander's exitOverride).
 */
export function createProgram(argv: readonly string[]): Command {
  const program = new Command(nameProgram(argv))
    .description('See an Istio mesh: who calls whom, how much, how well and how safely.')
    .version(manifest.version, '-V, --version')
    .helpCommand('help [command]', 'say what a command does')
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .exitOverride()
  addRun(program)
  addDemo(program)
  return program
}

/** kubectl finds its plugins by their file's name. */
function nameProgram(argv: readonly string[]): string {
  return basename(argv[1] ?? '').startsWith('kubectl-') ? 'kubectl vardia' : 'vardia'
}

function addRun(program: Command): void {
  const run = program
    .command('run', { isDefault: true })
    .description(
      'open the console over the current context of the kubeconfig; nothing is installed in the cluster',
    )
    .addOption(portOption())
    .option('--no-browser', 'open no browser, and print the link alone on the last line of standard output')
    .allowExcessArguments()
    .action(async (flags: Flags, command: Command) => {
      const [word] = command.args
      // A word that names no command comes here, since this is the default one.
      if (word !== undefined) command.error(`error: unknown command '${word}'; vardia --help lists them all`)
      await (await import('#cli/run.ts')).runConsole(flags)
    })
    .addHelpText(
      'after',
      `
Examples:
  vardia                                    the current context
  vardia run --context staging              another one
  vardia run --no-browser --port 0          on any free port, and only print the link
  vardia run --prometheus-url http://localhost:9090
`,
    )
  for (const option of listMeshOptions()) run.addOption(option)
}

function addDemo(program: Command): void {
  program
    .command('demo')
    .description('start an imagined mesh on this machine and the console over it')
    .addOption(portOption())
    .action(async (flags: Flags) => (await import('#cli/demo.ts')).runDemo(flags))
}

function portOption(): Option {
  return new Option('--port <number>', 'port of the console on 127.0.0.1, 0 for any free one (PORT)')
}
