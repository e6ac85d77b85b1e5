//! The domain as its users serialise it.

use uchastok::domain::{CycleDay, Persons, PlaceKind, PlanStatus};

#[test]
fn words_of_the_domain_serialise_as_the_interface_names_them() {
    let approved = PlanStatus::Approved {
        order_number: "12-п".into(),
        order_date: "2026-11-22".into(),
    };
    let text = serde_json::to_string(&approved).unwrap();
    assert_eq!(
        text,
        r#"{"status":"approved","order_number":"12-п","order_date":"2026-11-22"}"#
    );
    assert_eq!(serde_json::from_str::<PlanStatus>(&text).unwrap(), approved);
    assert_eq!(
        serde_json::to_string(&PlaceKind::UrbanTypeSettlement).unwrap(),
        "\"urban_type_settlement\""
    );
    assert_eq!(serde_json::to_string(&Persons(22_532)).unwrap(), "22532");
    assert_eq!(
        serde_json::to_string(&CycleDay { week: 1, weekday: 4 }).unwrap(),
        r#"{"week":1,"weekday":4}"#
    );
}
