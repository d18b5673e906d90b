using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Python.Tests.Hosting;
using Slipway.Tensors;

namespace Slipway.Runtimes.Python.Tests.Loading;

/// <summary>Models in Triton's form.</summary>
public sealed class TritonModelTests
{
    private const string Identity = """
        import json
        import triton_python_backend_utils as pb_utils

        class TritonPythonModel:
            @staticmethod
            def auto_complete_config(config):
                known = [tensor["name"] for tensor in config.as_dict()["input"]]
                if "IN" not in known:
                    config.add_input({"name": "IN", "data_type": "TYPE_FP32", "dims": [-1]})
                    config.add_output({"name": "OUT", "data_type": "TYPE_FP32", "dims": [-1]})
                    config.set_max_batch_size(8)
                return config

            def initialize(self, args):
                self.config = json.loads(args["model_config"])
                output = pb_utils.get_output_config_by_name(self.config, "OUT")
                self.dtype = pb_utils.triton_string_to_numpy(output["data_type"])
                pb_utils.Logger.log_info("initialized " + args["model_name"] + " " + args["model_version"])

            def execute(self, requests):
                responses = []
                for request in requests:
                    values = pb_utils.get_input_tensor_by_name(request, "IN").as_numpy()
                    if values.size and values.reshape(-1)[0] in (-1, b"-1"):
                        responses.append(pb_utils.InferenceResponse(
                            error=pb_utils.TritonError("no negative numbers", pb_utils.TritonError.INVALID_ARG)))
                        continue
                    tensor = pb_utils.Tensor("OUT", values.astype(self.dtype))
                    responses.append(pb_utils.InferenceResponse(output_tensors=[tensor]))
                return responses

            def finalize(self):
                print("finalized", flush=True)
        """;

    [Fact]
    public async Task Model_ThatCompletesItsConfiguration_IsServed()
    {
        var model = await PythonModel.LoadAsync(Identity);
        await using (model)
        {
            model.Servable.Signature.Inputs[0].ToString().Should().Be("IN: FP32[-1,-1]");
            await model.Log.WaitForAsync("initialized m 1");

            using var response = await model.RunAsync(("IN", Tensor.From<float>([1, 2], new TensorShape(1, 2))));

            response.Outputs[0].Name.Should().Be("OUT");
            response.Outputs[0].Tensor.AsSpan<float>().ToArray().Should().Equal(1, 2);
        }

        await model.Log.WaitForAsync("finalized");
    }

    [Fact]
    public async Task Model_WithAConfiguration_IsServedAsItSays()
    {
        await using var model = await PythonModel.LoadAsync(
            Identity,
            config: new ModelConfig
            {
                MaxBatchSize = 4,
                Scheduling = { MaxConcurrency = 2 },
                Inputs =
                {
                    ["IN"] = new TensorConfig { Datatype = "BYTES", Shape = [-1, 1] },
                },
                Outputs =
                {
                    ["OUT"] = new TensorConfig { Datatype = "BYTES", Shape = [-1, 1] },
                },
            }
        );

        using var response = await model.RunAsync(("IN", Tensor.FromStrings(["a", "b"], new TensorShape(2, 1))));

        model.Servable.Concurrency.Should().Be(2);
        response.Outputs[0].Tensor.ToStrings().Should().Equal("a", "b");
        response.Outputs[0].Tensor.Shape.Should().Be(new TensorShape(2, 1));
    }

    [Fact]
    public async Task Error_OfAResponse_IsTheCallers()
    {
        await using var model = await PythonModel.LoadAsync(Identity);

        var failing = async () => await model.RunAsync(("IN", Tensor.From<float>([-1], new TensorShape(1, 1))));

        var error = (await failing.Should().ThrowAsync<ServingException>()).Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Message.Should().Be("Model 'm': no negative numbers");
    }

    [Fact]
    public async Task Responses_ThatTheModelSendsItself_AreCollected()
    {
        await using var model = await PythonModel.LoadAsync(
            """
            import numpy
            import triton_python_backend_utils as pb_utils

            class TritonPythonModel:
                def execute(self, requests):
                    for request in requests:
                        sender = request.get_response_sender()
                        for i in range(3):
                            sender.send(pb_utils.InferenceResponse([pb_utils.Tensor("OUT", numpy.array([i], numpy.int32))]))
                        sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)
                    return None
            """,
            config: new ModelConfig
            {
                Inputs =
                {
                    ["IN"] = new TensorConfig { Datatype = "INT32", Shape = [1] },
                },
                Outputs =
                {
                    ["OUT"] = new TensorConfig { Datatype = "INT32", Shape = [-1] },
                },
            }
        );

        using var response = await model.RunAsync(("IN", Tensor.From<int>([1], new TensorShape(1))));

        response.Outputs[0].Tensor.AsSpan<int>().ToArray().Should().Equal(0, 1, 2);
    }
}
