using System.Runtime.InteropServices;
using System.Text.Json;
using Slipway.Cli.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Cli.Tests.Bench;

/// <summary>
/// The command against a server in this process. Loops are open with constant arrivals, so that the number of requests
/// follows from the command line and not from the machine.
/// </summary>
public sealed class BenchCommandTests : IAsyncLifetime
{
    private const int Rate = 40;

    // The typed client's request and the first one of the prepared bytes come before the load.
    private const int FirstOfTheLoad = 2;

    private static readonly string[] Load =
    [
        "--rate",
        $"{Rate}",
        "--arrivals",
        "constant",
        "--warmup",
        "0",
        "--duration",
        "0.5",
    ];

    private readonly TempFolder _folder = new();
    private CannedServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await CannedServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Bench_UrlAlone_FindsTheModelAndSendsItsRandomValues()
    {
        var (result, report) = await RunAsync(_server.Address);

        result.Error.Should().BeEmpty();
        result.Code.Should().Be(0);
        result.Output.Should().Contain("/v2/models/iris/infer").And.Contain("answered").And.Contain("40/s");
        Count(report, "answered").Should().Be(Rate / 2);
        _server.Paths.Should().HaveCount(Rate / 2 + FirstOfTheLoad).And.AllBe("/v2/models/iris/infer");
        _server.Headers!.ContentType.ToString().Should().StartWith("application/json");
    }

    [Fact]
    public async Task Bench_Refusals_AreCountedApartAndAreNoFailure()
    {
        _server.AnswerOf = n => n < FirstOfTheLoad + 5 ? _server.Answer : (503, """{"error":"the queue is full"}""");

        var (result, report) = await RunAsync(_server.Address);

        result.Code.Should().Be(0);
        result.Output.Should().Contain("15 refused: HTTP 503; the server said: {\"error\":\"the queue is full\"}");
        (Count(report, "answered"), Count(report, "refused"), Count(report, "failed")).Should().Be((5, 15, 0));
    }

    [Fact]
    public async Task Bench_Failures_EndWithCode1()
    {
        _server.AnswerOf = n => n == FirstOfTheLoad ? (500, "oh") : _server.Answer;

        var (result, report) = await RunAsync(_server.Address);

        result.Code.Should().Be(ExitCodes.Failure);
        result.Output.Should().Contain("1 failed: HTTP 500; the server said: oh");
        Count(report, "failed").Should().Be(1);
    }

    [Fact]
    public async Task Bench_AnswersOfAnotherLength_AreFailuresWhereAskedFor()
    {
        _server.AnswerOf = n => n == FirstOfTheLoad ? (200, "{}") : _server.Answer;

        var (result, _) = await RunAsync(_server.Address, "--check-length");

        result.Code.Should().Be(ExitCodes.Failure);
        result.Output.Should().Contain("1 failed: answer of another length");
    }

    [Fact]
    public async Task Bench_FirstRequestRefused_SendsNoLoadAndSaysWhy()
    {
        _server.Answer = (400, """{"error":"input 'x' is missing"}""");

        var (result, _) = await RunAsync(_server.Address);

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("input 'x' is missing");
        _server.Paths.Should().HaveCount(1);
    }

    [Fact]
    public async Task Bench_PreparedBody_GoesToItsPathUnchanged()
    {
        var body = _folder.Write("body.bin", "any bytes");

        var (result, report) = await RunAsync(
            _server.Address,
            "--body",
            body,
            "--content-type",
            "application/x-own",
            "--path",
            "/v2/models/other/infer?x=y",
            "--header",
            "X-Key: secret",
            "--deadline",
            "250",
            "--save-answer",
            _folder["answer"]
        );

        result.Code.Should().Be(0);
        Count(report, "answered").Should().Be(Rate / 2);
        _server.Paths.Should().HaveCount(Rate / 2 + 1).And.AllBe("/v2/models/other/infer");
        _server.Headers!.ContentType.ToString().Should().Be("application/x-own");
        _server.Headers["X-Key"].ToString().Should().Be("secret");
        _server.Headers["x-request-timeout-ms"].ToString().Should().Be("250");
        _server.Headers.ContentLength.Should().Be("any bytes".Length);
        (await File.ReadAllTextAsync(_folder["answer"], Cancellation)).Should().Be(_server.Answer.Body);
    }

