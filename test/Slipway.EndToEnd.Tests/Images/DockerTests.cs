using System.Globalization;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>A docker-archive, loaded and run by a Docker daemon, whose health checks fire; and what 'docker build' makes.</summary>
[Collection(nameof(ImageGroup))]
public sealed class DockerTests(ImageFixture images, DockerDaemon docker) : IClassFixture<DockerDaemon>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_Archive_RunsAndIsHealthy()
    {
        ImageFixture.Require();
        await docker.StartAsync();
        await images.BuildAsync(images.Iris, "-t", "team/iris:7", "-o", $"docker-archive:{images["iris.tar"]}");

        var loaded = await docker.RunAsync("load", "-i", images["iris.tar"]);

        loaded.Should().Contain("team/iris:7");
        var ports = FreePorts.Take();
        await docker.RunAsync([.. Closed(ports), "--health-interval", "1s", "-d", "--name", "service", "team/iris:7"]);
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => null);
        (await service.SpeciesAsync()).Should().Be("setosa");
        while (true)
        {
            var health = JsonElement.Parse(await docker.RunAsync("inspect", "-f", "{{json .State.Health}}", "service"));
            health.GetProperty("Status").GetString().Should().NotBe("unhealthy");
            if (health.GetProperty("Status").GetString() == "healthy")
                break;
            await Task.Delay(100, Token);
        }

        await docker.RunAsync("stop", "service");
        (await docker.RunAsync("inspect", "-f", "{{.State.ExitCode}}", "service")).Trim().Should().Be("0");
        (await docker.RunAsync("logs", "service")).Should().Contain("Slipway is ready");
    }

    [Fact]
    public async Task Dockerfile_BuiltByDocker_RunsByTheTool()
    {
        ImageFixture.Require();
        await docker.StartAsync();
        var (code, output, errors) = await images.ToolAsync(
            "dockerfile",
            images.Iris,
            "--base",
            "nano",
            "--server",
            ImageFixture.Server,
            "-o",
            images["context"]
        );
        code.Should().Be(0, errors);
        output.Should().Contain("docker build");
        await Tools.RunAsync(
            "env",
            ["DOCKER_BUILDKIT=0", "docker", "-H", docker.Socket, "build", "-q", "-t", "built:1", images["context"]],
            TimeSpan.FromMinutes(2),
            Token
        );
        var ports = FreePorts.Take();
        using var tool = ToolProcess.Start(
            "/usr/bin",
            [
                "run",
                "built:1",
                "--engine",
                "docker",
                "--network",
                "host",
                "--http-port",
                ports.Http.ToString(CultureInfo.InvariantCulture),
                "--grpc-port",
                ports.Grpc.ToString(CultureInfo.InvariantCulture),
            ],
            ("DOCKER_HOST", docker.Socket)
        );
        using var service = new RunningService(ports.Http);

        await service.WaitUntilReadyAsync(() => tool.Process.HasExited ? tool.Process.StandardError.ReadToEnd() : null);

        (await service.SpeciesAsync()).Should().Be("setosa");
        tool.Terminate();
        await tool.Process.WaitForExitAsync(Token);
        tool.Process.ExitCode.Should().Be(0);
    }

    private static string[] Closed((int Http, int Grpc) ports) =>
        [
            "run",
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
        ];
}
