import * as z from 'zod/mini'
import { buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import {
  buildInferredModes,
  buildWorkloadMtls,
  type EffectiveMtls,
  readPortMtls,
} from '#server/mesh/mtls/build-workload-mtls.ts'
import { caseSchema, loadCase, workloadNameSchema } from '#tools/verdicts/load-case.ts'
import { asSet, type Comparison, type VerdictTable } from '#tools/verdicts/table.ts'

const decidedBySchema = z.nullable(z.object({ namespace: z.string(), name: z.string(), field: z.string() }))
const effectiveSchema = z.object({ mode: z.string(), decidedBy: decidedBySchema })
const sidecarVerdictSchema = z.object({
  ...effectiveSchema.shape,
  ports: z.record(z.string(), effectiveSchema),
  namespaceMode: z.string(),
  meshMode: z.string(),
})
const ambientVerdictSchema = z.object({
  attachedPolicies: z.array(z.string()),
  attachedButNotSent: z.array(z.string()),
  plaintextAllowed: z.record(z.string(), z.boolean()),
  mtlsAllowed: z.record(z.string(), z.boolean()),
})
const question = { ...caseSchema.shape, workload: workloadNameSchema, ports: z.array(z.number()) }
const mtlsCaseSchema = z.discriminatedUnion('dataPlane', [
  z.object({ ...question, dataPlane: z.literal('sidecar'), verdict: sidecarVerdictSchema }),
  z.object({ ...question, dataPlane: z.literal('ambient'), verdict: ambientVerdictSchema }),
])
type MtlsCase = z.infer<typeof mtlsCaseSchema>

export const mtls: VerdictTable = {
  name: 'mtls',
  judge: (rawCase) => {
    const of = mtlsCaseSchema.parse(rawCase)
    return of.dataPlane === 'sidecar' ? judgeSidecar(of) : judgeAmbient(of)
  },
}

function judgeSidecar(of: MtlsCase & { dataPlane: 'sidecar' }): Comparison[] {
  const { snapshot, findWorkload } = loadCase(of)
  const ours = buildWorkloadMtls(snapshot, findWorkload(of.workload))
  const inferred = buildInferredModes(snapshot, of.workload.namespace)
  const { verdict } = of
  return [
    ...of.ports.flatMap((port) => {
      const theirs = verdict.ports[port]
      return compareEffective(`ports.${port}`, readPortMtls(ours, port), theirs)
    }),
    ...compareEffective('workload', ours, verdict),
    {
      field: 'namespaceMode',
      ours: inferred.namespace ?? 'UNKNOWN',
      theirs: verdict.namespaceMode,
      beyond: true,
    },
    { field: 'meshMode', ours: inferred.mesh ?? 'UNKNOWN', theirs: verdict.meshMode, beyond: true },
  ]
}

/** `decidedBy` counts where the verdict names one; where it names none, ours must be silent too, but only beyond. */
function compareEffective(
  field: string,
  ours: EffectiveMtls,
  theirs: z.infer<typeof effectiveSchema> | undefined,
): Comparison[] {
  return [
    { field: `${field}.mode`, ours: ours.mode, theirs: theirs?.mode },
    {
      field: `${field}.decidedBy`,
      ours: ours.decidedBy,
      theirs: theirs?.decidedBy,
      ...(theirs?.decidedBy ? {} : { beyond: true }),
    },
  ]
}

function judgeAmbient(of: MtlsCase & { dataPlane: 'ambient' }): Comparison[] {
  const { snapshot, findWorkload } = loadCase(of, 'ambient')
  const ours = buildAmbientMtls(snapshot, findWorkload(of.workload))
  const { verdict } = of
  const ofPorts = (allows: (port: number) => boolean) =>
    Object.fromEntries(of.ports.map((port) => [String(port), allows(port)]))
  return [
    { field: 'plaintextAllowed', ours: ofPorts(ours.allowsPlaintext), theirs: verdict.plaintextAllowed },
    { field: 'mtlsAllowed', ours: ofPorts(ours.allowsMtls), theirs: verdict.mtlsAllowed, beyond: true },
    {
      field: 'attachedPolicies',
      ours: asSet(ours.attached),
      theirs: asSet(verdict.attachedPolicies),
      beyond: true,
    },
    {
      field: 'attachedButNotSent',
      ours: asSet(ours.notSent),
      theirs: asSet(verdict.attachedButNotSent),
      beyond: true,
    },
  ]
}
