// A minimal runtime loop. Lambda's own runtime does more, so this favors the peer.
import http from 'node:http';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, host, port, method, path: `/2018-06-01/runtime/invocation/${path}` },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => resolve([response.headers, Buffer.concat(chunks).toString()]));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const { handler } = await import(process.argv[2]);
for (;;) {
  const [headers, event] = await call('GET', 'next');
  const result = await handler(JSON.parse(event));
  await call('POST', `${headers['lambda-runtime-aws-request-id']}/response`, JSON.stringify(result));
}
