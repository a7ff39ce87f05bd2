//! The six plans of docs/plan.md, each over a year of logins.

mod year;

use profiling_tests::token;
use serde_json::json;
use year::Then::{Answers, AnswersWith, Changes, IsDenied, NotNow, Passes, Returns, Submits};
use year::Year;

#[tokio::test]
async fn the_plan_of_the_four_settings_asks_at_the_second_login_and_again_after_seven_days() {
    let mut year = Year::with_plan("1. What the four settings do").await;
    year.play(&[
        (0, "ana", "no_rule", Passes),
        (0, "ben", "asked company_name,job_title rule=work", Returns),
        (1, "ben", "waiting 1 of 7 days rule=work", Passes),
        (3, "chiara", "asked job_title rule=work", Answers),
        (4, "dev", "no_rule", Passes),
        (6, "ben", "waiting 6 of 7 days rule=work", Passes),
        (7, "ben", "asked company_name,job_title rule=work", Answers),
        (10, "ana", "asked company_name,job_title rule=work", Answers),
        (11, "ana", "no_rule", Passes),
        (100, "ben", "no_rule", Passes),
        (200, "chiara", "no_rule", Passes),
        (364, "ana", "no_rule", Passes),
    ])
    .await;
    let answers = json!({"company_name": "Acme", "job_title": "Engineer"});
    assert_eq!(year.scene.metadata("ana@example.com"), answers);
    let answers = json!({"company_name": "Aurora Tools", "job_title": "Engineer"});
    assert_eq!(year.scene.metadata("chiara@example.com"), answers);
}

#[tokio::test]
async fn the_plan_of_two_fields_per_visit_asks_in_the_order_of_importance() {
    let mut year = Year::with_plan("2. Two fields per visit").await;
    year.play(&[
        (0, "ana", "no_rule", Passes),
        (1, "ana", "asked company_name,job_title rule=basics", Answers),
        (2, "ben", "asked company_name,job_title rule=basics", Returns),
        (3, "chiara", "asked job_title,company_size rule=basics", Answers),
        (5, "ben", "waiting 3 of 14 days rule=basics", Passes),
        (7, "ana", "waiting 6 of 14 days rule=basics", Passes),
        (15, "ana", "asked company_size,sso_wanted rule=basics", Answers),
        (16, "ben", "asked company_name,job_title rule=basics", Answers),
    ])
    .await;

    // The form asks for the size again, because the condition of the next field uses it.
    let (page, line) = year.log_in(17, "chiara").await;
    assert_eq!(line, "asked sso_wanted rule=basics");
    assert_eq!(page.questions(), ["company_size", "sso_wanted"]);
    year.scene.assert_logged_in(&year.finish(page, AnswersWith("company_size", "250+")).await);
    let expected = json!({
        "company_name": "Aurora Tools", "job_title": "Engineer", "company_size": "50-249", "sso_wanted": true,
    });
    assert_eq!(year.scene.metadata("chiara@example.com"), expected);

    year.play(&[
        (29, "ana", "asked goals rule=basics", Answers),
        (30, "ben", "asked company_size,sso_wanted rule=basics", AnswersWith("company_size", "1")),
        (31, "chiara", "asked goals rule=basics", Answers),
        (44, "ben", "asked goals rule=basics", Submits),
        (50, "ben", "waiting 6 of 14 days rule=basics", Passes),
        (58, "ben", "asked goals rule=basics", Answers),
        (60, "ana", "no_rule", Passes),
        (120, "chiara", "no_rule", Passes),
        (364, "ana", "no_rule", Passes),
        (364, "ben", "no_rule", Passes),
    ])
    .await;
    let expected =
        json!({"company_name": "Acme", "job_title": "Engineer", "company_size": "1", "goals": ["reporting"]});
    assert_eq!(year.scene.metadata("ben@example.com"), expected);
}

const TERMS: &str = "3. New terms";

