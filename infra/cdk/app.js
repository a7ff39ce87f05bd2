import { App } from 'aws-cdk-lib';
import { readSettings } from './settings.js';
import { ProgressiveProfiling } from './stack.js';

const app = new App();
const context = (name) => app.node.tryGetContext(name);

try {
  const name = context('stackName') ?? 'progressive-profiling';
  new ProgressiveProfiling(app, name, readSettings(context));
} catch (error) {
  // Without a stack trace, which would hide the message.
  console.error(error.message);
  process.exitCode = 1;
}
