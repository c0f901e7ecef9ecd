//! The list of a feed as far as it was read.

use rustc_hash::FxHashSet;

/// The list as far as it was read.
#[derive(Default)]
pub(super) struct List {
    pub ids: Vec<String>,
    pub known: FxHashSet<String>,
    pub items: u64,
    pub pages: u32,
    pub first: Option<u32>,
    pub next: Option<u32>,
    pub totals: Option<(u64, u64)>,
    pub says_where: bool,
}

impl List {
    /// Takes in a page.
    pub fn add(
        &mut self,
        number: u32,
        ids: Vec<String>,
        items: u64,
        total: Option<u64>,
        says_where: bool,
    ) {
        for id in ids {
            if self.known.insert(id.clone()) {
                self.ids.push(id);
            }
        }
        self.items += items;
        self.pages += 1;
        self.first = Some(self.first.map_or(number, |first| first.min(number)));
        self.next = Some(self.next.unwrap_or(0).max(number + 1));
        if let Some(total) = total {
            let (least, most) = self.totals.unwrap_or((total, total));
            self.totals = Some((least.min(total), most.max(total)));
        }
        self.says_where |= says_where;
    }
}
