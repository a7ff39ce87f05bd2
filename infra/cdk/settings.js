// The settings. Each except stackName corresponds to a parameter of template.yaml, and has its default and validation
// rule. Only auth0Domains has no default. docs/settings.md explains the parameters.
export const SETTINGS = {
  auth0Domains: {
    pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+(,[a-z0-9-]+(\.[a-z0-9-]+)+)*$/,
    rule: 'must be lower-case host names, separated by commas, for example example.eu.auth0.com,login.example.com',
  },
  sessionSecretParameter: {
    default: '/progressive-profiling/session-secret',
    pattern: /^(\/[a-zA-Z0-9_.-]+)+$/,
    rule: 'must be the name of an SSM parameter, and start with a slash',
  },
  kmsKeyArn: {
    default: '',
    pattern: /^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key\/[a-zA-Z0-9-]+$/,
    rule: 'must be empty or the ARN of a key, not of an alias',
  },
  secretMaxAgeSeconds: { default: 14400, minimum: 300, maximum: 86400 },
  responseTtlSeconds: { default: 30, minimum: 15, maximum: 300 },
  continueMethod: { default: 'get', values: ['get', 'post'] },
  requireSameIp: { default: 'false', values: ['false', 'true'] },
  formName: {
    default: 'profile',
    pattern: /^[a-z0-9][a-z0-9_-]*$/,
    rule: 'must consist of lower-case letters, digits, _ and -',
  },
  architecture: { default: 'arm64', values: ['arm64', 'x86_64'] },
  ssmEndpointUrl: {
    default: '',
    pattern: /^$|^https?:\/\/[A-Za-z0-9.:-]+$/,
    rule: 'must be empty or a URL without a path',
  },
};

/** Returns the value of each setting as a string. Throws an error that names all missing and invalid settings. */
export function readSettings(context) {
  const settings = {};
  const problems = [];
  for (const [name, setting] of Object.entries(SETTINGS)) {
    // Context from the command line is a string. Context from cdk.json can also be a number or a boolean.
    const value = context(name) ?? setting.default;
    settings[name] = String(value);
    if (value === undefined) {
      problems.push(`The setting ${name} is missing. It ${ruleOf(setting)}.`);
    } else if (!isValid(settings[name], setting)) {
      problems.push(`The setting ${name} ${ruleOf(setting)}. It is '${value}'.`);
    }
  }
  if (problems.length > 0) {
    throw new Error(`${problems.join('\n')}\nTo set one, pass -c NAME=VALUE, or add it to "context" in cdk.json.`);
  }
  return settings;
}

function isValid(value, { pattern, values, minimum, maximum }) {
  if (pattern) return pattern.test(value);
  if (values) return values.includes(value);
  return /^[0-9]+$/.test(value) && Number(value) >= minimum && Number(value) <= maximum;
}

function ruleOf({ rule, values, minimum, maximum }) {
  if (rule) return rule;
  return values ? `must be ${values.join(' or ')}` : `must be a whole number from ${minimum} to ${maximum}`;
}
