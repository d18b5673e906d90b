using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Applying;

/// <summary>
/// What an applied configuration makes of an object: it is merged in, fields that this manager applied before and no longer
/// does are given up, and fields of others are not taken over unless forced.
/// </summary>
/// <remarks>
/// The rules are those of sigs.k8s.io/structured-merge-diff, <c>merge/update.go</c>, told at
/// https://kubernetes.io/docs/reference/using-api/server-side-apply/.
/// </remarks>
internal static class ServerSideApply
{
    private const string Operation = "Apply";

    /// <exception cref="StatusException">Another manager owns a field that would change, and force was not asked for: 409.</exception>
    public static JsonObject Apply(
        ResourceKind kind,
        JsonObject? current,
        JsonObject config,
        string manager,
        string subresource,
        bool force,
        string time
    )
    {
        var entries = ManagerEntry.Read(current);
        var own = entries.Find(entry => entry.Is(manager, Operation, subresource));
        var applied = OwnableFields.Of(kind, FieldWalker.Fields(kind.Schema, config), subresource);
        var others = entries.Where(entry => entry != own).ToList();

        var next = Merger.Merge(kind.Schema, current, config).AsObject();
        if (own is not null)
        {
            var kept = others.Aggregate(applied, static (all, entry) => all.Union(entry.Fields));
            Merger.GiveUp(kind.Schema, next, own.Fields, kept);
        }

        var difference = FieldWalker.Compare(kind.Schema, current ?? [], next);
        var written = OwnableFields.Of(kind, difference.Written, subresource);
        var removed = OwnableFields.Of(kind, difference.Removed, subresource);
        var conflicts = others
            .Select(entry => (Entry: entry, Fields: entry.Fields.Intersect(written)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .ToList();
        if (conflicts.Count > 0 && !force)
            throw Conflict(conflicts);

        var result = others
            .Select(entry => entry with { Fields = entry.Fields.Except(written).Except(removed) })
            .ToList();
        var moment = own is not null && own.Fields.SetEquals(applied) ? own.Time : time;
        result.Add(new ManagerEntry(manager, Operation, subresource, kind.ApiVersion, moment, applied));
        ManagerEntry.Write(next, result);
        return next;
    }

    private static StatusException Conflict(IReadOnlyList<(ManagerEntry Entry, FieldSet Fields)> conflicts)
    {
        var all = conflicts
            .SelectMany(conflict => conflict.Fields.Paths().Select(path => (Who: Show(conflict.Entry), Path: path)))
            .ToList();
        var causes = all.Select(one =>
            (JsonNode)
                new JsonObject
                {
                    ["reason"] = "FieldManagerConflict",
                    ["message"] = $"conflict with {one.Who}",
                    ["field"] = one.Path,
                }
        );
        var text =
            all.Count == 1
                ? $"Apply failed with 1 conflict: conflict with {all[0].Who}: {all[0].Path}"
                : $"Apply failed with {all.Count} conflicts: "
                    + string.Join(
                        '\n',
                        conflicts.Select(conflict =>
                            $"conflicts with {Show(conflict.Entry)}:\n- {string.Join("\n- ", conflict.Fields.Paths())}"
                        )
                    );
        return new StatusException(409, "Conflict", text, new JsonObject { ["causes"] = new JsonArray([.. causes]) });
    }

    private static string Show(ManagerEntry entry) =>
        $"\"{entry.Manager}\""
        + (entry.Subresource.Length > 0 ? $" with subresource \"{entry.Subresource}\"" : "")
        + $" using {entry.ApiVersion}";
}
