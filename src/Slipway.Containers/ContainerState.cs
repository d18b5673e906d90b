namespace Slipway.Containers;

/// <summary>A container as its engine describes it.</summary>
public sealed record ContainerState
{
    public required string Id { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>It was started and has not ended.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>Of its first process, as the engine's machine counts them; null where it does not run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>Once it has ended: 128 and the signal's number where one ended it.</summary>
    public int ExitCode { get; init; }

    /// <summary>The system took its life for want of memory. Not every engine notices on every machine.</summary>
    public bool WasOutOfMemory { get; init; }

    /// <summary>What the engine could not do with it; null for nothing.</summary>
    public string? Error { get; init; }

    /// <summary>Null for no limit.</summary>
    public long? MemoryBytes { get; init; }
}
