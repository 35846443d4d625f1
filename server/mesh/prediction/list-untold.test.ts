import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { listUntold } from '#server/mesh/prediction/list-untold.ts'

it.each([
  ['VirtualService', '{http: [{route: []}]}', []],
  ['VirtualService', '{http: [{match: [{port: 80, sourceLabels: {app: a}, gateways: [mesh]}]}]}', []],
  [
    'VirtualService',
    '{http: [{match: [{uri: {prefix: /a}}, {headers: {x: {exact: y}}, port: 80}]}]}',
    ['spec.http[0].match[0].uri', 'spec.http[0].match[1].headers'],
  ],
  [
    'AuthorizationPolicy',
    '{rules: [{from: [{source: {principals: [a]}}], to: [{operation: {ports: ["80"]}}]}]}',
    [],
  ],
  [
    'AuthorizationPolicy',
    '{rules: [{to: [{operation: {methods: [GET]}}], when: [{key: source.ip}, {key: "request.headers[x]"}]}]}',
    ['spec.rules[0].to[0].operation.methods', 'spec.rules[0].when[1]'],
  ],
  [
    'AuthorizationPolicy',
    '{rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]}',
    ['spec.rules[0].from[0].source.requestPrincipals'],
  ],
  ['HTTPRoute', '{rules: [{matches: [{path: {type: PathPrefix, value: /}}]}]}', []],
  ['HTTPRoute', '{rules: [{matches: [{method: GET}]}]}', ['spec.rules[0].matches[0].method']],
  ['RequestAuthentication', '{jwtRules: [{issuer: a}]}', ['spec.jwtRules[0]']],
  ['DestinationRule', '{host: a}', []],
  ['VirtualService', '{http: 5}', []],
])('of a %s with %s telemetry cannot tell %j', (kind, spec, fields) => {
  expect(listUntold(kind, { spec: parse(spec) })).toEqual(fields)
})
