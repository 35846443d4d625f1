import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { parseRequestUrl } from '#server/mesh/checks/text/urls.ts'
import {
  checkAttachment,
  checkNotNegative,
  checkPort,
  checkSelector,
} from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateWasmPlugin of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkWasmPlugin(spec: Field): Faults {
  yield* checkAttachment(spec)
  yield* checkWasm(spec)
  yield* checkTraffic(spec.at('match'))
}

const mostLuaLength = 65536

/** ValidateTrafficExtension. */
export function* checkTrafficExtension(spec: Field): Faults {
  const [wasm, lua] = [spec.at('wasm'), spec.at('lua')]
  if (wasm.isSet === lua.isSet) yield refuse(spec, 'config-exclusive', { fields: 'wasm, lua' })
  yield* checkAttachment(spec)
  if (lua.isSet) {
    const code = lua.at('inlineCode')
    if (code.text === '') yield refuse(code, 'config-required', { field: 'inlineCode' })
    if (code.text.length > mostLuaLength)
      yield refuse(code, 'schema-too-long', { size: code.text.length, limit: mostLuaLength })
  }
  if (wasm.isSet) yield* checkWasm(wasm)
  yield* checkTraffic(spec.at('match'))
}

/** ValidateProxyConfig. */
export function* checkProxyConfig(spec: Field): Faults {
  yield* checkSelector(spec.at('selector'))
  yield* checkNotNegative(spec.at('concurrency'))
}

const mostNameLength = 256
const mostSecretLength = 253

function* checkWasm(wasm: Field): Faults {
  const [url, sha, secret, name] = [
    wasm.at('url'),
    wasm.at('sha256'),
    wasm.at('imagePullSecret'),
    wasm.at('pluginName'),
  ]
  // What is no URL by itself is taken as the rest of one.
  const parsed = parseRequestUrl(url.text) ?? parseRequestUrl(`http://${url.text}`)
  if (url.text === '') yield refuse(url, 'config-required', { field: 'url' })
  else if (!parsed || !['', 'file', 'http', 'https', 'oci'].includes(parsed.scheme))
    yield refuse(url, 'config-url', { value: url.text })
  if (sha.text !== '' && !/^[a-f0-9]{64}$/.test(sha.text)) yield refuse(sha, 'config-sha256')
  if (secret.text.length > mostSecretLength)
    yield refuse(secret, 'schema-too-long', { size: secret.text.length, limit: mostSecretLength })
  if (name.text.length > mostNameLength)
    yield refuse(name, 'schema-too-long', { size: name.text.length, limit: mostNameLength })
  yield* checkEnvironment(wasm.at('vmConfig').at('env'))
}

function* checkEnvironment(variables: Field): Faults {
  const names = new Set<string>()
  for (const variable of variables.items) {
    const [name, value] = [variable.at('name'), variable.at('value')]
    if (name.text === '') yield refuse(name, 'config-required', { field: 'name' })
    if (name.text.length > mostNameLength)
      yield refuse(name, 'schema-too-long', { size: name.text.length, limit: mostNameLength })
    if (names.has(name.text)) yield refuse(name, 'config-duplicate', { value: name.text })
    names.add(name.text)
    if (variable.at('valueFrom').text === 'HOST' && value.text !== '')
      yield refuse(value, 'config-needs', { field: 'value', needs: 'valueFrom: INLINE' })
  }
}

function* checkTraffic(selectors: Field): Faults {
  for (const selector of selectors.items)
    for (const port of selector.at('ports').items) yield* checkPort(port.at('number'))
}
