using System.Net;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>A model that answers any number of times, on the running server.</summary>
public sealed class StreamingTests : IClassFixture<StreamingTests.Fixture>
{
    private const string Code = """
        import os
        from slipway import Tensor

        class Model:
            def load(self, context):
                self.place = context.parameters["place"]
            def predict(self, n: Tensor["int64", 1]) -> {"text": Tensor["str", 1]}:
                try:
                    for i in range(int(n[0])):
                        yield {"text": ["word%d" % i]}
                finally:
                    open(os.path.join(self.place, "ended%d" % n[0]), "w").close()
        """;

    private readonly TempFolder _place;
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;

    public StreamingTests(Fixture fixture)
    {
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        _place = fixture.Place;
        _http = fixture.Http;
        _channel = fixture.Channel;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StreamInfer_OfSeveralRequests_GivesEachItsAnswersAndTheEndWhereAsked()
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        using var stream = client.ModelStreamInfer(cancellationToken: Token);
        await stream.RequestStream.WriteAsync(Request("a", 3), Token);
        var asking = Request("b", 2);
        asking.Parameters["triton_enable_empty_final_response"] = new InferParameter { BoolParam = true };
        await stream.RequestStream.WriteAsync(asking, Token);
        await stream.RequestStream.WriteAsync(Request("c", -1, name: "m"), Token);
        await stream.RequestStream.CompleteAsync();

        var answers = new List<ModelStreamInferResponse>();
        await foreach (var answer in stream.ResponseStream.ReadAllAsync(Token))
        {
            answers.Add(answer);
        }

        answers.Select(answer => answer.InferResponse.Id).Should().Equal("a", "a", "a", "b", "b", "b", "c");
        answers.Select(TextOf).Should().Equal("word0", "word1", "word2", "word0", "word1", null, null);
        answers
            .Select(answer => answer.InferResponse.Parameters["triton_final_response"].BoolParam)
            .Should()
            .Equal(false, false, false, false, false, true, true);
        answers[^1].ErrorMessage.Should().Contain("'m'");
    }

    [Fact]
    public async Task StreamInfer_WhoseCallerGoes_EndsTheGenerator()
    {
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        using (var stream = client.ModelStreamInfer(cancellationToken: Token))
        {
            await stream.RequestStream.WriteAsync(Request("a", 100_000_000), Token);
            (await stream.ResponseStream.MoveNext(Token)).Should().BeTrue();
        }

        while (!File.Exists(_place["ended100000000"]))
        {
            await Task.Delay(10, Token);
        }
    }

    [Fact]
    public async Task GenerateStream_OverRest_SendsAnEventForEachAnswer()
    {
        using var answer = await PostAsync("/v2/models/words/generate_stream", """{"n": 3}""");
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        var events = (await answer.Content.ReadAsStringAsync(Token)).Split(
            "\n\n",
            StringSplitOptions.RemoveEmptyEntries
        );
        events.Should().HaveCount(3);
        events[2].Should().StartWith("data: ").And.Contain("word2");
    }

    [Fact]
    public async Task Infer_OfAModelThatStreams_IsRefusedWithWhatToUse()
    {
        using var answer = await PostAsync(
            "/v2/models/words/infer",
            """{"inputs": [{"name": "n", "datatype": "INT64", "shape": [1], "data": [3]}]}"""
        );
        answer.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        var text = await answer.Content.ReadAsStringAsync(Token);
        text.Should().Contain("decoupled").And.Contain("ModelStreamInfer").And.Contain("generate_stream");
        var client = new GRPCInferenceService.GRPCInferenceServiceClient(_channel);
        var call = async () => await client.ModelInferAsync(Request("a", 1), cancellationToken: Token);
        (await call.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    private static string? TextOf(ModelStreamInferResponse answer) =>
        answer.InferResponse.RawOutputContents.Count == 0
            ? null
            : Encoding.UTF8.GetString(answer.InferResponse.RawOutputContents[0].Span[sizeof(int)..]);

    private static ModelInferRequest Request(string id, long count, string name = "words")
    {
        var input = new ModelInferRequest.Types.InferInputTensor
        {
            Name = "n",
            Datatype = "INT64",
            Contents = new InferTensorContents { Int64Contents = { count } },
        };
        input.Shape.Add(1);
        return new ModelInferRequest
        {
            ModelName = name,
            Id = id,
            Inputs = { input },
        };
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        _http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Token);

    /// <summary>A server for all of them, where there is a Python.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _repository = new();
        private ServerProcess? _server;

        public TempFolder Place { get; } = new();

        public HttpClient Http { get; private set; } = null!;

        public GrpcChannel Channel { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists("/usr/bin/python3"))
                return;
            _repository.Write("words/1/model.py", Code);
            _repository.Write(
                "words/model.yaml",
                $"parameters:\n  place: {Place.Path}\npython:\n  interpreter: /usr/bin/python3\n"
            );
            _server = await ServerProcess.StartAsync([_repository.Path]);
            Http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
            Channel = GrpcChannel.ForAddress(_server.GrpcUrl);
        }

        public async ValueTask DisposeAsync()
        {
            Channel?.Dispose();
            Http?.Dispose();
            if (_server is not null)
                await _server.DisposeAsync();
            _repository.Dispose();
            Place.Dispose();
        }
    }
}
