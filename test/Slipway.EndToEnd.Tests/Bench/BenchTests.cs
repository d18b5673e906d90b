using System.Diagnostics;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Bench;

/// <summary><c>slipway bench</c> as a process, against the server as a process.</summary>
[Collection(nameof(ModelsGroup))]
public sealed class BenchTests(ModelsFixture models) : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rest", "--shape measurements=8,4")]
    [InlineData("rest-binary", "--shape measurements=8,4")]
    [InlineData("grpc", "--connections 2")]
    public async Task Bench_EveryProtocol_AnswersAllThatIsSent(string protocol, string more)
    {
        var url = protocol == "grpc" ? models.Server.GrpcUrl : models.Server.HttpUrl;
        var arguments = $"bench {url} --model iris --protocol {protocol} --rate 40 --arrivals constant --warmup 0.1";

        var (code, output) = await RunAsync([
            .. $"{arguments} --duration 0.5 --check-length --pid {models.Server.ProcessId} {more}".Split(' '),
        ]);

        code.Should().Be(0, output);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["report.json"], Token));
        var point = report.RootElement.GetProperty("points")[0];
        // Due at 100, 125, … 575 ms.
        point.GetProperty("answered").GetProperty("count").GetInt64().Should().Be(20);
        point.GetProperty("failed").GetProperty("count").GetInt64().Should().Be(0);
        point.GetProperty("server").GetProperty("resident_bytes_after").GetInt64().Should().BePositive();
    }

    private async Task<(int Code, string Output)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Cli, .. arguments, "--json", _folder["report.json"]])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output + await errors);
    }
}
