using System.Diagnostics;
using System.Globalization;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>Images that the tool pushed, pulled and run by Podman: not as root, on a read-only root, without any capability.</summary>
[Collection(nameof(ImageGroup))]
public sealed class PodmanTests(ImageFixture images, Podman podman) : IClassFixture<Podman>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ClosedAsFarAsItGoes_AnswersAndEndsInOrder()
    {
        Require();
        var image = $"{images.Host}/team/iris:1";
        await podman.PullAsync(image);
        var ports = FreePorts.Take();
        var started = Stopwatch.GetTimestamp();
        using var container = Start(image, ports);
        using var service = new RunningService(ports.Http);

        await service.WaitUntilReadyAsync(() => EndOf(container));

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Ready {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms after 'podman run' was called."
        );
        (await service.SpeciesAsync()).Should().Be("setosa");
        (await podman.RunAsync("exec", "service", "/slipway/Slipway.Server", "probe")).Should().BeEmpty();
        // pid, user and effective capabilities of the server, from the kernel.
        var top = await podman.RunAsync("top", "service", "huser", "capeff");
        top.Split('\n')[1].Should().StartWith("65532").And.Contain("none");

        await podman.RunAsync("kill", "-s", "TERM", "service");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
        (await container.StandardError.ReadToEndAsync(Token)).Should().Contain("Stopped after 1 requests");
    }

    [Fact]
    public async Task Terminate_WithARequestInFlight_AnswersItFirst()
    {
        Require();
        var image = $"{images.Host}/team/slow:1";
        await podman.PullAsync(image);
        var ports = FreePorts.Take();
        using var container = Start(image, ports);
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => EndOf(container));

        var request = service.InferAsync(
            "slow",
            """{"inputs":[{"name":"iterations","shape":[],"datatype":"INT64","data":[3000000]}]}"""
        );
        while (!(await service.MetricsAsync()).Split('\n').Any(IsActive))
            await Task.Delay(10, Token);
        await podman.RunAsync("kill", "-s", "TERM", "service");

        (await request).GetProperty("outputs")[0].GetProperty("data")[0].GetDouble().Should().Be(3000000);
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task RunCommand_WithPodman_RunsALayoutUntilItIsStopped()
    {
        Require();
        await images.BuildAsync(images.Iris, "-t", "iris:1", "-o", $"oci:{images["run"]}");
        var ports = FreePorts.Take();
        using var tool = ToolProcess.Start(
            podman.Bin,
            [
                "run",
                $"oci:{images["run"]}",
                "--engine",
                "podman",
                "--network",
                "host",
                "--http-port",
                ports.Http.ToString(CultureInfo.InvariantCulture),
                "--grpc-port",
                ports.Grpc.ToString(CultureInfo.InvariantCulture),
            ]
        );
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => EndOf(tool.Process));

        (await service.SpeciesAsync()).Should().Be("setosa");

        tool.Terminate();
        await tool.Process.WaitForExitAsync(Token);
        tool.Process.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Run_ModelOfAnotherFramework_WasImportedWhenItWasBuilt()
    {
        Require();
        var image = $"{images.Host}/team/topic:1";
        await images.BuildAsync(Checkout.Sample("topic"), "-t", image, "--lock-file", images["topic.lock"]);
        await podman.PullAsync(image);
        var ports = FreePorts.Take();
        using var container = Start(image, ports);
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => EndOf(container));

        var answer = await service.AskAsync("topic", """{"text":"The bank raised its interest rates again."}""");

        answer.GetProperty("label").GetString().Should().NotBeNullOrEmpty();
        await podman.RunAsync("kill", "-s", "TERM", "service");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    private static void Require()
    {
        ImageFixture.Require();
        Podman.Require();
    }

    private static bool IsActive(string line) =>
        line.StartsWith("slipway_inference_active", StringComparison.Ordinal)
        && !line.EndsWith(" 0", StringComparison.Ordinal);

    private Process Start(string image, (int Http, int Grpc) ports) =>
        podman.Start(
            "run",
            "--rm",
            "--name",
            "service",
            "--network",
            "host",
            "--read-only",
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
            "-e",
            $"SLIPWAY_HTTP_PORT={ports.Http}",
            "-e",
            $"SLIPWAY_GRPC_PORT={ports.Grpc}",
            image
        );

    private static string? EndOf(Process container) =>
        container.HasExited ? container.StandardError.ReadToEnd() + container.StandardOutput.ReadToEnd() : null;
}
