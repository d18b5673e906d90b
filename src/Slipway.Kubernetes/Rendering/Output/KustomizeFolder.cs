using System.Text.Json.Nodes;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>
/// A Kustomize base (<c>base/</c>, a file for each service) and overlays (<c>overlays/NAME/</c>), which hold only what differs. What an
/// overlay comes to is what the fleet would be rendered to with it.
/// </summary>
public static class KustomizeFolder
{
    private const string File = "kustomization.yaml";

    /// <param name="fleet">Without an overlay.</param>
    /// <param name="overlays">The same with each, by its name.</param>
    public static IReadOnlyList<OutputFile> Write(
        RenderedFleet fleet,
        IReadOnlyDictionary<string, RenderedFleet> overlays
    ) =>
        [
            .. Base(fleet),
            .. overlays
                .OrderBy(overlay => overlay.Key, StringComparer.Ordinal)
                .SelectMany(overlay =>
                    KustomizeOverlay
                        .Write(fleet, overlay.Value)
                        .Select(file => file with { Path = $"overlays/{overlay.Key}/{file.Path}" })
                ),
        ];

    /// <summary>The document that names the others.</summary>
    internal static OutputFile Kustomization(string? space, params (string Key, JsonNode? Value)[] members)
    {
        var document = new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
        };
        if (space is not null)
            document["namespace"] = space;
        foreach (var (key, value) in members)
        {
            if (value is not null and not JsonArray { Count: 0 })
                document[key] = value;
        }

        return new OutputFile(File, YamlText.Of(document));
    }

    private static IEnumerable<OutputFile> Base(RenderedFleet fleet)
    {
        yield return In(
            Kustomization(
                fleet.Namespace,
                ("labels", new JsonArray(Labels(fleet))),
                ("resources", new JsonArray([.. fleet.Parts.Select(part => (JsonNode)$"{part.Name}.yaml")]))
            )
        );
        foreach (var part in fleet.Parts)
        {
            yield return In(
                new OutputFile(
                    $"{part.Name}.yaml",
                    YamlText.Of(part.Objects.Select(each => (object)ObjectJson.WithoutNamespace(each)))
                )
            );
        }
    }

    private static OutputFile In(OutputFile file) => file with { Path = $"base/{file.Path}" };

    private static JsonObject Labels(RenderedFleet fleet) =>
        new()
        {
            ["pairs"] = new JsonObject
            {
                [FleetLabels.PartOf] = fleet.Name,
                [FleetLabels.ManagedBy] = FleetLabels.Slipway,
            },
        };
}
