//! The alarms, and who is notified.

use serde_json::Value;

use super::Check;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::printable::quoted;

/// Returns the alarms of the stack. Their names alone would include the alarms of stacks with longer names.
fn alarms(system: &System<'_>) -> Result<Vec<Value>, Unchecked> {
    let arguments = ["cloudformation", "list-stack-resources", "--stack-name", &system.target.stack_name];
    let resources = system.aws.get(&arguments)?;
    let names: Vec<&str> = list(&resources, "/StackResourceSummaries")
        .iter()
        .filter(|resource| text(resource, "/ResourceType") == "AWS::CloudWatch::Alarm")
        .map(|resource| text(resource, "/PhysicalResourceId"))
        .collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut arguments = vec!["cloudwatch", "describe-alarms", "--alarm-names"];
    arguments.extend(names);
    Ok(list(&system.aws.get(&arguments)?, "/MetricAlarms").to_vec())
}

/// No alarm is in the state ALARM, and none is muted.
pub(super) struct Alarms;

impl Check for Alarms {
    fn name(&self) -> &'static str {
        "alarms"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let alarms = alarms(system)?;
        if alarms.is_empty() {
            let monitoring = system.stack()?.parameter("Monitoring").to_owned();
            return Ok(Verdict::Correct(format!("the stack has no alarms (Monitoring={monitoring})")));
        }
        let mut problems = Vec::new();
        for alarm in &alarms {
            let name = text(alarm, "/AlarmName");
            if text(alarm, "/StateValue") == "ALARM" {
                problems.push(Problem::new(
                    format!("{name} is in the state ALARM"),
                    format!("profiling explain {}", quoted(logical_name(name, &system.target.stack_name))),
                ));
            }
            if alarm.get("ActionsEnabled").and_then(Value::as_bool) == Some(false) {
                problems.push(Problem::new(
                    format!("the actions of {name} are disabled, so it notifies no one"),
                    format!(
                        "aws cloudwatch enable-alarm-actions --alarm-names {}{}",
                        quoted(name),
                        system.aws.options()
                    ),
                ));
            }
        }
        Ok(Verdict::of(problems, || format!("none of {} is in the state ALARM", alarms.len())))
    }
}

/// Returns the name of an alarm in the template, which `profiling explain` knows.
fn logical_name<'a>(name: &'a str, stack: &str) -> &'a str {
    let own = name.strip_prefix(stack).and_then(|rest| rest.strip_prefix('-')).unwrap_or(name);
    match own {
        "server-errors" => "ServerErrorsAlarm",
        own => own.split('-').next().unwrap_or(own),
    }
}

/// Someone is notified of an alarm.
pub(super) struct Subscribers;

impl Check for Subscribers {
    fn name(&self) -> &'static str {
        "alarm-subscribers"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        if stack.parameter("Monitoring") == "none" {
            return Ok(Verdict::Correct("the stack has no alarms (Monitoring=none)".to_owned()));
        }
        let topic = stack.parameter("AlarmTopicArn");
        if topic.is_empty() {
            return Ok(Verdict::wrong(
                "AlarmTopicArn is empty, so the alarms notify no one",
                format!(
                    "aws sns create-topic --name on-call{0}, then aws sns subscribe --topic-arn ARN --protocol email \
                     --notification-endpoint ADDRESS{0}, set AlarmTopicArn in samconfig.toml, and deploy",
                    system.aws.options()
                ),
            ));
        }
        let answer = system.aws.get(&["sns", "list-subscriptions-by-topic", "--topic-arn", topic])?;
        let subscriptions = list(&answer, "/Subscriptions");
        let confirmed = subscriptions
            .iter()
            .filter(|subscription| text(subscription, "/SubscriptionArn").starts_with("arn:"))
            .count();
        if confirmed > 0 {
            return Ok(Verdict::Correct(format!("{topic} has {confirmed} confirmed subscriptions")));
        }
        let fix = if subscriptions.is_empty() {
            format!(
                "aws sns subscribe --topic-arn {} --protocol email --notification-endpoint ADDRESS{}",
                quoted(topic),
                system.aws.options()
            )
        } else {
            "open the link in the confirmation message that SNS sent".to_owned()
        };
        Ok(Verdict::wrong(format!("{topic} has no confirmed subscription, so the alarms notify no one"), fix))
    }
}
