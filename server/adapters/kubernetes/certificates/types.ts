import type { Credentials } from '#server/adapters/kubernetes/types.ts'
import type { CertificateFacts, HeldSecret } from '#server/mesh/objects/certificate.ts'

/** A pod by whose admin interface a proxy is asked. */
export interface ProxyPod {
  readonly namespace: string
  readonly pod: string
  readonly kind: 'envoy' | 'ztunnel'
}

/** What of certificates is read in the cluster, without any Secret. */
export interface CertificateReader {
  /**
   * The certificates that a proxy holds, by its own admin interface, asked through a port-forward as the viewer. No Secret
   * is read: private keys are in no dump. Throws Problem forbidden, unavailable, timeout.
   */
  readProxyCertificates(
    viewer: Credentials,
    proxy: ProxyPod,
    signal: AbortSignal,
  ): Promise<readonly HeldSecret[]>
  /**
   * The roots that istiod hands to a namespace's proxies (ConfigMap `istio-ca-root-cert`), read as the viewer; none where
   * there is no such ConfigMap. Throws Problem forbidden, unavailable, timeout.
   */
  readRootCertificates(
    viewer: Credentials,
    namespace: string,
    signal: AbortSignal,
  ): Promise<readonly CertificateFacts[]>
}
