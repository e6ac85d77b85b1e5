//! Obstacles, causes and remedies of a schedule in words: Russian first, English beside it.

use crate::domain::{CycleDay, Metres, Season, Seconds, Sentence, SiteNumber};
use crate::scheduling::{
    DayCauses, DayIndex, DayObstacle, Help, Limit, Obstacle, Remedy, VisitIndex, days_of,
};

const DAYS_RU: [&str; 5] = ["понедельник", "вторник", "среда", "четверг", "пятница"];
const ON_DAYS_RU: [&str; 5] = [
    "по понедельникам",
    "по вторникам",
    "по средам",
    "по четвергам",
    "по пятницам",
];
const DAYS_EN: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// A limit that is nearer than this is worth saying.
const NEAR_S: i64 = 30 * 60;

/// Names of the visits and days of a site.
pub(super) struct Namer<'a> {
    /// Name of each visit's settlement, by visit.
    pub names: Vec<&'a str>,
    /// Title of each vehicle of the list, by vehicle.
    pub vehicles: Vec<&'a str>,
    /// Weeks of the cycle.
    pub weeks: u8,
}

impl Namer<'_> {
    fn visit(&self, visit: VisitIndex) -> &str {
        self.names.get(visit.index()).copied().unwrap_or("?")
    }

    fn day(&self, day: DayIndex) -> Sentence {
        let day = CycleDay::from_index(day.index());
        let name = |days: &[&'static str; 5]| days.get(usize::from(day.weekday)).copied().unwrap_or("?");
        let week = day.week + 1;
        if self.weeks < 2 {
            return Sentence::new(name(&DAYS_RU), name(&DAYS_EN));
        }
        Sentence::new(
            format!("{}, неделя {week}", name(&DAYS_RU)),
            format!("{}, week {week}", name(&DAYS_EN)),
        )
    }

    /// Days of the cycle, as a bit set: one weekday in each week is named once.
    fn days(&self, days: u64) -> Sentence {
        let all: Vec<CycleDay> = days_of(days)
            .map(|day| CycleDay::from_index(day.index()))
            .collect();
        let name = |days: &[&'static str; 5], at: u8| days.get(usize::from(at)).copied().unwrap_or("?");
        match all.first() {
            Some(first) if self.weeks > 1 && is_every_week(&all, self.weeks) => Sentence::new(
                name(&ON_DAYS_RU, first.weekday),
                format!("{}s", name(&DAYS_EN, first.weekday)),
            ),
            _ => {
                let each: Vec<Sentence> = days_of(days).map(|day| self.day(day)).collect();
                let join = |pick: fn(&Sentence) -> &str| each.iter().map(pick).collect::<Vec<_>>().join("; ");
                Sentence::new(join(|one| &one.ru), join(|one| &one.en))
            }
        }
    }
}

/// True for days that are one weekday in each week of the cycle.
fn is_every_week(days: &[CycleDay], weeks: u8) -> bool {
    let one = days.first().map(|day| day.weekday);
    days.len() == usize::from(weeks) && days.iter().all(|day| Some(day.weekday) == one)
}

/// Hours and minutes, to the nearest minute as the timetable shows them.
fn span(seconds: i64) -> Sentence {
    let minutes = (seconds + 30) / 60;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => Sentence::new(format!("{rest} мин"), format!("{rest} min")),
        (hours, 0) => Sentence::new(format!("{hours} ч"), format!("{hours} h")),
        _ => Sentence::new(format!("{hours} ч {rest} мин"), format!("{hours} h {rest} min")),
    }
}

