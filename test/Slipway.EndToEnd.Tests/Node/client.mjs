// The calls of Triton's simple examples through gRPC's JavaScript client, with the messages built at run time from the
// .proto files. Argument: host:port of a gRPC endpoint. Prints what it was answered as one JSON object.

import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const protos = fileURLToPath(new URL("../../../src/Slipway.Protocols/Protos", import.meta.url));
const definition = loader.loadSync("grpc_service.proto", {
  includeDirs: [protos],
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
});
const { inference } = grpc.loadPackageDefinition(definition);
const client = new inference.GRPCInferenceService(process.argv[2], grpc.credentials.createInsecure());
const call = (method, request) =>
  promisify(client[method].bind(client))(request, { deadline: Date.now() + 20_000 });

const shape = [1, 16];
const counting = Array.from({ length: 16 }, (_, i) => i);
const ones = Array.from({ length: 16 }, () => 1);

const raw = {
  int32: (values) => Buffer.from(Int32Array.from(values).buffer),
  readInt32: (bytes) => Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32LE(4 * i)),
  readInt8: (bytes) => Array.from(bytes, (byte) => (byte << 24) >> 24),
  strings: (values) =>
    Buffer.concat(
      values.flatMap((value) => {
        const text = Buffer.from(value, "utf8");
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        return [length, text];
      }),
    ),
  readStrings: (bytes) => {
    const values = [];
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.readUInt32LE(at);
      values.push(bytes.toString("utf8", at + 4, at + 4 + length));
      at += 4 + length;
    }
    return values;
  },
};

const answer = (response, read) => ({
  id: response.id,
  model: response.model_name,
  version: response.model_version,
  outputs: Object.fromEntries(
    response.outputs.map((output, i) => [
      output.name,
      { datatype: output.datatype, shape: output.shape.map(Number), data: read(response.raw_output_contents[i]) },
    ]),
  ),
});

const health = async () => ({
  live: (await call("ServerLive", {})).live,
  ready: (await call("ServerReady", {})).ready,
  modelReady: (await call("ModelReady", { name: "simple" })).ready,
});

const metadata = async () => {
  const { config } = await call("ModelConfig", { name: "simple" });
  return {
    server: await call("ServerMetadata", {}),
    model: await call("ModelMetadata", { name: "simple" }),
    configuredInput: config.input[0],
  };
};

const rawContents = async () => {
  const input = (name) => ({ name, datatype: "INT32", shape });
  const response = await call("ModelInfer", {
    model_name: "simple",
    id: "from-node",
    inputs: [input("INPUT0"), input("INPUT1")],
    outputs: [{ name: "OUTPUT0" }, { name: "OUTPUT1" }],
    raw_input_contents: [raw.int32(counting), raw.int32(ones)],
  });
  return answer(response, raw.readInt32);
};

const typedContents = async (model, datatype, read) => {
  const input = (name, int_contents) => ({ name, datatype, shape, contents: { int_contents } });
  const response = await call("ModelInfer", {
    model_name: model,
    inputs: [input("INPUT0", counting), input("INPUT1", ones)],
  });
  return answer(response, read);
};

const strings = async () => {
  const response = await call("ModelInfer", {
    model_name: "simple_string",
    inputs: [
      { name: "INPUT0", datatype: "BYTES", shape },
      { name: "INPUT1", datatype: "BYTES", shape },
    ],
    outputs: [{ name: "OUTPUT0" }],
    raw_input_contents: [raw.strings(counting.map(String)), raw.strings(ones.map(String))],
  });
  return answer(response, raw.readStrings);
};

const typedStrings = async () => {
  const texts = ["plain", "", "søknad", "\u{1f6a2}"];
  const response = await call("ModelInfer", {
    model_name: "simple_identity",
    inputs: [
      {
        name: "INPUT0",
        datatype: "BYTES",
        shape: [2, 2],
        contents: { bytes_contents: texts.map((text) => Buffer.from(text, "utf8")) },
      },
    ],
  });
  return answer(response, raw.readStrings);
};

const refusal = async (method, request) => {
  try {
    await call(method, request);
    return null;
  } catch (error) {
    return { code: grpc.status[error.code], details: error.details };
  }
};

const results = {
  health: await health(),
  metadata: await metadata(),
  raw: await rawContents(),
  typed: await typedContents("simple", "INT32", raw.readInt32),
  int8: await typedContents("simple_int8", "INT8", raw.readInt8),
  strings: await strings(),
  typedStrings: await typedStrings(),
  unknownModel: await refusal("ModelMetadata", { name: "wrong_model_name" }),
  wrongShape: await refusal("ModelInfer", {
    model_name: "simple",
    inputs: [{ name: "INPUT0", datatype: "INT32", shape: [1, 15] }],
    raw_input_contents: [raw.int32(counting)],
  }),
  statistics: (await call("ModelStatistics", { name: "simple" })).model_stats,
};
console.log(JSON.stringify(results, null, 2));
client.close();
