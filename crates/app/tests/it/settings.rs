//! Settings that concern everybody.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::settings;
use test_support::{ctx, ctx_with, fresh};

#[tokio::test]
async fn everybody_knows_the_name_of_the_state_but_few_change_it() {
    let platform = fresh().await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let employee = ctx(&platform, Role::Employee);
    let mut general = settings::general(&employee).await.unwrap();
    general.state_name = "Commonwealth of Franklin".to_owned();
    assert!(settings::change(&employee, 0, general.clone()).await.is_err());
    assert!(settings::show::<settings::General>(&employee).await.is_err());
    settings::change(&team, 0, general.clone()).await.unwrap();
    assert_eq!(settings::general(&employee).await.unwrap(), general);
    let admin = ctx_with(&platform, PersonId::new(), Role::Administrator, Reach::State);
    let setting = settings::show::<settings::General>(&admin).await.unwrap();
    assert_eq!((setting.version, setting.value), (1, general));
}
