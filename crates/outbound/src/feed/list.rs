//! The list of a feed, page by page: who is on it, and whether it can be believed to be all.

use super::envelope::{self, Page};
use super::journal::Journal;
use super::{Faults, Feed};
use crate::{Address, Kind, Problem};

/// Reads the list into `journal`, going on after the pages that it has.
pub(super) fn walk(
    feed: &Feed<'_>,
    base: &Address,
    journal: &mut Journal,
    faults: &mut Faults,
) -> Result<(), Problem> {
    let place = base.under(&["services"], &[]).to_string();
    for attempt in 0.. {
        let mut found = Faults::default();
        let mut walk = Walk {
            feed,
            base,
            place: &place,
            journal: &mut *journal,
            faults: &mut found,
        };
        walk.pages()?;
        walk.missed_page()?;
        let changed = walk.totals();
        if changed && attempt == 0 {
            journal.restart_list()?;
            continue;
        }
        if changed {
            let (low, high) = journal.totals();
            let detail = format!("it said {low} services, then {high}");
            found.add(&Problem::new(Kind::TotalChanged, &place, detail));
        }
        faults.merge(&found.kept());
        return journal.end_list(&found);
    }
    Ok(())
}

struct Walk<'a, 'f> {
    feed: &'a Feed<'f>,
    base: &'a Address,
    place: &'a str,
    journal: &'a mut Journal,
    faults: &'a mut Faults,
}

impl Walk<'_, '_> {
    fn fetch(&self, number: u32) -> Result<Page, Problem> {
        let (page, size) = (number.to_string(), self.feed.bounds.per_page.to_string());
        let address = self
            .base
            .under(&["services"], &[("page", &page), ("per_page", &size)]);
        let mut bytes = Vec::new();
        let most = self.feed.fetcher.limits().page_bytes;
        self.feed.json(&address, most, &mut bytes)?;
        envelope::page(&bytes).ok_or_else(|| Problem::new(Kind::NotAList, self.place, at(number)))
    }

    fn fault(&mut self, kind: Kind, detail: impl Into<String>) {
        self.faults.add(&Problem::new(kind, self.place, detail));
    }

    /// Reads pages until one is the last, or until the list proves wrong.
    fn pages(&mut self) -> Result<(), Problem> {
        loop {
            let number = self.journal.next_page();
            let begins = self.journal.pages() == 0;
            if self.feed.fetcher.time_left().is_zero() {
                return Err(self.died(&Problem::new(Kind::TooSlow, self.place, at(number))));
            }
            let page = match self.fetch(number) {
                Ok(page) => page,
                Err(problem) if begins => return Err(problem),
                // Some servers have no page past the last and do not say which that is.
                Err(problem) if past_the_end(problem.kind) && !self.journal.says_where() => {
                    return Ok(());
                }
                Err(problem) => return Err(self.died(&problem)),
            };
            // A server that counts from 0 gives its second page first.
            if begins && number == 1 && page.first == Some(false) && page.number == Some(1) {
                self.journal.begin_at(0);
                continue;
            }
            if self.take(number, &page)? {
                return Ok(());
            }
        }
    }

    /// Takes in a page. True when there is none after it.
    fn take(&mut self, number: u32, page: &Page) -> Result<bool, Problem> {
        let listed = page.ids.as_deref().unwrap_or_default();
        let ids: Vec<&str> = listed.iter().flatten().map(String::as_str).collect();
        for _ in ids.len()..listed.len() {
            self.fault(Kind::NoId, at(number));
        }
        if listed.is_empty() {
            self.journal.add_page(number, &[], page)?;
            return Ok(true);
        }
        let known = ids.iter().filter(|id| self.journal.lists(id)).count();
        if known == ids.len() && self.journal.pages() > 0 && !ids.is_empty() {
            // A list that is not paged at all answers every page with all of it.
            if !self.journal.says_where() && !page.says_where() && self.journal.pages() == 1 {
                return Ok(true);
            }
            self.fault(Kind::RepeatedPage, at(number));
            return Ok(true);
        }
        let before = self.journal.ids().len();
        self.journal.add_page(number, &ids, page)?;
        for _ in 0..ids.len() - (self.journal.ids().len() - before) {
            self.fault(Kind::RepeatedId, at(number));
        }
        let bounds = &self.feed.bounds;
        let read = self.journal.items();
        let far_past = page.total.is_some_and(|total| {
            read > total.saturating_add(total / 4 + 2 * u64::from(bounds.per_page))
        });
        let too_many = self.journal.ids().len() > bounds.services;
        if far_past || too_many || self.journal.pages() >= bounds.pages {
            self.fault(Kind::Endless, format!("{read} services and no end"));
            return Ok(true);
        }
        Ok(match (page.last, page.pages) {
            (Some(last), _) => last,
            (None, Some(pages)) => u64::from(self.journal.pages()) >= pages,
            (None, None) => page.total.is_some_and(|total| read >= total),
        })
    }

    /// When services are missing and the server may count pages from 0, looks there.
    fn missed_page(&mut self) -> Result<(), Problem> {
        if !self.falls_short() || self.journal.first_page() == 0 {
            return Ok(());
        }
        let Ok(page) = self.fetch(0) else {
            return Ok(());
        };
        let listed = page.ids.clone().unwrap_or_default();
        let news: Vec<&str> = listed
            .iter()
            .flatten()
            .map(String::as_str)
            .filter(|id| !self.journal.lists(id))
            .collect();
        if news.is_empty() {
            return Ok(());
        }
        self.journal.add_page(0, &news, &page)
    }

    fn falls_short(&self) -> bool {
        let (_, most) = self.journal.totals();
        self.journal.items() < most
    }

    /// Holds what was listed against what the list says of itself. True when it says different things.
    fn totals(&mut self) -> bool {
        let (least, most) = self.journal.totals();
        if least != most {
            return true;
        }
        if self.falls_short() && !self.faults.has(Kind::RepeatedPage) {
            let detail = format!("{} of {most}", self.journal.items());
            self.fault(Kind::TooFew, detail);
        }
        false
    }

    fn died(&self, problem: &Problem) -> Problem {
        let read = self.journal.items();
        let detail = format!("after {read} of the list: {}", problem.kind.title());
        let mut died = Problem::new(Kind::Died, self.place, detail);
        died.retry_after = problem.retry_after;
        died
    }
}

fn at(page: u32) -> String {
    format!("page {page}")
}

fn past_the_end(kind: Kind) -> bool {
    matches!(kind, Kind::NotThere | Kind::OddAnswer)
}
