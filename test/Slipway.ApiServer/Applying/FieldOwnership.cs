using System.Text.Json.Nodes;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Applying;

/// <summary>Who owns what after a create, an update or a patch: the writer takes what it added or changed.</summary>
internal static class FieldOwnership
{
    public static void Take(
        ResourceKind kind,
        JsonObject? current,
        JsonObject next,
        string manager,
        string subresource,
        string time
    )
    {
        var difference = FieldWalker.Compare(kind.Schema, current ?? [], next);
        var written = OwnableFields.Of(kind, difference.Written, subresource);
        var removed = OwnableFields.Of(kind, difference.Removed, subresource);
        var entries = ManagerEntry.Read(next);
        var own = entries.Find(entry => entry.Is(manager, "Update", subresource));
        var fields = (own?.Fields ?? new FieldSet()).Except(removed).Union(written);
        var result = entries
            .Where(entry => entry != own)
            .Select(entry => entry with { Fields = entry.Fields.Except(written).Except(removed) })
            .ToList();
        var moment = own is not null && own.Fields.SetEquals(fields) ? own.Time : time;
        result.Add(new ManagerEntry(manager, "Update", subresource, kind.ApiVersion, moment, fields));
        ManagerEntry.Write(next, result);
    }
}
