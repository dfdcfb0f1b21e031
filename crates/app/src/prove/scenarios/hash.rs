//! The hash of everything that a run is computed from. Nothing here does I/O.

use engine::{Crew, Strength};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::inputs::Inputs;
use super::run::{ENGINE_VERSION, Ran};

/// Writes down whatever enters a computation, each thing with its length, so that no two inputs are
/// written alike.
pub(super) struct InputsHash(Sha256);

impl InputsHash {
    /// The hash, in hexadecimal digits.
    pub(super) fn of(inputs: &Inputs, ran: &Ran) -> String {
        let mut hash = InputsHash(Sha256::new());
        hash.document(&ENGINE_VERSION);
        hash.number(inputs.seed);
        // When, where, for how long, and the zone in which peaks are. When crews come stands with them.
        hash.document(&(&ran.lost, &ran.areas, &ran.sites_in_areas));
        hash.document(&ran.changes);
        if let Some(alone) = &ran.alone {
            hash.document(alone);
        }
        hash.document(&(&ran.strikes_at, &ran.people_back, &ran.begins_after, &ran.time_zone));
        hash.model(inputs);
        // The model names crews by their places here.
        let crews = inputs.crews.iter().map(|it| it.and_then(|it| inputs.board.entry(it)));
        hash.document(&crews.map(|it| it.map(|it| it.id)).collect::<Vec<_>>());
        hash.disruption(inputs);
        for entry in &inputs.board.entries {
            hash.bytes(entry.id.uuid().as_bytes());
            hash.bytes(entry.agency_id.uuid().as_bytes());
            hash.document(&(entry.kind, entry.tier, entry.recovery.restore, entry.recovery.proof));
            if let Some(percent) = entry.recovery.fails_percent {
                hash.document(&percent);
            }
            hash.document(&entry.vendor_id);
        }
        hash.document(&inputs.because.iter().collect::<Vec<_>>());
        hash.document(&(&inputs.seats, &inputs.peaks, &inputs.tolerances, &inputs.notes));
        hash.hex()
    }

    fn model(&mut self, inputs: &Inputs) {
        self.number(u64::from(inputs.model.len()));
        for node in inputs.model.nodes() {
            let times = [node.restore, node.point, node.target_rto, node.target_rpo, node.quorum];
            times.into_iter().for_each(|it| self.maybe(it));
            for taken in [node.crew, node.equipment] {
                let Crew { index, size } = taken.unwrap_or(Crew { index: u32::MAX, size: 0 });
                self.number(u64::from(index));
                self.number(u64::from(size));
            }
        }
        self.number(u64::try_from(inputs.model.needs().len()).unwrap_or(u64::MAX));
        for need in inputs.model.needs() {
            self.number(u64::from(need.from));
            self.number(u64::from(need.to));
            self.maybe(match need.strength {
                Strength::Hard => None,
                Strength::Soft { max_gap } => Some(max_gap),
            });
        }
    }

    fn disruption(&mut self, inputs: &Inputs) {
        let it = &inputs.disruption;
        self.numbers(&it.lost);
        self.numbers(&it.weights);
        self.numbers(&it.watched);
        self.numbers(&[it.begin, it.unit]);
        for supply in &it.crews {
            let steps: Vec<u32> = supply.steps().flat_map(|it| [it.0, it.1]).collect();
            self.numbers(&steps);
            let shifts: Vec<u32> = supply.stretches().iter().flat_map(|it| [it.0, it.1]).collect();
            let is_in_shifts = !shifts.is_empty();
            self.number(u64::from(supply.is_counted()) + 2 * u64::from(is_in_shifts));
            if is_in_shifts {
                self.numbers(&shifts);
            }
        }
    }

    fn numbers(&mut self, numbers: &[u32]) {
        self.number(u64::try_from(numbers.len()).unwrap_or(u64::MAX));
        numbers.iter().for_each(|it| self.number(u64::from(*it)));
    }

    fn maybe(&mut self, number: Option<u32>) {
        self.number(number.map_or(u64::MAX, u64::from));
    }

    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.0.update(bytes);
    }

    fn document<T: Serialize>(&mut self, it: &T) {
        // What cannot be written down differs from all that can.
        match serde_json::to_vec(it) {
            Ok(bytes) => self.bytes(&bytes),
            Err(error) => self.bytes(error.to_string().as_bytes()),
        }
    }

    fn hex(self) -> String {
        self.0.finalize().iter().fold(String::new(), |text, it| format!("{text}{it:02x}"))
    }
}
