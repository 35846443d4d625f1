import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { meshMtls } from '#contract/mesh-mtls.ts'
import { judgeMeshMtls } from '#server/mesh/mtls/judge-mesh-mtls.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { judgeSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { seesMeshConfig } from '#server/usecases/stages/sees-mesh-config.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof meshMtls>

/** Mutual TLS of all that the viewer may see, in a word. Throws what the Kubernetes adapter throws. */
export const readMeshMtls: UseCase<CallArguments<typeof meshMtls>, Answer> = async (_input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, whole, labels, access, followed } = view
  const chosen = chooseNamespaces(undefined, view)
  const judged = [...chosen.asked].sort().map((namespace) => ({
    namespace,
    mtls: judgeSeenMtls(namespace, { snapshot: cut, access, labels }),
  }))
  const { mode, reasons } = judgeMeshMtls(judged, chosen.all && followed === undefined)
  return {
    asOf: new Date(nowMs).toISOString(),
    mode,
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
    ...(seesMeshConfig(cut, whole)
      ? { minTlsVersion: adapters.kubernetes.readMeshConfig(cut).minTlsVersion }
      : {}),
  }
}
