import type { Session } from '#contract/session.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { describeSession } from '#server/usecases/stages/describe-session.ts'

/** Looks as another identity of the kubeconfig. Throws Problem not-found for a name that it does not offer, forbidden to who signed in. */
export const switchViewer: UseCase<{ name: string }, Session> = ({ name }, context) => {
  if (!context.session.anonymous)
    throw new Problem({
      kind: 'forbidden',
      code: 'identity-own',
      params: { name: context.session.user.name },
    })
  const offered = context.adapters.kubernetes.listIdentities().map(({ identity }) => identity)
  if (!offered.includes(name))
    throw new Problem({
      kind: 'not-found',
      code: 'identity-not-found',
      params: { name, offered: offered.join(', ') },
    })
  return describeSession(context, name)
}
