import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import {
  type Candidate,
  type candidateKinds,
  judgeCandidate,
  type Verdict,
} from '#tools/verdicts/webhook/judge-candidate.ts'
import { unknownRefusals, untoldWarnings } from '#tools/verdicts/webhook/known-differences.ts'

type Kind = (typeof candidateKinds)[number]

export interface Compared {
  readonly theirs: Verdict
  /** Each difference that is not known, with what a person needs to mend it. */
  readonly differences: readonly string[]
}

/** Sets what the preview's steps without a cluster say of a generated text beside a dry run of the same in a real cluster. */
export async function judgeBoth({ name, kind }: Kind, seed: number, admin: AskAdmin): Promise<Compared> {
  const candidate = judgeCandidate(kind, seed)
  const { status, body, warning = '' } = await admin(candidate.path, 'POST', candidate.value)
  const said = String(Object(body).message ?? '')
  const theirs = readVerdict(status, said)
  const warnings = [...warning.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, words = '']) => words)
  const found =
    theirs === candidate.verdict
      ? compareWarnings(candidate, warnings, kind.kind)
      : compareVerdicts(candidate, theirs, said, kind.kind)
  return { theirs, differences: found.map((each) => `${name}, ${seed}: ${each}\n${candidate.text}`) }
}

/** Throws when the cluster neither takes nor judges the object. */
function readVerdict(status: number, said: string): Verdict {
  if (status === 201) return 'ok'
  if (/admission webhook .* denied the request/.test(said)) return 'webhook'
  if (status === 400 || status === 422) return 'schema'
  throw new Error(`the cluster answers ${status} ${said}`)
}

const isKnown = (list: typeof unknownRefusals, kind: string, words: string) =>
  list.some((each) => each.kind === kind && each.said.test(words))

function compareVerdicts({ verdict, faults }: Candidate, theirs: Verdict, said: string, kind: string) {
  const isOpen = verdict === 'ok' && theirs === 'webhook' && isKnown(unknownRefusals, kind, said)
  return isOpen ? [] : [`ours ${verdict} ${faults.join('; ')}, theirs ${theirs} ${said}`]
}

/** That there is something to say of what is taken; the words are each one's own. */
function compareWarnings({ verdict, warnings }: Candidate, told: readonly string[], kind: string) {
  const theirs = told.filter((words) => !isKnown(untoldWarnings, kind, words))
  if (verdict !== 'ok' || theirs.length > 0 === warnings.length > 0) return []
  return [`ours warns ${warnings.join('; ')}, theirs ${theirs.join('; ')}`]
}
