using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Rendering;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>Manifests, and how they are rendered in tests.</summary>
internal static class Fleets
{
    public static RenderOptions Options(RenderForm form = RenderForm.Plain) =>
        new()
        {
            Form = form,
            GatewayImage = "registry.example/slipway/gateway:1",
            ServerImage = "registry.example/slipway/server:1",
        };

    /// <summary>samples/newsroom, with images that do not change with its models.</summary>
    public static RenderedFleet Newsroom(RenderForm form, string? environment = null) =>
        FleetRenderer.Render(
            Read(Checkout.Path("samples", "newsroom"), environment),
            Options(form) with
            {
                Images = new Dictionary<string, string>
                {
                    ["ner"] = "registry.example/newsroom-ner:0123456789ab",
                    ["topic"] = "registry.example/newsroom-topic:123456789abc",
                    ["facts"] = "registry.example/newsroom-facts:23456789abcd",
                },
                ModelBytes = new Dictionary<string, long> { ["ner"] = 4_515_003, ["topic"] = 690_000 },
            }
        );

    /// <summary>A manifest of a text, with a model <c>m.onnx</c> and a project <c>app</c> beside it.</summary>
    public static FleetManifest Of(string yaml)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "m.onnx"), "");
            File.WriteAllText(Path.Combine(folder, "f.pem"), "");
            Directory.CreateDirectory(Path.Combine(folder, "app"));
            File.WriteAllText(Path.Combine(folder, "slipway.yaml"), yaml);
            return Read(folder, environment: null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A text's fleet, each of its services with an image.</summary>
    public static RenderedFleet Render(string yaml, RenderForm form = RenderForm.Plain) =>
        Render(Of(yaml), Options(form));

    public static RenderedFleet Render(FleetManifest manifest, RenderOptions options) =>
        FleetRenderer.Render(
            manifest,
            options with
            {
                Images = manifest
                    .Services.Where(service => service.Value.Image is null && !IsAddress(service.Value.Model))
                    .ToDictionary(service => service.Key, service => $"registry.example/{service.Key}:1"),
            }
        );

    private static bool IsAddress(string? model) => model?.Contains("://", StringComparison.Ordinal) is true;

    private static FleetManifest Read(string path, string? environment)
    {
        var reading = FleetManifestReader.Read(
            path,
            new ManifestOptions
            {
                Environment = environment,
                Target = FleetTarget.Kubernetes,
                EnvironmentVariables = _ => null,
            }
        );
        reading.Problems.Should().BeEmpty();
        return reading.Manifest!;
    }
}
