//! How sources are read by themselves is kept beside the log.

use super::Open;
use super::world::{World, at, source};
use jiff::{SignedDuration, Timestamp};
use model::{Feed, FeedKind};
use store::FeedState;

pub fn a_feed_is_kept_with_how_it_went(open: Open) {
    let mut world = World::new(open);
    let no = world.log().add_source(source("dos")).unwrap().no;
    let feed = Feed {
        kind: FeedKind::OpenReferral,
        addresses: vec!["https://directory.example/o/v2".into()],
        every_minutes: 1_440,
        allowed: vec!["10.0.0.0/8".into()],
        ignores_robots: true,
    };
    let head = world.log().head().unwrap();
    world.log().set_feed(no, &feed, day_at(0)).unwrap();
    let mut kept = FeedState {
        source: no,
        feed: feed.clone(),
        due: day_at(0),
        tried: None,
        good: None,
        failures: 0,
        outcome: None,
        validators: None,
    };
    assert_eq!(world.log().feeds().unwrap(), [kept.clone()]);
    kept = FeedState {
        due: day_at(9),
        tried: Some(day_at(3)),
        good: Some(day_at(2)),
        failures: 1,
        outcome: Some("{}".into()),
        validators: Some("[]".into()),
        ..kept
    };
    world.log().note_feed(&kept).unwrap();
    assert_eq!(world.log().feeds().unwrap(), [kept.clone()]);
    // Declared anew: what went before is still told, but nothing is taken as unchanged.
    world.log().set_feed(no, &feed, day_at(5)).unwrap();
    let anew = &world.log().feeds().unwrap()[0];
    assert_eq!(
        (anew.due, anew.good, anew.failures, &anew.validators),
        (day_at(5), Some(day_at(2)), 0, &None)
    );
    assert!(world.log().remove_feed(no).unwrap());
    assert!(!world.log().remove_feed(no).unwrap());
    assert_eq!(world.log().feeds().unwrap(), []);
    assert_eq!(
        world.log().head().unwrap(),
        head,
        "the log itself is untouched"
    );
}

fn day_at(days: i64) -> Timestamp {
    at() + SignedDuration::from_hours(24 * days)
}
