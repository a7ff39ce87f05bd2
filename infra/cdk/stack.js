import { fileURLToPath } from 'node:url';
import { CfnOutput, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel, Architecture, Code, Function, LayerVersion, LoggingFormat, Runtime, SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The two functions behind an HTTP API. The reasons for each value are in template.yaml. */
export class ProgressiveProfiling extends Stack {
  constructor(scope, id, settings) {
    super(scope, id, { description: 'Progressive profiling for Auth0: a form during the login' });
    this.settings = settings;
    Tags.of(this).add('application', 'progressive-profiling');

    // Lambda extracts the layer to /opt.
    this.forms = new LayerVersion(this, 'FormsLayer', {
      description: 'Forms',
      code: Code.fromAsset(file('../forms')),
      compatibleRuntimes: [Runtime.PROVIDED_AL2023],
    });
    const form = this.function('form', 'Shows the form during a login');
    const submit = this.function('submit', 'Validates and signs the answers of a form');
    const api = this.api(form, submit);

    new CfnOutput(this, 'FormUrl', {
      description: "The URL of the form, for the Action's setting FORM_URL",
      value: `${api.apiEndpoint}/forms/${settings.formName}`,
    });
    new CfnOutput(this, 'FormFunctionName', { value: form.functionName });
    new CfnOutput(this, 'SubmitFunctionName', { value: submit.functionName });
  }

  /** A function with its role and its log group. */
  function(name, description) {
    const title = name === 'form' ? 'Form' : 'Submit';
    const logGroup = this.logGroup(`${title}LogGroup`, `/aws/lambda/${this.stackName}-${name}`);
    return new Function(this, `${title}Function`, {
      description,
      runtime: Runtime.PROVIDED_AL2023,
      handler: 'bootstrap',
      code: Code.fromAsset(file(`../../functions/${name}-${this.settings.architecture}.zip`)),
      layers: [this.forms],
      architecture: this.settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      memorySize: 256,
      timeout: Duration.seconds(10),
      environment: {
        AUTH0_DOMAINS: this.settings.auth0Domains,
        SESSION_SECRET_PARAMETER: this.settings.sessionSecretParameter,
        SECRET_MAX_AGE_SECONDS: this.settings.secretMaxAgeSeconds,
        RESPONSE_TTL_SECONDS: this.settings.responseTtlSeconds,
        CONTINUE_METHOD: this.settings.continueMethod,
        REQUIRE_SAME_IP: this.settings.requireSameIp,
        AWS_ENDPOINT_URL_SSM: this.settings.ssmEndpointUrl,
        FORMS_DIR: '/opt',
        MALLOC_MMAP_THRESHOLD_: '65536',
        MALLOC_TRIM_THRESHOLD_: '65536',
      },
      role: this.role(`${title}Role`, logGroup),
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // Earlier versions remain, so that the alias can be moved back to one of them.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
  }

  /** The permissions of a function. The role that CDK would create can write to every log group of the account. */
  role(id, logGroup) {
    const { sessionSecretParameter, kmsKeyArn } = this.settings;
    const parameter = this.formatArn({ service: 'ssm', resource: `parameter${sessionSecretParameter}` });
    const statements = [
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }),
    ];
    if (kmsKeyArn) {
      statements.push(new PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [kmsKeyArn],
        conditions: { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': parameter } },
      }));
    }
    return new Role(this, id, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { WriteItsLogAndReadTheSecret: new PolicyDocument({ statements }) },
    });
  }

  /** The API. It invokes the alias `live` of each function, which refers to the version of the latest deploy. */
  api(form, submit) {
    const formIntegration = new HttpLambdaIntegration('Form', form.addAlias('live'));
    const submitIntegration = new HttpLambdaIntegration('Submit', submit.addAlias('live'));
    const api = new HttpApi(this, 'Api', {
      apiName: this.stackName,
      description: 'The form that Auth0 redirects a login to',
      createDefaultStage: false,
      // The route $default: users get the 404 and 405 pages of the function.
      defaultIntegration: formIntegration,
    });
    api.addRoutes({ path: '/forms/{form}', methods: [HttpMethod.GET], integration: formIntegration });
    api.addRoutes({ path: '/forms/{form}', methods: [HttpMethod.POST], integration: submitIntegration });
    api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          this.logGroup('AccessLogGroup', `/aws/vendedlogs/${this.stackName}-access`),
        ),
        // No query string, because it contains the state and the session token. No IP address and no browser, because
        // they are personal data.
        format: AccessLogFormat.custom(JSON.stringify({
          request_id: '$context.requestId',
          invocation_id: '$context.integration.requestId',
          time: '$context.requestTime',
          route: '$context.routeKey',
          method: '$context.httpMethod',
          status: '$context.status',
          response_bytes: '$context.responseLength',
          latency_ms: '$context.responseLatency',
          integration_latency_ms: '$context.integrationLatency',
          integration_status: '$context.integrationStatus',
          integration_error: '$context.integrationErrorMessage',
          error: '$context.error.responseType',
        })),
      },
    });
    return api;
  }

  logGroup(id, logGroupName) {
    return new LogGroup(this, id, {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
