/**
 * Brands by their token in a User-Agent header, those first that also send the tokens of others: Edge and Opera name
 * themselves Chrome, which names itself Safari (RFC 9110, section 10.1.5, and the browsers' own documents).
 */
const brands: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?(?:iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[^ ]* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
  [/^curl\/(\d+)/, 'curl'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** `Chrome 141, Linux`; what names itself otherwise is told as it does, '' where it said nothing. */
export function nameAgent(agent: string): string {
  const brand = brands
    .map(([form, name]) => ({ name, version: form.exec(agent)?.[1] }))
    .find(({ version }) => version)
  if (!brand) return agent
  const system = systems.find(([form]) => form.test(agent))?.[1]
  return [`${brand.name} ${brand.version}`, ...(system ? [system] : [])].join(', ')
}
