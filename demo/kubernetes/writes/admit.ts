import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { Fields } from '#demo/kubernetes/fields/json.ts'
import { buildStatus, type Status } from '#demo/kubernetes/status.ts'
import { checkObject } from '#server/mesh/checks/check-object.ts'
import type { ConfigFault } from '#server/mesh/checks/config-fault.ts'

/** What admission says of an object that the schema lets through. */
export interface Admission {
  readonly refusal: Status | undefined
  readonly warnings: readonly string[]
}

const webhook = 'validation.istio.io'

/** Groups that istiod's validating webhook is registered for (manifests/charts/base validatingwebhookconfiguration). */
const watched = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io']

/** istiod's validating webhook, as far as the core knows its rules. Takes the object as it is to be stored. */
export function admitObject(resource: Resource, object: Fields): Admission {
  if (!watched.includes(resource.group)) return { refusal: undefined, warnings: [] }
  const faults = checkObject(object).filter(({ layer }) => layer === 'webhook')
  const errors = faults.filter(({ level }) => level === 'error').map(formatFault)
  const warnings = faults.filter(({ level }) => level === 'warning').map(formatFault)
  if (errors.length === 0) return { refusal: undefined, warnings }
  return { refusal: deny(errors), warnings: [] }
}

function deny(errors: readonly string[]): Status {
  const text =
    errors.length === 1
      ? errors[0]
      : `${errors.length} errors occurred:\n${errors.map((each) => `\t* ${each}\n`).join('')}\n`
  return buildStatus(
    400,
    undefined,
    `admission webhook "${webhook}" denied the request: configuration is invalid: ${text}`,
  )
}

/** The core's codes are words; its parameters are what they are about. istiod words each rule in its own way. */
function formatFault({ code, path, params }: ConfigFault): string {
  const facts = Object.entries(params).map(([name, value]) => `${name} ${value}`)
  const words = code.replaceAll('-', ' ')
  return `${path === '' ? '' : `${path}: `}${words}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`
}
