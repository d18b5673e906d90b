using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Python;

/// <summary>Python models on the running server, in the layout that Triton's users have them in.</summary>
public sealed class PythonModelTests : IClassFixture<PythonModelTests.Fixture>
{
    private const string Triton = """
        import json
        import triton_python_backend_utils as pb_utils

        class TritonPythonModel:
            def initialize(self, args):
                config = json.loads(args["model_config"])
                output = pb_utils.get_output_config_by_name(config, "OUTPUT0")
                self.dtype = pb_utils.triton_string_to_numpy(output["data_type"])

            def execute(self, requests):
                return [
                    pb_utils.InferenceResponse([
                        pb_utils.Tensor("OUTPUT0", pb_utils.get_input_tensor_by_name(request, "INPUT0").as_numpy().astype(self.dtype))
                    ])
                    for request in requests
                ]
        """;

    private const string TritonConfig = """
        name: "identity"
        backend: "python"
        max_batch_size: 8
        input [ { name: "INPUT0" data_type: TYPE_FP32 dims: [ -1 ] } ]
        output [ { name: "OUTPUT0" data_type: TYPE_FP32 dims: [ -1 ] } ]
        instance_group [ { count: 2 kind: KIND_CPU } ]
        """;

    private const string Process = """
        import os
        from slipway import Tensor

        class Model:
            def predict(self, x: Tensor["int64", None]) -> {"process": Tensor["int64", 1]}:
                if x[0] < 0:
                    raise ValueError("less than nothing")
                return {"process": [os.getpid()]}
            def explain(self, x):
                return {"share": [[float(value) / float(x.sum()), 1.0] for value in x], "rows": x}
        """;

    private readonly HttpClient _http;

    public PythonModelTests(Fixture fixture)
    {
        Tools.Require(File.Exists("/usr/bin/python3"), "/usr/bin/python3 is not there");
        _http = fixture.Http;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_InTritonsForm_IsServed()
    {
        using var answer = await SendAsync(_http, "identity", "INPUT0", "FP32", "[2,2]", "[1,2.5,3,4]");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var output = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("outputs")[0];
        output.GetProperty("name").GetString().Should().Be("OUTPUT0");
        output.GetProperty("data").EnumerateArray().Select(value => value.GetDouble()).Should().Equal(1, 2.5, 3, 4);
    }

    [Fact]
    public async Task Failure_OfAModel_IsAnAnswerWithItsLastLine()
    {
        using var answer = await SendAsync(_http, "process", "x", "INT64", "[1]", "[-1]");

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("ValueError: less than nothing");
    }

    [Fact]
    public async Task Explain_OfAModelThatHasIt_IsAnswered()
    {
        var rows = await PostAsync("/v1/models/process:explain", """{"instances": [1, 3]}""");
        rows.GetRawText()
            .Should()
            .Be("""{"explanations":[{"share":[0.25,1.0],"rows":1},{"share":[0.75,1.0],"rows":3}]}""");

        using var none = await _http.PostAsync(
            "/v1/models/identity:explain",
            new StringContent("""{"instances": [[1.0]]}""", Encoding.UTF8, "application/json"),
            Token
        );
        none.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await none.Content.ReadAsStringAsync(Token)).Should().Contain("'explain'").And.Contain(":predict");
    }

    [Fact]
    public async Task Workers_OfAServerThatIsKilled_EndWithIt()
    {
        // One of its own, since it is killed.
        await using var server = new Fixture();
        await server.InitializeAsync();
        using var answer = await SendAsync(server.Http, "process", "x", "INT64", "[1]", "[1]");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        var worker = body.GetProperty("outputs")[0].GetProperty("data")[0].GetInt32();

        var left = server.Folders();
        using var process = System.Diagnostics.Process.GetProcessById(worker);
        await server.Server.KillAsync();

        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
        // Nobody was left to tidy up; the next server does.
        server.Folders().Should().HaveCount(2);
        await using var next = await server.StartAsync();
        server.Folders().Should().HaveCount(2);
        server.Folders().Should().NotIntersectWith(left);
    }

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var answer = await _http.PostAsync(
            path,
            new StringContent(body, Encoding.UTF8, "application/json"),
            Token
        );
        var text = await answer.Content.ReadAsStringAsync(Token);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient http,
        string model,
        string input,
        string type,
        string shape,
        string data
    )
    {
        var body = $$"""
            {"inputs": [{"name": "{{input}}", "datatype": "{{type}}", "shape": {{shape}}, "data": {{data}}}]}
            """;
        return http.PostAsync(
            $"/v2/models/{model}/infer",
            new StringContent(body, Encoding.UTF8, "application/json"),
            Token
        );
    }

    /// <summary>A server of both models, where there is a Python, with a temporary folder of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private readonly TempFolder _repository = new();
        private readonly TempFolder _temporary = new();

        public ServerProcess Server { get; private set; } = null!;

        public HttpClient Http { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            if (!File.Exists("/usr/bin/python3"))
                return;
            _repository.Write("identity/1/model.py", Triton);
            _repository.Write("identity/config.pbtxt", TritonConfig);
            _repository.Write("process/1/model.py", Process);
            _repository.Write("process/model.yaml", "python:\n  workers: 2\n");
            Server = await StartAsync();
            Http = new HttpClient { BaseAddress = new Uri(Server.HttpUrl) };
        }

        public Task<ServerProcess> StartAsync() =>
            ServerProcess.StartAsync(
                [_repository.Path],
                new Dictionary<string, string> { ["SLIPWAY_PYTHON"] = "/usr/bin/python3", ["TMPDIR"] = _temporary.Path }
            );

        /// <summary>Those of the workers, one for each model.</summary>
        public string[] Folders() => Directory.GetDirectories(_temporary.Path, "slipway-python-*");

        public async ValueTask DisposeAsync()
        {
            Http?.Dispose();
            if (Server is not null)
                await Server.DisposeAsync();
            _repository.Dispose();
            _temporary.Dispose();
        }
    }
}
