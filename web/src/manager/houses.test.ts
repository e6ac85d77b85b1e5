import { expect, test } from 'vitest'
import type { HouseRun } from '../api/types'
import { houseList } from './houses'

const run = (side: HouseRun['side'], first: string, last = first): HouseRun => ({ side, first, last })
const words = { odd: 'нечётные', even: 'чётные' }

test.each<[HouseRun[], string]>([
  [[run('both', '1', '10')], '1–10'],
  [[run('odd', '1', '7'), run('odd', '11'), run('even', '2', '10')], 'нечётные 1–7, 11, чётные 2–10'],
  [[run('odd', '5'), run('even', '2')], '5, 2'],
  [[run('unnumbered', 'б/н')], 'б/н'],
])('houses by side: %j', (runs, expected) => {
  expect(houseList(runs, words)).toBe(expected)
})
