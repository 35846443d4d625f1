/** What the environment says to the commands. This is the one file of the CLI that reads it. */
export function readLogLevel(otherwise: string): string {
  return process.env['VARDIA_LOG_LEVEL'] || otherwise
}
