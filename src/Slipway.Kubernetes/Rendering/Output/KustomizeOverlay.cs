using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>What differs from a base: patches, objects that come besides, objects that go.</summary>
internal static class KustomizeOverlay
{
    public static IEnumerable<OutputFile> Write(RenderedFleet from, RenderedFleet to)
    {
        var before = from.Objects.ToDictionary(Key);
        var after = to.Objects.ToDictionary(Key);
        List<OutputFile> files = [];
        var resources = new JsonArray("../../base");
        var patches = new JsonArray();
        foreach (var part in to.Parts)
        {
            object[] added = [.. part.Objects.Where(each => !before.ContainsKey(Key(each))).Select(each => Tree(each))];
            if (added.Length == 0)
                continue;
            files.Add(new OutputFile($"{part.Name}.yaml", YamlText.Of(added)));
            resources.Add($"{part.Name}.yaml");
        }

        foreach (var (key, value) in before)
        {
            JsonNode? patch = after.TryGetValue(key, out var other) ? Patch(value, other) : Removal(value);
            if (patch is null)
                continue;
            var name = $"{value.Metadata.Name}.{value.Kind.ToLowerInvariant()}.patch.yaml";
            files.Add(new OutputFile(name, YamlText.Of(patch)));
            patches.Add((JsonNode)new JsonObject { ["path"] = name, ["target"] = Target(value) });
        }

        return
        [
            KustomizeFolder.Kustomization(
                // What comes besides has none of the base's.
                to.Namespace,
                ("resources", resources),
                ("patches", patches)
            ),
            .. files.OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    private static JsonArray? Patch(IKubernetesObject<V1ObjectMeta> from, IKubernetesObject<V1ObjectMeta> to) =>
        JsonPatch.Between(Tree(from), Tree(to)) is { Count: > 0 } operations ? operations : null;

    private static JsonObject Removal(IKubernetesObject<V1ObjectMeta> value) =>
        new()
        {
            ["apiVersion"] = value.ApiVersion,
            ["kind"] = value.Kind,
            ["metadata"] = new JsonObject { ["name"] = value.Metadata.Name },
            ["$patch"] = "delete",
        };

    private static JsonObject Target(IKubernetesObject<V1ObjectMeta> value)
    {
        var target = new JsonObject();
        var slash = value.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
            target["group"] = value.ApiVersion[..slash];
        target["version"] = value.ApiVersion[(slash + 1)..];
        target["kind"] = value.Kind;
        target["name"] = value.Metadata.Name;
        return target;
    }

    private static JsonObject Tree(IKubernetesObject<V1ObjectMeta> value) => ObjectJson.WithoutNamespace(value);

    private static (string, string, string) Key(IKubernetesObject<V1ObjectMeta> value) =>
        (value.ApiVersion, value.Kind, value.Metadata.Name);
}
