//! The root certificates for the connection to SSM.

use std::path::{Path, PathBuf};

use aws_smithy_http_client::tls::TrustStore;

use crate::config::SecretConfig;

/// The roots of AWS certificates: those that Amazon Trust Services recommends for custom trust stores, from
/// <https://www.amazontrust.com/repository>. Reading the 140 roots of a system takes 17 million instructions, more than
/// three times as many as the rest of a start.
const AMAZON_ROOTS: &str = include_str!("amazon-roots.pem");

/// The file with all roots of Amazon Linux. Without it, the system's roots are read from a folder with about 200 files.
const SYSTEM_BUNDLE: &str = "/etc/pki/tls/certs/ca-bundle.crt";

/// The root certificates of a client.
#[derive(Debug)]
pub(super) struct Roots {
    /// The trusted roots.
    pub(super) trusted: TrustStore,
    /// The system's bundle, which is used if an issuer is not among `trusted`. The built-in roots only make a start faster;
    /// they are not pinned, because Amazon may change its root. Roots that the operator set have no fallback.
    pub(super) fallback: Option<PathBuf>,
}

impl Roots {
    /// Returns the roots of the bundle in the settings. Without one: Amazon's roots in regions where they sign SSM's
    /// certificate, and the system's roots otherwise.
    pub(super) fn of(settings: &SecretConfig, warn: impl FnOnce(&str)) -> Self {
        if let Some(path) = &settings.root_certificates {
            match whole_bundle(Path::new(path)) {
                Some(pem) => return Self { trusted: only(pem), fallback: None },
                // An invalid bundle would mean no roots at all.
                None => {
                    warn(&format!(
                        "SSL_CERT_FILE={path} has no complete certificates; other roots are used instead"
                    ));
                }
            }
        }
        if settings.endpoint.is_some() || !is_in_main_partition(&settings.region) {
            return Self { trusted: system_roots(Path::new(SYSTEM_BUNDLE)), fallback: None };
        }
        Self { trusted: only(AMAZON_ROOTS.to_owned()), fallback: Some(PathBuf::from(SYSTEM_BUNDLE)) }
    }
}

/// The system's roots: its bundle, or, without one, the platform's default.
pub(super) fn system_roots(bundle: &Path) -> TrustStore {
    whole_bundle(bundle).map_or_else(TrustStore::default, only)
}

fn only(pem: String) -> TrustStore {
    TrustStore::empty().with_pem_certificate(pem)
}

/// Returns true if a region is in the partition `aws`: `eu-west-1`, but not `us-gov-west-1`, `cn-north-1` or a region of the
/// sovereign and secret clouds, which use other roots.
fn is_in_main_partition(region: &str) -> bool {
    let area = region.split('-').next().unwrap_or_default();
    region.split('-').count() == 3
        && matches!(area, "us" | "eu" | "ap" | "sa" | "ca" | "me" | "af" | "il" | "mx")
}

/// Reads a file of certificates. `None` if one of them is truncated, because that would end the process.
fn whole_bundle(path: &Path) -> Option<String> {
    let pem = std::fs::read_to_string(path).ok()?;
    let begun = pem.matches("-----BEGIN CERTIFICATE-----").count();
    (begun > 0 && begun == pem.matches("-----END CERTIFICATE-----").count()).then_some(pem)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use ring::digest::{SHA256, digest};

    use super::*;

    #[test]
    fn the_roots_are_those_that_amazon_publishes() {
        let published = [
            ("Amazon Root CA 1", "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e"),
            ("Amazon Root CA 2", "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4"),
            ("Amazon Root CA 3", "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4"),
            ("Amazon Root CA 4", "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092"),
            (
                "Starfield Services Root Certificate Authority - G2",
                "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
            ),
        ];
        let certificates: Vec<(&str, String)> = AMAZON_ROOTS
            .split("# ")
            .skip(1)
            .map(|part| {
                let (name, pem) = part.split_once('\n').unwrap();
                let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
                (name, format!("{:?}", digest(&SHA256, &STANDARD.decode(base64).unwrap())))
            })
            .collect();
        assert_eq!(
            certificates,
            published.map(|(name, fingerprint)| (name, format!("SHA256:{fingerprint}")))
        );
    }

    #[test]
    fn only_the_built_in_roots_fall_back_to_the_systems() {
        let folder = tempfile::tempdir().unwrap();
        let bundle = folder.path().join("roots.pem");
        std::fs::write(&bundle, AMAZON_ROOTS).unwrap();
        let bundle = bundle.to_str().unwrap();
        let endpoint = "https://ssm.example.com";
        for (region, endpoint, chosen, falls_back) in [
            ("eu-west-1", None, None, true),
            ("eu-west-1", None, Some(bundle), false),
            ("eu-west-1", None, Some("/nowhere"), true),
            ("eu-west-1", Some(endpoint), None, false),
            ("us-gov-west-1", None, None, false),
        ] {
            let settings = SecretConfig {
                region: region.to_owned(),
                endpoint: endpoint.map(str::to_owned),
                root_certificates: chosen.map(str::to_owned),
                ..crate::secret::ssm::tests::settings()
            };
            let roots = Roots::of(&settings, |_| ());
            let expected = falls_back.then(|| PathBuf::from(SYSTEM_BUNDLE));
            assert_eq!(roots.fallback, expected, "{region} {endpoint:?} {chosen:?}");
        }
    }

    #[test]
    fn amazons_roots_serve_where_regions_are_simply_aws() {
        for region in
            ["us-east-1", "eu-central-1", "ap-southeast-2", "sa-east-1", "il-central-1", "mx-central-1"]
        {
            assert!(is_in_main_partition(region), "{region}");
        }
        for region in
            ["us-gov-west-1", "cn-north-1", "us-iso-east-1", "eu-isoe-west-1", "eusc-de-east-1", "", "eu"]
        {
            assert!(!is_in_main_partition(region), "{region}");
        }
    }
}
