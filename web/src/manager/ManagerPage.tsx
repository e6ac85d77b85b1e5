import { useEffect, useMemo } from 'preact/hooks'
import { user } from '../api/session'
import { t } from '../i18n'
import { place } from '../router'
import { PageTitle } from '../ui/PageTitle'
import { Show } from '../ui/Show'
import { Tabs } from '../ui/Tabs'
import { ComparePanel } from './ComparePanel'
import { ConditionsPanel } from './ConditionsPanel'
import { openDesk, startDesk, type TabKey } from './desk'
import { DeskMap } from './DeskMap'
import { OrderPanel } from './OrderPanel'
import { PlacesPanel } from './PlacesPanel'
import { PlanPicker } from './PlanPicker'
import { RedrawPanel } from './RedrawPanel'
import { SitesPanel } from './SitesPanel'

const TABS: TabKey[] = ['sites', 'redraw', 'conditions', 'places', 'compare', 'order']
const CHANGING: TabKey[] = ['redraw', 'conditions']

/** The manager's map of one municipality with its plans. Planners and workers see it too, without the tabs that change things. */
export function ManagerPage({ municipality }: { municipality: string }) {
  const desk = useMemo(() => openDesk(municipality), [municipality])
  useEffect(() => startDesk(desk, place.peek().query.get('plan')), [desk])
  const words = t.value.manager
  const keys = user.value?.role === 'manager' ? TABS : TABS.filter((key) => !CHANGING.includes(key))
  const details = desk.details.now.value
  const tab = desk.tab.value
  return (
    <div class="desk">
      <div class="desk-panel">
        <PageTitle text={details.value?.name ?? t.value.home.title} />
        <PlanPicker desk={desk} />
        <Tabs
          label={words.plan}
          tabs={keys.map((key) => ({ key, label: words.tabs[key] }))}
          current={tab}
          onChange={(key) => {
            desk.tab.value = key
          }}
        >
          {tab === 'places' ? (
            <PlacesPanel desk={desk} />
          ) : desk.planId.value === null ? (
            <Show of={desk.plans.now.value}>{() => <p class="notice">{words.noPlans}</p>}</Show>
          ) : (
            <Show of={desk.current.now.value}>
              {(onDesk) => (
                <>
                  {tab === 'sites' && <SitesPanel desk={desk} plan={onDesk.plan} />}
                  {tab === 'redraw' && <RedrawPanel desk={desk} plan={onDesk.plan} />}
                  {tab === 'conditions' && <ConditionsPanel desk={desk} plan={onDesk.plan} />}
                  {tab === 'compare' && <ComparePanel desk={desk} plan={onDesk.plan} />}
                  {tab === 'order' && <OrderPanel desk={desk} plan={onDesk.plan} />}
                </>
              )}
            </Show>
          )}
        </Tabs>
      </div>
      <div class="desk-map">
        <Show of={details}>{(m) => <DeskMap desk={desk} municipality={m} />}</Show>
      </div>
    </div>
  )
}
