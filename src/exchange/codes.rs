//! The list of everything that an import can find wrong.
//!
//! A code that *blocks* means that something in the input cannot be used as it stands: the row is left out, and without
//! `keep_good_rows` so is the whole import. A code that does not block is a note: the input is used, and the person
//! should know how. A test reads the sources and holds this list and the codes in use equal.

/// One code of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: &'static str,
    /// True when the thing named cannot be used.
    pub blocks: bool,
    /// What it means, in Russian.
    pub meaning: &'static str,
    /// The same in English.
    pub meaning_en: &'static str,
}

const fn fault(code: &'static str, meaning: &'static str, meaning_en: &'static str) -> Code {
    Code {
        code,
        blocks: true,
        meaning,
        meaning_en,
    }
}

const fn note(code: &'static str, meaning: &'static str, meaning_en: &'static str) -> Code {
    Code {
        code,
        blocks: false,
        meaning,
        meaning_en,
    }
}

/// Every code, in alphabetical order.
pub const CODES: &[Code] = &[
    note(
        "address.doubtful",
        "Очень большому зданию без назначения и этажности по площади досталось много жителей",
        "A very large building of no stated use or storeys got many residents by its area",
    ),
    note(
        "address.levels",
        "Этажность не число, принята по площади",
        "Storeys are no number; assumed from the footprint",
    ),
    fault(
        "addresses.no_blocks",
        "Город не разделить на кварталы",
        "The town cannot be cut into blocks",
    ),
    note(
        "addresses.no_residents",
        "У адресов пункта нет жителей",
        "The addresses of a settlement have no residents",
    ),
    fault(
        "addresses.no_total",
        "Нет общей численности, которую можно распределить по адресам",
        "No total to spread over the addresses",
    ),
    note(
        "addresses.outside",
        "Адреса вне границы не взяты",
        "Addresses outside the boundary were not taken",
    ),
    note(
        "addresses.population_differs",
        "Сумма жителей по адресам не равна населению пункта",
        "Residents of the addresses do not sum to the settlement's",
    ),
    fault(
        "boundary.ambiguous",
        "В файле несколько границ, и ни одна не названа однозначно",
        "Several boundaries, and none is named for certain",
    ),
    fault(
        "boundary.not_a_polygon",
        "Граница — не многоугольник",
        "The boundary is no polygon",
    ),
    note(
        "catchment.empty",
        "В округе учреждения нет ни одной единицы",
        "A catchment holds no unit",
    ),
    note(
        "catchment.overlap",
        "Единица входит в два округа, оставлена в первом",
        "A unit lies in two catchments and stays in the first",
    ),
    fault(
        "column.missing",
        "Нет нужного столбца",
        "A required column is missing",
    ),
    fault(
        "column.unknown",
        "Нет столбца, названного в настройках",
        "The settings name a column that is not there",
    ),
    fault(
        "file.too_large",
        "Файл больше предела",
        "The file is over the limit",
    ),
    fault(
        "geojson.empty",
        "В файле нет объектов",
        "The file holds no features",
    ),
    fault(
        "geojson.not_a_feature",
        "Элемент набора — не объект Feature",
        "An item of the collection is no Feature",
    ),
    fault(
        "geojson.projection",
        "Координаты не в градусах WGS 84",
        "Coordinates are not WGS 84 degrees",
    ),
    fault(
        "geojson.syntax",
        "Файл не читается как JSON",
        "The file is no JSON",
    ),
    fault(
        "geometry.antimeridian",
        "Кольцо пересекает 180-й меридиан",
        "A ring crosses the antimeridian",
    ),
    fault(
        "geometry.collection",
        "GeometryCollection не используется",
        "A GeometryCollection is not used",
    ),
    fault(
        "geometry.empty",
        "У геометрии нет координат",
        "A geometry without coordinates",
    ),
    fault(
        "geometry.nesting",
        "Вложенность координат не та, что у вида геометрии",
        "Coordinates are not nested as their type asks",
    ),
    fault(
        "geometry.too_many_positions",
        "Координат больше предела",
        "More positions than the limit",
    ),
    fault(
        "geometry.type",
        "Вид геометрии не назван или неизвестен",
        "The geometry's type is missing or unknown",
    ),
    fault(
        "gtfs.incomplete",
        "В архиве GTFS нет нужного файла",
        "A file that is needed is not in the GTFS feed",
    ),
    fault(
        "gtfs.unreadable",
        "Архив GTFS не читается",
        "The GTFS feed cannot be read",
    ),
    fault(
        "gtfs.value",
        "Значение в GTFS не понять",
        "A value of the GTFS feed cannot be used",
    ),
    fault("id.duplicate", "Код повторяется", "The id is used twice"),
    fault(
        "id.malformed",
        "Код содержит лишние знаки или слишком длинен",
        "The id has other characters or is too long",
    ),
    fault(
        "infrastructure.kind",
        "Неизвестный вид учреждения",
        "Unknown kind of institution",
    ),
    fault("line.degenerate", "Линия из одной точки", "A line of one point"),
    fault(
        "link.length",
        "Длина дороги не число или вне предела",
        "The length of a link is no number or out of range",
    ),
    fault(
        "link.loop",
        "Дорога ведёт туда же, откуда",
        "A link leads to where it began",
    ),
    fault(
        "link.paved_longer",
        "Твёрдое покрытие длиннее дороги",
        "More is paved than the link is long",
    ),
    fault(
        "link.unknown_end",
        "У дороги неизвестный конец",
        "A link ends at nothing known",
    ),
    fault(
        "norm.bounds",
        "Границы норматива противоречат друг другу",
        "The bounds of a norm contradict each other",
    ),
    fault(
        "norm.missing",
        "В профиле нет обязательных границ",
        "The profile lacks required bounds",
    ),
    fault(
        "norm.twice",
        "Границы одного вида места указаны дважды",
        "Bounds of one kind of place are given twice",
    ),
    fault(
        "osm.blob",
        "Блок выгрузки не распаковывается",
        "A blob of the extract cannot be unpacked",
    ),
    fault(
        "osm.block",
        "Блок выгрузки повреждён внутри",
        "A block of the extract is corrupt",
    ),
    fault(
        "osm.boundary_ambiguous",
        "Под название подходит несколько границ",
        "Several boundaries fit the name",
    ),
    fault(
        "osm.boundary_missing",
        "Границы в выгрузке нет",
        "The extract lacks the boundary",
    ),
    fault(
        "osm.boundary_open",
        "Граница не замкнута",
        "The boundary is not closed",
    ),
    fault(
        "osm.empty",
        "В выгрузке нет ничего нужного",
        "The extract holds nothing of use",
    ),
    fault(
        "osm.feature",
        "Выгрузка требует неизвестного свойства формата",
        "The extract needs an unknown feature of the format",
    ),
    fault(
        "osm.frame",
        "Выгрузка обрывается или это не OSM PBF",
        "The extract is cut off, or no OSM PBF",
    ),
    note(
        "osm.missing_nodes",
        "У линий не хватает точек",
        "Lines lack some of their nodes",
    ),
    note(
        "osm.population_estimated",
        "Население места — доля общей численности",
        "The population of a place is a share of the total",
    ),
    note(
        "osm.population_missing",
        "У места не указано население",
        "A place states no population",
    ),
    fault(
        "osm.xml",
        "Выгрузка не читается как OSM XML",
        "The extract is no OSM XML",
    ),
    fault(
        "polygon.hole_outside",
        "Отверстие вне внешнего кольца",
        "A hole lies outside its polygon",
    ),
    fault(
        "polygon.self_crossing",
        "Контур пересекает себя",
        "The outline crosses itself",
    ),
    fault(
        "population.fraction",
        "Население — не целое число",
        "The population is no whole number",
    ),
    note(
        "population.missing",
        "Население не указано, принято 0",
        "No population; taken as 0",
    ),
    fault(
        "population.negative",
        "Население отрицательное",
        "The population is negative",
    ),
    fault(
        "population.not_a_number",
        "Население — не число",
        "The population is no number",
    ),
    fault(
        "population.too_large",
        "Население больше предела",
        "The population is over the limit",
    ),
    fault(
        "position.length",
        "В координате не два числа",
        "A position is not of two numbers",
    ),
    fault("position.missing", "Место не указано", "The place is not given"),
    fault(
        "position.not_a_number",
        "Координата — не число",
        "A coordinate is no number",
    ),
    fault(
        "position.not_degrees",
        "Координаты в метрах, а не в градусах",
        "Coordinates are metres, not degrees",
    ),
    fault(
        "position.out_of_range",
        "Координата вне пределов градусов",
        "A coordinate is out of the range of degrees",
    ),
    fault(
        "position.swapped",
        "Долгота и широта переставлены",
        "Longitude and latitude are swapped",
    ),
    note(
        "problems.more",
        "Показаны не все замечания",
        "Not all problems are shown",
    ),
    fault(
        "profile.malformed",
        "Профиль не читается",
        "The profile cannot be parsed",
    ),
    fault(
        "profile.unreadable",
        "Файл профиля не открывается",
        "The profile's file cannot be opened",
    ),
    note(
        "region.empty_municipality",
        "В границе нет жителей: муниципалитет пропущен",
        "Nobody lives inside a boundary: the municipality was passed over",
    ),
    fault(
        "region.no_boundaries",
        "Нет ни одной границы муниципалитета",
        "There is no boundary of a municipality",
    ),
    fault(
        "region.outside",
        "Населённый пункт вне всех границ",
        "A settlement lies outside every boundary",
    ),
    fault(
        "ring.no_area",
        "Многоугольник без площади",
        "A polygon without area",
    ),
    fault(
        "ring.too_short",
        "В кольце меньше четырёх точек",
        "A ring of fewer than four positions",
    ),
    fault("ring.unclosed", "Кольцо не замкнуто", "A ring is not closed"),
    fault("road.not_a_line", "Дорога — не линия", "A road is no line"),
    fault(
        "roads.empty",
        "В слое дорог нет дорог",
        "The road layer holds no road",
    ),
    note(
        "settlement.outside",
        "Населённый пункт вне границы",
        "A settlement lies outside the boundary",
    ),
    note(
        "settlement.unplaced",
        "Пункт без координат и жителей пропущен",
        "A settlement without coordinates and residents was passed over",
    ),
    note(
        "table.columns",
        "Столбцов больше предела, лишние не читаются",
        "More columns than the limit; the rest is not read",
    ),
    fault(
        "table.empty",
        "В таблице нет заголовков",
        "The table has no headers",
    ),
    fault(
        "table.row.broken",
        "Строка таблицы не читается",
        "A row cannot be parsed",
    ),
    fault(
        "table.row.length",
        "В строке больше значений, чем столбцов",
        "A row has more values than there are columns",
    ),
    fault("table.rows", "Строк больше предела", "More rows than the limit"),
    fault(
        "text.encoding",
        "Кодировка файла не распознана",
        "The file's encoding is not known",
    ),
    fault("text.too_long", "Значение слишком длинное", "A value is too long"),
    fault(
        "timetable.empty",
        "В расписании нет рейсов по муниципалитету",
        "The timetable has no trips in the municipality",
    ),
    fault(
        "timetable.value",
        "Значение в расписании не подходит",
        "A value of the timetable cannot be used",
    ),
    fault(
        "unit.unknown_settlement",
        "Единица называет неизвестный населённый пункт",
        "A unit names an unknown settlement",
    ),
    note(
        "units.gap",
        "Часть территории не входит ни в одну единицу",
        "A part of the territory is in no unit",
    ),
    fault(
        "units.none",
        "Нет ни одной единицы с жителями",
        "There is no unit with residents",
    ),
    fault(
        "units.overlap",
        "Единицы накладываются друг на друга",
        "Units overlap",
    ),
    fault(
        "value.missing",
        "Нет обязательного значения",
        "A required value is missing",
    ),
    fault(
        "vehicle.duplicate",
        "Две строки с одним названием машины",
        "Two rows with one title of a vehicle",
    ),
    fault(
        "vehicle.value",
        "Значение в описании машины не подходит",
        "A value of a vehicle cannot be used",
    ),
    fault(
        "visits.value",
        "Недопустимое значение в профиле посещений",
        "A value of the visit profile is not allowed",
    ),
    fault(
        "xlsx.unreadable",
        "Книга не открывается",
        "The workbook cannot be opened",
    ),
];
