namespace Slipway.Containers.Logs;

/// <summary>Where something was written to.</summary>
public enum LogStream
{
    Output = 1,
    Errors = 2,
}

/// <summary>A line that a container wrote, or a part of a long one.</summary>
/// <param name="Stream">Where to.</param>
/// <param name="At">When, as the engine tells it: by the nanosecond or by the second.</param>
/// <param name="Text">With the line's end, unless more of it follows.</param>
public readonly record struct LogEntry(LogStream Stream, DateTimeOffset At, ReadOnlyMemory<byte> Text);
