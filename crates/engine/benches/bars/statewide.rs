//! A joint restoration of a whole state.

use engine::restoration::restoration;
use engine::sequence::Effort;

use crate::clock::timed;
use crate::figure;
use crate::state::state;

pub(crate) fn measure(schedules: u32) {
    let (model, disruption) = state();
    let rules = Effort { schedules: 1, seed: 1 };
    let (took, _) = timed(3, || restoration(&model, &disruption, rules));
    figure("first_s", took.as_secs_f64());
    let (took, found) =
        timed(1, || restoration(&model, &disruption, Effort { schedules, seed: 1 }));
    figure("order_s", took.as_secs_f64());
    figure("down", found.nodes.len() as f64);
}
