import { basename } from 'node:path'
import { Argument, Command, Option } from 'commander'
import { addAuthz } from '#cli/add-authz.ts'
import { addAudit } from '#cli/audit/add-audit.ts'
import { buildCompletion, type Shell, shells } from '#cli/completion.ts'
import { listDashboards } from '#cli/dashboard/targets.ts'
import { parsePort } from '#cli/parse-port.ts'
import { outputOption } from '#cli/print.ts'
import { type Flags, listMeshOptions } from '#cli/settings.ts'
import { addValidate } from '#cli/validate/add-validate.ts'
import { graphViewSchema } from '#contract/traffic-graph.ts'
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
  addGraph(program)
  addAuthz(program)
  addValidate(program)
  addStatus(program)
  addLogs(program)
  addGather(program)
  addAudit(program)
  addDashboard(program)
  addVersion(program)
  addCompletion(program)
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
    .addOption(fromOption())
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
  vardia run -n shop                        of a developer's one namespace
  vardia run --prometheus-url http://localhost:9090
  vardia run --from must-gather.tar.gz      of files instead of a cluster
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

function fromOption(): Option {
  return new Option(
    '--from <path>',
    'look at files instead of a cluster: a folder of YAML, a must-gather, a bug report of istioctl, or what vardia gather wrote; folder or tar',
  )
}

function addGraph(program: Command): void {
  const graph = program
    .command('graph')
    .description('print who calls whom; nothing is installed, and no console is needed')
    .addOption(new Option('--view <view>', 'what a node is').choices(graphViewSchema.options))
    .option('--range <duration>', 'window of the rates, such as 90s, 5m or 2h', '60s')
    .addOption(fromOption())
    .option('--idle', 'with workloads and services without traffic')
    .addOption(outputOption(['table', 'json', 'yaml', 'dot'], 'table'))
    .action(async (flags: Flags) => (await import('#cli/graph.ts')).printGraph(flags))
    .addHelpText(
      'after',
      `
Examples:
  vardia graph -n bookinfo
  vardia graph -n bookinfo,shop -o json | jq '.edges[] | select(.health == "failing")'
  vardia graph -n bookinfo -o dot | dot -Tsvg > bookinfo.svg
`,
    )
  for (const option of listMeshOptions()) graph.addOption(option)
}

function addStatus(program: Command): void {
  const status = program
    .command('status')
    .description('say which data sources were found, in which versions, and what mends the others')
    .addOption(fromOption())
    .addOption(outputOption(['table', 'json', 'yaml'], 'table'))
    .action(async (flags: Flags) => (await import('#cli/status.ts')).printStatus(flags))
  for (const option of listMeshOptions()) status.addOption(option)
}

function addLogs(program: Command): void {
  const logs = program
    .command('logs')
    .description(
      'print the log lines of all pods and containers of a workload, an app or a namespace, by time',
    )
    .argument('[object]', 'WORKLOAD, deploy/NAME, app/NAME or pod/NAME; the whole namespace when absent')
    .option('-n, --namespace <name>', "namespace to look in; the context's when absent")
    .option('-f, --follow', 'go on with new lines, also of pods that come later, until Ctrl-C')
    .option('--tail <number>', 'newest lines of all together, 500 when absent; with -f of each container, 10')
    .option(
      '--since <when>',
      'only lines of the last 90s, 5m or 2h, or from a moment as 2026-01-31T12:00:00Z on',
    )
    .option('-c, --container <names>', 'only these containers, comma-separated')
    .option('-p, --previous', 'of the containers that ran before the present ones')
    .option('--timestamps', 'with the moment of each line')
    .addOption(outputOption(['text', 'json'], 'text'))
    .action(async (object: string | undefined, flags: Flags) =>
      (await import('#cli/logs/print-logs.ts')).printLogs(object, flags),
    )
    .addHelpText(
      'after',
      `
Examples:
  vardia logs reviews-v1 -n bookinfo -f
  vardia logs app/reviews -n bookinfo -c istio-proxy --since 5m
  vardia logs pod/reviews-v1-7f9 --previous
  vardia logs -n bookinfo -f -o json | jq -r 'select(.text | test("error")) | .pod'
`,
    )
  for (const option of listMeshOptions())
    if (['kubeconfig', 'context'].includes(option.attributeName())) logs.addOption(option)
}

function addGather(program: Command): void {
  const gather = program
    .command('gather')
    .description(
      'put the mesh as it is now into an archive, without Secrets: objects, metrics, what istiod tells; vardia run --from opens it',
    )
    .option('-o, --output <file>', 'archive to write; vardia-gather-TIME.tgz when absent')
    .option('--window <duration>', 'how far back metrics go, such as 10m or 1h', '10m')
    .action(async (flags: Flags) => (await import('#cli/gather/gather.ts')).gather(flags))
    .addHelpText(
      'after',
      `
Examples:
  vardia gather
  vardia gather -n bookinfo,shop -o incident.tgz --window 1h
  vardia run --from incident.tgz
`,
    )
  for (const option of listMeshOptions()) gather.addOption(option)
}

/** The flags are those of istioctl dashboard. */
function addDashboard(program: Command): void {
  const dashboard = program
    .command('dashboard')
    .aliases(['dash', 'd'])
    .description('open a page that something in the cluster serves, through a port-forward')
    .addArgument(new Argument('[name]').choices(listDashboards()).default('console'))
    .argument('[pod]', "for envoy: [TYPE/]NAME[.NAMESPACE]; the context's namespace when absent")
    .option('-n, --namespace <name>', "namespace to look in; Istio's, then all, when absent")
    .option('-i, --istioNamespace <name>', "Istio's namespace (VARDIA_ROOT_NAMESPACE)")
    .option('-l, --selector <labels>', 'for envoy: the pods with these labels')
    .option('-p, --port <number>', 'port on this machine, 0 for any free one', parsePort, '0')
    .option('--address <address>', 'address of this machine to listen on', 'localhost')
    .option('--ui-port <number>', 'port of the page in its pod', parsePort)
    .addOption(
      new Option('--browser [open]', 'whether to open the browser')
        .choices(['true', 'false'])
        .default('true'),
    )
    .option('--no-browser', 'the same as --browser=false')
    .action(async (name: string, pod: string | undefined, flags: Flags) =>
      (await import('#cli/dashboard/open-dashboard.ts')).openDashboard(name, pod, flags),
    )
    .addHelpText(
      'after',
      `
Examples:
  vardia dashboard grafana
  vardia dashboard istiod --browser=false
  vardia dashboard envoy reviews-v1-7f9 -n bookinfo
  vardia dashboard envoy deployment/reviews-v1.bookinfo
`,
    )
  // Its -n is istioctl's, and of the mesh it needs the cluster alone.
  for (const option of listMeshOptions())
    if (['kubeconfig', 'context'].includes(option.attributeName())) dashboard.addOption(option)
}

function addVersion(program: Command): void {
  program
    .command('version')
    .description('print the version')
    .addOption(outputOption(['table', 'json', 'yaml'], 'table'))
    .action(async (flags: Flags) => (await import('#cli/version.ts')).printVersion(flags))
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes the commands in your shell')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell) => {
      process.stdout.write(buildCompletion(program, shell))
    })
    .addHelpText(
      'after',
      `
Examples:
  source <(vardia completion bash)
  vardia completion fish > ~/.config/fish/completions/vardia.fish
`,
    )
}
