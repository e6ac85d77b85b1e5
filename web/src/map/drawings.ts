// Images for the map that no file holds: hatches, the number plate, institution discs.
import type { Map as MapLibreMap } from 'maplibre-gl'
import { INFRASTRUCTURE_KINDS, type InfrastructureKind } from '../api/types'
import { ABOVE, BELOW, ENAMEL, INK } from './palette'
import { INFRASTRUCTURE_ICONS } from './icons'

const SCALE = 2

function canvas(width: number, height: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas')
  element.width = width * SCALE
  element.height = height * SCALE
  const pen = element.getContext('2d', { willReadFrequently: true })
  pen?.scale(SCALE, SCALE)
  return pen
}

const pixels = (pen: CanvasRenderingContext2D) => pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height)

/** Slanted lines for a site above its norm. */
function hatchAbove(map: MapLibreMap): void {
  const size = 12
  const pen = canvas(size, size)
  if (!pen) return
  pen.strokeStyle = ABOVE
  pen.lineWidth = 2.2
  for (const shift of [-size, 0, size]) {
    pen.beginPath()
    pen.moveTo(shift - 2, size + 2)
    pen.lineTo(shift + size + 2, -2)
    pen.stroke()
  }
  map.addImage('hatch-above', pixels(pen), { pixelRatio: SCALE })
}

/** Dots for a site below its norm. */
function hatchBelow(map: MapLibreMap): void {
  const size = 12
  const pen = canvas(size, size)
  if (!pen) return
  pen.fillStyle = BELOW
  for (const [x, y] of [
    [3, 3],
    [9, 9],
  ] as const) {
    pen.beginPath()
    pen.arc(x, y, 1.9, 0, Math.PI * 2)
    pen.fill()
  }
  map.addImage('hatch-below', pixels(pen), { pixelRatio: SCALE })
}

/** An enamel plate that stretches around the number. */
function plate(map: MapLibreMap, name: string, ground: string, edge: string): void {
  const size = 28
  const pen = canvas(size, size)
  if (!pen) return
  pen.fillStyle = edge
  pen.beginPath()
  pen.roundRect(0, 0, size, size, 7)
  pen.fill()
  pen.fillStyle = ground
  pen.beginPath()
  pen.roundRect(1.5, 1.5, size - 3, size - 3, 5.5)
  pen.fill()
  pen.strokeStyle = edge
  pen.lineWidth = 1
  pen.beginPath()
  pen.roundRect(4, 4, size - 8, size - 8, 3.5)
  pen.stroke()
  const at = (v: number) => v * SCALE
  map.addImage(name, pixels(pen), {
    pixelRatio: SCALE,
    stretchX: [[at(9), at(19)]],
    stretchY: [[at(9), at(19)]],
    content: [at(6), at(6), at(22), at(22)],
  })
}

function picture(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error(`no image at ${url}`))
    image.src = url
  })
}

async function institution(map: MapLibreMap, kind: InfrastructureKind): Promise<void> {
  const image = await picture(INFRASTRUCTURE_ICONS[kind])
  const size = 28
  const pen = canvas(size, size)
  if (!pen) return
  pen.beginPath()
  pen.arc(size / 2, size / 2, size / 2 - 1, 0, Math.PI * 2)
  pen.fillStyle = '#ffffff'
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = INK
  pen.stroke()
  pen.drawImage(image, 6, 6, 16, 16)
  if (!map.hasImage(`place-${kind}`)) map.addImage(`place-${kind}`, pixels(pen), { pixelRatio: SCALE })
}

/** Gives the map all its drawings. */
export async function addDrawings(map: MapLibreMap): Promise<void> {
  hatchAbove(map)
  hatchBelow(map)
  plate(map, 'plate', ENAMEL, '#ffffff')
  plate(map, 'plate-chosen', INK, '#ffd84d')
  await Promise.all(INFRASTRUCTURE_KINDS.map((kind) => institution(map, kind)))
}
