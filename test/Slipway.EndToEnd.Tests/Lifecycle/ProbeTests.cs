using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Lifecycle;

/// <summary>What a container's health check runs: the server's program asks the server.</summary>
public sealed class ProbeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_ReadyServer_IsSilentAndZero()
    {
        await using var server = await ServerProcess.StartAsync(Checkout.Sample("iris"));
        var port = new Uri(server.HttpUrl).Port;

        (await RunAsync([], "probe", "--http-port", $"{port}")).Should().Be((0, "", ""));
        (await RunAsync([$"SLIPWAY_HTTP_PORT={port}"], "probe")).Should().Be((0, "", ""));
        (await RunAsync([$"SLIPWAY_HTTP_PORT={port}", "SLIPWAY_HOST=*"], "probe", "--live")).Should().Be((0, "", ""));
    }

    [Fact]
    public async Task Probe_ModelThatCannotBeLoaded_NamesIt()
    {
        using var folder = new TempFolder();
        folder.Write("broken/1/model.onnx", "no model");
        var ports = FreePorts.Take();
        await using var server = ServerProcess.Launch(
            [folder["broken"]],
            ["--http-port", $"{ports.Http}", "--grpc-port", $"{ports.Grpc}"]
        );
        await server.WaitForOutputAsync("not ready", Token);

        var (code, _, errors) = await RunAsync([], "probe", "--http-port", $"{ports.Http}");

        code.Should().Be(1);
        errors.Should().Contain("503").And.Contain("broken");
        (await RunAsync([], "probe", "--live", "--http-port", $"{ports.Http}")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Probe_NoServer_SaysWhereItLooked()
    {
        // Nothing listens on the port of discard.
        var (code, _, errors) = await RunAsync([], "probe", "--http-port", "9");

        code.Should().Be(1);
        errors.Should().Contain("http://127.0.0.1:9/v2/health/ready");
    }

    [Fact]
    public async Task Serve_EnvironmentThatNamesNoPort_IsRefused()
    {
        var (code, _, errors) = await RunAsync(["SLIPWAY_GRPC_PORT=http"], "serve", Checkout.Sample("iris"));

        code.Should().Be(2);
        errors.Should().Contain("SLIPWAY_GRPC_PORT").And.Contain("'http'");
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        IEnumerable<string> variables,
        params string[] arguments
    )
    {
        string[] program = Checkout.Server.EndsWith(".dll", StringComparison.Ordinal)
            ? ["dotnet", Checkout.Server]
            : [Checkout.Server];
        return Tools.RunAsync("env", [.. variables, .. program, .. arguments], Limit, Token);
    }
}
