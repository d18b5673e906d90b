using System.Diagnostics;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>
/// Images of programs for .NET, which bring .NET along: a project in C# and Slipway's own gateway, run not as root, on a read-only
/// root, without any capability and without a place for temporary files.
/// </summary>
[Collection(nameof(ImageGroup))]
public sealed class ProjectImageTests(ImageFixture images, Podman podman) : IClassFixture<Podman>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Build_ProjectTwice_IsTheSameImageWhichAnswers()
    {
        Require();
        var image = $"{images.Host}/team/facts:1";

        var first = await images.BuildProjectAsync(Checkout.Sample("facts"), "-t", image);
        Directory.Delete(Path.Combine(images["cache"], "slipway", "images", "layers"), recursive: true);
        var second = await images.BuildProjectAsync(Checkout.Sample("facts"), "-t", image);

        second.GetProperty("digest").GetString().Should().Be(first.GetProperty("digest").GetString());
        first.GetProperty("program").GetString().Should().Be("Facts");
        Layers(first).Select(layer => layer.Kind).Should().Equal("base", "runtime", "packages", "app");
        Layers(first)[^1].Size.Should().BeLessThan(10_000_000, "a change of the project sends no more");

        await podman.PullAsync(image);
        var ports = FreePorts.Take();
        using var container = Start(image, ports);
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => EndOf(container));

        var answer = await service.AskAsync("facts", """{"text":"Born on 12 May 2001 in Berlin."}""");

        answer.GetProperty("fields")[0].GetProperty("value").GetString().Should().Be("2001-05-12");
        var top = await podman.RunAsync("top", "service", "huser", "capeff");
        top.Split('\n')[1].Should().StartWith("65532").And.Contain("none");
        await podman.RunAsync("kill", "-s", "TERM", "service");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task KubernetesImages_Gateway_ServesItsConsoleAndSharesTheRuntime()
    {
        Require();
        var facts = await images.BuildProjectAsync(
            Checkout.Sample("facts"),
            "-t",
            "facts:1",
            "-o",
            $"oci:{images["facts"]}"
        );

        var (code, output, errors) = await images.ToolAsync(
            "kubernetes",
            "images",
            "--part",
            "gateway",
            "--output",
            images["parts"],
            "--base",
            "nano",
            "--json"
        );

        code.Should().Be(0, errors);
        var gateway = JsonElement.Parse(output).EnumerateArray().Single();
        Layers(gateway)
            .Single(layer => layer.Kind == "runtime")
            .Should()
            .Be(Layers(facts).Single(layer => layer.Kind == "runtime"));
        await podman.RunAsync("load", "-q", "-i", Path.Combine(images["parts"], "slipway-gateway.tar"));
        var ports = FreePorts.Take();
        using var container = Start(gateway.GetProperty("reference").GetString()!, ports, "--control", "127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Http}/") };
        await UntilLiveAsync(http, container);

        // Of the program itself, of a package, and of .NET.
        foreach (
            var file in (string[])["console.css", "_content/MudBlazor/MudBlazor.min.css", "_framework/blazor.web.js"]
        )
            (await http.GetByteArrayAsync(new Uri($"console/{file}", UriKind.Relative), Token)).Should().NotBeEmpty();
        (await http.GetStringAsync(new Uri("console", UriKind.Relative), Token)).Should().Contain("<html");
        await podman.RunAsync("kill", "-s", "TERM", "service");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task KubernetesImages_Server_ServesAModelOfARegistry()
    {
        Require();
        var push = await images.ToolAsync("push", images.Iris, $"{images.Host}/models/served:1");
        push.ExitCode.Should().Be(0, push.Errors);
        var built = await images.ToolAsync(
            "kubernetes",
            "images",
            "--part",
            "server",
            "--registry",
            $"{images.Host}/parts",
            "--tag",
            "1",
            "--server",
            ImageFixture.Server,
            "--base",
            "nano"
        );
        built.ExitCode.Should().Be(0, built.Errors);
        var image = $"{images.Host}/parts/slipway-server:1";
        await podman.PullAsync(image);
        var ports = FreePorts.Take();
        using var container = podman.Start([
            .. Closed(ports),
            "--tmpfs",
            "/tmp",
            image,
            $"oci://{images.Host}/models/served:1",
            "--name",
            "iris",
            "--cache-dir",
            "/tmp/models",
        ]);
        using var service = new RunningService(ports.Http);
        await service.WaitUntilReadyAsync(() => EndOf(container));

        (await service.SpeciesAsync()).Should().Be("setosa");

        await podman.RunAsync("kill", "-s", "TERM", "service");
        await container.WaitForExitAsync(Token);
        container.ExitCode.Should().Be(0);
    }

    private static void Require()
    {
        ImageFixture.Require();
        Podman.Require();
    }

    private static async Task UntilLiveAsync(HttpClient http, Process container)
    {
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("v2/health/live", UriKind.Relative), Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            if (EndOf(container) is { } words)
                Assert.Fail($"The container ended: {words}");
            await Task.Delay(20, Token);
        }
    }

    private static List<(string? Kind, string? Digest, long Size)> Layers(JsonElement image) =>
        [
            .. image
                .GetProperty("platforms")[0]
                .GetProperty("layers")
                .EnumerateArray()
                .Select(layer =>
                    (
                        layer.GetProperty("kind").GetString(),
                        layer.GetProperty("digest").GetString(),
                        layer.GetProperty("size").GetInt64()
                    )
                ),
        ];

    private Process Start(string image, (int Http, int Grpc) ports, params string[] arguments) =>
        podman.Start([.. Closed(ports), image, .. arguments]);

    private static string[] Closed((int Http, int Grpc) ports) =>
        [
            "run",
            "--rm",
            "--name",
            "service",
            "--network",
            "host",
            "--read-only",
            "--read-only-tmpfs=false",
            "--cap-drop",
            "ALL",
            "--security-opt",
            "no-new-privileges",
            "-e",
            $"SLIPWAY_HTTP_PORT={ports.Http}",
            "-e",
            $"SLIPWAY_GRPC_PORT={ports.Grpc}",
        ];

    private static string? EndOf(Process container) =>
        container.HasExited ? container.StandardError.ReadToEnd() + container.StandardOutput.ReadToEnd() : null;
}
