namespace Slipway.Serving.Lifecycle;

/// <summary>
/// The labels of one model: those that its configuration declares, and over them those that were set by hand. A
/// declared label moves when its version answers, and names the version before until then. Not thread-safe.
/// </summary>
internal sealed class ModelLabels
{
    private readonly Dictionary<string, long?> _set = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, long> _declared = new Dictionary<string, long>();
    private Dictionary<string, long> _resolved = new(StringComparer.Ordinal);

    /// <summary>The versions that labels are to name.</summary>
    public IEnumerable<long> Targets => Wanted().Select(label => label.Version);

    /// <summary>Takes the configuration's labels. One whose value has changed there wins over the hand again.</summary>
    public void Declare(IReadOnlyDictionary<string, long> labels)
    {
        foreach (var (label, version) in labels)
        {
            if (!_declared.TryGetValue(label, out var before) || before != version)
                _set.Remove(label);
        }

        _declared = labels;
    }

    /// <summary>Sets a label, or takes it away.</summary>
    public void Set(string label, long? version) => _set[label] = version;

    /// <summary>What each label names, given the versions that answer.</summary>
    public IReadOnlyDictionary<string, long> Resolve(HashSet<long> available)
    {
        var resolved = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (label, version) in Wanted())
        {
            var stays =
                !available.Contains(version)
                && _resolved.TryGetValue(label, out var before)
                && available.Contains(before);
            resolved[label] = stays ? _resolved[label] : version;
        }

        _resolved = resolved;
        return resolved;
    }

    private IEnumerable<(string Label, long Version)> Wanted()
    {
        foreach (var (label, version) in _declared)
        {
            if (!_set.ContainsKey(label))
                yield return (label, version);
        }

        foreach (var (label, version) in _set)
        {
            if (version is { } target)
                yield return (label, target);
        }
    }
}
