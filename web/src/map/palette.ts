// Site colours that people with any colour vision tell apart (after Paul Tol's light scheme). Dark text stays
// readable on each.
export const SITE_COLORS = ['#77aadd', '#ee8866', '#eedd88', '#44bb99', '#ffaabb', '#bbcc33', '#99ddff', '#aaaa00'] as const

export const INK = '#14213a'
export const ENAMEL = '#16458c'
export const ABOVE = '#9c1f24'
export const BELOW = '#7a4a00'
export const MOVED = '#b0107c'
export const PAPER = '#fbfaf6'
export const OUTSIDE = '#e7e8e3'
export const WATER = '#a9cfe2'
export const WATER_LABEL = '#1f5f80'
export const ROAD = '#6d6a63'
export const ROAD_CASING = '#ffffff'
