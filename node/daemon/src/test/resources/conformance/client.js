// A plain gRPC client of another language: asks a node by the Open Inference Protocol with nothing
// but the protocol's own file. Arguments: the .proto, HOST:PORT. Ends with 1 at the first answer
// that is not as the protocol says.
'use strict';

const assert = require('node:assert/strict');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [proto, address] = process.argv.slice(2);
const definition = loader.loadSync(proto, { keepCase: true, longs: String, defaults: true, oneofs: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const client = new GRPCInferenceService(address, grpc.credentials.createInsecure());

const call = (method, request) =>
  new Promise((resolve, reject) => {
    const deadline = Date.now() + 20_000;
    client[method](request, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });

const refused = async (request, code) => {
  await assert.rejects(call('ModelInfer', request), (error) => {
    assert.equal(error.code, code, error.message);
    assert.ok(error.details.length > 0 && !error.details.includes('\n'));
    return true;
  });
};

const floats = (...values) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeFloatLE(value, 4 * i));
  return bytes;
};

const longs = (...values) => {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, i) => bytes.writeBigInt64LE(value, 8 * i));
  return bytes;
};

const inputs = [
  { name: 'a', datatype: 'FP32', shape: [1, 2] },
  { name: 'b', datatype: 'INT64', shape: [2] },
];
const raw = {
  model_name: 'pair',
  id: 'q-17',
  inputs,
  raw_input_contents: [floats(1.5, -2), longs(7n, -(2n ** 63n))],
};

const checks = {
  async 'server is live and ready and says what it is'() {
    assert.equal((await call('ServerLive', {})).live, true);
    assert.equal((await call('ServerReady', {})).ready, true);
    const about = await call('ServerMetadata', {});
    assert.equal(about.name, 'linnet');
    assert.ok(about.extensions.includes('binary_tensor_data'));
  },

  async 'model says what it takes'() {
    assert.equal((await call('ModelReady', { name: 'pair' })).ready, true);
    const model = await call('ModelMetadata', { name: 'pair' });
    assert.equal(model.platform, 'onnx_onnxv1');
    assert.deepEqual(model.versions, ['1']);
    assert.deepEqual(model.inputs[0], { name: 'a', datatype: 'FP32', shape: ['-1', '2'] });
    assert.deepEqual(model.inputs[1], { name: 'b', datatype: 'INT64', shape: ['-1'] });
  },

  async 'raw contents come back raw, with id and version'() {
    const answer = await call('ModelInfer', raw);
    assert.equal(answer.id, 'q-17');
    assert.equal(answer.model_version, '1');
    assert.deepEqual(answer.outputs.map((output) => output.name), ['a_out', 'b_out']);
    assert.deepEqual(answer.outputs[0].shape, ['1', '2']);
    assert.deepEqual(answer.raw_output_contents, raw.raw_input_contents);
  },

  async 'typed contents are taken'() {
    const answer = await call('ModelInfer', {
      model_name: 'pair',
      inputs: [
        { ...inputs[0], contents: { fp32_contents: [1.5, -2] } },
        { ...inputs[1], contents: { int64_contents: ['7', '-9223372036854775808'] } },
      ],
      outputs: [{ name: 'b_out' }, { name: 'a_out' }],
    });
    assert.deepEqual(answer.outputs.map((output) => output.name), ['b_out', 'a_out']);
    assert.deepEqual(answer.raw_output_contents, [raw.raw_input_contents[1], raw.raw_input_contents[0]]);
  },

  async 'what is wrong is refused with the right code'() {
    await refused({ ...raw, model_name: 'nobody' }, grpc.status.NOT_FOUND);
    await refused({ ...raw, model_version: '9' }, grpc.status.NOT_FOUND);
    await refused({ ...raw, raw_input_contents: [floats(1)] }, grpc.status.INVALID_ARGUMENT);
    await refused({ ...raw, inputs: [inputs[0]], raw_input_contents: [floats(1, 2)] }, grpc.status.INVALID_ARGUMENT);
    await refused({ ...raw, outputs: [{ name: 'z' }] }, grpc.status.INVALID_ARGUMENT);
  },
};

(async () => {
  for (const [name, check] of Object.entries(checks)) {
    await check();
    console.log(`ok ${name}`);
  }
  client.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
