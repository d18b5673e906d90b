using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Services that wait for others wait for such as are there, and not in circles.</summary>
internal sealed class StartOrderValidator : IManifestValidator
{
    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        foreach (var (name, service) in manifest.Services)
        {
            var place = NodePath.Join(NodePath.Join("services", name), "starts_after");
            for (var i = 0; i < (service.StartsAfter?.Count ?? 0); i++)
            {
                var other = service.StartsAfter![i];
                if (!manifest.Services.ContainsKey(other) && !findings.IsBroken(NodePath.Join("services", other)))
                    findings.Add(
                        NodePath.Join(place, i),
                        $"there is no service '{other}'{NearMiss.Hint(other, manifest.Services.Keys)}"
                    );
            }
        }

        // Each circle is told once, at the service that comes first in the manifest.
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in manifest.Services.Keys)
        {
            if (!told.Contains(name) && CircleFrom(name, manifest) is { } circle)
            {
                told.UnionWith(circle);
                findings.AddToKey(
                    NodePath.Join(NodePath.Join("services", name), "starts_after"),
                    $"services wait for each other: {string.Join(" → ", circle)}"
                );
            }
        }
    }

    // The shortest way back to the service itself, breadth first.
    private static List<string>? CircleFrom(string start, FleetManifest manifest)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var queue = new Queue<string>([start]);
        while (queue.TryDequeue(out var name))
        {
            foreach (var other in manifest.Services[name].StartsAfter ?? [])
            {
                if (other == start)
                    return Way(start, name, cameFrom);
                if (manifest.Services.ContainsKey(other) && cameFrom.TryAdd(other, name))
                    queue.Enqueue(other);
            }
        }

        return null;
    }

    private static List<string> Way(string start, string last, Dictionary<string, string> cameFrom)
    {
        var way = new List<string> { start };
        for (var name = last; name != start; name = cameFrom[name])
        {
            way.Add(name);
        }

        way.Add(start);
        way.Reverse();
        return way;
    }
}
