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

    [Fact]
    public async Task Play_TheNewsroom_AnswersItsPipeline()
    {
        ImageFixture.Require();
        Podman.Require();
        var ports = FreePorts.Take();
        var (code, stream, errors) = await images.ToolAsync([
            "render",
            "kubernetes",
            Newsroom(ports.Http, ports.Grpc),
            "--single-host",
        ]);
        code.Should().Be(0, errors);
        foreach (var image in Images(stream))
        {
            await podman.RunAsync("load", "-q", "-i", await BuildAsync(image));
        }

        var file = Write("play/newsroom.yaml", stream);
        await podman.RunAsync("kube", "play", file);
        try
        {
            using var gateway = new RunningService(ports.Http);
            await gateway.WaitUntilReadyAsync(() => null);

            var answer = await gateway.AskAsync(
                "extract",
                """{"text":"John Smith joined Reuters in London on 3 May 2024."}"""
            );

            answer
                .GetProperty("entities")
                .EnumerateArray()
                .Select(entity => entity.GetProperty("text").GetString())
                .Should()
                .Equal("John Smith", "Reuters", "London");
            answer.GetProperty("fields")[0].GetProperty("value").GetString().Should().Be("2024-05-03");
        }
        finally
        {
            await podman.RunAsync("kube", "down", file);
        }
    }

    private static IEnumerable<string> Images(string stream) =>
        stream
            .Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("image: ", StringComparison.Ordinal))
            .Select(line => line["image: ".Length..].Trim('"'));

    /// <summary>As 'slipway render' has called it; the archive that it is in.</summary>
    private async Task<string> BuildAsync(string image)
    {
        var name = image.Split('/')[^1].Split(':')[0];
        var archive = images[$"play/{name}.tar"];
        Directory.CreateDirectory(images["play"]);
        string[] arguments = ["-t", image, "-o", $"docker-archive:{archive}", "--no-attestations"];
        switch (name)
        {
            case "gateway":
                var (code, _, errors) = await images.ToolAsync([
                    "kubernetes",
                    "images",
                    "--part",
                    "gateway",
                    "--base",
                    "nano",
                    "--no-attestations",
                    "--output",
                    images["play"],
                ]);
                code.Should().Be(0, errors);
                return images["play/slipway-gateway.tar"];
            case "facts":
                await images.BuildProjectAsync(Checkout.Sample(name), arguments);
                return archive;
            default:
                await images.BuildAsync(
                    Checkout.Sample(name),
                    [.. arguments, "--lock-file", images[$"play/{name}.lock"]]
                );
                return archive;
        }
    }

    /// <summary>The sample with a gateway on other ports.</summary>
    private string Newsroom(int http, int grpc)
    {
        var sample = Path.Combine(Checkout.Root, "samples", "newsroom", "slipway.yaml");
        var models = Path.Combine(Checkout.Root, "samples", "models");
        Write(
            "newsroom/slipway.yaml",
            File.ReadAllText(sample).Replace("../models", models, StringComparison.Ordinal)
                + $"\ngateway: {{ port: {http}, grpc_port: {grpc} }}\n"
        );
        return images["newsroom"];
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

    // Without the gateway, whose image takes a minute to build.
    private static string Services(string stream) =>
        string.Concat(
            stream
                .Split("---\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(document => document.Contains("component: model-server", StringComparison.Ordinal))
                .Select(document => $"---\n{document}")
        );
}