/// What stands in the way of a visit on one day.
pub(super) fn obstacle(namer: &Namer<'_>, one: &DayObstacle) -> Sentence {
    let day = namer.day(one.day);
    let (ru, en) = match one.obstacle {
        Obstacle::DayTooShort { excess_s } => {
            let by = span(excess_s);
            (
                format!("рабочий день не вмещает: не хватает {}", by.ru),
                format!("the working day is too short by {}", by.en),
            )
        }
        Obstacle::Closed { late_s } => {
            let by = span(late_s);
            (
                format!("приехать можно только после закрытия, на {} позже", by.ru),
                format!("the best round comes {} after closing", by.en),
            )
        }
        Obstacle::TooMuchDemand { excess } => (
            format!("машина не вмещает {excess}"),
            format!("the vehicle cannot carry {excess} more"),
        ),
        Obstacle::FieldDaysUsed => (
            "выездные дни этой недели уже заняты".to_owned(),
            "the field days of that week are used".to_owned(),
        ),
        Obstacle::VehiclesTaken => (
            "работник свободен, но все машины заняты".to_owned(),
            "the worker is free, but all vehicles are taken".to_owned(),
        ),
        Obstacle::WorkersOut => (
            "работник в этот день уже в другой поездке".to_owned(),
            "the worker is out on another round".to_owned(),
        ),
        Obstacle::Nobody => (
            "в этот день нет машины".to_owned(),
            "there is no vehicle that day".to_owned(),
        ),
        Obstacle::NoWay => (
            "на том, что есть в этот день, туда не проехать".to_owned(),
            "what there is that day does not go there".to_owned(),
        ),
        Obstacle::Fits => (
            "сюда поместилось бы, но мешает другой день того же порядка посещений".to_owned(),
            "it would fit, but another day of the same rhythm is in the way".to_owned(),
        ),
    };
    Sentence::new(
        format!("{}: {ru}.", capital(&day.ru)),
        format!("{}: {en}.", day.en),
    )
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What a day's round is made of, what matters most first.
pub(super) fn day(namer: &Namer<'_>, causes: &DayCauses) -> Vec<Sentence> {
    let [length, drive, service, waiting] = [
        causes.length_s,
        causes.drive_s,
        causes.service_s,
        causes.waiting_s,
    ]
    .map(span);
    let percent = causes.drive_percent;
    let mut facts = vec![Sentence::new(
        format!(
            "Поездка длится {}: в дороге {} ({percent} %), на местах {}.",
            length.ru, drive.ru, service.ru
        ),
        format!(
            "The round takes {}: {} on the road ({percent} %), {} at the places.",
            length.en, drive.en, service.en
        ),
    )];
    if let Some((visit, saved_s)) = causes.dearest.filter(|(_, saved)| *saved > 0) {
        let (name, saved) = (namer.visit(visit), span(saved_s));
        facts.push(Sentence::new(
            format!(
                "Дороже всего {name}: без заезда туда день короче на {}.",
                saved.ru
            ),
            format!("{name} costs most: without it the day is {} shorter.", saved.en),
        ));
    }
    if let Some((visit, there_s)) = causes.farthest {
        let (name, there) = (namer.visit(visit), span(there_s));
        facts.push(Sentence::new(
            format!("Дальше всех {name}: только туда и обратно {}.", there.ru),
            format!("{name} is farthest: {} there and back alone.", there.en),
        ));
    }
    if causes.waiting_s > 0 {
        let at = causes.longest_wait.map_or("?", |(visit, _)| namer.visit(visit));
        let (what, what_en) = if causes.timetabled {
            ("Ожидание рейса", "Waiting for the next trip")
        } else {
            ("Ожидание перед закрытой дверью", "Waiting before closed doors")
        };
        facts.push(Sentence::new(
            format!("{what} — {}, дольше всего: {at}.", waiting.ru),
            format!("{what_en} takes {}, longest at {at}.", waiting.en),
        ));
    }
    facts.extend(
        causes
            .limits
            .first()
            .filter(|(_, left)| *left < NEAR_S)
            .map(|&limit| near(namer, limit)),
    );
    facts
}

fn near(namer: &Namer<'_>, (limit, left_s): (Limit, i64)) -> Sentence {
    let left = span(left_s.max(0));
    match limit {
        Limit::EndOfDay => Sentence::new(
            format!("До конца рабочего дня остаётся {}.", left.ru),
            format!("{} are left to the end of the working day.", left.en),
        ),
        Limit::EndOfRide => Sentence::new(
            "День кончается с обратным рейсом: вернуться позже нельзя.",
            "The day ends with the trip home: there is no coming back later.",
        ),
        Limit::Duration => Sentence::new(
            format!("До наибольшей длины поездки остаётся {}.", left.ru),
            format!("{} are left to the longest round allowed.", left.en),
        ),
        Limit::Closing(visit) => {
            let name = namer.visit(visit);
            Sentence::new(
                format!("{name}: до закрытия остаётся {}.", left.ru),
                format!("{name}: {} are left to closing.", left.en),
            )
        }
    }
}

/// What a remedy is and does.
pub(super) fn help(namer: &Namer<'_>, one: &Help) -> Sentence {
    let what = remedy(namer, one.remedy);
    let mut effects = Vec::new();
    if let Some((before, after)) = one.day_s {
        let (old, new) = (span(before), span(after));
        effects.push(if one.is_day_free {
            Sentence::new(
                format!(
                    "выезда в этот день не будет, самая долгая поездка к его местам в другие дни — {} вместо {}",
                    new.ru, old.ru
                ),
                format!(
                    "no round that day, and the longest to its places on others takes {} instead of {}",
                    new.en, old.en
                ),
            )
        } else {
            Sentence::new(
                format!("день {} вместо {}", new.ru, old.ru),
                format!("the day takes {} instead of {}", new.en, old.en),
            )
        });
    }
    if !one.served.is_empty() {
        let names: Vec<&str> = one.served.iter().map(|visit| namer.visit(*visit)).collect();
        let names = names.join(", ");
        effects.push(Sentence::new(
            format!("чаще посещаются: {names}"),
            format!("visited more often: {names}"),
        ));
    }
    let join = |pick: fn(&Sentence) -> &str| effects.iter().map(pick).collect::<Vec<_>>().join("; ");
    Sentence::new(
        format!("{} — {}.", what.ru, join(|effect| &effect.ru)),
        format!("{}: {}.", what.en, join(|effect| &effect.en)),
    )
}

fn remedy(namer: &Namer<'_>, remedy: Remedy) -> Sentence {
    match remedy {
        Remedy::OtherRounds => Sentence::new(
            "Перераспределить поездки по другим дням",
            "Spread the rounds over other days",
        ),
        Remedy::Vehicle { days, vehicle, .. } => {
            let day = namer.days(days);
            if let Some(title) = vehicle.and_then(|at| namer.vehicles.get(at.index())) {
                return Sentence::new(
                    format!("Ещё одна машина «{title}» ({})", day.ru),
                    format!("One more “{title}” ({})", day.en),
                );
            }
            Sentence::new(
                format!("Ещё одна машина с работником ({})", day.ru),
                format!("One more vehicle with a worker ({})", day.en),
            )
        }
        Remedy::FieldDay { .. } => Sentence::new(
            "Ещё один выездной день каждую неделю",
            "One more field day each week",
        ),
        Remedy::LongerDay { day, by_s, .. } => {
            let (day, by) = (namer.day(day), span(by_s));
            Sentence::new(
                format!("Рабочий день дольше на {} ({})", by.ru, day.ru),
                format!("A working day longer by {} ({})", by.en, day.en),
            )
        }
        Remedy::ShorterVisit { visit, service_s } => {
            let (name, time) = (namer.visit(visit), span(service_s));
            Sentence::new(
                format!("Меньше посещений на дому: {name} — с приёмом {}", time.ru),
                format!("Fewer home visits: {name}, {} with the reception", time.en),
            )
        }
        Remedy::Ways => Sentence::new("Другая дорога или переправа", "Another road or a ferry"),
        Remedy::OpenAllDay { visit } => {
            let name = namer.visit(visit);
            Sentence::new(
                format!("Открыть пункт приёма на весь день: {name}"),
                format!("Open the reception point all day: {name}"),
            )
        }
    }
}

/// A settlement that is visited as it should be.
pub(super) fn in_order(name: &str, visits: u8, weeks: u8) -> Sentence {
    let times = match (visits % 10, visits % 100) {
        (2..=4, 0..=11 | 15..=99) => "раза",
        _ => "раз",
    };
    let weeks_ru = if weeks == 1 {
        "неделю"
    } else {
        "недели"
    };
    Sentence::new(
        format!("{name}: посещается как положено, {visits} {times} за {weeks} {weeks_ru}."),
        format!("{name}: visited as it should be, {visits} times in {weeks} weeks."),
    )
}

/// The settlement of the base: nobody travels there.
pub(super) fn is_base(name: &str) -> Sentence {
    Sentence::new(
        format!("{name}: здесь рабочее место участка, выезжать сюда не нужно."),
        format!("{name}: the base of the site is here, nobody has to travel."),
    )
}

/// A settlement where nobody lives.
pub(super) fn nobody_lives(name: &str) -> Sentence {
    Sentence::new(
        format!("{name}: жителей нет, посещать некого."),
        format!("{name}: nobody lives here."),
    )
}

/// A settlement of another site; `None` for one of no site.
pub(super) fn other_site(name: &str, site: Option<SiteNumber>) -> Sentence {
    match site {
        Some(SiteNumber(number)) => Sentence::new(
            format!("{name}: это участок {number}, спросите о нём."),
            format!("{name} belongs to site {number}; ask about that one."),
        ),
        None => Sentence::new(
            format!("{name}: в этой схеме не входит ни в один участок."),
            format!("{name} belongs to no site of this plan."),
        ),
    }
}

/// How much time the home visits of a cycle lack.
pub(super) fn home_missed(name: &str, missed: Seconds) -> Sentence {
    let missed = span(missed.get());
    Sentence::new(
        format!("{name}: на посещения на дому не хватает {} за цикл.", missed.ru),
        format!("{name}: home visits lack {} in the cycle.", missed.en),
    )
}

/// Hours that are too short for a reception.
pub(super) fn open_longer(name: &str, reception: Seconds) -> Sentence {
    let needed = span(reception.get());
    Sentence::new(
        format!(
            "Открыть пункт приёма на более долгое время или в другие часы: {name} — приём длится {}.",
            needed.ru
        ),
        format!(
            "Open the reception point longer or at other hours: {name}, a reception takes {}.",
            needed.en
        ),
    )
}

/// A vehicle with which a worker gets there within a working day.
pub(super) fn by_vehicle((title, title_en): (&str, &str), time: Seconds, distance: Metres) -> Sentence {
    let (time, km) = (span(time.get()), distance.kilometres());
    Sentence::new(
        format!(
            "{title}: {} в одну сторону, {km:.0} км, за рабочий день успеть можно.",
            time.ru
        ),
        format!(
            "{title_en}: {} one way, {km:.0} km, within a working day.",
            time.en
        ),
    )
}

/// Another base, from which so many settlements of the site are still out of reach.
pub(super) fn other_base(base: &str, time: Seconds, out_of_reach: usize) -> Sentence {
    let time = span(time.get());
    let (rest, rest_en) = if out_of_reach == 0 {
        (
            "за рабочий день можно успеть в любой населённый пункт участка".to_owned(),
            "every settlement of the site is within a working day".to_owned(),
        )
    } else {
        (
            format!("за рабочий день не успеть только в {out_of_reach} из населённых пунктов участка"),
            format!("{out_of_reach} settlements of the site are out of reach"),
        )
    };
    Sentence::new(
        format!(
            "Рабочее место в другом населённом пункте: {base} — оттуда {} в одну сторону, {rest}.",
            time.ru
        ),
        format!("Another base: {base}, {} one way from there, {rest_en}.", time.en),
    )
}

/// A working day long enough for the way and the reception.
pub(super) fn longer_days(missing: Seconds) -> Sentence {
    let by = span(missing.get());
    Sentence::new(
        format!("Рабочий день дольше на {} в дни поездок туда.", by.ru),
        format!("A working day longer by {} on the days of going there.", by.en),
    )
}

/// A reception as long as the way leaves time for it.
pub(super) fn shorter_reception(left: Seconds, reception: Seconds) -> Sentence {
    let [left, asked] = [left, reception].map(|time| span(time.get()));
    Sentence::new(
        format!(
            "Приём короче: {} вместо {}, без посещений на дому.",
            left.ru, asked.ru
        ),
        format!(
            "A shorter reception: {} instead of {}, without home visits.",
            left.en, asked.en
        ),
    )
}

/// How far a settlement is in the season of the schedule.
pub(super) fn one_way(time: Seconds, distance: Metres) -> Sentence {
    let (time, km) = (span(time.get()), distance.kilometres());
    Sentence::new(
        format!("Сейчас от рабочего места {} в одну сторону, {km:.0} км.", time.ru),
        format!("Now it is {} from the base one way, {km:.0} km.", time.en),
    )
}

/// A season in which a worker gets there within a working day.
pub(super) fn in_season(season: Season, time: Seconds, distance: Metres) -> Sentence {
    let (ru, en) = match season {
        Season::Summer => ("Летом", "In summer"),
        Season::Winter => ("Зимой", "In winter"),
        Season::Thaw => ("В распутицу", "In the thaw"),
    };
    let (time, km) = (span(time.get()), distance.kilometres());
    Sentence::new(
        format!("{ru} доехать можно: {} в одну сторону, {km:.0} км.", time.ru),
        format!("{en} it can be reached: {} one way, {km:.0} km.", time.en),
    )
}

#[cfg(test)]
mod tests {
    use super::{Namer, obstacle, span};
    use crate::scheduling::{DayIndex, DayObstacle, DepotIndex, Obstacle};

    #[test]
    fn spans_are_rounded_to_the_minute() {
        assert_eq!((span(89).ru.as_str(), span(90).ru.as_str()), ("1 мин", "2 мин"));
        assert_eq!(span(7200).ru, "2 ч");
        assert_eq!(span(3660).en, "1 h 1 min");
    }

    #[test]
    fn a_day_is_named_with_its_week_only_where_there_are_several() {
        let one = DayObstacle {
            day: DayIndex(6),
            depot: DepotIndex(0),
            obstacle: Obstacle::FieldDaysUsed,
        };
        let words = |weeks| {
            let namer = Namer {
                names: Vec::new(),
                vehicles: Vec::new(),
                weeks,
            };
            obstacle(&namer, &one).ru
        };
        assert_eq!(
            words(2),
            "Вторник, неделя 2: выездные дни этой недели уже заняты."
        );
    }
}
