using Slipway.Errors;

namespace Slipway.Serving.Lifecycle;

/// <summary>
/// The versions of one model and its labels at one moment, newest first: an immutable snapshot that is swapped whole,
/// so that a label never names a version that the same snapshot does not have.
/// </summary>
internal sealed class ModelVersions(string name, ServableVersion[] versions, IReadOnlyDictionary<string, long> labels)
{
    public string Name => name;

    /// <summary>By number, then by age; of a version that is being replaced the later content comes first.</summary>
    public IReadOnlyList<ServableVersion> Versions => versions;

    /// <summary>From label to version.</summary>
    public IReadOnlyDictionary<string, long> Labels => labels;

    /// <summary>One status a version: of several contents that which answers.</summary>
    public IEnumerable<ModelStatus> Statuses =>
        versions
            .Select(version => version.Version)
            .Distinct()
            .Select(version =>
            {
                var status = Find(version)!.Status;
                return status with
                {
                    // A content that was to replace it stands beside it.
                    Error = Array.Find(versions, other => other.Version == version && other.Error is not null)?.Error,
                    Labels =
                    [
                        .. labels
                            .Where(label => label.Value == version)
                            .Select(label => label.Key)
                            .Order(StringComparer.Ordinal),
                    ],
                };
            });

    /// <summary>The version called for, that content of it which answers where there is one, or null.</summary>
    public ServableVersion? Find(long version)
    {
        ServableVersion? found = null;
        foreach (var candidate in versions)
        {
            if (candidate.Version != version)
                continue;
            if (candidate.State == ServableState.Available)
                return candidate;
            found ??= candidate;
        }

        return found;
    }

    /// <summary>Refuses to let a label name a version that does not answer, or to take away one that there is not.</summary>
    /// <param name="label">The label.</param>
    /// <param name="version">What it is to name; null where it goes.</param>
    /// <exception cref="ServingException">FailedPrecondition or NotFound.</exception>
    public void CheckLabel(string label, long? version)
    {
        if (version is not { } target)
        {
            if (!labels.ContainsKey(label))
                throw ServingException.NotFound($"Model '{name}' has no label '{label}'.");
            return;
        }

        var found =
            Find(target)
            ?? throw ServingException.NotFound(
                $"Model '{name}' has no version {target} that the label '{label}' could name."
            );
        if (found.State != ServableState.Available)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The label '{label}' cannot name version {target} of model '{name}', which is {found.State}: "
                    + "a label moves only to a version that is Available."
            );
        }
    }

    /// <summary>The newest version that answers requests, or null.</summary>
    public ServableVersion? NewestAvailable()
    {
        foreach (var candidate in versions)
        {
            if (candidate.State == ServableState.Available)
                return candidate;
        }

        return null;
    }
}
