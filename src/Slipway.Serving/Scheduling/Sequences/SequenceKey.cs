using System.Globalization;

namespace Slipway.Serving.Scheduling.Sequences;

/// <summary>
/// The id of a sequence, a number or a text: 1000 and "1000" are two sequences, as they are to Triton.
/// </summary>
internal readonly record struct SequenceKey(ulong Number, string? Text)
{
    /// <summary>0 and the empty text are no id.</summary>
    public bool IsNone => Text is null ? Number == 0 : Text.Length == 0;

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
