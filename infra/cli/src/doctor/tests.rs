//! The checks of a healthy system, and of systems in which one thing is wrong.
//!
//! The answers of AWS in `tests/aws.json` have the shapes that botocore defines; `tests/doctor` checks this, and runs the
//! command with the real AWS CLI.

mod local;
mod plan;
mod world;

use profiling_service::clock::SystemClock;
use serde_json::json;
use std::collections::BTreeMap;

use self::world::World;
use super::aws::Aws;
use super::checks::{CHECKS, Check, Credentials};
use super::report::{AFFECTS_LOGINS, Report, Status, Unchecked, Verdict};
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
const KEY_ARN: &str = "arn:aws:kms:eu-central-1:111122223333:key/1a2b";
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
    case("credentials", "AWS rejected the credentials (ExpiredToken)", |world| {
        world.fail_all("An error occurred (ExpiredToken) when calling the X operation: x");
    }),
    case("credentials", "AWS could not be reached", |world| {
        world.fail_all("Could not connect to the endpoint URL: \"https://x\"");
    }),
    case("stack", "use credentials that can read the stack", |world| {
        world.fail(STACK, "An error occurred (AccessDenied) when calling the DescribeStacks operation: User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y");
    }),
    case("stack", "account 111122223333 has no stack `shop`", |world| {
        world.fail(STACK, "An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id shop does not exist");
    }),
    case("stack", "rolled back", |world| {
        world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_ROLLBACK_COMPLETE"));
    }),
    case("stack", "the first deployment failed or did not run", |world| {
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
    case(
        "secret",
        "create it again with the Action's secret: docs/rotation.md#by-hand-with-the-aws-cli",
        |world| {
            world.fail(
                SECRET,
                "An error occurred (ParameterNotFound) when calling the GetParameter operation: ",
            );
        },
    ),
    case(
        "secret",
        "profiling secret new --parameter /shop/session-secret --region eu-central-1 --kms-key arn:aws:kms",
        |world| {
            world.set_parameter("KmsKeyArn", KEY_ARN);
            world.set(KEY, "/Parameters/0/KeyId", json!(KEY_ARN));
            world.fail(
                SECRET,
                "An error occurred (ParameterNotFound) when calling the GetParameter operation: ",
            );
        },
    ),
    case("secret", "is a String, so the secret is not encrypted", |world| {
        world.set(SECRET, "/Parameter/Type", json!("String"));
    }),
    case("secret", "the functions cannot use /shop/session-secret", |world| {
        world.set(SECRET, "/Parameter/Value", json!("short"));
    }),
    case("secret", "quotes; the functions treat these characters as part of the secret", |world| {
        world.set_secret("\"0123456789abcdef0123456789abcdef\"");
    }),
    case("secret", "has 3 secrets", |world| {
        world.set_secret("0123456789abcdef0123456789abcdef\n1123456789abcdef0123456789abcdef\n2123456789abcdef0123456789abcdef");
        world.set(SECRET, "/Parameter/LastModifiedDate", json!("2027-01-15T07:00:00+00:00"));
    }),
    case("rotation", "5 days ago", |world| {
        world.set_secret("0123456789abcdef0123456789abcdef\n1123456789abcdef0123456789abcdef");
    }),
    case("permissions", "shop-SubmitRole-1A2B is not allowed to call ssm:GetParameter", |world| {
        let command = world.command("iam simulate-principal-policy", "SubmitRole");
        world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
    }),
    case("permissions", "do not deploy, because running functions still have the secret", |world| {
        let command = world.command("iam simulate-principal-policy", "SubmitRole");
        world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
    }),
    case("permissions", "A permissions boundary, an SCP or an edited policy denies the call", |world| {
        let command = world.command("iam simulate-principal-policy", "FormRole");
        world.set(&command, "/EvaluationResults/0/EvalDecision", json!("explicitDeny"));
        world.web.token_status = Some(503);
    }),
    case("encryption-key", "the functions may use only alias/aws/ssm (KmsKeyArn)", |world| {
        world.set(KEY, "/Parameters/0/KeyId", json!("alias/own"));
    }),
    case(
        "encryption-key",
        "is encrypted with alias/aws/ssm, but the functions may use only arn:aws:kms",
        |world| {
            world.set_parameter("KmsKeyArn", KEY_ARN);
        },
    ),
    case("encryption-key", "--key-id arn:aws:kms", |world| {
        world.set_parameter("KmsKeyArn", KEY_ARN);
        world.set(KEY, "/Parameters/0/KeyId", json!("arn:aws:kms:eu-central-1:111122223333:key/other"));
    }),
    case("encryption-key", "allow kms:Decrypt", |world| {
        world.set_parameter("KmsKeyArn", KEY_ARN);
        world.set(KEY, "/Parameters/0/KeyId", json!(KEY_ARN));
        world.web.token_status = Some(503);
    }),
    case("live-version", "shop-submit serves version 8, and 9 is newer: someone rolled back", |world| {
        world.set(ALIAS, "/FunctionVersion", json!("8"));
    }),
    case("live-version", "move shop-form to its previous version too", |world| {
        world.set(ALIAS, "/FunctionVersion", json!("8"));
    }),
    case("live-version", "shop-form serves version 11, and 12 is newer", |world| {
        world.set(ALIAS, "/FunctionVersion", json!("8"));
        world.set("lambda get-alias --function-name shop-form --name live", "/FunctionVersion", json!("11"));
    }),
    case("live-version", "shop-submit serves version 8, and 9 is newer: someone rolled back", |world| {
        world.set(ALIAS, "/FunctionVersion", json!("8"));
        world.set(ALIAS, "/RoutingConfig", json!({"AdditionalVersionWeights": {}}));
    }),
    case("live-version", "10 percent of the requests for shop-submit go to version 8", |world| {
        world.set(ALIAS, "/RoutingConfig", json!({"AdditionalVersionWeights": {"8": 0.1}}));
    }),
    case(
        "live-version",
        "send all requests to version 8: `aws lambda update-alias --function-name shop-submit --name live --function-version 8",
        |world| {
            world.set(ALIAS, "/FunctionVersion", json!("8"));
            world.set(ALIAS, "/RoutingConfig", json!({"AdditionalVersionWeights": {"9": 0.1}}));
        },
    ),
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
    case("deployed-forms", "the file page.texts.json is deployed, but is not in infra/forms", |world| {
        world.layer.insert("page.texts.json".to_owned(), "{}".to_owned());
    }),
    case("deployed-forms", "the deployed file page.texts.json: en.bakc: unknown key `bakc`", |world| {
        let texts = r#"{"en": {"bakc": "Before"}}"#;
        world.write("infra/forms/page.texts.json", texts);
        world.layer.insert("page.texts.json".to_owned(), texts.to_owned());
    }),
    case("deployed-forms", "the file old.json is deployed, but is not in infra/forms", |world| {
        world.layer.insert("old.json".to_owned(), world::form("Old"));
    }),
    case("deployed-forms", "correct infra/forms/broken.json, run `profiling check`", |world| {
        world.layer.insert("broken.json".to_owned(), "{\"version\": 1}".to_owned());
        world.write("infra/forms/broken.json", "{\"version\": 1}");
    }),
    case("deployed-forms", "The file in the checkout is valid, so deploy: `sam deploy", |world| {
        world.layer.insert("profile.json".to_owned(), "{\"version\": 1}".to_owned());
        world.web.page_status = Some(500);
    }),
    case("deployed-forms", "in seconds: move both aliases to the previous version", |world| {
        world.layer.insert("profile.json".to_owned(), "{\"version\": 1}".to_owned());
        world.web.page_status = Some(500);
    }),
    case("concurrency", "shop-form has 10 concurrent executions (of the account)", |world| {
        world.set(ACCOUNT, "/AccountLimit/UnreservedConcurrentExecutions", json!(10));
    }),
    case("concurrency", "--desired-value 1000 --region eu-central-1", |world| {
        world.set(ACCOUNT, "/AccountLimit/UnreservedConcurrentExecutions", json!(10));
    }),
    case("concurrency", "--desired-value 1200", |world| {
        world.set(ACCOUNT, "/AccountLimit/UnreservedConcurrentExecutions", json!(600));
        world.set_parameter("ThrottleBurst", "700");
        let command = world.command("ssm get-service-setting", "");
        world.set(&command, "/ServiceSetting/SettingValue", json!("true"));
    }),
    case("concurrency", "aws lambda delete-function-concurrency --function-name shop-submit", |world| {
        let command = "lambda get-function-concurrency --function-name shop-submit";
        world.set(command, "", json!({"ReservedConcurrentExecutions": 0}));
    }),
    case("concurrency", "set `\"ReservedConcurrency=200\"` in samconfig.toml", |world| {
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
    case("certificate", "cannot connect to the host of the form's URL", |world| world.web.curl_status = 7),
    case("certificate", "check the proxy and the trusted certificates of this machine", |world| {
        world.use_default_endpoint();
        world.web.curl_status = 60;
    }),
    case("certificate", "check the network and the proxy of this machine", |world| {
        world.use_default_endpoint();
        world.web.curl_status = 28;
    }),
    case(
        "mapping",
        "aws apigatewayv2 create-api-mapping --domain-name forms.shop.test --api-id abc123",
        |world| {
            world.web.gateway = Some((403, "Forbidden"));
        },
    ),
    case("mapping", "aws apigatewayv2 update-api-mapping --domain-name forms.shop.test", |world| {
        world.web.gateway = Some((404, "Not Found"));
    }),
    case(
        "mapping",
        "aws apigatewayv2 update-api --api-id abc123 --no-disable-execute-api-endpoint",
        |world| {
            world.use_default_endpoint();
            world.web.gateway = Some((404, "Not Found"));
        },
    ),
    case("mapping", "API Gateway itself responded with status 503 `Service Unavailable`", |world| {
        world.web.gateway = Some((503, "Service Unavailable"));
    }),
    case("mapping", "a server without the functions responded at the form's URL", |world| {
        world.web.gateway = Some((200, "This domain is for sale."));
    }),
    case("mapping", "for a launch, set `\"ThrottleRate=", |world| {
        world.set_parameter("ThrottleRate", "50");
        world.web.gateway = Some((429, "Too Many Requests"));
    }),
    case("default-endpoint", "although DisableExecuteApiEndpoint is true", |world| {
        world.web.default_endpoint_is_open = true;
    }),
    case("default-endpoint", "although DisableExecuteApiEndpoint is false", |world| {
        world.set_parameter("DisableExecuteApiEndpoint", "false");
    }),
    case("error-pages", "a request with an expired token got status 503", |world| {
        world.web.expired_status = 503;
    }),
    case("error-pages", "profiling explain secret_unavailable --stack shop", |world| {
        world.web.token_status = Some(503);
    }),
    case(
        "error-pages",
        "aws logs tail /aws/lambda/shop-form --since 15m --filter-pattern '{ $.reference = \"AAAA-AAAA\" }' --region eu-central-1",
        |world| {
            world.web.page_status = Some(500);
        },
    ),
    case(
        "error-pages",
        "FormName is other, which is not a form: set `\"FormName=profile\"` in samconfig.toml",
        |world| {
            world.set_parameter("FormName", "other");
            world.web.page_status = Some(404);
        },
    ),
    case("error-pages", "the form profile is deployed, so this is not the URL of the functions", |world| {
        world.web.page_status = Some(404);
    }),
    case(
        "question",
        "Version 12 of shop-form, which serves requests, accepts only login.shop.test",
        |world| {
            world.serve_domains("login.shop.test", "login.shop.test,shop.eu.auth0.test");
        },
    ),
    case(
        "question",
        "logins on login.shop.test, shop.eu.auth0.test get status 403; expected the form",
        |world| {
            world.web.domains = "other.shop.test".to_owned();
            world.web.submit_domains = "other.shop.test".to_owned();
        },
    ),
    case("question", "find the outcome in the log: `aws logs tail /aws/lambda/shop-form", |world| {
        world.web.question_status = Some(403);
    }),
    case("answer", "logins on shop.eu.auth0.test get status 403", |world| {
        world.web.submit_domains = "login.shop.test".to_owned();
    }),
    case("answer", "of shop-submit, which serves requests, accepts only login.shop.test", |world| {
        world.serve_domains("login.shop.test,shop.eu.auth0.test", "login.shop.test");
    }),
    case("answer", "expected a page that posts to /continue on the same host", |world| {
        world.set_parameter("ContinueMethod", "post");
    }),
    case(
        "clock",
        "the clocks of this machine and of the form's URL, login.shop.test, shop.eu.auth0.test differ by 6 s",
        |world| world.web.clock_offset = 6,
    ),
    case("clock", "differ by 10 s", |world| world.web.clock_offset = -11),
    case("clock", "synchronize the clock of this machine", |world| {
        world.web.clock_offset = 60;
        world.web.domains = "other.shop.test".to_owned();
        world.web.submit_domains = "other.shop.test".to_owned();
    }),
    case("clock", "Status page: https://health.aws.amazon.com", |world| {
        world.web.clock_offset = 60;
        world.web.has_correct_tenants = true;
    }),
    case("answer", "the access log has the reason: `aws logs tail", |world| {
        world.web.submit_gateway = Some((503, "Service Unavailable"));
    }),
    case("form-url-setting", "which the Action rejects", |world| {
        world.setting("FORM_URL", "http://forms.shop.test/forms/profile");
    }),
    case("form-url-setting", "create infra/forms/other.json, and deploy", |world| {
        world.setting("FORM_URL", "https://forms.shop.test/forms/other");
    }),
    case("form-url-setting", "FORM_URL is https://old.shop.test/forms/profile", |world| {
        world.setting("FORM_URL", "https://old.shop.test/forms/profile");
    }),
    case(
        "form-url-setting",
        "FORM_URL is https://gone.shop.test/forms/profile, which cannot be requested",
        |world| {
            world.setting("FORM_URL", "https://gone.shop.test/forms/profile");
        },
    ),
    case("requested-fields", "REQUIRED_USER_FIELDS is empty, so no user is asked", |world| {
        world.setting("REQUIRED_USER_FIELDS", "");
    }),
    case("required", "REQUIRED is `yes`, which is neither `true` nor `false`", |world| {
        world.setting("REQUIRED", "yes");
    }),
    case("requested-fields", "the deployed form `profile` lacks requested fields: nickname", |world| {
        world.setting("REQUIRED_USER_FIELDS", "company_name,nickname");
    }),
    case("required", "these fields can be left empty, which denies the login: job_title", |world| {
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
        "may renew tokens without a browser (grant refresh_token), which is denied for users with missing fields: Shop",
        |world| {
            world.setting("REQUIRED", "true");
        },
    ),
    case(
        "domains",
        "set `\"Auth0Domains=login.shop.test,shop.eu.auth0.test,id.shop.test\"` in samconfig.toml",
        |world| {
            world.set_tenant("custom-domains", "", json!([{"domain": "login.shop.test", "status": "ready"}, {"domain": "id.shop.test", "status": "ready"}]));
        },
    ),
    case(
        "domains",
        "Auth0Domains has login.shop.test, not shop.eu.auth0.test or one of its custom domains",
        |world| {
            world.set_tenant("custom-domains", "", json!([]));
        },
    ),
    case("domains", "the custom domain login.shop.test is not verified", |world| {
        world.set_tenant("custom-domains", "/0/status", json!("pending_verification"));
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
    case(
        "action-secrets",
        "the secret LOGIN_COUNTS is not a setting of the Action; did you mean `LOGIN_COUNT`?",
        |world| {
            world.rename_secret("ASK_AGAIN", "LOGIN_COUNTS");
        },
    ),
    case(
        "action-settings",
        "(fingerprint 00000000) differ from those in infra/auth0/environments/production.json",
        |world| {
            world.set(LATEST, "/results/0/3/value", json!("00000000"));
        },
    ),
    case("action-settings", ": the deployed REQUIRED is true, the file has \"false\"", |world| {
        world.deploy_setting("REQUIRED", "true");
        world.no_refresh_tokens();
    }),
    case("session-secret", "the signatures of the last 3 links were rejected", |world| {
        world.add_mismatches(3);
        world.set_action_secret("2027-01-15T07:59:10.000Z");
    }),
    case("session-secret", "the signatures of the last 3 links were rejected", |world| {
        world.set(LATEST, "/results", json!([]));
        let mismatch = json!([{"field": "outcome", "value": "signature_mismatch"}]);
        world.set(LATEST, "/results", json!([mismatch, mismatch, mismatch]));
    }),
    case("session-secret", "SESSION_TOKEN_SECRET matches no secret in the parameter", |world| {
        world.variable("SESSION_TOKEN_SECRET", "another secret, which is long enough");
    }),
    case(
        "recent-requests",
        "2 requests in the last hour ended with internal_error, the latest with the reference AAAA-AAAA",
        |world| {
            world.set_outcomes(&[("internal_error", 2, 0)]);
        },
    ),
    case(
        "recent-requests",
        "12 requests in the last hour had an expired link, and none got the form",
        |world| {
            world.set_outcomes(&[("token_expired", 12, 0)]);
        },
    ),
    case("recent-requests", "stop asking (docs/operating.md#stop-asking) until they have", |world| {
        world.set_outcomes(&[("token_not_yet_valid", 12, 0)]);
    }),
    case("recent-requests", "if it began with a deployment, move both aliases", |world| {
        world.set_outcomes(&[("internal_error", 1, 0)]);
    }),
    case("recent-requests", "1 request in the last hour ended with internal_error", |world| {
        world.set_outcomes(&[("internal_error", 1, 0)]);
    }),
    case(
        "recent-requests",
        "7 requests in the last hour used a secret that could not be refreshed",
        |world| {
            world.set_outcomes(&[("rendered", 40, 7)]);
        },
    ),
    case(
        "recent-requests",
        "3 of 4 requests in the last hour were rejected, and none got the form: 2 with token_not_yet_valid, the latest with the reference AAAA-AAAA, seconds=61",
        |world| {
            world.set_outcomes(&[
                ("token_not_yet_valid", 2, 0),
                ("signature_mismatch", 1, 0),
                ("state_invalid", 1, 0),
            ]);
        },
    ),
    case(
        "recent-requests",
        "12 of 52 requests in the last hour were rejected: 12 with signature_mismatch",
        |world| {
            world.set_outcomes(&[("rendered", 40, 0), ("signature_mismatch", 12, 0)]);
        },
    ),
    case("alarms", "profiling explain InternalErrorsAlarm --stack shop", |world| {
        world.set(ALARMS, "/MetricAlarms/0/StateValue", json!("ALARM"));
    }),
    case("alarms", "profiling explain ServerErrorsAlarm", |world| {
        world.set(ALARMS, "/MetricAlarms/1/StateValue", json!("ALARM"));
    }),
    case("alarms", "enable-alarm-actions --alarm-names shop-server-errors", |world| {
        world.set(ALARMS, "/MetricAlarms/1/ActionsEnabled", json!(false));
    }),
    case("alarms", "the alarm shop-server-errors of the stack was deleted", |world| {
        let alarm = world.get(ALARMS, "/MetricAlarms/0");
        world.set(ALARMS, "/MetricAlarms", json!([alarm]));
    }),
    case("alarms", "shop-server-errors does not notify AlarmTopicArn", |world| {
        world.set(ALARMS, "/MetricAlarms/1/AlarmActions", json!([]));
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
    let cases: [Case; 18] = [
        case("live-version", "these credentials need the permission lambda:GetAlias", |world| {
            world.fail(ALIAS, "DENIED");
        }),
        case("live-version", "for the same reason as `stack`", |world| {
            world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_IN_PROGRESS"));
        }),
        case("default-endpoint", "see `mapping`", |world| {
            world.web.default_endpoint = (503, "Service Unavailable");
        }),
        case("question", "RequireSameIp=true", |world| world.set_parameter("RequireSameIp", "true")),
        case("action-settings", "no login in the last 7 days has a fingerprint", |world| {
            world.set(LATEST, "/results", json!([]));
        }),
        case("session-secret", "no login in the last 7 days used the form", |world| {
            world.set(LATEST, "/results", json!([]));
        }),
        case("session-secret", "for the same reason as `secret`", |world| {
            world.fail(
                SECRET,
                "An error occurred (ParameterNotFound) when calling the GetParameter operation: ",
            );
        }),
        case(
            "session-secret",
            "is older than the last change of the parameter (2027-01-15 07:59:20 UTC)",
            |world| {
                world.set(SECRET, "/Parameter/LastModifiedDate", json!("2027-01-15T08:59:20+01:00"));
            },
        ),
        case("session-secret", "of the Action's SESSION_TOKEN_SECRET (2027-01-15 07:59:10 UTC)", |world| {
            world.set_action_secret("2027-01-15T07:59:10.000Z");
        }),
        case(
            "session-secret",
            "3 links were rejected since the login at 2027-01-15 07:59:00.000 UTC, and no secret was changed",
            |world| {
                world.add_mismatches(3);
            },
        ),
        case(
            "session-secret",
            "2 links were rejected since the login at 2027-01-15 07:59:00.000 UTC, too few",
            |world| {
                world.add_mismatches(2);
                world.disconnect_tenant();
            },
        ),
        case("session-secret", "1 link was rejected", |world| {
            world.add_mismatches(1);
            world.set_action_secret("2027-01-15T07:59:10.000Z");
        }),
        case("recent-requests", "no requests in the last hour", |world| world.set_outcomes(&[])),
        case("required", "so the deployed REQUIRED is not known", |world| {
            world.deploy_setting("LOGIN_COUNT", "3");
        }),
        case("required", "Whether an application does this was not checked", |world| {
            world.setting("REQUIRED", "true");
            world.disconnect_tenant();
        }),
        case("stack", "To stop a gradual deployment: CodeDeploy", |world| {
            world.set(STACK, "/Stacks/0/StackStatus", json!("UPDATE_IN_PROGRESS"));
        }),
        case("domains", "AUTH0_CLIENT_SECRET", World::disconnect_tenant),
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
fn a_customer_managed_key_is_checked_with_a_page_that_needs_the_secret() {
    for (status, expected) in [(None, Status::Ok), (Some(503), Status::Wrong), (Some(500), Status::Unchecked)]
    {
        let mut world = World::healthy();
        world.set_parameter("KmsKeyArn", KEY_ARN);
        world.set(KEY, "/Parameters/0/KeyId", json!(KEY_ARN));
        world.set_parameter("RequireSameIp", "true");
        world.web.token_status = status;
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
        stage_stack: None,
        parameters: BTreeMap::new(),
        environment: None,
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
    world.set_outcomes(&[("rendered", 40, u64::MAX)]);
    let row = world.get("logs get-query-results --query-id outcomes", "/results/0");
    world.set("logs get-query-results --query-id outcomes", "/results", json!([row, row]));
    let text = world.examine(&[]).to_string();
    assert!(!text.contains("failed unexpectedly"), "{text}");
    assert!(text.contains(&format!("{} requests in the last hour used a secret", u64::MAX)), "{text}");
}

#[test]
fn the_same_reason_is_printed_once() {
    let mut world = World::healthy();
    world.fail_all("Unable to locate credentials");
    let text = world.examine(&[]).to_string();
    assert_eq!(text.matches("no AWS credentials found").count(), 1, "{text}");
}

#[test]
fn another_layer_before_the_forms_is_ignored() {
    let mut world = World::healthy();
    for function in [FUNCTION, "lambda get-function-configuration --function-name shop-form --qualifier live"]
    {
        let forms = world.get(function, "/Layers/0");
        let other =
            json!({"Arn": "arn:aws:lambda:eu-central-1:580247275435:layer:LambdaInsightsExtension:38"});
        world.set(function, "/Layers", json!([other, forms]));
    }
    let report = world.examine(&[]);
    assert_eq!(statuses(&report, &["deployed-forms"]), ["Ok profile, as in infra/forms"], "{report}");
}

#[test]
fn the_documents_list_each_check() {
    let document = include_str!("../../../../docs/doctor.md");
    for check in CHECKS.iter().chain(&super::local::CHECKS) {
        assert!(document.contains(&format!("`{}`", check.name())), "{}", check.name());
    }
}

/// Returns the statuses of some checks, and the details of those that are not wrong.
fn statuses(report: &Report, checks: &[&str]) -> Vec<String> {
    let lines = checks.iter().map(|check| report.lines.iter().find(|line| line.check == *check).unwrap());
    lines.map(|line| format!("{:?} {}", line.status, line.detail).trim().to_owned()).collect()
}

#[test]
fn a_cause_is_reported_once() {
    const PAGES: [&str; 3] = ["error-pages", "question", "answer"];
    let same = |check: &str| format!("Unchecked for the same reason as `{check}`");
    let cases: [(Case, [String; 3]); 7] = [
        (
            case("error-pages", "", |world| world.web.token_status = Some(503)),
            ["Wrong".to_owned(), same("error-pages"), same("error-pages")],
        ),
        (
            case("error-pages", "", |world| world.web.page_status = Some(404)),
            ["Wrong".to_owned(), same("error-pages"), same("error-pages")],
        ),
        (
            case("permissions", "", |world| {
                let command = world.command("iam simulate-principal-policy", "FormRole");
                world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
                world.web.token_status = Some(503);
            }),
            [same("permissions"), same("permissions"), same("permissions")],
        ),
        (
            case("deployed-forms", "", |world| {
                world.layer.insert("profile.json".to_owned(), "{\"version\": 1}".to_owned());
                world.web.page_status = Some(500);
            }),
            [same("deployed-forms"), same("deployed-forms"), same("deployed-forms")],
        ),
        (
            case("question", "", |world| world.serve_domains("login.shop.test", "login.shop.test")),
            [
                "Ok status 400 without a token, 403 with an expired one".to_owned(),
                "Wrong".to_owned(),
                same("question"),
            ],
        ),
        (
            case("clock", "", |world| {
                world.web.clock_offset = 60;
                world.web.domains = "other.shop.test".to_owned();
                world.web.submit_domains = "other.shop.test".to_owned();
            }),
            [
                "Ok status 400 without a token, 403 with an expired one".to_owned(),
                same("clock"),
                same("clock"),
            ],
        ),
        (
            case("mapping", "", |world| world.web.gateway = Some((503, "Service Unavailable"))),
            [same("mapping"), same("mapping"), same("mapping")],
        ),
    ];
    for (Case { check, change, .. }, expected) in cases {
        let mut world = World::healthy();
        change(&mut world);
        let report = world.examine(&[]);
        assert_eq!(statuses(&report, &PAGES), expected, "{check}\n{report}");
        assert!(report.to_string().contains(&format!("\nStart with `{check}`.\n")), "{report}");
    }
}

#[test]
fn a_deployment_is_all_at_once_while_an_alarm_prevents_a_gradual_one() {
    let deploy = "deploy: `sam deploy --config-env production --region eu-central-1";
    for (alarm, deployment, expected) in [
        ("OK", "Canary10Percent5Minutes", format!("{deploy}`\n")),
        ("ALARM", "AllAtOnce", format!("{deploy}`\n")),
        (
            "ALARM",
            "Canary10Percent5Minutes",
            format!(
                "{deploy} --parameter-overrides Architecture=arm64 \
                 Auth0Domains=login.shop.test,shop.eu.auth0.test,id.shop.test DeploymentType=AllAtOnce 'KmsKeyArn=\"\"'`. A \
                 gradual deployment fails while ServerErrorsAlarm is on"
            ),
        ),
    ] {
        let mut world = World::healthy();
        world.set_tenant(
            "custom-domains",
            "",
            json!([{"domain": "login.shop.test", "status": "ready"}, {"domain": "id.shop.test", "status": "ready"}]),
        );
        world.set_parameter("DeploymentType", deployment);
        world.set(ALARMS, "/MetricAlarms/1/StateValue", json!(alarm));
        let text = world.examine(&[]).to_string();
        assert!(text.contains(&expected), "{expected}\n{text}");
    }
}

#[test]
fn a_deployment_is_all_at_once_after_an_alias_was_moved() {
    let mut world = World::healthy();
    world.set_parameter("DeploymentType", "Canary10Percent5Minutes");
    world.set("lambda get-alias --function-name shop-form --name live", "/FunctionVersion", json!("11"));
    world.layer.insert("old.json".to_owned(), world::form("Old"));
    let text = world.examine(&[]).to_string();
    assert!(text.contains("A gradual deployment fails after an alias was moved"), "{text}");
    assert!(!text.contains("deploy: `sam deploy --config-env production --region eu-central-1`"), "{text}");
}

#[test]
fn a_key_that_the_functions_may_not_use_can_be_replaced_while_they_cannot_read_the_secret() {
    let mut world = World::healthy();
    let command = world.command("iam simulate-principal-policy", "FormRole");
    world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
    world.set(KEY, "/Parameters/0/KeyId", json!("alias/own"));
    let text = world.examine(&[]).to_string();
    assert!(text.contains("--overwrite --key-id alias/aws/ssm --value file://FILE"), "{text}");
    assert!(
        text.contains("If alias/own is intended, set `\"KmsKeyArn=alias/own\"` in samconfig.toml"),
        "{text}"
    );
}

#[test]
fn no_step_that_starts_functions_is_printed_while_a_role_cannot_read_the_secret() {
    let mut world = World::healthy();
    world.set(FUNCTION, "/Layers", json!([]));
    world.set(ALIAS, "/FunctionVersion", json!("8"));
    let command = world.command("iam simulate-principal-policy", "FormRole");
    world.set(&command, "/EvaluationResults/0/EvalDecision", json!("implicitDeny"));
    let text = world.examine(&[]).to_string();
    assert!(text.contains("postpone the deployment until"), "{text}");
    for step in ["sam deploy", "update-alias", "move both aliases"] {
        assert!(!text.contains(step), "{step}: {text}");
    }
}

#[test]
fn a_known_issuer_is_not_added_to_the_domains_again() {
    let mut world = World::healthy();
    world.set_outcomes(&[("rendered", 40, 0), ("issuer_unknown", 1, 0)]);
    let fields = world.get("logs get-query-results --query-id outcomes", "/results/1");
    let mut fields = fields.as_array().unwrap().clone();
    fields.push(json!({"field": "issuer", "value": "login.shop.test"}));
    world.set("logs get-query-results --query-id outcomes", "/results/1", json!(fields));
    let text = world.examine(&[]).to_string();
    assert!(text.contains("Auth0Domains has login.shop.test now"), "{text}");
}

#[test]
fn no_deployment_is_printed_while_new_functions_cannot_read_the_secret() {
    let mut world = World::healthy();
    world.layer.insert("old.json".to_owned(), world::form("Old"));
    world.set(ALARMS, "/MetricAlarms/0/StateValue", json!("ALARM"));
    let resources = "cloudformation list-stack-resources --stack-name shop";
    let alarm = "shop-SecretUnavailableAlarm-1A2B";
    world.set(resources, "/StackResourceSummaries/1/PhysicalResourceId", json!(alarm));
    world.set(ALARMS, "/MetricAlarms/0/AlarmName", json!(alarm));
    let answer = world.get(ALARMS, "");
    world.add(&ALARMS.replace("shop-InternalErrorsAlarm-1A2B", alarm), answer);
    let text = world.examine(&[]).to_string();
    assert!(text.contains("postpone the deployment until"), "{text}");
    assert!(!text.contains("sam deploy"), "{text}");
}

#[test]
fn a_deployment_builds_the_functions_unless_the_checkout_is_a_release() {
    let mut world = World::healthy();
    world.set_parameter("KmsKeyArn", KEY_ARN);
    let release = world.examine(&[]).to_string();
    world.write("Cargo.toml", "");
    let checkout = world.examine(&["--stack-name", "shop"]).to_string();
    assert!(release.contains("deploy: `sam deploy --config-env production"), "{release}");
    assert!(
        checkout.contains("deploy: `sam build --config-env production && sam deploy --config-env production"),
        "{checkout}"
    );
}

#[test]
fn the_end_of_the_report_has_the_first_step() {
    let end = |change: fn(&mut World)| {
        let mut world = World::healthy();
        change(&mut world);
        let text = world.examine(&[]).to_string();
        text.lines().rev().take(2).map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    let [stop, start] = &end(|world| world.web.page_status = Some(500))[..] else { panic!() };
    assert!(stop.contains("docs/operating.md#stop-asking"), "{stop}");
    assert_eq!(start, "Start with `error-pages`.");
    let [start, _] = &end(|world| world.set_parameter("AlarmTopicArn", ""))[..] else { panic!() };
    assert_eq!(start, "Start with `alarm-subscribers`.");
    let [counts, _] = &end(|_| ())[..] else { panic!() };
    assert!(counts.ends_with("0 wrong, 0 not checked."), "{counts}");
}

#[test]
fn an_alarm_refers_to_its_cause() {
    let mut world = World::healthy();
    world.set(ALARMS, "/MetricAlarms/0/StateValue", json!("ALARM"));
    let text = world.examine(&[]).to_string();
    assert!(text.contains("Fix: profiling explain InternalErrorsAlarm --stack shop\n"), "{text}");
    world.set_outcomes(&[("internal_error", 1, 0)]);
    let text = world.examine(&[]).to_string();
    assert!(text.contains("Fix: see the problems above; profiling explain InternalErrorsAlarm"), "{text}");
}

#[test]
fn the_url_is_checked_without_the_stack() {
    let mut world = World::healthy();
    world.fail(STACK, "An error occurred (AccessDenied) when calling the DescribeStacks operation: no");
    let report = world.examine(&[]);
    let url = ["dns", "certificate", "mapping"];
    assert!(statuses(&report, &url).iter().all(|status| status.starts_with("Ok")), "{report}");
}

#[test]
fn the_checks_that_affect_logins_exist() {
    for name in AFFECTS_LOGINS {
        assert!(CHECKS.iter().any(|check| check.name() == name), "{name}");
    }
}
