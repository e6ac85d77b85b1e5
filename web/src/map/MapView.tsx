import { useSignal } from '@preact/signals'
import { Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Bounds } from '../api/types'
import { t } from '../i18n'
import { basemap } from './basemap'
import { addDrawings } from './drawings'
import { Attribution } from './Attribution'

setWorkerUrl(workerUrl)

const PADDING = 36

function createMap(container: HTMLElement, municipality: string, bounds: Bounds, label: string): MapLibreMap {
  const words = t.peek().map
  const map = new MapLibreMap({
    container,
    style: basemap(municipality),
    bounds,
    fitBoundsOptions: { padding: PADDING },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 17,
    fadeDuration: 0,
    locale: {
      'Map.Title': label,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
      'ScaleControl.Meters': t.peek().measure.m,
      'ScaleControl.Kilometers': t.peek().measure.km,
    },
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left')
  return map
}

/**
 * The municipality's basemap. `onReady` gets the map once its style and drawings are there, and may return what is to be
 * done before the map goes.
 */
export function MapView(props: {
  municipality: string
  bounds: Bounds
  attribution: string[]
  label: string
  onReady: (map: MapLibreMap) => undefined | (() => void)
  children?: ComponentChildren
}) {
  const element = useRef<HTMLDivElement>(null)
  const failed = useSignal(false)
  const drawn = useSignal<MapLibreMap | null>(null)
  useEffect(() => {
    const container = element.current
    if (!container) return undefined
    let map: MapLibreMap
    try {
      map = createMap(container, props.municipality, props.bounds, props.label)
    } catch {
      failed.value = true
      return undefined
    }
    let undo: undefined | (() => void)
    let gone = false
    let ready = false
    map.once('load', () => {
      addDrawings(map)
        .catch(() => undefined)
        .then(() => {
          if (gone) return
          undo = props.onReady(map)
          ready = true
          drawn.value = map
          map.triggerRepaint()
        })
    })
    // Tests and screenshots wait for this.
    map.on('idle', () => {
      if (ready) container.dataset['map'] = 'idle'
    })
    map.on('dataloading', () => {
      container.dataset['map'] = 'busy'
    })
    return () => {
      gone = true
      drawn.value = null
      undo?.()
      map.remove()
    }
  }, [props.municipality, props.label])
  const whole = `${props.label}. ${t.value.map.help}`
  return (
    <div class="map-frame" role="region" aria-label={whole}>
      <div class="map" ref={element} />
      {drawn.value && (
        <button
          type="button"
          class="button map-whole"
          onClick={() => drawn.value?.fitBounds(props.bounds, { padding: PADDING, animate: false })}
        >
          {t.value.map.whole}
        </button>
      )}
      {failed.value && <p class="map-failed">{t.value.map.failed}</p>}
      {props.children}
      <Attribution lines={props.attribution} />
    </div>
  )
}
