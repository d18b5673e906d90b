using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>
/// Triton's own examples of Python models, as they are: <c>simple_identity</c> of its server's example repository, and
/// <c>repeat_int32</c> and <c>square_int32</c> of its Python backend. SLIPWAY_TRITON_EXAMPLES names a folder that holds
/// them as a model repository; they are not kept here.
/// </summary>
public sealed class TritonExampleTests : IAsyncLifetime
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("SLIPWAY_TRITON_EXAMPLES");

    private ServerProcess _server = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Folder is null, "SLIPWAY_TRITON_EXAMPLES names no folder of Triton's examples.");
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        _server = await ServerProcess.StartAsync(
            [Folder],
            new Dictionary<string, string> { ["SLIPWAY_PYTHON"] = "/usr/bin/python3" }
        );
        _channel = GrpcChannel.ForAddress(_server.GrpcUrl);
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

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
}
