//! The checks of a healthy system, and of systems in which one thing is wrong.
//!
//! The answers of AWS in `tests/aws.json` have the shapes that botocore defines; `tests/doctor` checks this, and runs the
//! command with the real AWS CLI.

mod local;
mod world;

use profiling_service::clock::SystemClock;
use serde_json::json;

use self::world::World;
use super::aws::Aws;
use super::checks::{CHECKS, Check, Credentials, DRIFT};
use super::report::{Status, Unchecked, Verdict};
use super::system::{System, Target};
use super::{PAUSE, run_all};
use crate::printable;

/// A change to the healthy system after which exactly one check is wrong.
struct Case {
    check: &'static str,
    /// A part of the message or of the fix.
    expected: &'static str,
    change: fn(&mut World),
}

const fn case(check: &'static str, expected: &'static str, change: fn(&mut World)) -> Case {
    Case { check, expected, change }
}

const STACK: &str = "cloudformation describe-stacks --stack-name shop";
const SECRET: &str = "ssm get-parameter --with-decryption --name /shop/session-secret";
const KEY: &str = "ssm describe-parameters --parameter-filters Key=Name,Values=/shop/session-secret";
const ALIAS: &str = "lambda get-alias --function-name shop-submit --name live";
const FUNCTION: &str = "lambda get-function-configuration --function-name shop-submit --qualifier live";
const ACCOUNT: &str = "lambda get-account-settings";
const ALARMS: &str =
    "cloudwatch describe-alarms --alarm-names shop-InternalErrorsAlarm-1A2B shop-server-errors";
const TOPIC: &str =
    "sns list-subscriptions-by-topic --topic-arn arn:aws:sns:eu-central-1:111122223333:on-call";
const LATEST: &str = "logs get-query-results --query-id latest";
const DRIFTS: &str = "cloudformation describe-stack-resource-drifts --stack-name shop --stack-resource-drift-status-filters \
                      MODIFIED DELETED";
const ACTION: &str = "actions/actions/act1";
const APPLICATIONS: &str = "clients?fields=name,grant_types,client_metadata&include_fields=true&is_global=false&per_page=100&\
                            page=0";
const BINDINGS: &str = "actions/triggers/post-login/bindings?per_page=50";

