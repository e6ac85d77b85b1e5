// Icons of institutions, from Maki and Temaki.
import doctor from '@mapbox/maki/icons/doctor.svg?url'
import hospital from '@mapbox/maki/icons/hospital.svg?url'
import library from '@mapbox/maki/icons/library.svg?url'
import pharmacy from '@mapbox/maki/icons/pharmacy.svg?url'
import police from '@mapbox/maki/icons/police.svg?url'
import post from '@mapbox/maki/icons/post.svg?url'
import school from '@mapbox/maki/icons/school.svg?url'
import shop from '@mapbox/maki/icons/shop.svg?url'
import theatre from '@mapbox/maki/icons/theatre.svg?url'
import townHall from '@mapbox/maki/icons/town-hall.svg?url'
import fap from '@rapideditor/temaki/icons/briefcase_cross.svg?url'
import social from '@rapideditor/temaki/icons/social_facility.svg?url'
import type { InfrastructureKind } from '../api/types'

export const INFRASTRUCTURE_ICONS: Record<InfrastructureKind, string> = {
  school,
  hospital,
  clinic: doctor,
  fap,
  pharmacy,
  police,
  post,
  library,
  culture_house: theatre,
  shop,
  townhall: townHall,
  social_facility: social,
}
