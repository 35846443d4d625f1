export interface Identity {
  readonly trustDomain: string
  readonly namespace: string
  readonly serviceAccount: string
}

/** `spiffe://<trust domain>/ns/<namespace>/sa/<service account>` (istio `pkg/spiffe`); undefined for any other name. */
export function parseIdentity(uri: string): Identity | undefined {
  const [, trustDomain, namespace, serviceAccount] =
    /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(uri) ?? []
  return trustDomain && namespace && serviceAccount ? { trustDomain, namespace, serviceAccount } : undefined
}

/** istio `pkg/spiffe`, genSpiffeURI: an `@` of a trust domain, as of a service account of Google's, is written as a dot. */
export function formatIdentity({ trustDomain, namespace, serviceAccount }: Identity): string {
  return `spiffe://${trustDomain.replaceAll('@', '.')}/ns/${namespace}/sa/${serviceAccount}`
}
