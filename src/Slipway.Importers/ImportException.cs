namespace Slipway.Importers;

/// <summary>A model cannot be imported.</summary>
/// <param name="reason">The machine-readable cause, one of <see cref="ImportReasons"/>.</param>
/// <param name="message">What is wrong, where, and what to do, for people.</param>
/// <param name="problems">Each thing that stands in the way, where there are several: all of them, not the first.</param>
internal sealed class ImportException(string reason, string message, IReadOnlyList<string>? problems = null)
    : Exception(message)
{
    public ImportException(string reason, string message, Exception inner)
        : this(reason, message)
    {
        Cause = inner;
    }

    public string Reason { get; } = reason;

    public IReadOnlyList<string> Problems { get; } = problems ?? [];

    /// <summary>What the library said.</summary>
    public Exception? Cause { get; }
}
