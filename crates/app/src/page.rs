//! Long lists, one page at a time.

use std::collections::BTreeMap;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Which page it is. The first is 1.
    pub number: u32,
    /// How many items fit on a page.
    pub size: u32,
    /// How many items all pages have together.
    pub n_items: u64,
}

/// Which page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// Its number. The first is 1.
    pub number: u32,
    /// How many items fit on it.
    pub size: u32,
}

impl Default for Paging {
    fn default() -> Self {
        Paging { number: 1, size: Paging::SIZE }
    }
}

impl Paging {
    /// How many items a page has unless somebody asks for another number.
    pub const SIZE: u32 = 50;
    /// How many it has at most.
    pub const SIZE_MAX: u32 = 500;

    /// Page `number` with the usual number of items.
    pub fn page(number: u32) -> Paging {
        Paging { number: number.max(1), ..Paging::default() }
    }

    /// How many items a page has, within bounds.
    pub fn limit(self) -> u64 {
        u64::from(self.size.clamp(1, Paging::SIZE_MAX))
    }

    /// How many items come before the page.
    pub fn offset(self) -> u64 {
        u64::from(self.number.saturating_sub(1)) * self.limit()
    }

    /// Of `all`, what is on the page.
    pub fn part<T>(self, all: impl IntoIterator<Item = T>) -> Vec<T> {
        let [offset, limit] =
            [self.offset(), self.limit()].map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        all.into_iter().skip(offset).take(limit).collect()
    }

    /// The page with `items` on it, of `n_items` in all.
    pub fn of<T>(self, items: Vec<T>, n_items: u64) -> Page<T> {
        let size = u32::try_from(self.limit()).unwrap_or(Paging::SIZE);
        Page { items, number: self.number.max(1), size, n_items }
    }
}

impl<T> Page<T> {
    /// How many pages there are. An empty list has one.
    pub fn n_pages(&self) -> u64 {
        self.n_items.div_ceil(u64::from(self.size.max(1))).max(1)
    }

    /// Whether no page follows.
    pub fn is_last(&self) -> bool {
        self.n_pages() <= u64::from(self.number)
    }

    /// The same page of something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        let Page { items, number, size, n_items } = self;
        Page { items: items.into_iter().map(f).collect(), number, size, n_items }
    }
}

impl<K: Ord> Page<K> {
    /// The page of what these keys stand for, in their order. What is not `known` is left out.
    pub fn with<T>(self, mut known: BTreeMap<K, T>) -> Page<T> {
        let Page { items, number, size, n_items } = self;
        let items = items.iter().filter_map(|it| known.remove(it)).collect();
        Page { items, number, size, n_items }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_may_be_partly_filled() {
        let n_pages = |n_items| Paging::page(1).of(Vec::<()>::new(), n_items).n_pages();
        assert_eq!([0, 1, 50, 51].map(n_pages), [1, 1, 1, 2]);
    }
}
