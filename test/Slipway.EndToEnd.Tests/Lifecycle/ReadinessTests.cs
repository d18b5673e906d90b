using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Lifecycle;

public sealed class ReadinessTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Serve_OneModelBroken_IsLiveNotReadyAndSaysWhy()
    {
        _folder.Model("good/model.onnx", TestModels.Simple());
        _folder.Model("bad/model.onnx", TestModels.CustomOperator());
        var (http, grpc) = (FreePort(), FreePort());
        await using var server = ServerProcess.Launch([_folder.Path], Ports(http, grpc));
        await WaitForAsync($"http://127.0.0.1:{http}/v2/health/live", HttpStatusCode.OK);
        await WaitForAsync($"http://127.0.0.1:{http}/v2/models/good/ready", HttpStatusCode.OK);
        await WaitForVerdictAsync(server);

        var (ready, why) = await GetAsync($"http://127.0.0.1:{http}/v2/health/ready");
        ready.Should().Be(HttpStatusCode.ServiceUnavailable);
        why.Should().Contain("'bad'").And.Contain("failed to load");
        var (model, cause) = await GetAsync($"http://127.0.0.1:{http}/v2/models/bad/ready");
        model.Should().Be(HttpStatusCode.ServiceUnavailable);
        cause.Should().Contain("custom");
        server.Output.Should().Contain("custom-operator").And.NotContain("Slipway is ready");
    }

    [Fact]
    public async Task Serve_LenientWithABrokenModel_IsReady()
    {
        _folder.Model("good/model.onnx", TestModels.Simple());
        _folder.Write("bad/model.onnx", "no model");
        await using var server = await ServerProcess.StartAsync(_folder.Path, "--readiness", "lenient");
        var (ready, _) = await GetAsync($"{server.HttpUrl}/v2/health/ready");
        ready.Should().Be(HttpStatusCode.OK);
        await WaitForOutputAsync(server, "Slipway is ready: ");
        server.Output.Should().Contain("Slipway is ready: good (bad not loaded) at");
    }

    [Fact]
    public async Task Serve_PortInUse_EndsWithAnErrorThatNamesIt()
    {
        _folder.Model("model.onnx", TestModels.Simple());
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var server = ServerProcess.Launch([_folder["model.onnx"]], Ports(port, FreePort()));
        (await server.WaitForExitAsync()).Should().Be(1);
        server.Output.Should().Contain(port.ToString(null, null)).And.Contain("--http-port").And.NotContain("   at ");
    }

    [Fact]
    public async Task Serve_TwoModelsOfOneName_ServesTheFirstAndSaysSo()
    {
        _folder.Model("one/iris/model.onnx", TestModels.Simple());
        _folder.Model("two/iris/model.onnx", TestModels.SimpleInt8());
        var (http, grpc) = (FreePort(), FreePort());
        await using var server = ServerProcess.Launch([_folder["one/iris"], _folder["two/iris"]], Ports(http, grpc));
        await WaitForAsync($"http://127.0.0.1:{http}/v2/models/iris/ready", HttpStatusCode.OK);
        await WaitForVerdictAsync(server);
        var (ready, why) = await GetAsync($"http://127.0.0.1:{http}/v2/health/ready");
        ready.Should().Be(HttpStatusCode.ServiceUnavailable);
        why.Should().Contain("named 'iris' already").And.Contain("model.yaml");
    }

    [Fact]
    public async Task Serve_BrokenModelOfAnothersName_IsStillReported()
    {
        _folder.Model("a/model.onnx", TestModels.Simple());
        _folder.Write("a/model.yaml", "name: b");
        _folder.Model("b/model.onnx", TestModels.Simple());
        _folder.Write("b/model.yaml", "nmae: c");
        var (http, grpc) = (FreePort(), FreePort());
        await using var server = ServerProcess.Launch([_folder.Path], Ports(http, grpc));
        await WaitForAsync($"http://127.0.0.1:{http}/v2/models/b/ready", HttpStatusCode.OK);
        await WaitForVerdictAsync(server);
        (await GetAsync($"http://127.0.0.1:{http}/v2/health/ready")).Error.Should().Contain("nmae");
    }

    [Fact]
    public async Task Serve_SettingsOfAnotherProgramInTheCurrentFolder_AreNotRead()
    {
        _folder.Model("model.onnx", TestModels.Simple());

        // A server that heeded it would not start: the port is taken.
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var foreign = ((IPEndPoint)taken.LocalEndpoint).Port;
        _folder.Write(
            "appsettings.json",
            """{"Kestrel":{"Endpoints":{"Foreign":{"Url":"http://127.0.0.1:PORT"}}}}""".Replace(
                "PORT",
                foreign.ToString(null, null),
                StringComparison.Ordinal
            )
        );
        var (http, grpc) = (FreePort(), FreePort());
        await using var server = ServerProcess.Launch([_folder["model.onnx"]], Ports(http, grpc), _folder.Path);
        await WaitForAsync($"http://127.0.0.1:{http}/v2/health/ready", HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(2, "no IP address", "--host", "here")]
    [InlineData(2, "cannot share a port", "--http-port", "9", "--grpc-port", "9")]
    [InlineData(2, "--drain-seconds must be from 0 to 86400", "--drain-seconds", "1e300")]
    [InlineData(1, "cannot listen on 192.0.2.1", "--host", "192.0.2.1")]
    public async Task Serve_CannotBeDone_EndsWithOneLineAndItsCode(
        int exitCode,
        string words,
        params string[] arguments
    )
    {
        _folder.Model("model.onnx", TestModels.Simple());
        await using var server = ServerProcess.Launch([_folder["model.onnx"]], arguments);
        (await server.WaitForExitAsync()).Should().Be(exitCode, server.Output);
        server.Output.Should().Contain(words).And.NotContain("   at ");
        server.Output.Trim().Split('\n').Should().ContainSingle();
    }

    [Theory]
    [InlineData("missing.onnx", 3, "no file or folder")]
    [InlineData("notes.txt", 3, "not a model")]
    [InlineData("empty", 3, "No model was found")]
    public async Task Serve_NoModelThere_EndsAtOnce(string path, int exitCode, string words)
    {
        _folder.Write("notes.txt", "hello");
        _folder.Folder("empty");
        await using var server = ServerProcess.Launch([_folder[path]], Ports(0, 0));
        (await server.WaitForExitAsync()).Should().Be(exitCode);
        server.Output.Should().Contain(words);
    }

    private static string[] Ports(int http, int grpc) =>
        ["--http-port", http.ToString(null, null), "--grpc-port", grpc.ToString(null, null)];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Every model has been tried when the server has said what came of it.
    private static Task WaitForVerdictAsync(ServerProcess server) => WaitForOutputAsync(server, "is not ready");

    private static async Task WaitForOutputAsync(ServerProcess server, string words)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!server.Output.Contains(words, StringComparison.Ordinal))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task WaitForAsync(string url, HttpStatusCode expected)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                if ((await GetAsync(url)).Code == expected)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<(HttpStatusCode Code, string Error)> GetAsync(string url)
    {
        using var response = await _http.GetAsync(url, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        using var body = JsonDocument.Parse(text);
        return (response.StatusCode, body.RootElement.TryGetProperty("error", out var e) ? e.GetString()! : "");
    }
}
