'use client'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type ReactNode, type Ref, useCallback, useEffect, useId, useState } from 'react'
import type { PatternFault } from '#components/logs/feed/match-lines.ts'
import { TextInput } from '#components/ui/input.tsx'
import { useAhead } from '#components/ui/use-ahead.ts'

/** Written into the URL when the person has stopped for so long. */
const settleMs = 250

interface PatternBoxProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onValueChange: (value: string) => void
  readonly fault: PatternFault | undefined
  readonly icon?: ReactNode
  readonly className?: string
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** A box for a text or a /regular expression/; what is wrong with it stands below. */
export function PatternBox({
  label,
  placeholder,
  value,
  onValueChange,
  fault,
  icon,
  className,
  onKeyDown,
  ref,
}: PatternBoxProps) {
  const t = useTranslations('logs')
  const faultId = useId()
  const [now, tell] = useAhead(value, onValueChange)
  const [draft, setDraft] = useState(value)
  const [known, setKnown] = useState(value)
  // Another hand changed the URL: a link, the back button, a cleared filter.
  if (known !== now) {
    setKnown(now)
    setDraft(now)
  }
  const write = useCallback(
    (text: string) => {
      setKnown(text)
      tell(text)
    },
    [tell],
  )
  useEffect(() => {
    if (draft === known) return
    const timer = setTimeout(() => write(draft), settleMs)
    return () => clearTimeout(timer)
  }, [draft, known, write])
  return (
    <span className={className}>
      <TextInput
        {...(ref ? { ref } : {})}
        aria-label={label}
        aria-invalid={fault !== undefined}
        aria-describedby={fault ? faultId : undefined}
        placeholder={placeholder}
        icon={icon}
        value={draft}
        maxLength={500}
        className="w-full"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && draft !== known) write(draft)
          onKeyDown?.(event)
        }}
      />
      {fault ? (
        <span id={faultId} role="alert" className="block pt-1 text-small text-failing">
          {t(`pattern.${fault}`)}
        </span>
      ) : null}
    </span>
  )
}
