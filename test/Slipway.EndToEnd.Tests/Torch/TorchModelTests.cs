using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Runtimes.Torch.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Torch;

/// <summary>A repository as Triton's users have it, with files in it that libtorch cannot bear.</summary>
public sealed class TorchModelTests : IClassFixture<TorchModelTests.Fixture>
{
    private const string AddSub = """
        def forward(self: __torch__.Net,
            a: Tensor,
            b: Tensor) -> Tuple[Tensor, Tensor]:
          return (torch.add(a, b), torch.sub(a, b))
        """;

    private const string Config = """
        name: "addsub"
        platform: "pytorch_libtorch"
        max_batch_size: 8
        input [
          { name: "INPUT__0" data_type: TYPE_FP32 dims: [ 4 ] },
          { name: "INPUT__1" data_type: TYPE_FP32 dims: [ 4 ] }
        ]
        output [
          { name: "OUTPUT__0" data_type: TYPE_FP32 dims: [ 4 ] },
          { name: "OUTPUT__1" data_type: TYPE_FP32 dims: [ 4 ] }
        ]
        """;

    private readonly ServerProcess _server;
    private readonly HttpClient _http;

    public TorchModelTests(Fixture fixture)
    {
        LibTorch.Require();
        _server = fixture.Server;
        _http = fixture.Http;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_FilesThatLibtorchCannotBear_AreRefusedAndTheOthersAnswer()
    {
        await _server.WaitForOutputAsync("needs an operator that libtorch", Token);
        await _server.WaitForOutputAsync("Unknown builtin op: torchvision::nms", Token);
        await _server.WaitForOutputAsync("libtorch cannot load 'model.pt'", Token);
        await _server.WaitForOutputAsync(
            "Model 'cut' version 1 cannot be loaded: 'model.pt' is damaged or cut off",
            Token
        );

        var answer = await InferAsync(3, 1);

        answer.GetProperty("outputs")[0].GetProperty("name").GetString().Should().Be("OUTPUT__0");
        Values(answer, 0).Should().Equal(4, 4, 4, 4);
        Values(answer, 1).Should().Equal(2, 2, 2, 2);
    }

    [Fact]
    public async Task Metadata_OfAModel_IsAsTritonSaysIt()
    {
        await WaitAsync();

        var metadata = await _http.GetFromJsonAsync<JsonElement>("/v2/models/addsub", Token);
        var config = await _http.GetFromJsonAsync<JsonElement>("/v2/models/addsub/config", Token);

        metadata.GetProperty("platform").GetString().Should().Be("pytorch_libtorch");
        metadata.GetProperty("inputs")[1].GetRawText().Should().Contain("INPUT__1").And.Contain("[-1,4]");
        config.GetProperty("backend").GetString().Should().Be("pytorch");
    }

    [Fact]
    public async Task Serve_ModelWithAFreeFirstDimension_IsProvedToTakeBatches() =>
        await _server.WaitForOutputAsync("Model 'addsub' version 1 computes requests together", Token);

    private async Task WaitAsync()
    {
        while (true)
        {
            using var ready = await _http.GetAsync(new Uri("/v2/models/addsub/ready", UriKind.Relative), Token);
            if (ready.StatusCode == HttpStatusCode.OK)
                return;
            await Task.Delay(20, Token);
        }
    }

    private async Task<JsonElement> InferAsync(float a, float b)
    {
        await WaitAsync();
        var body = new
        {
            inputs = new[]
            {
                new
                {
                    name = "INPUT__0",
                    datatype = "FP32",
                    shape = new[] { 1, 4 },
                    data = Enumerable.Repeat(a, 4),
                },
                new
                {
                    name = "INPUT__1",
                    datatype = "FP32",
                    shape = new[] { 1, 4 },
                    data = Enumerable.Repeat(b, 4),
                },
            },
        };
        using var response = await _http.PostAsJsonAsync("/v2/models/addsub/infer", body, Token);
        response.StatusCode.Should().Be(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Token));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    private static float[] Values(JsonElement answer, int output) =>
        [
            .. answer
                .GetProperty("outputs")[output]
                .GetProperty("data")
                .EnumerateArray()
                .Select(value => value.GetSingle()),
        ];

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _repository = new();

        public ServerProcess Server { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!LibTorch.IsHere)
                return;
            var file = ScriptFile.Of(AddSub);
            _repository.Write("addsub/config.pbtxt", Config);
            _repository.Write("addsub/1/model.pt", file);
            _repository.Write("cut/1/model.pt", file.AsSpan(0, file.Length / 2));
            _repository.Write("extension/1/model.pt", ScriptFile.Of(Returning("ops.torchvision.nms(x, x, 0.5)")));
            _repository.Write("nonsense/1/model.pt", ScriptFile.Of(Returning("torch.tanh(x, ) ) (")));
            Server = await ServerProcess.StartTorchAsync([_repository.Path], "--readiness", "lenient");
            Http = new HttpClient { BaseAddress = new Uri(Server.HttpUrl) };
        }

        public async ValueTask DisposeAsync()
        {
            Http?.Dispose();
            if (Server is not null)
                await Server.DisposeAsync();
            _repository.Dispose();
        }

        private static string Returning(string expression) =>
            $"""
                def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                  y = torch.tanh(x)
                  return {expression}
                """;
    }
}
