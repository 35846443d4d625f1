import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { meshMtls } from '#contract/mesh-mtls.ts'
import { judgeMeshMtls } from '#server/mesh/mtls/judge-mesh-mtls.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { judgeSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof meshMtls>

/** Mutual TLS of all that the viewer may see, in a word. Throws what the Kubernetes adapter throws. */
export const readMeshMtls: UseCase<CallArguments<typeof meshMtls>, Answer> = async (_input, context) => {
  const { adapters, session, config, nowMs, signal } = context
  const [whole, access] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
  ])
  const cut = cutToViewer(whole, access)
  const followed = adapters.kubernetes.status().namespaces
  const chosen = chooseNamespaces(undefined, { cut, whole, access, followed })
  const labels = { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS }
  const judged = [...chosen.asked].sort().map((namespace) => ({
    namespace,
    mtls: judgeSeenMtls(namespace, { snapshot: cut, access, labels }),
  }))
  const { mode, reasons } = judgeMeshMtls(judged, chosen.all && followed === undefined)
  return {
    asOf: new Date(nowMs).toISOString(),
    mode,
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
    minTlsVersion: adapters.kubernetes.readMeshConfig(cut).minTlsVersion,
  }
}