/// The logins before the terms change: the users agree to the version 2026-01.
async fn a_year_with_terms() -> Year {
    let mut year = Year::with_plan(TERMS).await;
    year.change_user("chiara", &json!({"user_metadata": {"terms": true, "telephone": "+4930123456"}})).await;
    let consent = json!({"version": "2026-01", "at": "2026-03-01T10:00:00.000Z"});
    let record = json!({"progressive_profiling": {"consumer": {"consents": {"terms": consent}}}});
    let metadata = json!({"terms": true, "telephone": "+4930123456"});
    year.change_user("dev", &json!({"user_metadata": metadata, "app_metadata": record})).await;
    year.play(&[
        (0, "ana", "asked terms rule=terms", Answers),
        (5, "chiara", "asked terms rule=terms", Answers),
        (6, "dev", "no_rule", Passes),
        (10, "ana", "no_rule", Passes),
        (20, "ana", "waiting 20 of 30 days rule=delivery", Passes),
        (40, "ana", "asked telephone rule=delivery", Answers),
        (100, "ana", "no_rule", Passes),
        (150, "chiara", "no_rule", Passes),
    ])
    .await;
    year
}

#[tokio::test]
async fn the_plan_of_new_terms_asks_everyone_once_if_the_form_is_deployed_first() {
    let mut year = a_year_with_terms().await;
    year.move_to(180).await;
    year.deploy_form("2027-07");
    year.play(&[
        (181, "ana", "no_rule", Passes),
        (182, "ben", "asked terms rule=terms", Answers),
        (185, "ben", "waiting 3 of 30 days rule=delivery", Passes),
    ])
    .await;
    year.deploy_plan(TERMS, "2027-07");
    year.play(&[
        (190, "ana", "asked terms rule=terms", Returns),
        (191, "ana", "waiting 1 of 30 days rule=terms", Passes),
        (192, "ben", "waiting 10 of 30 days rule=delivery", Passes),
        (220, "ana", "asked terms rule=terms", Answers),
        (221, "ben", "asked telephone rule=delivery", Answers),
        (240, "chiara", "asked terms rule=terms", Answers),
        (250, "dev", "asked terms rule=terms", Answers),
        (300, "ana", "no_rule", Passes),
        (364, "ben", "no_rule", Passes),
        (364, "chiara", "no_rule", Passes),
    ])
    .await;
    assert_eq!(year.terms_versions("ana"), ["2026-01", "2027-07"]);
}

#[tokio::test]
async fn the_plan_of_new_terms_asks_again_after_the_wait_if_the_plan_is_deployed_first() {
    let mut year = a_year_with_terms().await;
    year.move_to(180).await;
    year.deploy_plan(TERMS, "2027-07");
    year.play(&[(185, "ana", "asked terms rule=terms", Answers), (186, "ana", "no_rule", Passes)]).await;
    year.deploy_form("2027-07");
    year.play(&[
        (190, "chiara", "asked terms rule=terms", Answers),
        (214, "ana", "no_rule", Passes),
        (215, "ana", "asked terms rule=terms", Answers),
        (250, "ana", "no_rule", Passes),
        (364, "chiara", "no_rule", Passes),
    ])
    .await;
    assert_eq!(year.terms_versions("ana"), ["2026-01", "2026-01", "2027-07"]);
}

#[tokio::test]
async fn the_plan_of_a_yearly_review_shows_the_stored_answers_after_a_year() {
    let mut year = Year::with_plan("4. A yearly review").await;
    year.play(&[
        (0, "ana", "no_rule", Passes),
        (1, "ana", "asked company_name,job_title rule=work", Answers),
        (3, "chiara", "asked job_title rule=work", Answers),
        (46, "dev", "no_rule", Passes),
        (47, "dev", "asked company_name rule=work", Submits),
        (168, "dev", "no_rule", Passes),
    ])
    .await;

    let (page, line) = year.log_in(169, "dev").await;
    assert_eq!(line, "asked job_title rule=work");
    assert_eq!(page.attribute("#job_title", "value").as_deref(), Some("Engineer"));
    assert_eq!(page.texts("#job_title-stored"), ["Is this still right?"]);
    year.scene.assert_logged_in(&year.finish(page, Changes("job_title", "Director")).await);
    let expected = json!({"company_name": "Blue Harbour", "job_title": "Director"});
    assert_eq!(year.scene.metadata("dev@example.com"), expected);

    year.play(&[
        (200, "ana", "no_rule", Passes),
        (265, "chiara", "no_rule", Passes),
        (266, "chiara", "asked company_name rule=work", Submits),
        (364, "dev", "no_rule", Passes),
        (365, "ana", "no_rule", Passes),
        (366, "ana", "asked company_name,job_title rule=work", Changes("company_name", "Globex")),
        (368, "chiara", "asked job_title rule=work", Submits),
        (400, "ana", "no_rule", Passes),
        (411, "dev", "no_rule", Passes),
        (412, "dev", "asked company_name rule=work", Submits),
    ])
    .await;
    let expected = json!({"company_name": "Globex", "job_title": "Engineer"});
    assert_eq!(year.scene.metadata("ana@example.com"), expected);
    let expected = json!({"company_name": "Aurora Tools", "job_title": "Engineer"});
    assert_eq!(year.scene.metadata("chiara@example.com"), expected);
}

