//! Editing without a network, and meeting again.

use app::clock::Clock;
use app::{AppError, TypedDose};
use footbridge_testkit::field::Field;

use crate::support::{
    assert_clean, assert_survives_restart, count, crew, meet_person, new_contact, record, set, settle, sync,
    values,
};

#[test]
fn three_devices_record_offline_and_merge_without_losing_a_word() {
    let mut crew = crew(1);
    crew.cut_off();
    for (persona, family) in crew.all().into_iter().zip(["Alder", "Birch", "Cedar", "Dogwood"]) {
        for n in 0..5 {
            meet_person(persona, &format!("{family}{n}"));
        }
        // no network state undoes what was saved
        let report = persona.sync().unwrap();
        assert!(!report.up_to_date && report.unsent > 0, "{report:?}");
        assert_eq!(count(persona, "people"), 5);
        assert_survives_restart(persona);
    }
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "people"), 20);
        assert_eq!(count(persona, "conflicts"), 0);
        for family in ["Alder0", "Birch1", "Cedar2", "Dogwood3"] {
            let found = persona.device().unwrap().search_people(family, 10).unwrap();
            assert_eq!(found.len(), 1, "{} finds {family}", persona.name());
        }
    }
    assert_clean(&mut crew.all());
}

#[test]
fn different_fields_of_one_person_merge_without_a_question() {
    let mut crew = crew(2);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    crew.cut_off();
    set(&mut crew.patrol, saved.person, "birth_date", "1990-04-01");
    set(&mut crew.ems, saved.person, "pronouns", "she/her");
    set(&mut crew.outreach, saved.contact, "need.food", "yes");
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "conflicts"), 0);
        assert_eq!(values(persona, saved.person, "birth_date"), ["1990-04-01"]);
        assert_eq!(values(persona, saved.person, "pronouns"), ["she/her"]);
        assert_eq!(values(persona, saved.contact, "need.food").len(), 1);
    }
    assert_clean(&mut crew.all());
}

#[test]
fn the_same_field_edited_by_two_keeps_both_values_with_who_and_when_until_one_edit_settles_it() {
    let mut crew = crew(3);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    crew.cut_off();
    set(&mut crew.patrol, saved.person, "name.family", "Alders");
    crew.field.clock().advance(90_000);
    let medic_at = crew.field.clock().now_ms();
    set(&mut crew.ems, saved.person, "name.family", "Alderman");
    crew.reconnect();
    crew.meet();
    let who = [crew.patrol.device().unwrap().member(), crew.ems.device().unwrap().member()];
    let shown = record(&mut crew.patrol, saved.person).text("name.family").unwrap().to_owned();
    for persona in crew.all() {
        assert_eq!(count(persona, "conflicts"), 1, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman", "Alders"]);
        let record = record(persona, saved.person);
        assert_eq!(record.text("name.family"), Some(shown.as_str()), "everywhere the same one first");
        let device = persona.device().unwrap();
        let conflicts = device.conflicts(10).unwrap();
        assert_eq!(conflicts.iter().map(|one| one.id).collect::<Vec<_>>(), [saved.person]);
        for held in &record.fields["name.family"] {
            let member = protocol::MemberId(held.stamp.member.0);
            let by_medic = held.value.to_string() == "Alderman";
            assert_eq!(member, who[usize::from(by_medic)]);
            let agency = device.names_of(member).agency;
            assert_eq!(agency, if by_medic { crate::support::EMS } else { crate::support::PATROL });
            assert_eq!(held.stamp.at.unix_ms() == medic_at, by_medic);
        }
    }
    crew.outreach.device().unwrap().settle(saved.person, "name.family", "Alderman").unwrap();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "conflicts"), 0, "{}", persona.name());
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman"]);
    }
    assert_clean(&mut crew.all());
}

#[test]
fn the_same_value_by_two_is_no_conflict() {
    let mut crew = crew(4);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    crew.cut_off();
    set(&mut crew.patrol, saved.person, "birth_date", "1990-04-01");
    set(&mut crew.ems, saved.person, "birth_date", "1990-04-01");
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(record(persona, saved.person).fields["birth_date"].len(), 2, "both are kept");
        assert_eq!(count(persona, "conflicts"), 0);
    }
}

#[test]
fn a_conflict_settled_by_two_in_different_ways_is_one_again() {
    let mut crew = crew(5);
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.meet();
    crew.cut_off();
    set(&mut crew.patrol, saved.person, "name.family", "Alders");
    set(&mut crew.ems, saved.person, "name.family", "Alderman");
    crew.reconnect();
    crew.meet();
    crew.cut_off();
    crew.patrol.device().unwrap().settle(saved.person, "name.family", "Alders").unwrap();
    crew.ems.device().unwrap().settle(saved.person, "name.family", "Alderman").unwrap();
    crew.reconnect();
    crew.meet();
    for persona in crew.all() {
        assert_eq!(count(persona, "conflicts"), 1);
        assert_eq!(values(persona, saved.person, "name.family"), ["Alderman", "Alders"]);
    }
}

#[test]
fn what_was_typed_on_a_locked_out_day_carries_its_own_time() {
    let mut crew = crew(6);
    crew.cut_off();
    let at = crew.field.clock().now_ms();
    let saved = meet_person(&mut crew.patrol, "Alder");
    crew.field.clock().advance(3 * 24 * 3_600_000);
    crew.reconnect();
    settle(&mut crew.all());
    let record = record(&mut crew.outreach, saved.person);
    assert_eq!(record.fields["name.family"][0].stamp.at.unix_ms(), at);
    assert!(sync(&mut crew.outreach).notices.is_empty());
}

#[test]
fn the_first_sync_after_others_joined_has_nothing_to_complain_of() {
    let mut field = Field::new(29).unwrap();
    let mut coordinator = field.found("Ridge County Health").unwrap();
    let mut first = field.join(&mut coordinator, "patrol", "Ridge County Sheriff").unwrap();
    for role in ["ems", "outreach", "provider"] {
        field.join(&mut coordinator, role, "Harbor Care").unwrap();
    }
    let report = first.sync().unwrap();
    assert!(report.up_to_date && report.notices.is_empty(), "{report:?}");
}

#[test]
fn a_dose_with_an_unknown_word_is_refused_and_nothing_is_saved() {
    let mut crew = crew(30);
    let mut contact = new_contact("Alder");
    contact.doses = vec![TypedDose { route: Some("up the nose".to_owned()), ..TypedDose::default() }];
    let refused = crew.ems.device().unwrap().record_contact(&contact).unwrap_err();
    assert!(
        matches!(&refused, AppError::NotReady(issues) if issues.iter().any(|one| one.field == "dose.route"))
    );
    assert_eq!(count(&mut crew.ems, "people"), 0);
    contact.doses = vec![TypedDose { route: Some("nasal".to_owned()), ..TypedDose::default() }];
    crew.ems.device().unwrap().record_contact(&contact).unwrap();
    assert_eq!((count(&mut crew.ems, "administrations"), count(&mut crew.ems, "doses")), (1, 1));
}
