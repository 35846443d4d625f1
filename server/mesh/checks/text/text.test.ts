import { describe, expect, it } from 'vitest'
import { parseDuration } from '#server/mesh/checks/text/durations.ts'
import {
  findOverlapping,
  isAddress,
  isFqdn,
  isHostWithin,
  isLabelKey,
  isLabelValue,
  isSubnet,
  isUnixPath,
  isWildcardHost,
} from '#server/mesh/checks/text/names.ts'
import { parseRequestUrl } from '#server/mesh/checks/text/urls.ts'
import { isHeaderValue } from '#server/mesh/checks/webhook/headers.ts'

type Judge = (text: string) => boolean
const long = 'a'.repeat(64)

// istio pkg/config/validation/agent/validation.go, pkg/config/labels/instance.go; Go's netip
describe('names', () => {
  it.each<[string, Judge, readonly string[], readonly string[]]>([
    [
      'a host',
      isFqdn,
      ['a', 'a.b', 'A.b.', 'a-1.b', '1.a'],
      ['', '.', 'a..b', '-a', 'a_b', '*.a', 'a.1', long],
    ],
    [
      'a host with a wildcard',
      isWildcardHost,
      ['*', '*.a', '*-a.b', '*a', 'a.b', '1'],
      ['a.*', '*.*', '**', 'a.1', ''],
    ],
    [
      'an address',
      isAddress,
      ['1.2.3.4', '::1', '::ffff:1.2.3.4', 'fe80::1%eth0'],
      ['1.2.3', '01.2.3.4', '1.2.3.256', '::1::', '1.2.3.4%a', '1.2.3.4::1'],
    ],
    [
      'a subnet',
      isSubnet,
      ['1.2.3.4', '10.0.0.0/8', '::/0'],
      ['10.0.0.0/33', '10.0.0.0/08', '1.2.3.4/8/8', 'a/8', '/8'],
    ],
    ['a key of a label', isLabelKey, ['a', 'a.b/c', 'A_b-c.1'], ['', 'a/', '/a', '-a', 'a b', `${long}`]],
    ['a value of a label', isLabelValue, ['', 'a', 'A_b-c.1'], ['-a', 'a b', 'a*']],
    ['the path of a socket', isUnixPath, ['/a', '/a/b', '@a'], ['', 'a', '/a/']],
  ])('of %s', (_what, judge, good, bad) => {
    expect(good.filter((text) => !judge(text))).toEqual([])
    expect(bad.filter(judge)).toEqual([])
  })

  // istio pkg/config/host/name.go
  it('overlap by either wildcard, and lie within by the wide one', () => {
    const lists = [
      ['*.a', 'x.a'],
      ['x.a', '*.a'],
      ['*.x.a', '*.a'],
      ['a', 'b'],
      ['a', 'b', 'a'],
      ['*', 'a', '*'],
      ['*-x.a', 'b', 'y-x.a', '*.a', '*-x.a'],
    ]
    expect(lists.map((hosts) => [...findOverlapping(hosts)].toSorted())).toEqual([
      ...[[1], [1], [1], [], [2], [1, 2]],
      [2, 3, 4],
    ])
    expect([
      isHostWithin('x.a', '*.a'),
      isHostWithin('*.a', '*.x.a'),
      isHostWithin('*.x.a', '*.a'),
      isHostWithin('a', 'a'),
    ]).toEqual([true, false, true, true])
  })
})

// Go's time.ParseDuration
describe('a duration', () => {
  it.each<[string, number | undefined]>([
    ['1.5s', 1.5e9],
    ['1h30m', 5400e9],
    ['100us', 1e5],
    ['-1ms', -1e6],
    ['0', 0],
    ['5', undefined],
    ['s', undefined],
    ['1 s', undefined],
    ['', undefined],
  ])('%s is %s ns', (text, nanos) => {
    expect(parseDuration(text)).toBe(nanos)
  })
})

// Go's url.ParseRequestURI
describe('an address to fetch', () => {
  it.each<[string, string | undefined]>([
    ['https://a.b:443/c', 'https'],
    ['OCI://a/b:1', 'oci'],
    ['file:///a', 'file'],
    ['/a b', ''],
    ['a.b/c', undefined],
    ['https://a b', undefined],
    ['https://a:x', undefined],
    ['https://a:1:2', undefined],
    ['oci://a:1:2', 'oci'],
    ['https://[::1]:80/a', 'https'],
    ['https://[1.2.3.4]', undefined],
    ['mailto:%zz', 'mailto'],
    ['https://a/%zz', undefined],
    ['', undefined],
  ])('%s has the scheme %s', (text, scheme) => {
    expect(parseRequestUrl(text)?.scheme).toBe(scheme)
  })
})

// Envoy source/common/router/header_parser.cc
describe('a value of a header', () => {
  it.each<[string, boolean]>([
    ['plain', true],
    ['100%%', true],
    ['a %HOSTNAME% b', true],
    ['%REQ(x-a)%', true],
    ['%UPSTREAM_METADATA(["a", "b"])%', true],
    ['%', false],
    ['abc%123', false],
    ['%START_TIME%%', false],
    ['%A(["a" "b"])%', false],
    ['a\nb', false],
  ])('%j: %s', (value, good) => {
    expect(isHeaderValue(value)).toBe(good)
  })
})
