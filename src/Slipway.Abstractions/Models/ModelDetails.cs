using System.Collections.Frozen;

namespace Slipway.Models;

/// <summary>
/// What a loaded version says of itself besides its signature.
/// </summary>
/// <param name="Platform">The protocols' platform name, for example <c>onnxruntime_onnx</c>.</param>
/// <param name="Properties">
/// Facts for people, in display order: producer, opset, file size, custom metadata of the file.
/// </param>
public sealed record ModelDetails(string Platform, IReadOnlyList<KeyValuePair<string, string>> Properties)
{
    public string? Description { get; init; }

    /// <summary>Whether it takes requests for an explanation.</summary>
    public bool Explains { get; init; }

    /// <summary>
    /// What the model's author says of rows along the first dimension of its tensors: true where each is computed
    /// independently of the others, false where they are not to come together; null where nothing is said and it is to be
    /// found out.
    /// </summary>
    public bool? RowsAreIndependent { get; init; }

    /// <summary>
    /// Of integer inputs that are looked up in a table of the model, by name: the rows of the table. Ids are 0 to one
    /// less.
    /// </summary>
    public IReadOnlyDictionary<string, long> IdLimits { get; init; } = FrozenDictionary<string, long>.Empty;
}
