/** The nonce of a page that is being drawn, from the CSP that the front door put into its request. */
export function readNonce(policy: string | null | undefined): string | undefined {
  return /'nonce-([^']+)'/.exec(policy ?? '')?.[1]
}
