using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>
/// Models of the same form as Triton's examples: <c>simple_identity</c> of its server's example repository, and
/// <c>repeat_int32</c> and <c>square_int32</c> of its Python backend. Where SLIPWAY_TRITON_EXAMPLES names a model repository
/// with those themselves, which are not kept here, it is them that are served.
/// </summary>
public sealed class TritonExampleTests : IClassFixture<TritonExampleTests.Fixture>
{
    private const string Identity = """
        import json
        import triton_python_backend_utils as pb_utils

        class TritonPythonModel:
            def initialize(self, args):
                self.config = json.loads(args["model_config"])

            def execute(self, requests):
                given = [pb_utils.get_input_tensor_by_name(request, "INPUT0").as_numpy() for request in requests]
                return [pb_utils.InferenceResponse([pb_utils.Tensor("OUTPUT0", array)]) for array in given]
        """;

    private const string Sending = """
        import threading
        import numpy
        import triton_python_backend_utils as pb_utils

        class TritonPythonModel:
            def execute(self, requests):
                for request in requests:
                    threading.Thread(target=self.answer, args=(request.get_response_sender(), request)).start()
                return None

            def answer(self, sender, request):
                values = pb_utils.get_input_tensor_by_name(request, "IN").as_numpy()
                for index, value in enumerate(self.values(values)):
                    tensors = [pb_utils.Tensor("OUT", numpy.array([value], numpy.int32))]
                    if "IDX" in request.requested_output_names():
                        tensors.append(pb_utils.Tensor("IDX", numpy.array([index], numpy.uint32)))
                    sender.send(pb_utils.InferenceResponse(tensors))
                sender.send(flags=pb_utils.TRITONSERVER_RESPONSE_COMPLETE_FINAL)

            def values(self, given):
                return VALUES
        """;

    private readonly ServerProcess _server;
    private readonly GrpcChannel _channel;

    public TritonExampleTests(Fixture fixture)
    {
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        _server = fixture.Server;
        _channel = fixture.Channel;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SimpleIdentity_GivesTextsBack()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
        using var answer = await http.PostAsync(
            "/v2/models/simple_identity/infer",
            new StringContent(
                """{"inputs": [{"name": "INPUT0", "datatype": "BYTES", "shape": [2, 1], "data": ["straße", ""]}]}""",
                Encoding.UTF8,
                "application/json"
            ),
            Token
        );

        var text = await answer.Content.ReadAsStringAsync(Token);
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        text.Should().Contain("\"OUTPUT0\"").And.Contain("""["straße",""]""");
    }

    [Fact]
    public async Task Repeat_SendsEachElementByItself()
    {
        var request = new ModelInferRequest { ModelName = "repeat_int32" };
        Add(request, "IN", "INT32", 4, 2, 0, 1);
        Add(request, "DELAY", "UINT32", 1, 2, 3, 4);
        Add(request, "WAIT", "UINT32", 5);

        var answers = await AskAsync(request);

        answers.Select(answer => ValueOf(answer, "OUT")).Should().Equal(4, 2, 0, 1);
        answers.Select(answer => ValueOf(answer, "IDX")).Should().Equal(0, 1, 2, 3);
    }

    [Fact]
    public async Task Square_SendsItsInputAsOftenAsItSays()
    {
        var request = new ModelInferRequest { ModelName = "square_int32" };
        Add(request, "IN", "INT32", 3);

        (await AskAsync(request)).Select(answer => ValueOf(answer, "OUT")).Should().Equal(3, 3, 3);
    }

    private async Task<List<ModelInferResponse>> AskAsync(ModelInferRequest request)
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        using var stream = client.ModelStreamInfer(cancellationToken: Token);
        await stream.RequestStream.WriteAsync(request, Token);
        await stream.RequestStream.CompleteAsync();
        List<ModelInferResponse> answers = [];
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answer.ErrorMessage.Should().BeEmpty();
            answers.Add(answer.InferResponse);
        }

        return answers;
    }

    private static void Add(ModelInferRequest request, string name, string type, params int[] values)
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = type };
        input.Shape.Add(values.Length);
        request.Inputs.Add(input);
        request.RawInputContents.Add(ByteString.CopyFrom(MemoryMarshal.AsBytes<int>(values)));
    }

    private static int ValueOf(ModelInferResponse answer, string output)
    {
        var index = answer.Outputs.TakeWhile(tensor => tensor.Name != output).Count();
        return MemoryMarshal.Read<int>(answer.RawOutputContents[index].Span);
    }

    /// <summary>A server for all of them, where there is a Python.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _own = new();

        public ServerProcess Server { get; private set; } = null!;

        public GrpcChannel Channel { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists("/usr/bin/python3"))
                return;
            Server = await ServerProcess.StartAsync(
                [Environment.GetEnvironmentVariable("SLIPWAY_TRITON_EXAMPLES") ?? WriteOwn()],
                new Dictionary<string, string> { ["SLIPWAY_PYTHON"] = "/usr/bin/python3" }
            );
            Channel = GrpcChannel.ForAddress(Server.GrpcUrl);
        }

        public async ValueTask DisposeAsync()
        {
            Channel?.Dispose();
            if (Server is not null)
                await Server.DisposeAsync();
            _own.Dispose();
        }

        private string WriteOwn()
        {
            Write("simple_identity", Identity, "max_batch_size: 8", "INPUT0 STRING -1", "OUTPUT0 STRING -1");
            const string decoupled = "model_transaction_policy { decoupled: True }";
            var repeat = Sending.Replace("VALUES", "given", StringComparison.Ordinal);
            string[] inputs = ["IN INT32 -1", "DELAY UINT32 -1", "WAIT UINT32 1"];
            Write("repeat_int32", repeat, decoupled, [.. inputs, "OUT INT32 1", "IDX UINT32 1"]);
            var square = Sending.Replace("VALUES", "[given[0]] * int(given[0])", StringComparison.Ordinal);
            Write("square_int32", square, decoupled, "IN INT32 1", "OUT INT32 1");
            return _own.Path;
        }

        // Each tensor is its name, its type and its one dimension; the outputs are those that begin so.
        private void Write(string name, string code, string more, params string[] tensors)
        {
            var lines = tensors.Select(tensor =>
            {
                var parts = tensor.Split(' ');
                var kind = parts[0].StartsWith('O') || parts[0] == "IDX" ? "output" : "input";
                return $"{kind} {{ name: \"{parts[0]}\" data_type: TYPE_{parts[1]} dims: [ {parts[2]} ] }}";
            });
            _own.Write(
                $"{name}/config.pbtxt",
                $"name: \"{name}\"\nbackend: \"python\"\n{more}\n{string.Join('\n', lines)}\n"
            );
            _own.Write($"{name}/1/model.py", code);
        }
    }
}
