/** The little of the package that tests use; it brings no types. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http'

  /** What the provider knows of a request for tokens that it granted. */
  interface GrantContext {
    readonly body: { readonly id_token?: string }
    readonly oidc: {
      readonly params: { readonly grant_type: string }
      readonly entities: {
        readonly Account: { readonly accountId: string }
        readonly Grant: { destroy(): Promise<void> }
      }
    }
  }

  export default class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>)
    callback(): RequestListener
    on(event: 'grant.success', listener: (context: GrantContext) => void): void
  }
}
