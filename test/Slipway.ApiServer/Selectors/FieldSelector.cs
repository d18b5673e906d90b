using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Selectors;

/// <summary>
/// Requirements on fields (<c>a=b</c>, <c>a!=b</c>). Each kind lets only some fields be asked for, as the real server does:
/// name and namespace everywhere, a few more for pods, events, secrets, nodes and namespaces.
/// </summary>
public sealed class FieldSelector
{
    private static readonly Dictionary<string, string[]> Extra = new(StringComparer.Ordinal)
    {
        ["pods"] = ["spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "status.phase", "status.podIP"],
        ["namespaces"] = ["status.phase"],
        ["secrets"] = ["type"],
        ["nodes"] = ["spec.unschedulable"],
        ["replicasets.apps"] = ["status.replicas"],
        ["events"] =
        [
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    };

    private readonly IReadOnlyList<(string[] Path, string Value, bool Equal)> _requirements;

    private FieldSelector(IReadOnlyList<(string[], string, bool)> requirements) => _requirements = requirements;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => _requirements.Count == 0;

    /// <exception cref="StatusException">No selector, or a field that this kind cannot be asked for: 400.</exception>
    public static FieldSelector Parse(string? text, ResourceKind kind)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Everything;
        var requirements = new List<(string[], string, bool)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw StatusException.BadRequest($"invalid field selector '{part}': can't understand it");
            var equal = part[at - 1] != '!';
            var field = part[..(equal ? at : at - 1)];
            if (!IsServed(kind, field))
            {
                throw StatusException.BadRequest(
                    $"\"{field}\" is not a known field selector: only {string.Join(", ", Served(kind).Select(each => $"\"{each}\""))}"
                );
            }

            var path = kind.Storage == "events" && field == "source" ? "source.component" : field;
            requirements.Add((path.Split('.'), part[(at + 1)..].TrimStart('='), equal));
        }

        return new FieldSelector(requirements);
    }

    public bool Matches(StoredObject found) =>
        _requirements.All(requirement =>
            string.Equals(found.Text(requirement.Path) ?? "", requirement.Value, StringComparison.Ordinal)
            == requirement.Equal
        );

    private static bool IsServed(ResourceKind kind, string field) => Served(kind).Contains(field);

    private static IEnumerable<string> Served(ResourceKind kind) =>
        [
            "metadata.name",
            .. kind.Namespaced ? ["metadata.namespace"] : (string[])[],
            .. Extra.GetValueOrDefault(kind.Storage, []),
        ];
}
