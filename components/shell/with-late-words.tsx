import type { ComponentType } from 'react'

/** For `lazy`: a component that is loaded on first use, together with its words. */
export async function withLateWords<Props extends object>(
  loading: Promise<ComponentType<Props>>,
): Promise<{ default: ComponentType<Props> }> {
  const [Part, { LateWords }] = await Promise.all([loading, import('#components/shell/late-words.tsx')])
  return {
    default: (props: Props) => (
      <LateWords>
        <Part {...props} />
      </LateWords>
    ),
  }
}
