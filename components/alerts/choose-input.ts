import type { AlertsOf } from '#components/alerts/alerts-card.tsx'

/** The question for what is about an object, else for the namespaces that the frame holds; of none chosen, for all. */
export function chooseInput(of: AlertsOf | undefined, chosen: readonly string[]) {
  const { namespace = chosen.join(','), ...object } = of ?? {}
  return namespace === '' ? {} : { namespaces: namespace, ...object }
}
