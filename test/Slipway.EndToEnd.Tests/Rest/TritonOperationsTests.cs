using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Rest;

/// <summary>Log settings and traces of the real server, as Triton's clients use them.</summary>
public sealed class TritonOperationsTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServerProcess _server = null!;
    private HttpClient _http = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GRPCInferenceService.GRPCInferenceServiceClient Grpc => new(_channel);

    public async ValueTask InitializeAsync()
    {
        _folder.Model("models/simple/1/model.onnx", TestModels.Simple());
        _server = await ServerProcess.StartAsync(
            _folder["models"],
            "--management",
            "inference",
            "--trace-file",
            _folder["trace.json"]
        );
        _http = new HttpClient { BaseAddress = new Uri(_server.HttpUrl) };
        _channel = GrpcChannel.ForAddress(_server.GrpcUrl);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _channel.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task LogSettings_ChangedOverGrpc_AreReadOverRest()
    {
        var changed = await Grpc.LogSettingsAsync(
            new LogSettingsRequest
            {
                Settings =
                {
                    ["log_verbose_level"] = new() { Uint32Param = 1 },
                    ["log_info"] = new() { BoolParam = false },
                },
            },
            cancellationToken: Token
        );
        changed.Settings["log_verbose_level"].Uint32Param.Should().Be(1);
        changed.Settings["log_format"].StringParam.Should().Be("default");
        var rest = await _http.GetFromJsonAsync<JsonElement>("/v2/logging", Token);
        rest.GetProperty("log_info").GetBoolean().Should().BeFalse();
        rest.GetProperty("log_verbose_level").GetInt32().Should().Be(1);

        var refused = () =>
            Grpc.LogSettingsAsync(
                new LogSettingsRequest { Settings = { ["log_file"] = new() { StringParam = "x" } } },
                cancellationToken: Token
            ).ResponseAsync;
        (await refused.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task Trace_OfEveryRequest_IsInTheFileWhenTheServerHasStopped()
    {
        var request = new TraceSettingRequest { ModelName = "simple" };
        request.Settings.Add("trace_level", new() { Value = { "TIMESTAMPS" } });
        request.Settings.Add("trace_rate", new() { Value = { "1" } });
        var settings = await Grpc.TraceSettingAsync(request, cancellationToken: Token);
        settings.Settings["trace_level"].Value.Should().Equal("TIMESTAMPS");
        settings.Settings["trace_file"].Value.Should().Equal(_folder["trace.json"]);
        var global = await _http.GetFromJsonAsync<JsonElement>("/v2/trace/setting", Token);
        global
            .GetRawText()
            .Should()
            .Be(
                """{"trace_level":["OFF"],"trace_rate":"1000","trace_count":"-1","log_frequency":"0","trace_file":"""
                    + $"\"{_folder["trace.json"]}\",\"trace_mode\":\"triton\"}}"
            );

        var numbers = string.Join(',', Enumerable.Range(0, 16));
        var body = $$"""
            {"id":"r1","inputs":[{"name":"INPUT0","datatype":"INT32","shape":[1,16],"data":[{{numbers}}]},
             {"name":"INPUT1","datatype":"INT32","shape":[1,16],"data":[{{numbers}}]}]}
            """;
        using var answer = await _http.PostAsync("/v2/models/simple/infer", new StringContent(body), Token);
        answer.EnsureSuccessStatusCode();
        _server.Terminate();
        (await _server.WaitForExitAsync()).Should().Be(0);

        using var traces = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["trace.json"], Token));
        traces.RootElement.GetArrayLength().Should().Be(2);
        traces.RootElement[0].GetProperty("model_name").GetString().Should().Be("simple");
        traces.RootElement[0].GetProperty("request_id").GetString().Should().Be("r1");
        traces
            .RootElement[1]
            .GetProperty("timestamps")
            .EnumerateArray()
            .Select(timestamp => timestamp.GetProperty("ns").GetInt64())
            .Should()
            .HaveCount(8)
            .And.BeInAscendingOrder();
    }
}