    [Fact]
    public async Task Bench_PreparedFirstRequestRefused_SaysWhy()
    {
        _server.Answer = (404, "no such model");

        var (result, _) = await RunAsync(_server.Address, "--path", "/v2/models/x", "--method", "POST");

        result.Code.Should().Be(ExitCodes.RequestRefused);
        result.Error.Should().Contain("HTTP 404: no such model");
    }

    [Fact]
    public async Task Bench_NobodyListens_IsUnreachable()
    {
        using var host = new CliHost();
        await _server.DisposeAsync();

        var model = await host.RunAsync("bench", _server.Address, "--model", "iris");
        var path = await host.RunAsync("bench", _server.Address, "--path", "/x");

        model.Code.Should().Be(ExitCodes.ServerUnreachable);
        path.Code.Should().Be(ExitCodes.ServerUnreachable);
        path.Error.Should().Contain("Is the server running");
    }

    [Fact]
    public async Task Bench_Interrupted_ReportsWhatThereIsWithTheSignalsCode()
    {
        using var host = new CliHost();
        _server.AnswerOf = n =>
        {
            if (n == FirstOfTheLoad + 30)
                host.Signals.Raise(PosixSignal.SIGINT);
            return _server.Answer;
        };

        var result = await host.RunAsync(
            "bench",
            _server.Address,
            "--concurrency",
            "2,4",
            "--warmup",
            "0",
            "--duration",
            "1000",
            "--json",
            _folder["report.json"]
        );

        result.Code.Should().Be(ExitCodes.Interrupted);
        result.Output.Should().Contain("2 in flight").And.Contain("Interrupted").And.NotContain("4 in flight");
        var report = await ReadAsync();
        report.GetProperty("interrupted").GetBoolean().Should().BeTrue();
        Count(report, "answered").Should().BePositive();
        Count(report, "failed").Should().Be(0, "what the interruption broke is no failure of the server's");
    }

    [Fact]
    public async Task Bench_Sweep_HasAPointForEachAndWritesEveryReport()
    {
        var (result, report) = await RunAsync(
            _server.Address,
            "--rate",
            "20,40",
            "--pid",
            $"{Environment.ProcessId}",
            "--csv",
            _folder["report.csv"],
            "--html",
            _folder["report.html"],
            "--quiet"
        );

        result.Should().Be(new CliResult(0, "", ""));
        var points = report.GetProperty("points").EnumerateArray().ToArray();
        points.Select(p => p.GetProperty("answered").GetProperty("count").GetInt64()).Should().Equal(10, 20);
        points[1].GetProperty("server").GetProperty("resident_bytes_after").GetInt64().Should().BePositive();
        (await File.ReadAllLinesAsync(_folder["report.csv"], Cancellation)).Should().HaveCount(3);
        (await File.ReadAllTextAsync(_folder["report.html"], Cancellation)).Should().Contain("Latency over throughput");
    }

    [Fact]
    public async Task Bench_ShapeForNoInput_NamesTheInputs()
    {
        var (result, _) = await RunAsync(_server.Address, "--shape", "ids=1,4");

        result.Code.Should().Be(ExitCodes.Usage);
        result.Error.Should().Contain("'ids'").And.Contain("'measurements'");
    }

    private async Task<(CliResult Result, JsonElement Report)> RunAsync(params string[] arguments)
    {
        using var host = new CliHost();
        // What the test says comes instead of the usual rate.
        var load = arguments.Contains("--rate") ? Load[2..] : Load;
        var result = await host.RunAsync(["bench", .. arguments, .. load, "--json", _folder["report.json"]]);
        return (result, File.Exists(_folder["report.json"]) ? await ReadAsync() : default);
    }

    private async Task<JsonElement> ReadAsync()
    {
        await using var file = File.OpenRead(_folder["report.json"]);
        using var json = await JsonDocument.ParseAsync(file, cancellationToken: Cancellation);
        return json.RootElement.Clone();
    }

    private static long Count(JsonElement report, string outcome) =>
        report.GetProperty("points")[0].GetProperty(outcome).GetProperty("count").GetInt64();
}