/// Each check, in its wrong states.
const CASES: &[Case] = &[
    case("credentials", "no AWS credentials found", |world| world.fail_all("Unable to locate credentials")),
    case("credentials", "there is no AWS profile", |world| {
        world.fail_all("The config profile (x) could not be found");
    }),
    case("stack", "account 111122223333 has no stack `shop`", |world| {
        world.fail(STACK, "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id shop does not exist");
    }),
    case("stack", "rolled back", |world| {
        world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_ROLLBACK_COMPLETE"));
    }),
    case("stack", "never created", |world| {
        world.set(STACK, "/Stacks/0/StackStatus", json!("ROLLBACK_COMPLETE"));
    }),
    case("stack", "continue-update-rollback", |world| {
        world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_ROLLBACK_FAILED"));
    }),
    case("drift", "FormRole was modified outside of CloudFormation at /Policies", |world| {
        let drift = json!([{
            "StackId": "arn:aws:cloudformation:eu-central-1:111122223333:stack/shop/1a2b", "LogicalResourceId": "FormRole",
            "ResourceType": "AWS::IAM::Role", "StackResourceDriftStatus": "MODIFIED", "Timestamp": "2027-01-15T08:00:00+00:00",
            "PropertyDifferences": [{"PropertyPath": "/Policies", "ExpectedValue": "a", "ActualValue": "b", "DifferenceType": "REMOVE"}],
        }]);
        world.set(DRIFTS, "/StackResourceDrifts", drift);
    }),
    case("drift", "FormFunction was deleted outside of CloudFormation", |world| {
        world.set(DRIFTS, "/NextToken", json!("page2"));
        let drift = json!({"LogicalResourceId": "FormFunction", "StackResourceDriftStatus": "DELETED"});
        world.add(&format!("{DRIFTS} --next-token page2"), json!({"StackResourceDrifts": [drift]}));
    }),
    case("secret", "profiling secret new --parameter /shop/session-secret", |world| {
        world.fail(SECRET, "An error occurred (ParameterNotFound) when calling the GetParameter operation: ");
    }),
    case("secret", "is a String, so the secret is not encrypted", |world| {
        world.set(SECRET, "/Parameter/Type", json!("String"));
    }),
    case("secret", "the functions cannot use /shop/session-secret", |world| {
        world.set(SECRET, "/Parameter/Value", json!("short"));
    }),
    case("secret", "quot", |world| world.set_secret("\"0123456789abcdef0123456789abcdef\"")),
    case("secret", "has 3 secrets", |world| {
        world.set_secret("0123456789abcdef0123456789abcdef\n1123456789abcdef0123456789abcdef\n2123456789abcdef0123456789abcdef");
        world.set(SECRET, "/Parameter/LastModifiedDate", json!("2027-01-15T07:00:00+00:00"));
    }),
    case("rotation", "5 days ago", |world| {
        world.set_secret("0123456789abcdef0123456789abcdef\n1123456789abcdef0123456789abcdef");
    }),
    case("permissions", "shop-SubmitRole-1A2B may not ssm:GetParameter", |world| {
        let command = world.command("iam simulate-principal-policy", "SubmitRole");
        world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
    }),
    case("encryption-key", "KmsKeyArn is empty", |world| {
        world.set(KEY, "/Parameters/0/KeyId", json!("alias/own"));
    }),
    case("encryption-key", "is encrypted with alias/aws/ssm, but KmsKeyArn is", |world| {
        world.set_parameter("KmsKeyArn", "arn:aws:kms:eu-central-1:111122223333:key/1a2b");
    }),
    case("live-version", "serves version 8, but 9 is the newest", |world| {
        world.set(ALIAS, "/FunctionVersion", json!("8"));
    }),
    case("live-version", "10 percent of the requests for shop-submit go to version 8", |world| {
        world.set(ALIAS, "/RoutingConfig", json!({"AdditionalVersionWeights": {"8": 0.1}}));
    }),
    case("deployed-forms", "has no layer", |world| world.set(FUNCTION, "/Layers", json!([]))),
    case("deployed-forms", "different versions of the forms", |world| {
        world.set(
            FUNCTION,
            "/Layers/0/Arn",
            json!("arn:aws:lambda:eu-central-1:111122223333:layer:shop-forms:6"),
        );
    }),
    case("deployed-forms", "the deployed file profile.json differs", |world| {
        world.write("infra/forms/profile.json", &world::form("Another title"));
    }),
    case("deployed-forms", "infra/forms/other.json is not deployed", |world| {
        world.write("infra/forms/other.json", &world::form("Other"));
    }),
    case("deployed-forms", "the file page.texts.json is deployed, but not in infra/forms", |world| {
        world.layer.insert("page.texts.json".to_owned(), "{}".to_owned());
    }),
    case("deployed-forms", "the deployed file page.texts.json: en.bakc: unknown key `bakc`", |world| {
        let texts = r#"{"en": {"bakc": "Before"}}"#;
        world.write("infra/forms/page.texts.json", texts);
        world.layer.insert("page.texts.json".to_owned(), texts.to_owned());
    }),
    case("deployed-forms", "the deployed file broken.json", |world| {
        world.layer.insert("broken.json".to_owned(), "{\"version\": 1}".to_owned());
        world.write("infra/forms/broken.json", "{\"version\": 1}");
    }),
    case("concurrency", "shop-form has 10 concurrent executions (of the account)", |world| {
        world.set(ACCOUNT, "/AccountLimit/UnreservedConcurrentExecutions", json!(10));
    }),
    case("concurrency", "raise ReservedConcurrency", |world| {
        let command = "lambda get-function-concurrency --function-name shop-submit";
        world.set(command, "", json!({"ReservedConcurrentExecutions": 5}));
    }),
    case("ssm-throughput", "aws ssm update-service-setting", |world| {
        world.set_parameter("ThrottleBurst", "400");
    }),
    case("dns", "with the target d-1a2b.execute-api.eu-central-1.amazonaws.com", |world| {
        world.web.curl_status = 6;
    }),
    case("certificate", "is not valid for its host", |world| world.web.curl_status = 60),
    case("certificate", "does not answer", |world| world.web.curl_status = 7),
    case("mapping", "has no API mapping", |world| world.web.gateway = Some((403, "Forbidden"))),
    case("mapping", "is mapped to another API", |world| world.web.gateway = Some((404, "Not Found"))),
    case("mapping", "status 503 `Service Unavailable` itself", |world| {
        world.web.gateway = Some((503, "Service Unavailable"));
    }),
    case("default-endpoint", "although DisableExecuteApiEndpoint is true", |world| {
        world.web.default_endpoint_is_open = true;
    }),
    case("default-endpoint", "although DisableExecuteApiEndpoint is false", |world| {
        world.set_parameter("DisableExecuteApiEndpoint", "false");
    }),
    case("error-pages", "a request with a forged token got status 503", |world| {
        world.web.forged_status = 503;
    }),
    case("question", "a login on shop.eu.auth0.test got status 403", |world| {
        world.web.domains = "login.shop.test".to_owned();
        world.web.submit_domains = "login.shop.test,shop.eu.auth0.test".to_owned();
    }),
    case("answer", "a login on shop.eu.auth0.test got status 403", |world| {
        world.web.submit_domains = "login.shop.test".to_owned();
    }),
    case("answer", "expected a page that posts to https://login.shop.test/continue", |world| {
        world.set_parameter("ContinueMethod", "post");
    }),
    case("clock", "differ by 6 seconds", |world| world.web.clock_offset = 6),
    case("clock", "differ by 10 seconds", |world| world.web.clock_offset = -11),
    case("form-url-setting", "which the Action rejects", |world| {
        world.setting("FORM_URL", "http://forms.shop.test/forms/profile");
    }),
    case("form-url-setting", "the form `other`, which is not deployed", |world| {
        world.setting("FORM_URL", "https://forms.shop.test/forms/other");
    }),
    case("form-url-setting", "FORM_URL is https://old.shop.test/forms/profile", |world| {
        world.setting("FORM_URL", "https://old.shop.test/forms/profile");
    }),
    case("requested-fields", "has no field nickname", |world| {
        world.setting("REQUIRED_USER_FIELDS", "company_name,nickname");
    }),
    case("required", "job_title may be left empty", |world| {
        world.setting("REQUIRED_USER_FIELDS", "company_name,job_title");
        world.setting("REQUIRED", "true");
        world.no_refresh_tokens();
    }),
    case("required", "offers \"Not now\"", |world| {
        let form = world::form("T").replace("\"version\": 1", "\"version\": 1, \"not_now\": true");
        world.write("infra/forms/profile.json", &form);
        world.layer.insert("profile.json".to_owned(), form);
        world.setting("REQUIRED", "true");
        world.no_refresh_tokens();
    }),
    case(
        "required",
        "renew tokens without a browser, which is denied for users with missing fields: Shop",
        |world| {
            world.setting("REQUIRED", "true");
        },
    ),
    case("domains", "which is not in Auth0Domains", |world| {
        world.set_tenant("custom-domains", "", json!([{"domain": "login.shop.test", "status": "ready"}, {"domain": "id.shop.test", "status": "ready"}]));
    }),
    case("domains", "Auth0Domains has login.shop.test, which is neither", |world| {
        world.set_tenant("custom-domains", "", json!([]));
    }),
    case("action-code", "has no post-login Action", |world| {
        world.set_tenant(
            "actions/actions?triggerId=post-login&actionName=progressive-profiling",
            "/actions",
            json!([]),
        );
    }),
    case("action-code", "version 4 of the Action differs", |world| {
        world.set_tenant(
            ACTION,
            "/deployed_version/code",
            json!("exports.onExecutePostLogin = async () => {};"),
        );
    }),
    case("action-runtime", "runs on node18", |world| {
        world.set_tenant(ACTION, "/deployed_version/runtime", json!("node18"));
    }),
    case("action-deployed", "has a change that is not deployed", |world| {
        world.set_tenant(ACTION, "/all_changes_deployed", json!(false));
    }),
    case("action-binding", "not bound to the post-login trigger", |world| {
        world.set_tenant(BINDINGS, "/bindings", json!([{"action": {"id": "act0", "name": "require-mfa"}}]));
    }),
    case("action-secrets", "has no secret LOGIN_COUNT", |world| world.rename_secret("LOGIN_COUNT", "OTHER")),
    case("action-secrets", "no setting LOGIN_COUNTS; did you mean `LOGIN_COUNT`?", |world| {
        world.rename_secret("ASK_AGAIN", "LOGIN_COUNTS");
    }),
    case("action-settings", "had other settings (00000000)", |world| {
        world.set(LATEST, "/results/0/3/value", json!("00000000"));
    }),
    case("session-secret", "the last 3 links were rejected", |world| {
        let mismatch = json!([{"field": "@timestamp", "value": "2027-01-15 07:59:30.000"}, {"field": "outcome", "value": "signature_mismatch"}]);
        let accepted = world.get(LATEST, "/results/0");
        world.set(LATEST, "/results", json!([mismatch, mismatch, mismatch, accepted]));
    }),
    case("session-secret", "SESSION_TOKEN_SECRET is not in the parameter", |world| {
        world.variable("SESSION_TOKEN_SECRET", "another secret, which is long enough");
    }),
    case("recent-requests", "2 requests of the last hour ended with internal_error", |world| {
        world.set_outcome("internal_error", "2", "0");
    }),
    case(
        "recent-requests",
        "7 requests of the last hour used a secret that could not be refreshed",
        |world| {
            world.set_outcome("rendered", "40", "7");
        },
    ),
    case("alarms", "profiling explain InternalErrorsAlarm", |world| {
        world.set(ALARMS, "/MetricAlarms/0/StateValue", json!("ALARM"));
    }),
    case("alarms", "profiling explain ServerErrorsAlarm", |world| {
        world.set(ALARMS, "/MetricAlarms/1/StateValue", json!("ALARM"));
    }),
    case("alarms", "enable-alarm-actions --alarm-names shop-server-errors", |world| {
        world.set(ALARMS, "/MetricAlarms/1/ActionsEnabled", json!(false));
    }),
    case("alarm-subscribers", "AlarmTopicArn is empty", |world| world.set_parameter("AlarmTopicArn", "")),
    case("alarm-subscribers", "aws sns subscribe", |world| world.set(TOPIC, "/Subscriptions", json!([]))),
    case("alarm-subscribers", "open the link in the confirmation message", |world| {
        world.set(TOPIC, "/Subscriptions/0/SubscriptionArn", json!("PendingConfirmation"));
    }),
];

