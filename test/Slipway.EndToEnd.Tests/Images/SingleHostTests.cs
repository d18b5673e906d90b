using Slipway.EndToEnd.Tests.Hosting;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>What 'slipway render kubernetes --single-host' writes is run by 'podman kube play'.</summary>
[Collection(nameof(ImageGroup))]
public sealed class SingleHostTests(ImageFixture images, Podman podman) : IClassFixture<Podman>
{
    // The first service's, by the order of their names.
    private const int Port = 19000;
    private const string Server = "fleet-iris-pod-0-server";

    [Fact]
    public async Task Play_TheServicesOfAFleet_AnswerOnTheirPortsAsClosedAsInACluster()
    {
        ImageFixture.Require();
        Podman.Require();
        var image = $"{images.Host}/team/iris:1";
        await podman.PullAsync(image);
        var (code, stream, errors) = await images.ToolAsync([
            "render",
            "kubernetes",
            Manifest(),
            "--single-host",
            "--image",
            $"iris={image}",
        ]);
        code.Should().Be(0, errors);
        var file = Write("play/services.yaml", Services(stream));

        await podman.RunAsync("kube", "play", file);
        try
        {
            using var service = new RunningService(Port);
            await service.WaitUntilReadyAsync(() => null);

            (await service.SpeciesAsync()).Should().Be("setosa");
            (
                await podman.RunAsync(
                    "inspect",
                    Server,
                    "--format",
                    "{{.HostConfig.ReadonlyRootfs}} {{.Config.User}} {{.HostConfig.Memory}} {{.EffectiveCaps}} {{.HostConfig.NetworkMode}}"
                )
            )
                .Trim()
                .Should()
                .Be("true 65532:65532 512000000 [] host");
        }
        finally
        {
            await podman.RunAsync("kube", "down", file);
        }
    }

    private string Manifest()
    {
        Write(
            "fleet/slipway.yaml",
            $"name: fleet\nservices: {{ iris: {{ model: '{images.Iris}', resources: {{ memory: 512MB }} }} }}\n"
        );
        return images["fleet"];
    }

    private string Write(string name, string text)
    {
        var path = images[name];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    // The gateway's image takes a minute to build, and has tests of its own.
    private static string Services(string stream) =>
        string.Concat(
            stream
                .Split("---\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(document => document.Contains("component: model-server", StringComparison.Ordinal))
                .Select(document => $"---\n{document}")
        );
}