#[tokio::test]
async fn the_plan_of_organizations_asks_admins_members_and_other_users_differently() {
    let mut year = Year::with_plan("5. B2B by organization").await;
    let organization = json!({"id": "org_1", "name": "acme"});
    year.change_user("ana", &json!({"organization": organization, "roles": ["admin"]})).await;
    year.change_user("ben", &json!({"organization": organization})).await;
    let metadata = json!({"company_name": "Globex", "telephone": "+4930123456"});
    let organization = json!({"id": "org_2", "name": "globex"});
    let admin = json!({"organization": organization, "roles": ["admin"], "user_metadata": metadata});
    year.change_user("chiara", &admin).await;
    year.play(&[
        (0, "ana", "asked telephone rule=incident-contact", IsDenied),
        (0, "ana", "asked telephone rule=incident-contact", Answers),
        (0, "ben", "asked job_title rule=member", Returns),
        (1, "ana", "waiting 1 of 7 days rule=company", Passes),
        (1, "chiara", "asked company_size,sso_wanted rule=company", Answers),
        (3, "ben", "waiting 3 of 7 days rule=member", Passes),
        (3, "dev", "asked heard_from rule=visitor", NotNow),
        (7, "ana", "asked company_name,company_size,sso_wanted rule=company", Answers),
        (7, "ben", "asked job_title rule=member", Answers),
        (8, "chiara", "asked job_title rule=member", Answers),
        (9, "dev", "waiting 6 of 7 days rule=visitor", Passes),
        (10, "dev", "postponed 7 of 30 days rule=visitor", Passes),
        (14, "ana", "asked job_title rule=member", Answers),
        (21, "ana", "no_rule", Passes),
        (33, "dev", "asked heard_from rule=visitor", NotNow),
        (50, "ben", "no_rule", Passes),
        (63, "dev", "asked heard_from rule=visitor", NotNow),
    ])
    .await;
    assert_eq!(year.memory("dev")["skips"]["visitor"]["count"], 3);

    let (page, line) = year.log_in(93, "dev").await;
    assert_eq!(line, "asked heard_from rule=visitor");
    let (_, token) = page.url.query_pairs().find(|(name, _)| name == "session_token").unwrap();
    assert_eq!(token::decode(&token)["not_now"], false);
    assert_eq!(page.texts("main button"), ["Continue"], "the form no longer offers \"Not now\"");
    year.scene.assert_logged_in(&year.finish(page, Answers).await);
    year.play(&[
        (200, "dev", "no_rule", Passes),
        (364, "ana", "no_rule", Passes),
        (364, "chiara", "no_rule", Passes),
    ])
    .await;
}

#[tokio::test]
async fn the_plan_of_two_forms_divides_the_users_until_the_test_ends() {
    let mut year = Year::with_plan("6. Two forms, by share").await;
    year.play(&[
        (0, "ana", "no_rule", Passes),
        (0, "ben", "asked company_name,company_size,sso_wanted,job_title rule=long", Returns),
        (2, "dev", "no_rule", Passes),
        (3, "chiara", "asked company_size,sso_wanted,job_title rule=long", Returns),
        (5, "ana", "asked company_name,job_title rule=short", Answers),
        (10, "ben", "waiting 10 of 14 days rule=long", Passes),
        (14, "ben", "asked company_name,company_size,sso_wanted,job_title rule=long", Answers),
        (40, "ben", "no_rule", Passes),
        // The last day of the test, in UTC.
        (166, "chiara", "asked company_size,sso_wanted,job_title rule=long", Returns),
        (167, "chiara", "waiting 1 of 14 days rule=work", Passes),
        (180, "chiara", "asked job_title rule=work", Answers),
        (200, "ana", "no_rule", Passes),
        (364, "ben", "no_rule", Passes),
        (364, "chiara", "no_rule", Passes),
    ])
    .await;
}
