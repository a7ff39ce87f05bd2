//! `profiling-ssm`: reads and writes the session secret in AWS Systems Manager for `profiling`, which starts it.

mod client;
mod profiles;

use std::io::{self, BufRead as _, Write as _};
use std::process::ExitCode;

use profiling_ssm::{Reply, Request, StoreError};
use zeroize::Zeroizing;

use client::Ssm;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let mut ssm = None;
    for line in io::stdin().lock().lines() {
        let Ok(line) = line.map(Zeroizing::new) else { return ExitCode::FAILURE };
        let Ok(request) = serde_json::from_str(&line) else {
            eprintln!("profiling-ssm: not a request; `profiling secret` starts this program");
            return ExitCode::FAILURE;
        };
        let reply = Box::pin(answer(&mut ssm, request)).await.unwrap_or_else(Reply::Failed);
        let Ok(text) = serde_json::to_string(&reply).map(Zeroizing::new) else { return ExitCode::FAILURE };
        if writeln!(io::stdout(), "{}", *text).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Carries out a request with the connection `ssm`, which the first request makes.
async fn answer(ssm: &mut Option<Ssm>, request: Request) -> Result<Reply, StoreError> {
    if let Request::Connect { parameter, region, profile } = request {
        let connected = Ssm::connect(&parameter, region.as_deref(), profile.as_deref()).await?;
        let region = connected.region().to_owned();
        *ssm = Some(connected);
        return Ok(Reply::Connected { region });
    }
    let ssm = ssm.as_ref().ok_or(StoreError::NoRegion)?;
    Ok(match request {
        Request::Connect { .. } | Request::Read => Reply::Parameter(ssm.read().await?),
        Request::Create { text, kms_key } => {
            Reply::Written { version: ssm.create(&Zeroizing::new(text), kms_key).await? }
        }
        Request::Replace { text } => Reply::Written { version: ssm.replace(&Zeroizing::new(text)).await? },
    })
}
