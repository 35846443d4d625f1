/** What the environment says to the commands. This is the one file of the CLI that reads it. */
export function readLogLevel(otherwise: string): string {
  return process.env['VARDIA_LOG_LEVEL'] || otherwise
}

/** npm runs a script through a shell that dies of a signal without passing it on. */
export function isRunByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined
}

/** The environment of the demo's servers: ours, with a place for their kubeconfig where none is given. */
export function buildDemoEnvironment(kubeconfigPath: string | undefined): NodeJS.ProcessEnv {
  return { ...(kubeconfigPath && { DEMO_KUBECONFIG: kubeconfigPath }), ...process.env }
}