#[test]
fn nothing_is_wrong_in_a_healthy_system() {
    let report = World::healthy().examine(&["--drift"]);
    let others: Vec<String> =
        report.lines.iter().filter(|line| line.status != Status::Ok).map(ToString::to_string).collect();
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn a_problem_makes_exactly_its_check_wrong() {
    for Case { check, expected, change } in CASES {
        let mut world = World::healthy();
        change(&mut world);
        let report = world.examine(&["--drift"]);
        let wrong: Vec<&str> =
            report.lines.iter().filter(|line| line.status == Status::Wrong).map(|line| line.check).collect();
        assert_eq!(wrong, [*check], "{expected}\n{report}");
        let text = report.to_string();
        assert!(text.contains(expected), "{expected}\n{text}");
        assert!(
            report.lines.iter().flat_map(|line| &line.problems).all(|problem| !problem.fix.is_empty()),
            "{text}"
        );
    }
}

#[test]
fn each_check_has_a_case() {
    let report = World::healthy().examine(&["--drift"]);
    let without: Vec<&str> = report
        .lines
        .iter()
        .map(|line| line.check)
        .filter(|check| !CASES.iter().any(|case| case.check == *check))
        .collect();
    assert_eq!(without, Vec::<&str>::new());
}

#[test]
fn what_cannot_be_checked_is_reported_with_the_reason() {
    let denied = "An error occurred (AccessDeniedException) when calling the X operation: User: x is not authorized to perform: \
                  lambda:GetAlias on resource: y";
    let cases: [Case; 7] = [
        case("live-version", "these credentials need the permission lambda:GetAlias", |world| {
            world.fail(ALIAS, "DENIED");
        }),
        case("live-version", "a deployment is in progress", |world| {
            world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_IN_PROGRESS"));
        }),
        case("question", "RequireSameIp=true", |world| world.set_parameter("RequireSameIp", "true")),
        case("action-settings", "no login of the last 7 days", |world| {
            world.set(LATEST, "/results", json!([]));
        }),
        case("session-secret", "no login of the last 7 days", |world| {
            world.set(LATEST, "/results", json!([]));
        }),
        case("domains", "AUTH0_CLIENT_SECRET", |world| {
            world.variables.retain(|(name, _)| *name != "AUTH0_CLIENT_SECRET");
        }),
        case("form-url-setting", "is a placeholder", |world| {
            world.setting("FORM_URL", "https://forms.example.com/forms/profile");
        }),
    ];
    for Case { check, expected, change } in cases {
        let mut world = World::healthy();
        change(&mut world);
        world.replace_failure("DENIED", denied);
        let report = world.examine(&[]);
        let line = report.lines.iter().find(|line| line.check == check).unwrap();
        assert_eq!(line.status, Status::Unchecked, "{check}\n{report}");
        assert!(line.detail.contains(expected), "{check}: {}", line.detail);
    }
}

#[test]
fn a_key_of_the_team_is_proven_by_a_page_that_needed_the_secret() {
    let arn = "arn:aws:kms:eu-central-1:111122223333:key/1a2b";
    for (status, expected) in [(None, Status::Ok), (Some(503), Status::Wrong), (Some(500), Status::Unchecked)]
    {
        let mut world = World::healthy();
        world.set_parameter("KmsKeyArn", arn);
        world.set(KEY, "/Parameters/0/KeyId", json!(arn));
        world.web.question_status = status;
        let report = world.examine(&[]);
        let line = report.lines.iter().find(|line| line.check == "encryption-key").unwrap();
        assert_eq!(line.status, expected, "{status:?}\n{report}");
    }
}

#[test]
fn a_slow_search_of_the_logs_is_awaited() {
    let mut world = World::healthy();
    world.pending = 2;
    let report = world.examine(&[]);
    assert_eq!(report.wrong + report.unchecked, 0, "{report}");
}

#[test]
fn a_proxy_in_front_of_the_functions_is_accepted() {
    let mut world = World::healthy();
    world.setting("FORM_URL", "https://www.shop.test/profile/profile");
    world.web.proxy = true;
    let report = world.examine(&[]);
    assert_eq!(report.wrong, 0, "{report}");
}

#[test]
fn no_secret_is_in_the_report_or_in_the_arguments_of_a_program() {
    let world = World::healthy();
    let report = world.examine(&["--drift"]);
    let json = serde_json::to_string(&report).unwrap();
    let arguments = world.arguments.lock().unwrap().join("\n");
    for secret in ["0123456789abcdef0123456789abcdef", "client-secret", "management-token", "eyJ"] {
        for text in [&report.to_string(), &json, &arguments] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
}

#[test]
fn texts_of_other_systems_cannot_control_the_terminal() {
    let mut world = World::healthy();
    world.setting("REQUIRED", "true");
    world.set_tenant(APPLICATIONS, "/0/name", json!("Shop\u{1b}[2J\u{202e}\nok     fake"));
    let report = world.examine(&[]);
    for text in [report.to_string(), printable::json(&report)] {
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("\n       ok     fake"), "{text}");
    }
}

#[test]
fn a_name_from_aws_cannot_change_a_printed_command() {
    let mut world = World::healthy();
    let topic = "arn:aws:sns:eu-central-1:111122223333:on-call; reboot";
    world.set_parameter("AlarmTopicArn", topic);
    world.add(&format!("sns list-subscriptions-by-topic --topic-arn {topic}"), json!({"Subscriptions": []}));
    world.set(ALARMS, "/MetricAlarms/0/StateValue", json!("ALARM"));
    world.set(ALARMS, "/MetricAlarms/0/AlarmName", json!("shop-$(reboot)"));
    world.set(ALARMS, "/MetricAlarms/0/ActionsEnabled", json!(false));
    let text = world.examine(&[]).to_string();
    for expected in [
        "--topic-arn 'arn:aws:sns:eu-central-1:111122223333:on-call; reboot' --protocol",
        "profiling explain '$(reboot)'",
        "--alarm-names 'shop-$(reboot)'",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn a_name_from_aws_is_not_an_option() {
    let mut world = World::healthy();
    world.set_parameter("AlarmTopicArn", "--endpoint-url=https://a.example");
    let report = world.examine(&[]);
    let line = report.lines.iter().find(|line| line.check == "alarm-subscribers").unwrap();
    assert!(line.detail.contains("was not run, because a name in its arguments"), "{}", line.detail);
    assert!(!world.arguments.lock().unwrap().join("\n").contains("a.example"));
}

#[test]
fn a_panic_in_a_check_does_not_lose_the_report() {
    struct Panicking;

    impl Check for Panicking {
        fn name(&self) -> &'static str {
            "panicking"
        }

        fn run(&self, _: &System<'_>) -> Result<Verdict, Unchecked> {
            panic!("canary");
        }
    }

    let world = World::healthy();
    let clock = SystemClock;
    let target = Target {
        stack_name: "shop".to_owned(),
        stage: "production".to_owned(),
        root: None,
        settings: Err("unknown".to_owned()),
        action_secret: None,
    };
    let aws = Aws::new(&world, Some("eu-central-1".to_owned()), None);
    let system = System::new(&world, aws, target, Err(Unchecked::because("none")), &clock, PAUSE);
    let checks: [&dyn Check; 4] = [&Panicking, &Credentials, &Panicking, &Credentials];
    let lines = run_all(&system, &checks);
    let states: Vec<_> = lines.iter().map(|line| line.status).collect();
    assert_eq!(states, [Status::Unchecked, Status::Ok, Status::Unchecked, Status::Ok]);
    assert_eq!(lines[2].detail, "this check failed unexpectedly; please report it");
}

#[test]
fn huge_numbers_from_aws_do_not_stop_a_check() {
    let mut world = World::healthy();
    world.set(ACCOUNT, "/AccountLimit/UnreservedConcurrentExecutions", json!(u64::MAX));
    world.set_secret("0123456789abcdef0123456789abcdef\n1123456789abcdef0123456789abcdef");
    world.set(SECRET, "/Parameter/LastModifiedDate", json!("2027-01-15T10:00:00+18446744073709551615:00"));
    world.set_outcome("rendered", "40", &u64::MAX.to_string());
    let row = world.get("logs get-query-results --query-id outcomes", "/results/0");
    world.set("logs get-query-results --query-id outcomes", "/results", json!([row, row]));
    let text = world.examine(&[]).to_string();
    assert!(!text.contains("failed unexpectedly"), "{text}");
    assert!(text.contains(&format!("{} requests of the last hour used a secret", u64::MAX)), "{text}");
}

#[test]
fn the_same_reason_is_printed_once() {
    let mut world = World::healthy();
    world.fail_all("Unable to locate credentials");
    let text = world.examine(&[]).to_string();
    assert_eq!(text.matches("no AWS credentials found").count(), 1, "{text}");
}

#[test]
fn the_documents_list_each_check() {
    let document = include_str!("../../../../docs/doctor.md");
    for check in CHECKS.iter().chain([&DRIFT]).chain(&super::local::CHECKS) {
        assert!(document.contains(&format!("`{}`", check.name())), "{}", check.name());
    }
}
