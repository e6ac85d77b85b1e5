import { type Signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { PLAN_OBJECTIVES, type NormProfile, type PartitionRequest, type PlanObjective } from '../api/types'
import { number, t } from '../i18n'
import { Field } from '../ui/Field'
import { Select } from '../ui/Select'
import { ConditionList } from './ConditionList'
import { asked, needStart } from './conditions'
import type { Desk } from './desk'

function Regulation({ profile }: { profile: NormProfile }) {
  const words = t.value
  return (
    <div class="regulation">
      <p>
        <strong>{words.partition.regulation}:</strong> {profile.regulation}
      </p>
      {profile.assumed && <p class="notice">{words.partition.assumed}</p>}
      <ul class="plain">
        {profile.bounds.map((bound) => (
          <li key={bound.place}>
            {words.placeKinds[bound.place]}: {words.manager.normRange(number(bound.lower), number(bound.upper))} {words.measure.people}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Check({ label, hint, value, disabled = false }: { label: string; hint?: string; value: Signal<boolean>; disabled?: boolean }) {
  const id = useId()
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={value.value}
          disabled={disabled}
          {...(hint ? { 'aria-describedby': id } : {})}
          onChange={(event) => {
            value.value = event.currentTarget.checked
          }}
        />
        <span class="check-name">{label}</span>
      </label>
      {hint && (
        <p id={id} class="hint">
          {hint}
        </p>
      )}
    </div>
  )
}

/** Aims in order: the second and third are asked once the one before is named. */
function Objectives({ chosen, hasStart }: { chosen: Signal<PlanObjective[]>; hasStart: boolean }) {
  const words = t.value.partition
  const all = PLAN_OBJECTIVES.filter((one) => hasStart || one !== 'least_change')
  const shown = Math.min(chosen.value.length + 1, words.order.length)
  return (
    <>
      {words.order.slice(0, shown).map((label, at) => {
        const free = all.filter((one) => !chosen.value.slice(0, at).includes(one))
        const options = free.map((one) => ({ value: one as string, label: words.objectives[one] }))
        return (
          <Select
            key={label}
            label={label}
            value={chosen.value[at] ?? ''}
            options={at === 0 ? options : [{ value: '', label: words.noMore }, ...options]}
            onChange={(value) => {
              const before = chosen.value.slice(0, at)
              const after = chosen.value.slice(at + 1).filter((one) => one !== value)
              chosen.value = value === '' ? before : [...before, value as PlanObjective, ...after]
            }}
          />
        )
      })}
    </>
  )
}

/** What a new plan is asked for: norms, number of sites, aims in order, the plan to start from, one plan or several. */
export function PlanForm({ desk, profiles, onStart }: { desk: Desk; profiles: NormProfile[]; onStart: (request: PartitionRequest) => void }) {
  const words = t.value.partition
  const base = desk.current.now.value.value?.plan
  const wishes = desk.wishes.value
  const isBound = base !== undefined && needStart(wishes)
  const profileId = useSignal(base?.origin.norm_profile ?? desk.details.now.value.value?.norm_profile ?? null)
  const sites = useSignal<'min' | 'free' | 'exact' | 'posts'>('min')
  const exact = useSignal('2')
  const posts = useSignal('1')
  const objectives = useSignal<PlanObjective[]>(['travel'])
  const fromBase = useSignal(isBound)
  const variants = useSignal<'one' | 'aims' | 'change_curve'>('one')
  const prove = useSignal(false)
  const profile = profiles.find((one) => one.id === profileId.value) ?? profiles[0]
  if (!profile) return null
  const hasStart = base !== undefined && (fromBase.value || isBound)
  const canProve = variants.value === 'one' && objectives.value[0] === 'travel'
  const asksPosts = sites.value === 'posts' && profile.persons_per_post !== null
  const sitesAsked = (): PartitionRequest['sites'] => {
    if (asksPosts) return { posts: Number(posts.value) }
    return sites.value === 'exact' ? Number(exact.value) : sites.value === 'free' ? 'free' : 'min'
  }
  const request = (): PartitionRequest => ({
    norm_profile: profile.id,
    sites: sitesAsked(),
    objectives: objectives.value.filter((one) => hasStart || one !== 'least_change'),
    ...asked(wishes),
    ...(hasStart ? { start: base.id } : {}),
    ...(variants.value === 'one' || (variants.value === 'change_curve' && !hasStart) ? {} : { variants: variants.value }),
    prove: canProve && prove.value,
  })
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        onStart(request())
      }}
    >
      <Select
        label={words.norm}
        value={profile.id}
        options={profiles.map((p) => ({ value: p.id, label: p.title }))}
        onChange={(id) => {
          profileId.value = id
        }}
      />
      <Regulation profile={profile} />
      <Select
        label={words.sites}
        value={sites.value === 'posts' && !asksPosts ? 'min' : sites.value}
        options={(['min', 'free', 'exact', 'posts'] as const)
          .filter((value) => value !== 'posts' || profile.persons_per_post !== null)
          .map((value) => ({ value, label: words.sitesWords[value] }))}
        onChange={(value) => {
          sites.value = value as 'min' | 'free' | 'exact' | 'posts'
        }}
      />
      {asksPosts && (
        <Field
          label={words.postsNumber}
          hint={words.postsHint}
          type="number"
          min={0.5}
          max={500}
          step={0.5}
          required
          value={posts.value}
          onInput={(event) => {
            posts.value = event.currentTarget.value
          }}
        />
      )}
      {sites.value === 'exact' && (
        <Field
          label={words.sitesExactNumber}
          type="number"
          min={1}
          max={500}
          required
          value={exact.value}
          onInput={(event) => {
            exact.value = event.currentTarget.value
          }}
        />
      )}
      {base && <Check label={words.fromPlan(base.title)} hint={isBound ? words.startNeeded : words.fromPlanHint} value={fromBase} disabled={isBound} />}
      <Objectives chosen={objectives} hasStart={hasStart} />
      <Select
        label={words.variants}
        value={variants.value}
        options={(['one', 'aims', 'change_curve'] as const)
          .filter((value) => hasStart || value !== 'change_curve')
          .map((value) => ({ value, label: words.variantWords[value] }))}
        onChange={(value) => {
          variants.value = value as 'one' | 'aims' | 'change_curve'
        }}
      />
      {canProve && <Check label={words.prove} hint={words.proveHint} value={prove} />}
      <ConditionList desk={desk} readOnly />
      <button type="submit" class="button button-main">
        {words.start}
      </button>
    </form>
  )
}
