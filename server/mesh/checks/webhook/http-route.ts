import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { parseDuration } from '#server/mesh/checks/text/durations.ts'
import { checkDestination, checkWeighted } from '#server/mesh/checks/webhook/destinations.ts'
import { checkHeaderOperations, isAuthority, isHeaderToken } from '#server/mesh/checks/webhook/headers.ts'
import {
  checkDirectResponse,
  checkFault,
  checkRedirect,
  checkRetries,
  checkRewrite,
} from '#server/mesh/checks/webhook/http-actions.ts'
import { checkHttpMatch } from '#server/mesh/checks/webhook/http-match.ts'
import { checkDuration, checkPercent, checkRegex } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** validateHTTPRoute of istio `pkg/config/validation/virtualservice.go` (1.31). */
export function* checkHttpRoute(route: Field, isDelegate: boolean): Faults {
  yield* checkConflicts(route, isDelegate)
  for (const match of route.at('match').items) yield* checkHttpMatch(match)
  yield* checkHeaderOperations(route.at('headers'))
  yield* checkCors(route.at('corsPolicy'))
  yield* checkFault(route.at('fault'))
  yield* checkMirrors(route)
  yield* checkRedirect(route)
  yield* checkDirectResponse(route.at('directResponse'))
  yield* checkRetries(route.at('retries'))
  yield* checkRewrite(route.at('rewrite'))
  yield* checkAuthority(route)
  for (const destination of route.at('route').items) yield* checkHeaderOperations(destination.at('headers'))
  yield* checkWeighted(route.at('route'))
  yield* checkDuration(route.at('timeout'))
}

/** A route does one thing: it delegates, redirects, answers by itself, or goes somewhere. */
function* checkConflicts(route: Field, isDelegate: boolean): Faults {
  const isSet = (name: string) =>
    name === 'route' ? route.at('route').items.length > 0 : route.at(name).isSet
  if (isSet('delegate')) {
    if (isDelegate) yield refuse(route.at('delegate'), 'config-delegate-field', { field: 'delegate' })
    else {
      for (const name of ['redirect', 'route'])
        if (isSet(name)) yield refuse(route.at(name), 'config-exclusive', { fields: `delegate, ${name}` })
      return
    }
  }
  const doing = ['redirect', 'directResponse'].find(isSet)
  const excluded = ['route', 'fault', 'rewrite', ...(doing === 'redirect' ? ['directResponse'] : [])]
  if (doing) {
    for (const name of excluded)
      if (isSet(name)) yield refuse(route.at(name), 'config-exclusive', { fields: `${doing}, ${name}` })
  } else if (!isSet('route')) yield refuse(route, 'config-route-needed')
  if (isSet('mirror') && route.at('mirrors').items.length > 0)
    yield refuse(route, 'config-exclusive', { fields: 'mirror, mirrors' })
}

const corsMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', '*']

function* checkCors(cors: Field): Faults {
  for (const origin of cors.at('allowOrigins').items) {
    const set = ['exact', 'prefix', 'regex'].map((name) => origin.at(name)).find((each) => each.text !== '')
    if (!set) yield refuse(origin, 'config-empty', { field: 'allowOrigins' })
    else if (set.key === 'regex') yield* checkRegex(set)
  }
  for (const method of cors.at('allowMethods').items)
    if (!corsMethods.includes(method.text))
      yield refuse(method, 'config-unsupported', { value: method.text, allowed: corsMethods.join(', ') })
  for (const name of ['allowHeaders', 'exposeHeaders'])
    for (const header of cors.at(name).items)
      if (header.text !== '*' && !isHeaderToken(header.text))
        yield refuse(header, 'config-header-name', { value: header.text })
  const age = cors.at('maxAge')
  yield* checkDuration(age)
  const nanos = parseDuration(age.text)
  if (nanos !== undefined && nanos % 1e9 > 0) yield refuse(age, 'config-whole-seconds', { value: age.text })
}

function* checkMirrors(route: Field): Faults {
  const old = [route.at('mirrorPercent'), route.at('mirror_percent')].find(({ isSet }) => isSet)
  if (old) {
    yield* checkPercent(old)
    yield warn(old, 'config-deprecated', { field: 'mirrorPercent', instead: 'mirrorPercentage' })
  }
  yield* checkPercent(route.at('mirrorPercentage').at('value'))
  yield* checkDestination(route.at('mirror'))
  for (const mirror of route.at('mirrors').items) {
    const destination = mirror.at('destination')
    if (!destination.isSet) yield refuse(destination, 'config-required', { field: 'destination' })
    yield* checkDestination(destination)
    yield* checkPercent(mirror.at('percentage').at('value'))
  }
}

/** The authority is written in one place at most: the rewrite, or one header that is set or added. */
function* checkAuthority(route: Field): Faults {
  const operations = route.at('headers').at('request')
  const written = ['set', 'add'].flatMap((verb) =>
    operations.at(verb).entries.filter(({ key }) => isAuthority(key)),
  )
  const texts = [route.at('rewrite').at('authority'), ...written].filter(({ text }) => text !== '')
  if (texts.length > 1) yield refuse(route, 'config-authority-twice')
}
