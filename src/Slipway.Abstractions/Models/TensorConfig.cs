namespace Slipway.Models;

/// <summary>
/// Remarks on one input or output. Where a model tells its own types and shapes these are held against it; they are
/// needed where it does not, as for an ensemble.
/// </summary>
public sealed class TensorConfig
{
    /// <summary>What the values mean, for people.</summary>
    public string? Description { get; set; }

    /// <summary>Class labels along the last dimension.</summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>The element type by its protocol name (<c>FP32</c>).</summary>
    public string? Datatype { get; set; }

    /// <summary>The shape that requests and answers have, batch dimension included, -1 for a free dimension.</summary>
    public List<long>? Shape { get; set; }

    /// <summary>The shape that the model itself has, where it is another one with as many elements.</summary>
    public List<long>? Reshape { get; set; }

    /// <summary>Whether a request may leave the input out.</summary>
    public bool? Optional { get; set; }
}
