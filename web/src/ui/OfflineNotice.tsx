import { useEffect } from 'preact/hooks'
import { connected, probe } from '../api/client'
import { t } from '../i18n'

const PROBE_MS = 5000

/** Shown while the server cannot be reached; asks it every few seconds. */
export function OfflineNotice() {
  const lost = !connected.value
  useEffect(() => {
    const gone = () => {
      connected.value = false
    }
    const back = () => void probe()
    window.addEventListener('offline', gone)
    window.addEventListener('online', back)
    return () => {
      window.removeEventListener('offline', gone)
      window.removeEventListener('online', back)
    }
  }, [])
  useEffect(() => {
    if (!lost) return undefined
    const timer = window.setInterval(() => void probe(), PROBE_MS)
    return () => window.clearInterval(timer)
  }, [lost])
  return (
    <div class="offline-slot" role="status">
      {lost && <p class="offline">{t.value.app.offline}</p>}
    </div>
  )
}
