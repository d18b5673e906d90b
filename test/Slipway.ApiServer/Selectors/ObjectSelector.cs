using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Selectors;

/// <summary>What a list or a watch asks for.</summary>
/// <param name="Namespace">Empty for all of them.</param>
public sealed record ObjectSelector(string Namespace, LabelSelector Labels, FieldSelector Fields)
{
    public bool Matches(StoredObject found) =>
        (Namespace.Length == 0 || found.Namespace == Namespace)
        && Labels.Matches(found.Labels)
        && Fields.Matches(found);
}
