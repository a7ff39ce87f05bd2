//! The alarms, and who is notified.

use serde_json::Value;

use super::Check;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{ALARM, Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::plural::count;
use crate::printable::quoted;

/// Returns the names of the alarms that belong to the stack, of which some may have been deleted. A search by the name of
/// the stack would include the alarms of stacks with longer names.
fn alarm_names(system: &System<'_>) -> Result<Vec<String>, Unchecked> {
    let arguments = ["cloudformation", "list-stack-resources", "--stack-name", &system.target.stack_name];
    let resources = system.aws.get(&arguments)?;
    let alarms = list(&resources, "/StackResourceSummaries")
        .iter()
        .filter(|resource| text(resource, "/ResourceType") == "AWS::CloudWatch::Alarm");
    Ok(alarms.map(|resource| text(resource, "/PhysicalResourceId").to_owned()).collect())
}

/// Returns the alarms of the stack.
fn alarms(system: &System<'_>) -> Result<Vec<Value>, Unchecked> {
    let names = alarm_names(system)?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let mut arguments = vec!["cloudwatch", "describe-alarms", "--alarm-names"];
    arguments.extend(names.iter().map(String::as_str));
    Ok(list(&system.aws.get(&arguments)?, "/MetricAlarms").to_vec())
}

impl System<'_> {
    /// Returns the alarms that are on, by their names in the template.
    pub(in crate::doctor) fn active_alarms(&self) -> Result<Vec<String>, Unchecked> {
        let alarms = alarms(self)?;
        let active = alarms.iter().filter(|alarm| text(alarm, "/StateValue") == "ALARM");
        let stack = &self.target.stack_name;
        Ok(active.map(|alarm| logical_name(text(alarm, "/AlarmName"), stack).to_owned()).collect())
    }
}

/// No alarm is in the state ALARM, and no alarm has disabled actions.
pub(super) struct Alarms;

impl Check for Alarms {
    fn name(&self) -> &'static str {
        "alarms"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let alarms = alarms(system)?;
        if alarm_names(system)?.is_empty() {
            let monitoring = system.stack()?.parameter("Monitoring").to_owned();
            return Ok(Verdict::Correct(format!("the stack has no alarms (Monitoring={monitoring})")));
        }
        let mut problems = Vec::new();
        let stack = system.stack()?;
        let topic = stack.parameter("AlarmTopicArn");
        for name in alarm_names(system)? {
            if !alarms.iter().any(|alarm| text(alarm, "/AlarmName") == name) {
                let deploy = |monitoring| system.deploy_with(&[("Monitoring", monitoring)]);
                let (remove, create) = (deploy("none"), deploy(stack.parameter("Monitoring")));
                let fix = if remove == create { remove } else { format!("{remove}. Then {create}") };
                problems.push(Problem::new(format!("the alarm {name} of the stack was deleted"), fix));
            }
        }
        for alarm in &alarms {
            let name = text(alarm, "/AlarmName");
            if !topic.is_empty() && !list(alarm, "/AlarmActions").iter().any(|action| action == topic) {
                problems.push(Problem::new(
                    format!("{name} does not notify AlarmTopicArn"),
                    format!("add the action {topic} to the alarm in the CloudWatch console"),
                ));
            }
            if text(alarm, "/StateValue") == "ALARM" {
                problems.push(Problem::new(
                    format!("{name} {ALARM}"),
                    system.explain(&quoted(logical_name(name, &system.target.stack_name))),
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
        Ok(Verdict::of(problems, || format!("{}, none in the state ALARM", count(alarms.len(), "alarm"))))
    }
}

/// Returns the name of an alarm in the template, which `profiling explain` knows.
fn logical_name<'a>(name: &'a str, stack: &str) -> &'a str {
    let short = name.strip_prefix(stack).and_then(|rest| rest.strip_prefix('-')).unwrap_or(name);
    match short {
        "server-errors" => "ServerErrorsAlarm",
        short => short.split('-').next().unwrap_or(short),
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
                    "`aws sns create-topic --name on-call{0}`, then `aws sns subscribe --topic-arn ARN --protocol email \
                     --notification-endpoint ADDRESS{0}`. Then {1}",
                    system.aws.options(),
                    system.deploy_with(&[("AlarmTopicArn", "ARN")])
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
            return Ok(Verdict::Correct(format!(
                "{topic} has {}",
                count(confirmed, "confirmed subscription")
            )));
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
