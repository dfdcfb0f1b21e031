//! The password of the mail server, sealed as it stands in the settings: whoever reads them without
//! the key of the installation does not have it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use uuid::Uuid;

use crate::seal::{DoesNotOpen, SealKey};

/// How a sealed password begins.
const PREFIX: &str = "sealed:";

/// What it is sealed for.
const OWNER: Uuid = Uuid::from_u128(0x6d61_696c_2070_6173_7377_6f72_6400_0001);

/// A password as it may stand in the settings.
pub fn seal_password(key: &SealKey, password: &str) -> Result<String, DoesNotOpen> {
    Ok(format!("{PREFIX}{}", STANDARD_NO_PAD.encode(key.seal(OWNER, password)?)))
}

/// The password that stands in the settings.
pub fn open_password(key: &SealKey, sealed: &str) -> Result<String, DoesNotOpen> {
    let sealed = sealed.trim().strip_prefix(PREFIX).ok_or(DoesNotOpen)?;
    key.open(OWNER, &STANDARD_NO_PAD.decode(sealed).or(Err(DoesNotOpen))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_with_its_key_only_and_never_stands_there_plainly() {
        let key = SealKey::new(&[7; 32]);
        let sealed = seal_password(&key, "hunter2").unwrap();
        assert!(!sealed.contains("hunter2"));
        assert_eq!(open_password(&key, &sealed).as_deref(), Ok("hunter2"));
        assert!(open_password(&SealKey::new(&[8; 32]), &sealed).is_err());
        assert!(open_password(&key, "hunter2").is_err());
    }
}
