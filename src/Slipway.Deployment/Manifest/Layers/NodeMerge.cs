using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Layers;

/// <summary>
/// Lays a tree over another as JSON Merge Patch does (RFC 7396): mappings are merged key by key, null removes, everything else
/// replaces. Each piece keeps the mark of the file that it is from.
/// </summary>
internal static class NodeMerge
{
    /// <summary>The base stays where nothing lies over it; a mapping that is in both is where the base has it.</summary>
    public static SourceMapping Over(SourceMapping below, SourceMapping above) =>
        Merge(below, above, aboveMarks: false);

    /// <summary>The same the other way round: what is there wins, and a mapping that is in both is where it is already.</summary>
    public static SourceMapping Under(SourceMapping above, SourceMapping below) =>
        Merge(below, above, aboveMarks: true);

    private static SourceMapping Merge(SourceMapping below, SourceMapping above, bool aboveMarks)
    {
        var entries = new OrderedDictionary<string, SourceEntry>(StringComparer.Ordinal);
        foreach (var entry in below.Entries)
        {
            entries[entry.Key] = entry;
        }

        foreach (var entry in above.Entries)
        {
            entries.TryGetValue(entry.Key, out var old);
            switch (entry.Value)
            {
                case SourceScalar { IsNull: true }:
                    entries.Remove(entry.Key);
                    break;
                case SourceMapping mapping:
                    var under = old?.Value as SourceMapping;
                    var merged = Merge(under ?? new SourceMapping([], mapping.Mark), mapping, aboveMarks);
                    var keyMark = under is null || aboveMarks ? entry.KeyMark : old!.KeyMark;
                    entries[entry.Key] = new SourceEntry(entry.Key, keyMark, merged);
                    break;
                default:
                    entries[entry.Key] = entry;
                    break;
            }
        }

        return new SourceMapping([.. entries.Values], aboveMarks ? above.Mark : below.Mark);
    }
}
